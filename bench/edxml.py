"""edXML: documents made into signed messages and messages taken apart, and one of 100 MB."""

import io
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import BinaryIO

from bench.rows import Row, peak_memory, say, size
from bench.signing import openssl
from vanlang.documents.rules import edxml
from vanlang.identity import api as identity
from vanlang.identity.api import Unit
from vanlang.kernel.actors import PLATFORM
from vanlang.signing import api as signing

NEEDS_DATABASE = True
SECONDS = size(5, 1)
ATTACHMENT = 300_000
LARGE = size(75_000_000, 1_000_000)  # 100 MB once it is written in base64
REACH_MB = 300
SENDER = edxml.Organisation(code="H44", name="Ủy ban nhân dân tỉnh Phú Thọ")
RECIPIENT = edxml.Organisation(code="H44.05158", name="Ủy ban nhân dân xã Mường Bi")


def run() -> list[Row]:
    at = datetime.now(UTC)
    identity.load_units(by=PLATFORM, at=at)
    unit = identity.unit_by_code("H44.05158")
    signing.issue_test_certificates([unit], at=at)
    signs, verifies = openssl()
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder) / "content"
        filled(content, ATTACHMENT)
        signed = made(content, unit, at)
        rows = [
            row(
                "edXML messages of 300 kB written and signed",
                a_cpu_second(lambda: made(content, unit, at).close()),
                signs,
                "P-256 signatures/s",
            ),
            row(
                "edXML messages of 300 kB verified and read",
                a_cpu_second(lambda: taken_apart(signed, at)),
                verifies,
                "P-256 verifications/s",
            ),
        ]
        before = peak_memory()
        filled(content, LARGE)
        begun = time.perf_counter()
        with made(content, unit, at) as large:
            weight = large.seek(0, io.SEEK_END) / 1e6
            taken_apart(large, at)
        seconds = time.perf_counter() - begun
    say(f"{before:.0f} MB before the large message")
    most = peak_memory()
    return [
        *rows,
        Row(
            f"a message of {weight:.0f} MB written, signed, verified and read: memory",
            most,
            "MB",
            before,
            "MB before it",
            most / before,
            f"{REACH_MB} MB",
            most <= REACH_MB,
            most,
        ),
        Row("… in all", seconds, "s"),
    ]


def filled(path: Path, length: int) -> None:
    """Write a PDF of one page and `length` bytes that no packing makes smaller, piece by piece."""
    chance = Random(1)  # noqa: S311 no secret
    pieces = [min(10**6, length - begun) for begun in range(0, length, 10**6)]
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length 0 >>\nstream\n\nendstream",
    )
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        places = []
        for number, part in enumerate(parts, 1):
            places.append(file.tell())
            file.write(b"%d 0 obj\n%b\nendobj\n" % (number, part))
        places.append(file.tell())
        file.write(b"5 0 obj\n<< /Length %d >>\nstream\n" % length)
        for piece in pieces:
            file.write(chance.randbytes(piece))
        file.write(b"\nendstream\nendobj\n")
        table = file.tell()
        file.write(b"xref\n0 6\n0000000000 65535 f \n")
        file.writelines(b"%010d 00000 n \n" % place for place in places)
        file.write(b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % table)


def made(content: Path, unit: Unit, at: datetime) -> BinaryIO:
    """Return the message of one document with this content, signed by the agency."""
    with content.open("rb") as file:
        digest = sha256()
        while piece := file.read(2**20):
            digest.update(piece)
        length = file.tell()
    sha = digest.hexdigest()
    message = edxml.Message(
        sender=SENDER,
        recipients=(RECIPIENT,),
        document_id="H44,2026/11/20,812/UBND-VX",
        number="812",
        notation="UBND-VX",
        issued_on=date(2026, 11, 20),
        kind=edxml.Kind("Công văn", "1"),
        subject="V/v rà soát, nâng cấp dịch vụ công trực tuyến",
        signer=edxml.Signer("TM.", "Chủ tịch", "Quách Thị Hòa"),
        business=edxml.Business(document_id="H44,2026/11/20,812/UBND-VX"),
        attachments=(
            edxml.Attachment(f"cid:{sha[:8]}", "812.pdf", "application/pdf", length, sha),
        ),
    )
    signed = tempfile.TemporaryFile()  # noqa: SIM115 the caller closes it
    with tempfile.TemporaryFile() as plain:
        edxml.write(message, plain, lambda _: content.open("rb"))
        signing.sign_xml(plain, signed, unit=unit, inside="edXMLHeader", at=at)
    return signed


def taken_apart(message: BinaryIO, at: datetime) -> None:
    message.seek(0)
    verdict = signing.verify_xml(message, at=at)
    if not verdict.is_genuine:
        raise RuntimeError(verdict.sentence)
    message.seek(0)
    with tempfile.TemporaryDirectory() as folder:
        edxml.read(message, Path(folder))


def a_cpu_second(work: Callable[[], object]) -> float:
    with suppress(StopIteration):
        work()
    start, count = time.process_time(), 0
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        work()
        count += 1
    return count / (time.process_time() - start)


def row(name: str, value: float, reference: float, against: str) -> Row:
    say(f"  {name}: {value:.0f}")
    return Row(
        name,
        value,
        "a CPU second",
        reference,
        against,
        value / reference,
        "printed beside openssl speed",
        memory=peak_memory(),
    )
