"""How a report reads in a list."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from vanlang.kernel import calendars
from vanlang.kernel.deadlines import BeyondCalendar, time_left
from vanlang.reports.models import Submission, Tier
from vanlang.reports.rules.states import State
from vanlang.ui import wording


@dataclass(frozen=True, slots=True)
class Line:
    report: Submission
    title: str
    note: str
    kind: str
    words: str


def light(reports: QuerySet[Submission]) -> QuerySet[Submission]:
    """Return the same reports without their cells, which a list does not show."""
    found = reports.select_related(None).select_related(
        "round__version", "round__regime", "unit", "parent__unit"
    )
    return found.defer("cells", "counted", "parent__cells", "parent__counted")


def of(report: Submission, *, at: datetime) -> Line:
    kind, words = badge(report, at=at)
    name = report.round.definition.name
    what = f"{name}, {report.round.period_name}"
    note = f"{report.unit_name} · hạn {wording.moment(report.due_at)}"
    if report.tier != Tier.REPORTER:
        note = f"Báo cáo tổng hợp · {note}"
    if report.parent is not None:
        note += f" · gửi {report.parent.unit_name}"
    return Line(report, what, note, kind, words)


def badge(report: Submission, *, at: datetime) -> tuple[str, str]:
    """Return shape and words: how far the report is, and how long there is."""
    if report.state == State.SENT:
        return ("warn", "Đã gửi, muộn") if report.is_late(at) else ("good", "Đã gửi đúng hạn")
    if not report.round.is_open:
        return "bad", "Chưa gửi, đợt đã đóng"
    try:
        left = time_left(at, report.due_at, calendars.for_unit(report.unit.code))
    except BeyondCalendar:
        return "none", report.state_name
    return wording.term_kind(left), f"{report.state_name}, {wording.term_left(left)}"
