"""What the payer is told, and the agency of money that no order holds."""

from datetime import datetime

from django.urls import reverse

from vanlang.identity import api as identity
from vanlang.identity.api import Role
from vanlang.kernel import notices
from vanlang.kernel.days import day_of
from vanlang.payments import queries
from vanlang.payments.models import FeeOrder, Surplus
from vanlang.payments.rules.orders import Event
from vanlang.ui import wording

SUBJECTS = {
    Event.PAID: "Đã nhận phí, lệ phí",
    Event.FAILED: "Thanh toán không thành công",
    Event.MISMATCHED: "Tiền nộp thừa hoặc sai sẽ được hoàn trả",
    Event.SURPLUS_NOTED: "Bạn được hoàn trả {came}",
    Event.SURPLUS_GIVEN_BACK: "Đã hoàn trả {came}",
    Event.SURPLUS_REFUSED: "Trả lời về tiền nộp thừa",
    Event.REFUNDED: "Đã hoàn trả phí, lệ phí",
    Event.REFUND_REFUSED: "Trả lời đề nghị hoàn trả",
}
TEXTS = {
    Event.PAID: "{unit} đã nhận {amount} cho {purpose}. Biên lai số {receipt}.",
    Event.FAILED: "Chưa nhận được {amount} cho {purpose}. Bạn có thể thanh toán lại.",
    Event.MISMATCHED: "Cổng thanh toán báo bạn đã nộp {came} thừa hoặc sai số tiền cho {purpose}. "
    "Số tiền này không được ghi nhận, {unit} phải hoàn trả cho bạn.",
    Event.SURPLUS_NOTED: "{unit} hoàn trả {came} tiền thừa của khoản “{purpose}”. {reason} "
    "Lệnh hoàn trả số {number}, chậm nhất {due}; cách nhận: {way}.",
    Event.SURPLUS_GIVEN_BACK: "{unit} đã hoàn trả {came} của {purpose}, lệnh số {number}: {note}.",
    Event.SURPLUS_REFUSED: "{unit} không hoàn trả {came} của {purpose}: {note}.",
    Event.REFUNDED: "{unit} đã hoàn trả {amount} của {purpose}: {note}.",
    Event.REFUND_REFUSED: "{unit} chưa hoàn trả {amount} của {purpose}: {note}.",
}


NO_ORDER_HOLDS_IT = (
    "Cổng thanh toán báo nộp thừa hoặc sai số tiền; không khoản thu nào ghi nhận số tiền này."
)


def tell(  # noqa: PLR0913 one sentence, said once
    reference: str,
    *,
    kind: str,
    entry_id: int,
    at: datetime,
    came: int = 0,
    surplus_id: int | None = None,
) -> None:
    """Send the payer one notice; an event heard twice is told once."""
    order = FeeOrder.objects.select_related("unit").get(pk=reference)
    about = f"kernel.entry:{entry_id}"
    if order.payer_id is None or notices.inbox(order.payer_id).filter(about=about).exists():
        return
    payer = identity.recipient(order.payer_id)
    event = Event(kind)
    surplus = Surplus.objects.get(pk=surplus_id) if surplus_id else None
    words = {
        "unit": order.unit.name,
        "amount": wording.money(queries.left_of(order)),
        "purpose": order.purpose,
        "receipt": order.receipt_number,
        "note": surplus.note if surplus else order.refund_note,
        "came": wording.money(surplus.amount if surplus else came),
        "reason": surplus.reason if surplus else "",
        "number": surplus.number if surplus else "",
        "due": wording.moment(surplus.due_at) if surplus else "",
        "way": order.way_back,
    }
    notices.send(
        person_id=payer.person_id,
        email=payer.email,
        phone=payer.phone,
        subject=SUBJECTS[event].format(**words),
        text=TEXTS[event].format(**words),
        link=queries.checkout_url(order),
        about=about,
        at=at,
    )


def tell_the_agency(
    reference: str, *, entry_id: int, at: datetime, came: int, reason: str = NO_ORDER_HOLDS_IT
) -> None:
    """Tell who decides on refunds that there is money which must be given back."""
    order = FeeOrder.objects.select_related("unit").get(pk=reference)
    about = f"kernel.entry:{entry_id}"
    for person in identity.holders(Role.LEADER, order.unit, on=day_of(at)):
        if notices.inbox(person.pk).filter(about=about).exists():
            continue
        notices.send(
            person_id=person.pk,
            subject="Có tiền phải hoàn trả",
            text=f"{order.payer_name} nộp thừa {wording.money(came)} cho {order.purpose}. {reason}",
            link=reverse("payments-refunds"),
            about=about,
            at=at,
        )
