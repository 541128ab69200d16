"""What the platform knows for a report, from the measures and indicators its regime names."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from vanlang.indicators import api as indicators
from vanlang.kernel import measures
from vanlang.kernel.measures import Measure, Scope
from vanlang.reports.models import Submission
from vanlang.reports.rules import numbers, periods, places
from vanlang.reports.rules.definitions import Definition, Part, RowsAre

INDICATOR = "indicator:"  # a source that begins so is an indicator's value, not a measure
SAMPLE_YEAR = 2026
HALF_YEARS = ("6T", "H1")  # as our rounds are called, and as indicators call the same


def counted(report: Submission, *, as_of: datetime) -> dict[str, str]:
    """Return the counted value of each cell that has a measure, for the report's own unit."""
    wanted = _wanted(report.round.definition, report.unit.code)
    known = {code: measure for code in set(wanted.values()) if (measure := find(code[0]))}
    scope = Scope(frozenset({report.unit_id}), report.round.starts_on, report.round.ends_on, as_of)
    values = measures.values(list({m.code: m for m in known.values()}.values()), scope)
    found = {}
    for place, (code, part) in wanted.items():
        if code in values:
            value = values[code]
            share = value.numerator if part == Part.NUMERATOR else value.denominator
            if share is not None:
                found[place] = str(share)
    return found | _of_indicators(report, wanted, as_of)


def unknown_measures(definition: Definition) -> list[str]:
    """Return the measures and indicators a definition names that nothing offers."""
    codes = {source.measure for table in definition.tables for source in table.sources}
    published = set()
    if any(code.startswith(INDICATOR) for code in codes):
        published = {f"{INDICATOR}{one.code}" for one in indicators.published()}
    return sorted(code for code in codes if code not in published and find(code) is None)


def period_of(key: str, definition: Definition) -> indicators.Period:
    """Return a round's period as indicators call it."""
    return indicators.parse_period(key.replace(*HALF_YEARS), definition.cut_off)


def unfit_feeds(definition: Definition) -> list[str]:
    """Return in words which cells could not go on to the indicator they are meant for."""
    codes = dict.fromkeys(feed.indicator for table in definition.tables for feed in table.feeds)
    if not codes:
        return []
    if definition.cut_off >= periods.LAST_CUT_OFF:
        return [f"Chốt số liệu ngày {definition.cut_off} thì không cho số liệu vào chỉ số được."]
    known = {one.code: one for one in indicators.published()}
    last_month = periods.SHAPES[definition.frequency][1][-1]
    sample = periods.period(definition.frequency, SAMPLE_YEAR, last_month, definition.cut_off)
    period = period_of(sample.key, definition)
    wrong = []
    for code in codes:
        found = known.get(code)
        if found is None:
            wrong.append(f"Không có chỉ số “{code}” đang áp dụng để nhận số liệu.")
        elif found.formula:
            wrong.append(f"Chỉ số “{code}” do hệ thống tính, không nhận số liệu báo cáo.")
        elif (found.frequency, found.cut_off_day) != (period.frequency, definition.cut_off):
            wrong.append(f"Chỉ số “{code}” có kỳ hoặc ngày chốt số liệu khác với báo cáo này.")
    return wrong


def known_measures() -> list[Measure]:
    return measures.registered()


def find(code: str) -> Measure | None:
    try:
        return measures.get(code)
    except KeyError:
        return None


def summed(parts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the counted figures of many reports added up, cell by cell."""
    total: dict[str, Decimal] = {}
    for part in parts:
        for place, text in part.items():
            total[place] = total.get(place, Decimal(0)) + (numbers.number(text) or Decimal(0))
    return {place: numbers.kept(value) for place, value in total.items()}


def _of_indicators(
    report: Submission, wanted: Mapping[str, tuple[str, Part]], as_of: datetime
) -> dict[str, str]:
    """Return what indicators say of the unit in the same period, where they know it."""
    found = {}
    for place, (code, _) in wanted.items():
        if code.startswith(INDICATOR):
            period = period_of(report.round.period_key, report.round.definition)
            name = code.removeprefix(INDICATOR)
            figure = indicators.value(name, unit=report.unit, period=period, as_of=as_of)
            if figure is not None and figure.decided is not None:
                found[place] = numbers.kept(figure.decided)
    return found


def _wanted(definition: Definition, unit_code: str) -> dict[str, tuple[str, Part]]:
    return {
        places.cell(
            table.code,
            unit_code if table.rows_are == RowsAre.EACH_UNIT else source.row,
            source.column,
        ): (source.measure, source.part)
        for table in definition.tables
        for source in table.sources
    }
