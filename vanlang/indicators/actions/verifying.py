"""A reported value is verified: taken as it is, corrected, appealed against, settled."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from vanlang.indicators import permissions
from vanlang.indicators.actions import checking, counting, recording
from vanlang.indicators.actions.recording import New
from vanlang.indicators.models import Value, Verification
from vanlang.indicators.rules import numbers
from vanlang.indicators.rules.states import CHECK_MOVES, Check, Event, ValueKind, move
from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless

OWN_REPORT = "Người báo cáo không tự thẩm định số liệu của mình."


@transaction.atomic
def verify(
    check: Verification, *, value: Decimal | None, word: str = "", by: Actor, at: datetime
) -> Verification:
    """Take the reported value, or put another in its place and say why."""
    check = _locked(check)
    refuse_unless(permissions.may_verify(by, check.indicator))
    refuse_unless(_is_another(by, check.reported), OWN_REPORT)
    check.state = move(CHECK_MOVES, Check(check.state), "verify")
    if value != check.reported.value and not word.strip():
        raise Refusal("Số thẩm định khác số báo cáo: ghi rõ lý do.", field="word")
    check.verified = _keep(check, value, by=by, at=at)
    check.decided_at, check.decider_name, check.word = at, by.name, word.strip()
    check.appealed_at, check.appeal, check.appellant_name = None, "", ""
    check.settled_at, check.settlement, check.settler_name = None, "", ""
    check.save()
    journal.record(Event.VERIFIED, about=check, by=by, at=at)
    return check


@transaction.atomic
def appeal(check: Verification, *, reason: str, by: Actor, at: datetime) -> Verification:
    """Ask for another look, once."""
    check = _locked(check)
    refuse_unless(permissions.may_report(by, check.unit.agency_id or check.unit_id))
    check.state = move(CHECK_MOVES, Check(check.state), "appeal")
    if not reason.strip():
        raise Refusal("Ghi rõ lý do đề nghị phúc tra.", field="reason")
    if check.verified is not None and check.verified.value == check.reported.value:
        raise Conflict("Số đã thẩm định đúng như số báo cáo, không có gì để phúc tra.")
    check.appeal, check.appealed_at, check.appellant_name = reason.strip(), at, by.name
    check.save(update_fields=["state", "appeal", "appealed_at", "appellant_name"])
    journal.record(Event.APPEALED, about=check, by=by, at=at)
    return check


@transaction.atomic
def settle(
    check: Verification, *, value: Decimal | None, word: str, by: Actor, at: datetime
) -> Verification:
    """End an appeal: the leader of the agency that answers for the indicator decides."""
    check = _locked(check)
    refuse_unless(permissions.may_settle(by, check.indicator))
    check.state = move(CHECK_MOVES, Check(check.state), "settle")
    if not word.strip():
        raise Refusal("Ghi kết luận phúc tra.", field="word")
    if check.verified is None or check.verified.value != value:
        check.verified = _keep(check, value, by=by, at=at)
    check.settlement, check.settled_at, check.settler_name = word.strip(), at, by.name
    check.save(update_fields=["state", "verified", "settlement", "settled_at", "settler_name"])
    journal.record(Event.SETTLED, about=check, by=by, at=at)
    return check


def _keep(check: Verification, value: Decimal | None, *, by: Actor, at: datetime) -> Value:
    if value is not None:
        numbers.check(value)
    definition = check.reported.definition
    new = New(definition, check.unit, check.reported.period, ValueKind.VERIFIED, value)
    counting.mark_stale([check.unit_id], at=at)  # for the formulas that stand on it
    row = recording.put([new], by=by, at=at)[0]
    checking.close_mended([(row.indicator_id, row.period_key, row.unit_id)], at=at)
    return row


def _is_another(by: Actor, reported: Value) -> bool:
    return by.person_id is None or by.person_id != reported.recorder_id


def _locked(check: Verification) -> Verification:
    rows = Verification.objects.select_for_update(of=("self",)).select_related(
        "indicator__owner", "unit", "reported__definition__indicator", "verified"
    )
    return rows.get(pk=check.pk)
