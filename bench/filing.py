"""Filings over HTTP, signed in, with CSRF and journal, beside pgbench inserting the same rows."""

import random
from uuid import uuid4

from django.utils import timezone

from bench.rows import Row, say, size
from bench.tools import province, same_rows
from bench.tools.citizens import citizens, post
from bench.tools.load import run_load
from bench.tools.pgbench import run_pgbench
from bench.tools.served import platform, tree_memory
from vanlang.demo import answers
from vanlang.kernel.models import Entry, Notice
from vanlang.public_services.models import Dossier

NEEDS_DATABASE = True
CONNECTIONS = 64
FILINGS = size(12_000, 100)
WARM_UP = size(1_000, 20)
REFERENCE_SECONDS = size(10, 1)
REFERENCE_CLIENTS = 32  # 64 would be no faster on two cores
NUMBER = """INSERT INTO kernel_series AS known (series, period, last)
    VALUES ('bench.' || (:c)::int::text, 'x', 1)
    ON CONFLICT (series, period) DO UPDATE SET last = known.last + 1 RETURNING last"""


def run() -> list[Row]:
    """Measure filings spread over the province, then 100 at one counter at the same moment."""
    at = timezone.now()
    areas = province.settle(at)
    definition = province.shortest_free_form(at, files=0)
    chance = random.Random(1)  # noqa: S311 answers, not secrets
    form = {**answers.fill(definition, chance, at.date(), areas), "declared": "1"}
    visitors = citizens(CONNECTIONS, areas)

    def filing(number: int, area: str = "") -> list[bytes]:
        place = area or areas[number % len(areas)]
        fields = {**form, "key": str(uuid4()), "receiving_area": place}
        path = f"/nop/{definition.code}/gui/"
        return [post(path, fields, visitors[number % len(visitors)])]

    with platform() as port:
        say("warming up")
        run_load(port, filing, count=WARM_UP, connections=CONNECTIONS, expected=302)
        say(f"{FILINGS} filings over {CONNECTIONS} connections")
        seen = run_load(port, filing, count=FILINGS, connections=CONNECTIONS, expected=302)
        if seen.first_wrong:
            say(seen.first_wrong[:2000].decode(errors="replace"))
        memory = tree_memory()
        at_once = run_load(
            port, lambda n: filing(n, areas[0]), count=100, connections=100, expected=302
        )
    counter = one_counter(areas[0], at_once.errors(302))  # before pgbench files under any code
    references = [
        run_pgbench(text, clients=REFERENCE_CLIENTS, seconds=REFERENCE_SECONDS)
        for text in (script(), one_statement())
    ]
    say(f"pgbench: {references[0]:.0f} a second row by row, {references[1]:.0f} in one statement")
    reference = references[0]
    per_second, p99 = seen.per_second, seen.percentile(0.99)
    ratio = per_second / reference
    return [
        Row(
            "filings over HTTP, 64 connections",
            per_second,
            "a second",
            reference,
            "a second by pgbench, same rows, prepared",
            ratio,
            "ratio 0.15 or more",
            ratio >= 0.15,
            memory,
        ),
        Row(
            "… of them answered wrongly", seen.errors(302), "", reach="0", met=not seen.errors(302)
        ),
        Row("… p99", p99, "ms", reach="under 500 ms", met=p99 < 500),
        counter,
    ]


def script() -> str:
    """Return a transaction of the rows that the last filing wrote, each by its own statement."""
    key = same_rows.ANY_KEY
    rows = written_by_a_filing(key)
    statements = ";\n".join(rows.values())
    return (
        f"{same_rows.SEED}\\set c random(1, 148)\nBEGIN;\n{NUMBER};\n{statements};\n"
        f"INSERT INTO kernel_outboxrow (entry_id) "
        "VALUES (currval(pg_get_serial_sequence('kernel_entry', 'id')));\nCOMMIT;\n"
    )


def one_statement() -> str:
    """Return the same rows as one WITH clause: one round to the database, as the product does."""
    key = same_rows.ANY_KEY
    parts = [f"number AS ({NUMBER})"]
    for table, insert in written_by_a_filing(key).items():
        returning = " RETURNING id" if table == "kernel_entry" else ""
        parts.append(f"{table}_row AS ({insert}{returning})")
    parts.append(
        "outbox AS (INSERT INTO kernel_outboxrow (entry_id) SELECT id FROM kernel_entry_row)"
    )
    together = ",\n".join(parts)
    return f"{same_rows.SEED}\\set c random(1, 148)\nWITH {together}\nSELECT last FROM number;\n"


def written_by_a_filing(key: str) -> dict[str, str]:
    """Return an INSERT a table like the rows of the last filing, under another key."""
    last = Dossier.objects.latest("filed_at")
    about = f"public_services.dossier:{last.pk}"
    other = f"'public_services.dossier:' || {key}"
    entry = Entry.objects.get(about=about)
    notice = Notice.objects.get(about=about)
    return {
        "dossier": same_rows.insert_like(
            "public_services_dossier", f"id = '{last.pk}'", {"id": key, "code": same_rows.ANY_TEXT}
        ),
        "step": same_rows.insert_like(
            "public_services_dossierstep", f"dossier_id = '{last.pk}'", {"dossier_id": key}
        ),
        "notice": same_rows.insert_like("kernel_notice", f"id = {notice.pk}", {"about": other}),
        "kernel_entry": same_rows.insert_like("kernel_entry", f"id = {entry.pk}", {"about": other}),
    }


def one_counter(area: str, wrong: int) -> Row:
    """Look whether the counter's numbers of today run without a gap and without a double."""
    codes = Dossier.objects.filter(receiving_unit__area_code=area).values_list("code", flat=True)
    numbers = sorted(int(code.rpartition("-")[2]) for code in codes)
    whole = numbers == list(range(1, len(numbers) + 1)) and not wrong
    return Row(
        "100 simultaneous filings at one counter",
        float(len(numbers)),
        "numbers, consecutive and single" if whole else "numbers, NOT consecutive",
        reach="consecutive, none twice",
        met=whole,
    )
