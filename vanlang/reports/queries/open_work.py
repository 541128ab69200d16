"""What is still open at units, for whoever ends one."""

from vanlang.reports.models import Submission
from vanlang.reports.rules.states import State


def reports_at(unit_ids: frozenset[int]) -> int:
    """Count what these units were asked to report and have not sent."""
    reports = Submission.objects.filter(unit__in=unit_ids, round__state="open")
    return reports.exclude(state=State.SENT).count()
