"""Indicators of 164 units over a year of 1,000,000 dossiers and 262,000 documents: counted anew,
after an event, on the boards, as of past days.

An event is a task given by the real action, with a worker beside; it is over when the commune's
figure in the table that the boards read has changed. Pages are asked of the platform without a
network between.
"""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from time import perf_counter, sleep
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.utils import timezone

from bench.rows import Row, say, size
from bench.tools import filled, province, quarter
from vanlang.config import serving
from vanlang.identity import api as identity
from vanlang.identity.api import Role, commune_committees, province_committee
from vanlang.indicators.actions import counting, loading
from vanlang.indicators.measures.counting import compute
from vanlang.indicators.models import Scorecard, Value
from vanlang.indicators.queries import cards, definitions, values
from vanlang.indicators.rules.periods import Frequency, back_from, period_of
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.deadlines import ZONE, Term, TermUnit
from vanlang.tasks import api as tasks

NEEDS_DATABASE = True
DOSSIERS = size(1_000_000, 2_000)
MONTHS = 12
DAYS_OF_HISTORY = size(3 * 365, 4)
READINGS = size(30, 2)
CARD = "uy-ban-xa"
BOARD_MS, COMMUNE_MS, EVENT_SECONDS, PAST_TIMES = 100, 60, 2.0, 3.0
# One plain count of the same rows, by agency: what nobody can be faster than without tallies.
PLAIN = (
    """
    SELECT competent_unit_id, date_trunc('month', accepted_at), count(*)
    FROM public_services_dossier WHERE accepted_at >= %s GROUP BY 1, 2
    """,
    """
    SELECT unit_id, date_trunc('month', arrived_at), count(*)
    FROM documents_incomingentry WHERE arrived_at >= %s GROUP BY 1, 2
    """,
    """
    SELECT author_id, date_trunc('month', issued_at), count(*)
    FROM documents_document WHERE origin = 'own' AND issued_at >= %s GROUP BY 1, 2
    """,
)
# Three years of counts that changed every day, as the nightly count would have left them.
HISTORY = """
    INSERT INTO indicators_value (
        indicator_id, definition_id, unit_id, period_key, period_start, period_end, kind,
        is_decisive, value, colour, rule, note, recorded_on, recorded_at, recorder_name, replaced_at
    )
    SELECT v.indicator_id, v.definition_id, v.unit_id, to_char(day, 'YYYY-MM'), day, day, v.kind,
        true, v.value, v.colour, v.rule, '', day, day, v.recorder_name,
        CASE WHEN day < date_trunc('month', day) + interval '27 days'
            THEN day + interval '1 day' END
    FROM indicators_value v, generate_series(
        %(at)s::date - (%(days)s::int + 400), %(at)s::date - 400, interval '1 day') AS day
    WHERE v.replaced_at IS NULL AND v.period_key = %(key)s
        AND extract(day FROM day) <= 28
"""


def run() -> list[Row]:
    at = timezone.now()
    province.settle(at)
    loading.load(by=PLATFORM, at=at)
    filled.prepare(at)
    say(f"filling in {DOSSIERS:,}")
    filled.fill(1, DOSSIERS, open_share=0.04, at=at)
    quarter.fill(at)
    return [recounts(at), event(), *pages(at), *past(at)]


def recounts(at: datetime) -> Row:
    """Count every indicator of every unit in each month of a year, beside one plain count."""
    today = at.astimezone(ZONE).date()
    months = list(back_from(period_of(today, Frequency.MONTH), MONTHS))
    wanted = [
        one
        for one in definitions.published(on=today)
        if one.formula and one.frequency == Frequency.MONTH
    ]
    begun = perf_counter()
    kept = sum(counting.recount_period(wanted, month, at=at) for month in months)
    took = perf_counter() - begun
    plain = p95(lambda: plainly(months[0].start), tries=5) / 1000
    counting.recount(at=at)
    rows = f"{DOSSIERS:,} dossiers and {quarter.RECEIVED + quarter.SENT:,} documents"
    name = f"{len(wanted)} indicators of 164 units in {MONTHS} months of {rows}: {kept:,} values"
    return Row(name, took, "s", plain, "s, counted plainly", took / plain)


def plainly(since: date) -> None:
    with connection.cursor() as cursor:
        for statement in PLAIN:
            cursor.execute(statement, [since])
            cursor.fetchall()


