"""Signs (PAdES B-LTA) and verifies documents, beside `openssl speed` on one core."""

import re
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from hashlib import sha256

import typst

from bench.rows import Row, peak_memory, say, size
from vanlang.identity import api as identity
from vanlang.identity.api import Role
from vanlang.kernel.actors import PLATFORM
from vanlang.signing import api as signing
from vanlang.signing.rules.states import Kind
from vanlang.ui import papers
from vanlang.ui.papers import Box

NEEDS_DATABASE = True
SECONDS = size(5, 1)
PERSON, ORGANISATION = Box(1, 356, 155, 492, 223), Box(1, 299, 138, 401, 240)
PAGE = """
#set document(title: "Giấy xác nhận", date: datetime(year: 2026, month: 3, day: 2))
#set page(paper: "a4")
#set text(font: "Tinos", size: 14pt, lang: "vi")
#for page in range(3) [#lorem(300) #pagebreak(weak: true)]
"""


def run() -> list[Row]:
    """Return documents a CPU second; the reference is bare P-256 on the same core."""
    at = datetime.now(UTC)
    identity.load_units(by=PLATFORM, at=at)
    unit = identity.unit_by_code("H44.05158")
    hoa = identity.register_official(username="hoa", name="Quách Thị Hòa", by=PLATFORM, at=at)
    identity.appoint(
        hoa,
        unit,
        title="Chủ tịch",
        roles=[Role.LEADER],
        since=date(2025, 7, 1),
        by=PLATFORM,
        at=at,
    )
    signing.issue_test_certificates([hoa, unit], at=at)
    actor = identity.actor_of(hoa, at)
    writer = identity.register_official(username="nga", name="Bùi Thị Nga", by=PLATFORM, at=at)
    identity.appoint(
        writer,
        unit,
        title="Văn thư",
        roles=[Role.CLERK],
        since=date(2025, 7, 1),
        by=PLATFORM,
        at=at,
    )
    clerk = identity.actor_of(writer, at)
    signing.open_test_sessions([hoa, writer], at=at)
    fonts = typst.Fonts(font_paths=[str(papers.FONTS)])
    pdf = typst.compile(PAGE.encode(), format="pdf", pdf_standards="a-2b", font_paths=fonts)

    def sign() -> bytes:
        return signing.sign_person(pdf, signer=actor, box=PERSON, at=at)

    def seal(signed: bytes) -> bytes:
        signing.note_look(sha256(signed).hexdigest(), by=clerk, at=at)
        return signing.seal_organisation(signed, unit=unit, box=ORGANISATION, at=at, by=clerk)

    signed = sign()
    sealed = seal(signed)
    verdict = signing.verify(sealed)
    if [one.kind for one in verdict.signatures] != [Kind.PERSON, Kind.ORGANISATION]:
        raise RuntimeError(verdict)
    signs, verifies = openssl()
    return [
        row("sign and archive (B-LTA), one signature", sign, signs, "P-256 signatures/s"),
        row(
            "sign, seal and archive (two signatures)",
            lambda: seal(sign()),
            signs,
            "P-256 signatures/s",
        ),
        row(
            "verify two signatures with archive",
            lambda: signing.verify(sealed),
            verifies,
            "P-256 verifications/s",
        ),
    ]


def row(name: str, work: Callable[[], object], reference: float, against: str) -> Row:
    say(f"  {name} …")
    value = a_cpu_second(work)
    return Row(
        name=name,
        value=value,
        unit="documents/CPU-s",
        reference=reference,
        against=against,
        ratio=value / reference,
        reach="printed beside openssl speed",
        memory=peak_memory(),
    )


def a_cpu_second(work: Callable[[], object]) -> float:
    """Count how often `work` is done for each second of this process's processor time."""
    work()
    start, count = time.process_time(), 0
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        work()
        count += 1
    return count / (time.process_time() - start)


def openssl() -> tuple[float, float]:
    """Return bare P-256 signatures and verifications a CPU second."""
    done = subprocess.run(
        ["openssl", "speed", "-seconds", str(size(2, 1)), "ecdsap256"],  # noqa: S607 whichever is installed
        capture_output=True,
        text=True,
        check=True,
    )
    figures = re.search(r"nistp256\)\s+\S+\s+\S+\s+([\d.]+)\s+([\d.]+)", done.stdout)
    if figures is None:
        raise RuntimeError(done.stdout)
    return float(figures[1]), float(figures[2])
