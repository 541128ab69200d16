"""Three months of the province's documents through the real actions, by several processes at once.

Published for three months: 161,562 received, 100,000 sent, 164 agencies. A document sent to three
agencies of the province is received three times, in the transaction that issues it; what comes
from outside is as the axis hands it over. Each received one is registered, laid before the leader,
directed to an officer and closed; each sent one is numbered, and issued with the agency's seal.

The drafts are written in bulk, which counts in the time. Setting, signing and verifying PDFs is
left out (`tools/paperless.py`) and measured beside it; so is what listeners do afterwards.
`VANLANG_BENCH_SHARE=0.05` replays a part.
"""

import os
import subprocess
import sys
import time
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import connection

from bench.rows import TINY, Row, peak_memory, say, size
from bench.tools import desks
from bench.tools.desks import DAYS, Desk, moment
from bench.tools.paperless import without_paper
from vanlang.documents.actions import directing, incoming, issuing
from vanlang.documents.actions import signing as document_signing
from vanlang.documents.models import Document, IncomingEntry
from vanlang.documents.rules.arrivals import Arrival
from vanlang.documents.rules.states import EntryState, Source, State
from vanlang.identity import api as identity
from vanlang.identity.api import Unit
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.models import OutboxRow
from vanlang.signing import api as signing

NEEDS_DATABASE = True
SHARE = float(os.environ.get("VANLANG_BENCH_SHARE", "1"))
RECEIVED, SENT = round(size(161_562, 60) * SHARE), round(size(100_000, 30) * SHARE)
AGENCIES = size(164, 6)
PROCESSES = size(4, 2)  # two would wait for the disk at each commit
FOR_REAL = size(60, 1)
WANTED_A_SECOND = 262_000 / 3600
WORK = "import django; django.setup(); from bench import replay; replay.work({part})"
Thing = TypeVar("Thing")
GAPS = """
    SELECT
        (SELECT count(*) FROM (
            SELECT 1 FROM documents_incomingentry WHERE arrival_number IS NOT NULL
            GROUP BY unit_id, year
            HAVING min(arrival_number) <> 1 OR max(arrival_number) <> count(*)
        ) AS torn) + (SELECT count(*) FROM (
            SELECT 1 FROM documents_document WHERE series <> ''
            GROUP BY series, period
            HAVING min(number) <> 1 OR max(number) <> count(DISTINCT number)
        ) AS torn)
"""


def run() -> list[Row]:
    identity.load_units(by=PLATFORM, at=moment(0))
    units = places()
    desks.appoint(units)
    seated = desks.seated(units)
    signing.issue_test_certificates([seated[0].leading, seated[0].unit], at=moment(0))
    begun = time.perf_counter()
    here = sum(len(to) for sent in desks.letters(seated, SENT) for to in sent)
    say(f"{here:,} arrivals from here, {RECEIVED - here:,} from outside")
    outside(desks.shared(units, max(RECEIVED - here, 0)))
    used = together()
    taken = time.perf_counter() - begun
    return [
        *replayed(taken, used, len(units)),
        torn(),
        waiting_for_listeners(),
        for_real(seated[0]),
    ]


def places() -> list[Unit]:
    committee = identity.province_committee()
    others = identity.agencies().exclude(pk=committee.pk).order_by("level", "code")
    return [committee, *others[: AGENCIES - 1]]


def outside(shares: list[int]) -> None:
    """Say where the processes find what each agency is to receive from outside, and who is done."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_outside (place int, share int)")
        cursor.executemany("INSERT INTO bench_outside VALUES (%s, %s)", list(enumerate(shares)))
        cursor.execute("CREATE TABLE bench_issued (part int)")


def together() -> float:
    """Run the processes to their end; return the processor seconds they took themselves."""
    before = os.times()
    running = [
        subprocess.Popen([sys.executable, "-c", WORK.format(part=part)])
        for part in range(PROCESSES)
    ]
    codes = [process.wait() for process in running]
    if any(codes):
        raise RuntimeError("A part of the replay failed; see above.")
    after = os.times()
    return (after.children_user + after.children_system) - (
        before.children_user + before.children_system
    )


def work(part: int) -> None:
    """Play the days of every so-many-th agency, then register what the others sent last."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT share FROM bench_outside ORDER BY place")
        shares = [int(row[0]) for row in cursor.fetchall()]
    seated = desks.seated(places())
    planned = desks.letters(seated, SENT)
    mine = list(zip(seated, shares, planned, strict=True))[part::PROCESSES]
    with without_paper(seated[0], moment(0)):
        letters = {desk.unit.pk: desks.write(desk, sent) for desk, _, sent in mine}
        if part == 0:
            say("  the drafts are written")
        for day in range(DAYS):
            at = moment(day)
            for desk, share, _ in mine:
                for key in of_day(day, letters[desk.unit.pk]):
                    send(desk, key, at)
                for number in of_day(day, list(range(share))):
                    take_in(desk, number, at)
                receive(desk, at)
            if part == 0 and day % 5 == 0:
                say(f"  day {day + 1} of {DAYS}")
        wait_for_the_others(part)
        for desk, _, _ in mine:
            receive(desk, moment(DAYS - 1))