@contextmanager
def worker() -> Iterator[None]:
    running = subprocess.Popen(serving.django("worker"), stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        running.terminate()
        running.wait()


def event() -> Row:
    """From a commit of the real action to the commune's new figure in the table of the boards."""
    communes = list(commune_committees())
    took = []
    with worker():
        for number in range(READINGS + 1):
            unit = communes[number % len(communes)]
            before = figure_of(unit.pk)
            order = tasks.Order(
                key=uuid4(),
                giver=province_committee(),
                lead=unit,
                title="Báo cáo nhanh",
                product="Báo cáo",
                term=Term(5, TermUnit.WORKING_DAYS),
            )
            tasks.assign(order, by=PLATFORM, at=timezone.now())
            begun = perf_counter()
            settled(unit.pk, given=before + 1)
            if number:  # the first waits for the worker to start
                took.append(perf_counter() - begun)
            sleep(0.37)  # so that the beats of the worker are met at every place
    slow = sorted(took)[int(len(took) * 0.95)]
    name = "from an event to the commune's new figure on the boards, p95"
    return Row(name, slow, "s", reach=f"{EVENT_SECONDS:g} s", met=slow < EVENT_SECONDS)


def figure_of(unit: int) -> int:
    """Return how many tasks the boards say the unit was given this year."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(v.denominator), 0) FROM indicators_value v"
            " JOIN indicators_indicator i ON i.id = v.indicator_id"
            " WHERE i.code = 'nhiem_vu_hoan_thanh' AND v.unit_id = %s AND v.replaced_at IS NULL",
            [unit],
        )
        return int(cursor.fetchone()[0])


def settled(unit: int, *, given: int) -> None:
    """Wait until the boards say so."""
    end = perf_counter() + 60
    while figure_of(unit) < given:
        if perf_counter() > end:
            raise TimeoutError("the boards never heard of it")
        sleep(0.01)


def pages(at: datetime) -> list[Row]:
    """Open the province's set and a commune's page, as an official does."""
    person = identity.register_official(
        username="do", name="Đo", by=PLATFORM, at=at, must_change_password=False
    )
    identity.appoint(
        person,
        province_committee(),
        title="Theo dõi",
        roles=[Role.VIEWER],
        since=date(2025, 7, 1),
        by=PLATFORM,
        at=at,
    )
    client = Client()
    client.force_login(person)
    rows = []
    for name, path, most in (
        ("the province's page of a set", f"/chi-so/bo/{CARD}/", BOARD_MS),
        ("a commune's page", "/chi-so/don-vi/H44.05158/", COMMUNE_MS),
    ):
        if client.get(path).status_code != 200:
            raise AssertionError(path)
        slow = p95(lambda path=path: client.get(path))  # type: ignore[misc] # bound now
        rows.append(Row(f"{name}, p95", slow, "ms", reach=f"{most} ms", met=slow < most))
    return rows


def past(at: datetime) -> list[Row]:
    """Read any day of three years beside today."""
    today = at.astimezone(ZONE).date()
    key = period_of(today, Frequency.MONTH).key
    with connection.cursor() as cursor:
        cursor.execute(HISTORY, {"at": at, "days": DAYS_OF_HISTORY, "key": key})
        say(f"{cursor.rowcount:,} values of the past")
        cursor.execute("VACUUM ANALYZE indicators_value")
    card = Scorecard.objects.get(code=CARD)
    commune = list(cards.units_of(card, on=today))[:1]
    definition = definitions.published(on=today).get(indicator__code="dvc_truc_tuyen")
    ids = [one.indicator_id for one in cards.criteria_of(card) if one.indicator_id]
    now = p95(lambda: list(values.decided(ids, key)))
    then = 0.0
    for part in range(1, 10):  # nine days spread over the years
        day = at - timedelta(days=400 + DAYS_OF_HISTORY * part // 10)
        seen = p95(lambda day=day: list(values.decided(ids, day.strftime("%Y-%m"), as_of=day)))  # type: ignore[misc] # bound now
        then = max(then, seen)
    direct = p95(
        lambda: compute(definition, commune[0], period_of(today, Frequency.MONTH), as_of=at)
    )
    rows = Value.objects.count()
    return [
        Row(
            f"all values as of a past day, of {rows:,}, p95 of the slowest of nine days",
            then,
            "ms",
            now,
            "ms, today's",
            then / now,
            f"{PAST_TIMES:g} times",
            then <= PAST_TIMES * now,
        ),
        Row("one value from its very rows (`compute`), p95", direct, "ms"),
    ]


def p95(act: Callable[[], object], tries: int = READINGS) -> float:
    """Return the 95th percentile in milliseconds, after one turn to warm up."""
    act()
    took = []
    for _ in range(tries):
        begun = perf_counter()
        act()
        took.append(perf_counter() - begun)
    return 1000 * sorted(took)[int(len(took) * 0.95)]
