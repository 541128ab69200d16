"""A report as it stood at a moment: its cells from their history, its state from the journal."""

from datetime import datetime
from uuid import UUID

from vanlang.kernel import journal
from vanlang.kernel.models import Entry
from vanlang.reports.models import Submission
from vanlang.reports.queries import submissions
from vanlang.reports.rules.states import Event, RoundState, State


def stand_as_of(report: Submission, at: datetime) -> None:
    """Put back into the object what the report was then; nothing of today stays in it."""
    report.cells = submissions.cells_as_of(report, at)
    report.revision = max((int(str(kept[2])) for kept in report.cells.values()), default=0)
    if report.counted_at is not None and report.counted_at > at:
        report.counted, report.counted_at = {}, None
    _begin_again(report)
    report.first_sent_at = None
    for entry in journal.history(report).filter(at__lte=at):
        _take(report, entry)
    turn = report.round
    if turn.closed_at is not None and turn.closed_at > at:
        turn.state, turn.closed_at = RoundState.OPEN, None


def _begin_again(report: Submission) -> None:
    report.state, report.last_word, report.document_id = State.DRAFTING, "", None
    report.presented_at = report.approved_at = report.sent_at = None
    report.presenter_name = report.approver_name = report.sender_name = ""


def _take(report: Submission, entry: Entry) -> None:
    """Go one step further with the report."""
    if entry.kind == Event.PRESENTED:
        report.state, report.presented_at = State.PRESENTED, entry.at
        report.presenter_name = entry.actor_name
    elif entry.kind == Event.APPROVED:
        report.state, report.approved_at = State.APPROVED, entry.at
        report.approver_name = entry.actor_name
    elif entry.kind == Event.DOCUMENT_MADE:
        report.document_id = UUID(str(entry.payload["document"]))
    elif entry.kind == Event.SENT:
        report.state, report.sent_at = State.SENT, entry.at
        report.sender_name = entry.actor_name
        report.first_sent_at = report.first_sent_at or entry.at
    elif entry.kind in {Event.SENT_BACK, Event.REOPENED}:
        _begin_again(report)
        report.last_word = str(entry.payload.get("reason") or "")
