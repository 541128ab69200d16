"""Indicators of 164 units over a year of 1,000,000 dossiers: recount, events, boards, past days."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import perf_counter

from django.db import connection
from django.utils import timezone

from bench.rows import Row, say, size
from bench.tools import filled, province
from vanlang.identity.api import commune_committees
from vanlang.indicators.actions import counting, loading
from vanlang.indicators.measures.counting import compute
from vanlang.indicators.models import Scorecard, Value
from vanlang.indicators.queries import cards, definitions, values
from vanlang.indicators.rules.periods import Frequency, back_from, period_of
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.deadlines import ZONE

NEEDS_DATABASE = True
DOSSIERS = size(1_000_000, 2_000)
MONTHS = 12
DAYS_OF_HISTORY = size(3 * 365, 4)
READINGS = size(30, 2)
CARD = "uy-ban-xa"
# One plain count of the same rows, by agency: what nobody can be faster than without tallies.
PLAIN = """
    SELECT competent_unit_id, date_trunc('month', accepted_at), count(*)
    FROM public_services_dossier WHERE accepted_at >= %s GROUP BY 1, 2
"""
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
    return [*recounts(at), event(at), *boards(at)]


def recounts(at: datetime) -> list[Row]:
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
    begun = perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, [months[0].start])
        cursor.fetchall()
    plain = perf_counter() - begun
    whole = f"{len(wanted)} indicators, 164 units, {MONTHS} months of {DOSSIERS:,} dossiers"
    return [
        Row(f"{whole}: {kept:,} values", took, "s", plain, "s, one plain count", took / plain),
    ]


def event(at: datetime) -> Row:
    """From the mark that an agency has changed to its new values in the table."""
    unit = commune_committees()[0]
    took = []
    for number in range(READINGS):
        counting.mark_stale([unit.pk], at=at)
        begun = perf_counter()
        counting.recount_stale(at=at + timedelta(seconds=number))
        took.append(perf_counter() - begun)
    slow = sorted(took)[int(len(took) * 0.95)]
    return Row(
        "an agency counted again after an event, p95",
        slow * 1000,
        "ms",
        reach="2,000 ms",
        met=slow < 2,
    )


def boards(at: datetime) -> list[Row]:
    today = at.astimezone(ZONE).date()
    card = Scorecard.objects.get(code=CARD)
    commune = list(cards.units_of(card, on=today))[:1]
    whole = p95(lambda: cards.board(card, on=today))
    one = p95(lambda: cards.board(card, on=today, units=commune))
    key = period_of(today, Frequency.MONTH).key
    with connection.cursor() as cursor:
        cursor.execute(HISTORY, {"at": at, "days": DAYS_OF_HISTORY, "key": key})
        say(f"{cursor.rowcount:,} values of the past")
        cursor.execute("ANALYZE indicators_value")
    definition = definitions.published(on=today).get(indicator__code="dvc_truc_tuyen")
    ids = [criterion.indicator_id for criterion in cards.criteria_of(card)]
    past_day = at - timedelta(days=400 + DAYS_OF_HISTORY // 2)
    past_key = past_day.strftime("%Y-%m")
    now = p95(lambda: list(values.decided([i for i in ids if i], key)))
    then = p95(lambda: list(values.decided([i for i in ids if i], past_key, as_of=past_day)))
    direct = p95(
        lambda: compute(definition, commune[0], period_of(today, Frequency.MONTH), as_of=at)
    )
    rows = Value.objects.count()
    return [
        Row(
            "the province's board, queries and figures, p95",
            whole,
            "ms",
            reach="100 ms",
            met=whole < 100,
        ),
        Row("a commune's figures, p95", one, "ms", reach="60 ms", met=one < 60),
        Row(
            f"all values as of a past day, of {rows:,}",
            then,
            "ms",
            now,
            "ms today",
            then / now,
            "3 times",
            then <= 3 * now,
        ),
        Row("one value from its very rows (`compute`), p95", direct, "ms"),
    ]


def p95(act: Callable[[], object]) -> float:
    """Return the 95th percentile in milliseconds, after one turn to warm up."""
    act()
    took = []
    for _ in range(READINGS):
        begun = perf_counter()
        act()
        took.append(perf_counter() - begun)
    return 1000 * sorted(took)[int(len(took) * 0.95)]
