"""Reminders by the calendar, and those that who gathers sends by hand."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from vanlang.kernel import calendars
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import refuse_unless
from vanlang.reports import permissions
from vanlang.reports.actions import telling
from vanlang.reports.models import Submission
from vanlang.reports.queries import submissions
from vanlang.reports.rules import reminders


def remind_due(*, at: datetime) -> int:
    """Remind of every report that has come to a step of its term; nobody on a day off."""
    today = day_of(at)
    if not calendars.for_unit().is_working_day(today):
        return 0
    before, after = settings.REPORTS_REMIND_BEFORE, settings.REPORTS_REMIND_AFTER
    horizon = at + timedelta(days=max(before, default=0) + 1)
    by_step: dict[str, list[Submission]] = {}
    for report in submissions.unsent_before(horizon):
        due = day_of(report.due_at)
        step = reminders.reached((due - today).days, before=before, after=after)
        if step:
            by_step.setdefault(step, []).append(report)
    return sum(telling.remind(found, step=step, at=at) for step, found in by_step.items())


@transaction.atomic
def remind_missing(report: Submission, *, by: Actor, at: datetime) -> int:
    """Remind all below who have not sent yet; at most once a day, however often it is pressed."""
    refuse_unless(permissions.may_follow(by, report))
    missing = submissions.missing_below(report).select_related(
        "unit", "round__regime", "round__version"
    )
    day = day_of(at)
    return telling.remind(list(missing), step=f"asked_{day:%Y%m%d}", at=at)
