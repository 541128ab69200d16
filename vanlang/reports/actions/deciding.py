"""A report on its way: presented, approved, sent and locked, sent back, opened again."""

from datetime import datetime

from django.db import transaction

from vanlang.documents import api as documents
from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless
from vanlang.reports import permissions
from vanlang.reports.actions import feeding, filling, writing
from vanlang.reports.models import Submission
from vanlang.reports.queries import coverage, reading, submissions
from vanlang.reports.rules import findings
from vanlang.reports.rules.states import Event, State, move

NAMED = 3
ROUND_CLOSED = "Đợt báo cáo đã đóng; đề nghị cơ quan nhận báo cáo mở lại đợt."
NOT_ISSUED = "Chế độ này gửi kèm văn bản ký số: lập văn bản, ký và phát hành, hệ thống sẽ tự gửi."
HARD_RULE = (
    "Hãy sửa một trong các số; nếu số đúng là như vậy, đề nghị cơ quan ban hành chế độ báo cáo "
    "bỏ bắt buộc để đơn vị được giải trình."
)
NOTHING_NEW = "Không có báo cáo nào gửi thêm từ khi tổng hợp."
ABOVE_IS_DONE = "Báo cáo tổng hợp của {unit} đã {state}; cần đưa báo cáo đó về đang lập trước."


@transaction.atomic
def present(report: Submission, *, by: Actor, at: datetime) -> Submission:
    """Lay the report before the leader: nothing missing, everything odd explained."""
    report = writing.locked(report)
    refuse_unless(permissions.may_write(by, report))
    report.state = move(State(report.state), "present")
    _refuse_closed(report)
    _refuse_unfinished(report)
    report.presented_at, report.presenter_name = at, by.name
    report.save(update_fields=["state", "presented_at", "presenter_name"])
    journal.record(Event.PRESENTED, about=report, by=by, at=at, payload=facts_of(report))
    return report


@transaction.atomic
def send_back(report: Submission, *, reason: str, by: Actor, at: datetime) -> Submission:
    """Return the report to be mended before it was sent."""
    report = writing.locked(report)
    refuse_unless(permissions.may_send_back(by, report))
    report.state = move(State(report.state), "send_back")
    report.last_word = _reason(reason)
    report.presented_at = report.approved_at = None
    report.document = None  # a draft made of the old figures is not this report's any more
    report.save(update_fields=["state", "last_word", "presented_at", "approved_at", "document"])
    payload = facts_of(report) | {"reason": report.last_word}
    journal.record(Event.SENT_BACK, about=report, by=by, at=at, payload=payload)
    return report


@transaction.atomic
def approve(report: Submission, *, by: Actor, at: datetime) -> Submission:
    """Answer for the figures, as the leader."""
    report = writing.locked(report)
    refuse_unless(permissions.may_approve(by, report), "Chỉ lãnh đạo đơn vị duyệt báo cáo.")
    report.state = move(State(report.state), "approve")
    report.approved_at, report.approver_name, report.approver_title = at, by.name, by.post
    report.save(update_fields=["state", "approved_at", "approver_name", "approver_title"])
    journal.record(Event.APPROVED, about=report, by=by, at=at, payload=facts_of(report))
    return report


@transaction.atomic
def send(report: Submission, *, by: Actor, at: datetime) -> Submission:
    """Send the report up and lock it; what comes after its term is marked late for good."""
    report = writing.locked(report)
    refuse_unless(permissions.may_send(by, report))
    report.state = move(State(report.state), "send")
    _refuse_closed(report)
    if report.round.definition.with_document and not _is_issued(report):
        raise Conflict(NOT_ISSUED)
    report.sent_at, report.sender_name = at, by.name
    report.first_sent_at = report.first_sent_at or at
    report.last_word = feeding.feed(report, by=by, at=at)
    report.save(update_fields=["state", "sent_at", "sender_name", "first_sent_at", "last_word"])
    payload = facts_of(report) | {"late": report.is_late(at), "revision": report.revision}
    journal.record(Event.SENT, about=report, by=by, at=at, payload=payload)
    return report


@transaction.atomic
def reopen(report: Submission, *, reason: str, by: Actor, at: datetime) -> Submission:
    """Unlock a sent report so that it is mended where it was made; every figure keeps its past."""
    report = writing.locked(report)
    refuse_unless(permissions.may_reopen(by, report), "Chỉ cơ quan nhận báo cáo được mở lại.")
    report.state = move(State(report.state), "reopen")
    report.last_word = _reason(reason)
    above = submissions.above(report)
    if above is not None and above.state != State.DRAFTING:
        text = ABOVE_IS_DONE.format(unit=above.unit_name, state=above.state_name.lower())
        raise Conflict(text)
    report.sent_at = report.presented_at = report.approved_at = None
    report.document = None
    fields = ["state", "last_word", "sent_at", "presented_at", "approved_at", "document"]
    report.save(update_fields=fields)
    payload = facts_of(report) | {"reason": report.last_word}
    journal.record(Event.REOPENED, about=report, by=by, at=at, payload=payload)
    filling.follow_below(report, at=at)
    return report


@transaction.atomic
def sum_again(report: Submission, *, by: Actor, at: datetime) -> Submission:
    """Take a sum back to be made anew with what was sent since; the version sent stays as it was.

    What stands above keeps its own figures, and says of itself that it is out of date.
    """
    report = writing.locked(report)
    refuse_unless(permissions.may_sum_again(by, report), "Chỉ cơ quan tổng hợp được tổng hợp lại.")
    report.state = move(State(report.state), "sum_again")
    _refuse_closed(report)
    if not coverage.is_outdated(report):
        raise Conflict(NOTHING_NEW)
    extent = coverage.of(report)
    late = ", ".join(extent.late) if extent is not None else ""
    report.last_word = f"Tổng hợp lại, có thêm báo cáo: {late or 'số liệu gửi lại'}."[:1000]
    report.sent_at = report.presented_at = report.approved_at = None
    report.document = None
    fields = ["state", "last_word", "sent_at", "presented_at", "approved_at", "document"]
    report.save(update_fields=fields)
    payload = facts_of(report) | {"reason": report.last_word}
    journal.record(Event.REOPENED, about=report, by=by, at=at, payload=payload)
    filling.roll_up(report, by=by, at=at)
    filling.follow_below(report, at=at)
    return writing.locked(report)


def facts_of(report: Submission) -> dict[str, journal.Fact]:
    return {
        "round": str(report.round_id),
        "regime": report.round.regime.code,
        "period": report.round.period_key,
    }


def _refuse_closed(report: Submission) -> None:
    if not report.round.is_open:
        raise Conflict(ROUND_CLOSED)


def _refuse_unfinished(report: Submission) -> None:
    view = reading.of(report)
    broken = [one for one in view.findings if one.is_hard]
    if broken:
        named = " ".join(one.text for one in broken[:NAMED])
        raise Refusal(f"Quan hệ bắt buộc chưa đúng: {named} {HARD_RULE}")
    missing = [one for one in view.findings if one.stops]
    if missing:
        named = " ".join(one.text for one in missing[:NAMED])
        raise Refusal(f"Báo cáo còn {len(missing)} ô chưa có số liệu. {named}")
    silent = findings.unexplained(view.findings, report.values)
    if silent:
        named = " ".join(one.text for one in silent[:NAMED])
        raise Refusal(f"Còn {len(silent)} chỗ bất thường chưa giải trình. {named}")


def _is_issued(report: Submission) -> bool:
    return report.document is not None and report.document.state == documents.State.ISSUED


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refusal("Ghi rõ lý do.", field="reason")
    return reason.strip()[:1000]
