"""Incoming documents entered in a register, and a circular brought to every commune."""

import time
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.rows import Row, peak_memory, say, size
from bench.tools import same_rows
from bench.tools.pgbench import run_pgbench
from vanlang.documents.actions import incoming
from vanlang.documents.models import Document, IncomingEntry
from vanlang.documents.rules.arrivals import Arrival
from vanlang.documents.rules.states import Source
from vanlang.documents.rules.words import key_of
from vanlang.identity import api as identity
from vanlang.identity.api import Role, Unit
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.models import Entry, Notice

NEEDS_DATABASE = True
REGISTERED = size(400, 20)
WARM_UP = size(100, 5)
REFERENCE_SECONDS = size(8, 1)
COMMUNES = size(148, 12)


def run() -> list[Row]:
    at = timezone.now()
    identity.load_units(by=PLATFORM, at=at)
    communes = list(identity.commune_committees())[:COMMUNES]
    clerks = {unit.pk: clerk(unit, number, at) for number, unit in enumerate(communes)}
    rate = registering(communes, clerks, at)
    gaps = consecutive(communes)  # before pgbench puts numbers of its own into the registers
    return [
        beside_pgbench(rate),
        gaps,
        *circular(communes, clerks, at),
    ]


def clerk(unit: Unit, number: int, at: datetime) -> Actor:
    person = identity.register_official(
        username=f"vanthu{number}", name="Đinh Thị Mai", by=PLATFORM, at=at
    )
    since = at.date() - timedelta(days=30)
    identity.appoint(
        person, unit, title="Văn thư", roles=[Role.CLERK], since=since, by=PLATFORM, at=at
    )
    return identity.actor_of(person, at)


def registering(communes: list[Unit], clerks: dict[int, Actor], at: datetime) -> float:
    """Return how many a second are taken in by e-mail and registered, one after the other."""

    def one(number: int) -> None:
        unit = communes[number % len(communes)]
        by = clerks[unit.pk]
        said = Arrival(
            subject=f"V/v rà soát, nâng cấp dịch vụ công trực tuyến, lần {number}",
            author_name="Sở Y tế",
            author_code="H44.09",
            notation=f"{number}/SYT-VP",
            issued_on=at.date(),
        )
        entry = incoming.arrive(said, unit=unit, source=Source.EMAIL, by=by, at=at)
        incoming.register(entry, by=by, at=at)

    for number in range(WARM_UP):
        one(number)
    begun = time.perf_counter()
    for number in range(WARM_UP, WARM_UP + REGISTERED):
        one(number)
    rate = REGISTERED / (time.perf_counter() - begun)
    say(f"{rate:.0f} registered a second")
    return rate


def beside_pgbench(rate: float) -> Row:
    reference = run_pgbench(script(), clients=1, threads=1, seconds=REFERENCE_SECONDS)
    return Row(
        "incoming documents taken in and registered, one after the other",
        rate,
        "a second",
        reference,
        "a second by one client of pgbench, same rows, prepared",
        rate / reference,
        "ratio 0.10 or more",
        rate / reference >= 0.10,
        peak_memory(),
    )


