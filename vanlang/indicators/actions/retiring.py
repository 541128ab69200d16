"""An indicator ends: with a last day, a reason, and the indicator that goes on from it."""

from datetime import date, datetime

from django.db import transaction

from vanlang.indicators import permissions
from vanlang.indicators.models import Definition, Indicator, Retirement, Value
from vanlang.indicators.queries import definitions as queries
from vanlang.indicators.queries import retiring
from vanlang.indicators.rules.states import Event
from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of, written
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless

REASON_AT_LEAST = 10


@transaction.atomic
def retire(  # noqa: PLR0913 one sentence, each word with its name
    indicator: Indicator,
    *,
    last_date: date,
    reason: str,
    successor: Indicator | None = None,
    goes_on: bool = False,
    by: Actor,
    at: datetime,
) -> Retirement:
    """End an indicator for good: nobody is asked for it after its last day, its past stays."""
    indicator = (Indicator.objects.select_for_update(of=("self",)).select_related("owner")).get(
        pk=indicator.pk
    )
    refuse_unless(
        permissions.may_publish(by, indicator),
        "Chỉ lãnh đạo cơ quan chủ trì chỉ số được cho ngừng chỉ số.",
    )
    row = queries.published().filter(indicator=indicator).first()
    if row is None:
        raise Conflict("Chỉ số chưa ban hành thì bỏ dự thảo, không cần cho ngừng.")
    if row.last_date is not None:
        raise Conflict(f"Chỉ số đã có ngày cuối cùng: {written(row.last_date)}.")
    if queries.draft_of(indicator) is not None:
        raise Conflict("Đang có dự thảo phiên bản mới; hãy bỏ dự thảo đó trước.")
    _refuse_day(row, last_date, at=at)
    if len(reason.strip()) < REASON_AT_LEAST:
        raise Refusal("Ghi rõ lý do ngừng, ví dụ văn bản thay thế.", field="reason")
    _refuse_in_use(row)
    if successor is not None:
        _refuse_successor(row, successor, goes_on=goes_on)
    row.effective_to = last_date
    row.save(update_fields=["effective_to"])
    ended = Retirement.objects.create(
        indicator=indicator,
        last_date=last_date,
        reason=reason.strip(),
        successor=successor,
        goes_on=goes_on and successor is not None,
        retired_at=at,
        retirer_name=by.name,
    )
    payload: dict[str, journal.Fact] = {
        "code": indicator.code,
        "last_date": last_date.isoformat(),
        "successor": successor.code if successor is not None else "",
    }
    journal.record(Event.RETIRED, about=row, by=by, at=at, payload=payload)
    return ended


def _refuse_day(row: Definition, last_date: date, *, at: datetime) -> None:
    """A round that has begun is reported to its end, so a last day is that of a period."""
    today, period = day_of(at), queries.period_at(row, last_date)
    if last_date != period.end:
        raise Refusal(
            f"{period.name} hết ngày {written(period.end)}; chỉ số ngừng vào ngày cuối của một kỳ.",
            field="last_date",
        )
    if last_date < max(today, row.effective_from):
        raise Refusal("Ngày cuối cùng không thể đã qua.", field="last_date")
    later = Value.objects.filter(indicator=row.indicator_id, period_start__gt=last_date)
    if later.exists():
        raise Refusal("Đã có số liệu của kỳ sau ngày này.", field="last_date")


def _refuse_in_use(row: Definition) -> None:
    """What others are counted from, or add up from, does not end under them."""
    users = retiring.users_of(row.code)
    if users:
        names = ", ".join(f"“{user.name}”" for user in users[:5])
        raise Conflict(
            f"Còn được dùng để tính {names}; hãy sửa hoặc cho ngừng các chỉ số đó trước."
        )


def _refuse_successor(row: Definition, successor: Indicator, *, goes_on: bool) -> None:
    new = queries.published().filter(indicator=successor).first()
    if new is None or new.last_date is not None or successor.pk == row.indicator_id:
        raise Refusal("Chọn chỉ số kế tiếp trong các chỉ số đang áp dụng.", field="successor")
    if not goes_on:
        return
    same = ("unit_name", "frequency", "cut_off_day", "decimals")
    if any(getattr(new, name) != getattr(row, name) for name in same):
        raise Refusal(
            "Chuỗi số liệu chỉ nối tiếp khi hai chỉ số cùng đơn vị tính, số chữ số thập phân, kỳ và"
            " ngày chốt số liệu.",
            field="goes_on",
        )
    other = retiring.before(successor)
    if other is not None:
        raise Refusal(
            f"Chuỗi số liệu của “{new.name}” đã nối tiếp từ chỉ số “{other.indicator.code}”.",
            field="goes_on",
        )
