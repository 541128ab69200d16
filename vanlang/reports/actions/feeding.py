"""A sent report's figures go on to the indicators: what was typed once is not typed again."""

from collections.abc import Iterator
from datetime import datetime
from uuid import uuid5

from django.db import transaction

from vanlang.indicators import api as indicators
from vanlang.indicators.api import Reported
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Refusal
from vanlang.reports.models import Submission, Tier
from vanlang.reports.queries import counting
from vanlang.reports.rules import figures, places
from vanlang.reports.rules.definitions import RowsAre

LENGTH = 1000


def feed(report: Submission, *, by: Actor, at: datetime) -> str:
    """Report what the report says of its own unit; return in words what was not taken.

    Where figures are only gathered nobody reports of themselves. An indicator that has changed
    since the regime was published keeps no report from being sent.
    """
    feeds = any(table.feeds for table in report.round.definition.tables)
    if report.tier == Tier.COLLECTOR or not feeds:
        return ""
    not_taken = []
    for said in _said(report):
        try:
            with transaction.atomic():
                indicators.report_each([said], by=by, at=at)
        except Refusal as refusal:
            not_taken.append(refusal.message)
    return " ".join(dict.fromkeys(not_taken))[:LENGTH]


def _said(report: Submission) -> Iterator[Reported]:
    definition, turn = report.round.definition, report.round
    found = figures.compute(definition, report.values, report.covers)
    period = counting.period_of(turn.period_key, definition)
    note = f"Theo {definition.name}, {turn.period_name}; người gửi: {report.sender_name}."
    for table in definition.tables:
        for one in table.feeds:
            is_own = one.row == "*" and table.rows_are == RowsAre.EACH_UNIT
            if is_own and report.tier != Tier.REPORTER:
                continue  # above, the rows are those of the units below
            place = places.cell(table.code, report.unit.code if is_own else one.row, one.column)
            indicator = indicators.definition(one.indicator, period)
            if indicator is not None and not _is_measured(indicator, report):
                continue
            key = uuid5(report.pk, f"{place} {report.revision}")
            yield Reported(
                one.indicator,
                report.unit,
                period,
                found.number(place),
                key,
                note,
                due_at=report.due_at,
            )


def _is_measured(indicator: indicators.Definition, report: Submission) -> bool:
    units = indicators.measured(indicator, on=report.round.ends_on)
    return units.filter(pk=report.unit_id).exists()