def script() -> str:
    """Return two transactions that insert what the last arrival and its registering wrote."""
    entry = IncomingEntry.objects.latest("registered_at", "arrival_number")
    key = same_rows.ANY_KEY
    arrival = "md5((:m)::bigint::text || '/' || (:n)::bigint::text)::uuid"
    document = f"document_id = '{entry.document_id}'"
    inserts = [
        same_rows.insert_like("documents_document", f"id = '{entry.document_id}'", {"id": key}),
        same_rows.insert_like(
            "documents_incomingentry",
            f"id = '{entry.pk}'",
            {"id": arrival, "document_id": key, "arrival_number": "(:n)::bigint::int"},
        ),
        *(
            same_rows.insert_like("documents_grant", f"id = {pk}", {"document_id": key})
            for pk in entry.document.grants.values_list("pk", flat=True)
        ),
        *(
            same_rows.insert_like(
                "documents_searchrow", f"{document} AND ctid = '{place}'", {"document_id": key}
            )
            for place in places("documents_searchrow", document)
        ),
    ]
    about = f"/van-ban/{entry.document_id}/"
    inserts += [
        same_rows.insert_like("kernel_notice", f"id = {pk}", {"link": same_rows.ANY_TEXT})
        for pk in Notice.objects.filter(link=about).values_list("pk", flat=True)
    ]
    for pk in Entry.objects.filter(about=f"documents.incomingentry:{entry.pk}").values_list(
        "pk", flat=True
    ):
        written = same_rows.insert_like("kernel_entry", f"id = {pk}", {"about": f"{arrival}::text"})
        inserts.append(
            f"WITH entry AS ({written} RETURNING id) "
            "INSERT INTO kernel_outboxrow (entry_id) SELECT id FROM entry"
        )
    number = (
        "INSERT INTO kernel_series AS known (series, period, last) "
        "VALUES ('bench.' || (:c)::int::text, 'x', 1) "
        "ON CONFLICT (series, period) DO UPDATE SET last = known.last + 1 RETURNING last"
    )
    said = len(inserts) + 1
    say(f"pgbench writes {said} rows and their outbox rows")
    statements = ";\n".join([*inserts, number])
    return f"{same_rows.SEED}\\set c random(1, 148)\nBEGIN;\n{statements};\nCOMMIT;\n"


def places(table: str, where: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ctid::text FROM {table} WHERE {where}")
        return [str(row[0]) for row in cursor.fetchall()]


def consecutive(communes: list[Unit]) -> Row:
    wrong = 0
    for unit in communes:
        given = IncomingEntry.objects.filter(unit=unit, arrival_number__isnull=False)
        numbers = sorted(number or 0 for number in given.values_list("arrival_number", flat=True))
        wrong += numbers != list(range(1, len(numbers) + 1))
    return Row("… registers with a gap or a double", wrong, "", reach="0", met=not wrong)


def circular(communes: list[Unit], clerks: dict[int, Actor], at: datetime) -> list[Row]:
    """Bring one document to half of the communes and one to all; each clerk registers it."""
    seen = []
    for units in (communes[: len(communes) // 2], communes):
        document = issued(f"{len(units)}/CT-UBND", at)
        begun = time.perf_counter()
        with CaptureQueriesContext(connection) as statements:
            entries = incoming.deliver(document, units, by=PLATFORM, at=at)
        delivered = time.perf_counter() - begun
        brought = len(statements)
        with CaptureQueriesContext(connection) as statements:
            for entry in entries:
                incoming.register(entry, by=clerks[entry.unit_id], at=at)
        seen.append((brought, len(statements), delivered, time.perf_counter() - begun))
    half, whole = seen
    linear = whole[0] == half[0] and whole[1] <= 2.05 * half[1]
    return [
        Row(
            f"a circular to {len(communes)} communes delivered and registered by each",
            whole[3],
            "s",
            half[3],
            f"s for {len(communes) // 2}",
            whole[3] / half[3],
        ),
        Row("… its delivery alone", whole[2], "s"),
        Row(
            "… SQL statements in all",
            whole[0] + whole[1],
            f"({whole[0]} of them delivery)",
            half[0] + half[1],
            f"for {len(communes) // 2} ({half[0]} of them delivery)",
            (whole[0] + whole[1]) / (half[0] + half[1]),
            "at most linear",
            linear,
        ),
    ]


def issued(notation: str, at: datetime) -> Document:
    """Return a directive as it is when the province has issued it: a copy of one that arrived."""
    document = Document.objects.order_by("created_at")[0]
    document.pk, document.exchange_id = uuid4(), ""
    document.notation, document.notation_key = notation, key_of(notation)
    document.created_at = at
    document.save(force_insert=True)
    return document