def of_day(day: int, things: list[Thing]) -> list[Thing]:
    return things[len(things) * day // DAYS : len(things) * (day + 1) // DAYS]


def send(desk: Desk, key: UUID, at: datetime) -> None:
    """Number and sign a draft as its leader; open it and issue it as the clerk."""
    document = document_signing.sign_now(Document(pk=key), by=desk.leader, at=at)
    issuing.look(document, by=desk.clerk, at=at)
    issuing.issue(document, by=desk.clerk, at=at)


def take_in(desk: Desk, number: int, at: datetime) -> None:
    """Take in what the axis brought from a ministry or another province."""
    notation = f"{number + 1}/BTC-{desk.unit.pk}"
    said = Arrival(
        subject=f"V/v {desks.SUBJECTS[number % len(desks.SUBJECTS)]}",
        author_name="Bộ Tài chính",
        author_code="G12",
        exchange_id=f"G12,{at:%Y/%m/%d},{notation}",
        number=number + 1,
        notation=notation,
        type_code="CV",
        issued_on=at.date(),
        signer_name="Nguyễn Văn An",
    )
    incoming.arrive(said, unit=desk.unit, source=Source.AXIS, by=PLATFORM, at=at)


def receive(desk: Desk, at: datetime) -> None:
    """Register, present, direct and close all that has come to the agency."""
    arrived = IncomingEntry.objects.filter(
        unit=desk.unit, state=EntryState.ARRIVED, arrived_at__lte=at
    )
    order = directing.Order("Giao nghiên cứu, tham mưu.", lead_person=desk.officer, working_days=5)
    for entry in arrived.order_by("arrived_at", "pk"):
        incoming.register(entry, present_to=desk.leading, by=desk.clerk, at=at)
        directing.direct(entry, order, by=desk.leader, at=at)
        directing.close(entry, note="Đã tham mưu", by=desk.clerk, at=at)


def wait_for_the_others(part: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_issued VALUES (%s)", [part])
        while True:
            cursor.execute("SELECT count(*) FROM bench_issued")
            if int(cursor.fetchone()[0]) == PROCESSES:
                return
            time.sleep(0.1)


def replayed(taken: float, used: float, agencies: int) -> list[Row]:
    received = IncomingEntry.objects.filter(state=EntryState.CLOSED).count()
    sent = Document.objects.filter(state=State.ISSUED, author__isnull=False).count()
    if (received, sent) != (RECEIVED, SENT) and not TINY:
        raise RuntimeError(f"{received} received and {sent} sent are not {RECEIVED} and {SENT}.")
    rate = (received + sent) / taken
    return [
        Row(
            f"{received:,} received (to their end) and {sent:,} sent by {agencies} agencies, "
            f"{PROCESSES} processes, without PDFs",
            rate,
            "a second",
            WANTED_A_SECOND,
            "a second are 262,000 in an hour",
            rate / WANTED_A_SECOND,
            "262,000 in an hour",
            rate >= WANTED_A_SECOND,
            peak_memory(),
        ),
        Row("… 262,000 at that rate", 262_000 / rate / 60, "minutes"),
        Row("… processor time without PostgreSQL's", 1000 * used / (received + sent), "ms each"),
    ]


def torn() -> Row:
    with connection.cursor() as cursor:
        cursor.execute(GAPS)
        wrong = int(cursor.fetchone()[0])
    return Row("… registers with a gap or a double", wrong, "", reach="0", met=not wrong)


def waiting_for_listeners() -> Row:
    return Row(
        "… journal entries that listeners are still to hear of", OutboxRow.objects.count(), ""
    )


def for_real(desk: Desk) -> Row:
    """Send some documents with their paper: set, signed, verified, sealed and verified again."""
    at = moment(DAYS)
    keys = []
    for number in range(FOR_REAL):
        document = desks.draft(desk, number, FOR_REAL)
        desks.keep(desk, [(document, [])])
        keys.append(document.pk)
    begun = time.process_time()
    for key in keys:
        send(desk, key, at)
    rate = FOR_REAL / (time.process_time() - begun)
    hours = 100_000 / rate / 2 / 3600
    return Row(
        f"one sent with its paper set, signed, sealed, archived and verified (100,000: {hours:.1f} "
        "hours of two cores)",
        rate,
        "a CPU second",
    )
