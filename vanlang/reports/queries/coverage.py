"""Over whose reports a gathered report is, now or as it stood, and what it was over when sent."""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from vanlang.kernel import journal
from vanlang.reports.models import Submission, Tier
from vanlang.reports.queries import submissions
from vanlang.reports.rules import coverage, places
from vanlang.reports.rules.coverage import Coverage, Expected, Replaced
from vanlang.reports.rules.states import Event, State
from vanlang.ui import wording


def of(report: Submission, *, as_of: datetime | None = None) -> Coverage | None:
    """Return over whom a gathered report is; None where the report begins.

    As of a moment only what the sum held then is told, and nothing of who has sent since.
    """
    if report.tier == Tier.REPORTER:
        return None
    is_past = as_of is not None
    expected = [
        Expected(code, name, is_sent=state == State.SENT and not is_past)
        for code, name, state in _lowest(report).values_list(
            "unit__code", "unit__short_name", "state"
        )
    ]
    below = [] if is_past else list(submissions.below(report).exclude(tier=Tier.REPORTER))
    return coverage.of(
        report.covers,
        expected,
        is_outdated=not is_past and is_outdated(report),
        gathering=[one.unit.short_name for one in below if not one.is_sent],
    )


def over(report: Submission, covers: Sequence[tuple[str, str]]) -> Coverage:
    """Return how far a sum over these units would reach."""
    rows = _lowest(report).values_list("unit__code", "unit__short_name")
    return coverage.of(covers, [Expected(code, name, is_sent=False) for code, name in rows])


def is_outdated(report: Submission) -> bool:
    """Tell whether a report straight below was sent that this sum does not hold."""
    if report.tier == Tier.REPORTER:
        return False
    sent = submissions.sent_below(report)
    if report.summed_at is not None and sent.filter(sent_at__gt=report.summed_at).exists():
        return True
    codes = {code for code, _ in report.covers}
    own = sent.filter(tier=Tier.REPORTER).values_list("unit__code", flat=True)
    gathered = [one.covers for one in sent.exclude(tier=Tier.REPORTER)]
    return any(code not in codes for code in own) or any(
        code not in codes for covers in gathered for code, _ in covers
    )


def replaced(report: Submission, *, as_of: datetime | None = None) -> Replaced | None:
    """Return the version that was sent before this one, if there was one."""
    if report.tier == Tier.REPORTER or report.first_sent_at is None:
        return None
    sent = journal.history(report).filter(kind=Event.SENT)
    if as_of is not None:
        sent = sent.filter(at__lte=as_of)
    times = list(sent.values_list("at", flat=True))
    earlier = times[:-1] if report.is_sent else times
    if not earlier:
        return None
    kept = submissions.cells_as_of(report, earlier[-1]).get(places.COVERS)
    before = {code for code, _ in json.loads(str(kept[0]))} if kept else set()
    expected = _lowest(report).count()
    return Replaced(
        wording.moment(earlier[-1]),
        f"{len(before)}/{expected}",
        tuple(name for code, name in report.covers if code not in before),
    )


def _lowest(report: Submission) -> QuerySet[Submission]:
    """Return the reports where figures begin and that end in this one, in the official order."""
    below = Q(parent=report) | Q(parent__parent=report)
    rows = Submission.objects.filter(below, tier=Tier.REPORTER)
    return rows.exclude(submissions.NOT_ASKED).order_by("unit__position", "unit__code")
