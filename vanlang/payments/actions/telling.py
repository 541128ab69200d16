"""What the payer is told, and the agency of money that no order holds."""

from datetime import datetime

from vanlang.identity import api as identity
from vanlang.identity.api import Role
from vanlang.kernel import notices
from vanlang.kernel.days import day_of
from vanlang.payments import queries
from vanlang.payments.models import FeeOrder
from vanlang.payments.rules.orders import Event
from vanlang.ui import wording

SUBJECTS = {
    Event.PAID: "Đã nhận phí, lệ phí",
    Event.FAILED: "Thanh toán không thành công",
    Event.MISMATCHED: "Tiền nộp thừa hoặc sai sẽ được hoàn trả",
    Event.REFUNDED: "Đã hoàn trả phí, lệ phí",
    Event.REFUND_REFUSED: "Trả lời đề nghị hoàn trả",
}
TEXTS = {
    Event.PAID: "{unit} đã nhận {amount} cho {purpose}. Biên lai số {receipt}.",
    Event.FAILED: "Chưa nhận được {amount} cho {purpose}. Bạn có thể thanh toán lại.",
    Event.MISMATCHED: "Cổng thanh toán báo bạn đã nộp {came} thừa hoặc sai số tiền cho {purpose}. "
    "Số tiền này không được ghi nhận, {unit} phải hoàn trả cho bạn.",
    Event.REFUNDED: "{unit} đã hoàn trả {amount} của {purpose}: {note}.",
    Event.REFUND_REFUSED: "{unit} chưa hoàn trả {amount} của {purpose}: {note}.",
}


def tell(reference: str, *, kind: str, entry_id: int, at: datetime, came: int = 0) -> None:
    """Send the payer one notice; an event heard twice is told once."""
    order = FeeOrder.objects.select_related("unit").get(pk=reference)
    about = f"kernel.entry:{entry_id}"
    if order.payer_id is None or notices.inbox(order.payer_id).filter(about=about).exists():
        return
    payer = identity.recipient(order.payer_id)
    event = Event(kind)
    notices.send(
        person_id=payer.person_id,
        email=payer.email,
        phone=payer.phone,
        subject=SUBJECTS[event],
        text=TEXTS[event].format(
            unit=order.unit.name,
            amount=wording.money(order.amount),
            purpose=order.purpose,
            receipt=order.receipt_number,
            note=order.refund_note,
            came=wording.money(came),
        ),
        link=queries.checkout_url(order),
        about=about,
        at=at,
    )


def tell_the_agency(reference: str, *, entry_id: int, at: datetime, came: int) -> None:
    """Tell who decides on refunds that money came which must be given back."""
    order = FeeOrder.objects.select_related("unit").get(pk=reference)
    about = f"kernel.entry:{entry_id}"
    for person in identity.holders(Role.LEADER, order.unit, on=day_of(at)):
        if notices.inbox(person.pk).filter(about=about).exists():
            continue
        notices.send(
            person_id=person.pk,
            subject="Có tiền phải hoàn trả",
            text=f"Cổng thanh toán báo {order.payer_name} đã nộp {wording.money(came)} thừa hoặc "
            f"sai số tiền cho {order.purpose}. Không khoản thu nào ghi nhận số tiền này.",
            link=queries.checkout_url(order),
            about=about,
            at=at,
        )
