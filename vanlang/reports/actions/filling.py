"""What the platform fills in by itself: counted figures, what is carried over, sums from below."""

import json
from datetime import datetime

from django.db import transaction

from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.refusals import refuse_unless
from vanlang.reports import permissions
from vanlang.reports.actions import writing
from vanlang.reports.models import Submission, Tier
from vanlang.reports.queries import counting, submissions
from vanlang.reports.rules import figures, places, rollup
from vanlang.reports.rules.rollup import Below
from vanlang.reports.rules.states import Event, Origin, State, may_move, move


@transaction.atomic
def prefill(report: Submission, *, at: datetime) -> int:
    """Count what the platform can count and carry over the rest, into empty cells only.

    The counted figures stay beside the report for good; what is typed is held against them.
    """
    report = writing.locked(report)
    if report.counted_at is not None or not may_move(State(report.state), "write"):
        return 0
    counted = counting.counted(report, as_of=at)
    report.counted, report.counted_at = counted, at
    report.save(update_fields=["counted", "counted_at"])
    kept = report.values
    count = 0
    for values, origin in ((counted, Origin.COUNTED), (_carried(report), Origin.CARRIED)):
        empty = {place: value for place, value in values.items() if not kept.get(place)}
        count += writing.put(report, empty, origin, by=PLATFORM, at=at)
        kept = report.values
    # Without any figure the words of the outline still begin from their template.
    count += writing.put(report, {}, Origin.TEMPLATE, by=PLATFORM, at=at)
    return count


@transaction.atomic
def roll_up(report: Submission, *, by: Actor, at: datetime) -> int:
    """Add up what was sent from below; return how many reports that were."""
    report = writing.locked(report)
    refuse_unless(permissions.may_write(by, report))
    state = State(report.state)
    move(state, "roll_up")
    definition = report.round.definition
    sent = list(submissions.sent_below(report))
    below = [Below(tuple(one.covers), one.values) for one in sent]
    values = rollup.rolled_up(definition, below)
    covers = rollup.units_of(below)
    values[places.COVERS] = json.dumps([list(unit) for unit in covers], ensure_ascii=False)
    report.counted = counting.summed([one.counted for one in sent])
    # Two that were sent together may be added up in either order: the latest of all it holds.
    report.summed_at = max([at, *(one.sent_at for one in sent if one.sent_at is not None)])
    report.save(update_fields=["counted", "summed_at"])
    event = Event.ROLLED_UP
    writing.put(report, values, Origin.ROLLED_UP, by=by, at=at, event=event)
    return len(sent)


def follow_below(report: Submission, *, at: datetime) -> None:
    """Keep the report above level with what has been sent, as long as nobody has presented it."""
    above = submissions.above(report)
    if above is not None and may_move(State(above.state), "roll_up"):
        roll_up(above, by=PLATFORM, at=at)


def _carried(report: Submission) -> dict[str, str]:
    """Return what last period's report says in the columns that are carried over."""
    if report.previous is None or report.tier != Tier.REPORTER:
        return {}
    definition = report.round.definition
    before = report.previous.values
    carried = {}
    for place in figures.entered_places(definition, report.covers):
        column = definition.column_at(place)
        if column is not None and column.carried and before.get(place):
            carried[place] = before[place]
    return carried
