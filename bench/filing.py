"""Filings over HTTP, signed in, with CSRF and journal, beside pgbench inserting the same rows."""

import random
from uuid import uuid4

from django.core.management import call_command
from django.utils import timezone

from bench.rows import Row, say
from bench.tools import same_rows
from bench.tools.citizens import citizens, post
from bench.tools.load import run_load
from bench.tools.pgbench import run_pgbench
from bench.tools.served import platform, tree_memory
from vanlang.demo import answers
from vanlang.identity.api import commune_committees, load_units
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.models import Entry
from vanlang.public_services.models import Dossier
from vanlang.public_services.queries import procedures
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.parts import OnlineLevel

NEEDS_DATABASE = True
CONNECTIONS = 64
FILINGS = 12_000
WARM_UP = 1_000
REFERENCE_SECONDS = 10
REFERENCE_CLIENTS = 32  # the embedded server takes 60, and 64 would be no faster on two cores


def run() -> list[Row]:
    """Measure three ways: spread over the province, then 100 at one counter at the same moment."""
    at = timezone.now()
    load_units(by=PLATFORM, at=at)
    call_command("load_procedures", verbosity=0)
    areas = [unit.area_code for unit in commune_committees()]
    definition = without_papers_and_fees()
    chance = random.Random(1)  # noqa: S311 answers, not secrets
    form = answers.fill(definition, chance, at.date(), areas)
    visitors = citizens(CONNECTIONS, areas)

    def filing(number: int, area: str = "") -> bytes:
        place = area or areas[number % len(areas)]
        fields = {**form, "key": str(uuid4()), "receiving_area": place}
        path = f"/nop/{definition.code}/gui/"
        return post(path, fields, visitors[number % len(visitors)])

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
    reference = run_pgbench(script(), clients=REFERENCE_CLIENTS, seconds=REFERENCE_SECONDS)
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


def without_papers_and_fees() -> Definition:
    """Return the published procedure with the shortest form that asks for neither."""
    today = timezone.localdate()
    fitting = [
        one.definition
        for one in procedures.published(today)
        if not any(paper.required for paper in one.definition.papers)
        and not one.definition.fees
        and one.definition.channel != OnlineLevel.IN_PERSON
    ]
    return min(fitting, key=lambda one: len(one.fields))


def script() -> str:
    """Return the transaction that inserts what the last filing inserted, under new keys."""
    last = Dossier.objects.latest("filed_at")
    about = f"public_services.dossier:{last.pk}"
    entry = Entry.objects.get(about=about)
    key = same_rows.ANY_KEY
    dossier = same_rows.insert_like(
        "public_services_dossier", f"id = '{last.pk}'", {"id": key, "code": same_rows.ANY_TEXT}
    )
    step = same_rows.insert_like(
        "public_services_dossierstep", f"dossier_id = '{last.pk}'", {"dossier_id": key}
    )
    written = same_rows.insert_like(
        "kernel_entry", f"id = {entry.pk}", {"about": f"'public_services.dossier.' || {key}"}
    )
    return (
        f"{same_rows.SEED}\\set c random(1, 148)\nBEGIN;\n"
        "INSERT INTO kernel_series AS known (series, period, last) "
        "VALUES ('bench.' || (:c)::int::text, 'x', 1) "
        "ON CONFLICT (series, period) DO UPDATE SET last = known.last + 1 RETURNING last;\n"
        f"{dossier};\n{step};\n"
        f"WITH entry AS ({written} RETURNING id) "
        "INSERT INTO kernel_outboxrow (entry_id) SELECT id FROM entry;\nCOMMIT;\n"
    )


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
