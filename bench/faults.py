"""kill -9 of web, worker and PostgreSQL while people file: nothing acknowledged is lost or doubled.

The real `vanlang serve` over the real embedded server. Each client sends a filing until it is
acknowledged, with the same key, as a browser does whose line broke; afterwards what the clients
were told is compared with the rows.
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

from django.db import connections
from django.utils import timezone

from bench.rows import Row, say, size
from bench.tools import province
from bench.tools.citizens import citizens
from bench.tools.filers import Filers
from bench.tools.served import below, free_port, own_server
from vanlang.config import serving
from vanlang.demo import answers
from vanlang.kernel.models import Entry, Notice, OutboxRow
from vanlang.public_services.models import Dossier, DossierStep

NEEDS_DATABASE = True
ROUNDS = size(3, 1)
CLIENTS = 16
BETWEEN_SECONDS = size(5, 1)
SETTLES_WITHIN_SECONDS = 120


def run() -> list[Row]:
    at = timezone.now()
    areas = province.settle(at)
    definition = province.shortest_free_form(at, files=0)
    chance = random.Random(1)  # noqa: S311 answers, not secrets
    form = {**answers.fill(definition, chance, at.date(), areas), "declared": "1"}
    visitors = citizens(CLIENTS, areas)
    port = free_port()
    with served(port) as platform:
        filers = Filers(port, f"/nop/{definition.code}/gui/", form, areas, visitors)
        filers.start()
        wait_until(filers.is_answered_again)
        time.sleep(BETWEEN_SECONDS)
        for number in range(ROUNDS):
            for kill in (kill_web, kill_worker, kill_postgres):
                say(f"round {number + 1}: {kill.__name__.replace('_', ' -9 ')}")
                filers.note_fault()
                kill(platform)
                wait_until(filers.is_answered_again)
                time.sleep(BETWEEN_SECONDS)
        filers.finish(within=SETTLES_WITHIN_SECONDS)
        forget_connections()
        wait_until(lambda: not OutboxRow.objects.exists())
    return rows_of(filers)


@contextlib.contextmanager
def served(port: int) -> Iterator[int]:
    """Run `vanlang serve` until the block ends; yield its process."""
    started = subprocess.Popen(serving.django("serve", "--port", str(port)))
    try:
        if not serving.wait_until_it_answers(port):
            raise RuntimeError("the platform does not answer")
        yield started.pid
    finally:
        started.terminate()
        started.wait()


def kill_web(platform: int) -> None:
    _kill_group(platform, "granian")


def kill_worker(platform: int) -> None:
    _kill_group(platform, "worker")


def kill_postgres(_platform: int) -> None:
    """Kill the server with everything below it, and start it again as an administrator would."""
    own_server().kill()
    own_server().start()


def _kill_group(platform: int, word: str) -> None:
    """Kill what `vanlang serve` started under this name, at once and with all below it."""
    for pid in below(platform)[1:]:
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if word.encode() in words:
                os.killpg(pid, signal.SIGKILL)
                return
    raise RuntimeError(f"no {word} to kill")


def forget_connections() -> None:
    """Leave the connections of a server that is no more."""
    for connection in connections.all():
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + SETTLES_WITHIN_SECONDS
    while not is_so() and time.monotonic() < until:
        time.sleep(0.1)


def rows_of(filers: Filers) -> list[Row]:
    """Compare what the clients were told with what is there."""
    told = filers.acknowledged
    kept = dict(Dossier.objects.values_list("pk", "code"))
    lost = sum(kept.get(key) != code for key, code in told.items())
    doubled = len(kept.keys() - filers.sent) + sum(
        count != 1 for of_one in written_of(kept) for count in of_one.values()
    )
    wrong = len(filers.wrong)
    if wrong:
        say(filers.wrong[0][:2000].decode(errors="replace"))
    gaps = counters_with_a_gap(list(kept.values()))
    findings = journal_findings()
    return [
        Row(
            f"filings acknowledged while web, worker and PostgreSQL were killed {ROUNDS} times",
            len(told),
            "",
            len(kept),
            "dossiers found",
            len(told) / len(kept),
        ),
        Row("… sent more than once until acknowledged", filers.sent_again, ""),
        zero("… acknowledged and lost", lost),
        zero("… doubled: dossier, step, entry or notice more or less than once", doubled),
        zero("… never acknowledged, or refused", len(filers.unanswered) + wrong),
        zero("… counters whose numbers have a gap or a double", gaps),
        zero("… findings of verify-journal and of verifier.py", findings),
        Row("… longest silence after a kill", filers.longest_silence(), "s"),
    ]


def zero(name: str, count: int) -> Row:
    return Row(name, count, "", reach="0", met=not count)


def written_of(kept: dict[UUID, str]) -> list[Counter[str]]:
    """Count what the statement that files has written beside each dossier; it must be one each."""
    names = {f"public_services.dossier:{key}" for key in kept}
    steps = Counter({str(key): 0 for key in kept})
    steps.update(str(key) for key in DossierStep.objects.values_list("dossier_id", flat=True))
    entries, notices = Counter(dict.fromkeys(names, 0)), Counter(dict.fromkeys(names, 0))
    filed = Entry.objects.filter(kind="public_services.filed")
    entries.update(filed.values_list("about", flat=True))
    told = Notice.objects.filter(about__startswith="public_services.dossier:")
    notices.update(told.values_list("about", flat=True))
    return [steps, entries, notices]


def counters_with_a_gap(codes: list[str]) -> int:
    by_counter: dict[str, list[int]] = {}
    for code in codes:
        counter, _, number = code.rpartition("-")
        by_counter.setdefault(counter, []).append(int(number))
    return sum(sorted(n) != list(range(1, len(n) + 1)) for n in by_counter.values())


def journal_findings() -> int:
    """Have the journal verified by the command, and its export by the stand-alone verifier."""
    exported = Path(os.environ["VANLANG_HOME"]) / "journal.jsonl"
    verifier = Path(serving.PACKAGE) / "kernel" / "verifier.py"
    commands = (
        serving.django("verify-journal"),
        serving.django("export-journal", str(exported)),
        [sys.executable, str(verifier), str(exported)],
    )
    findings = 0
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        say(done.stdout.strip() or done.stderr.strip()[-500:])
        findings += bool(done.returncode)
    return findings
