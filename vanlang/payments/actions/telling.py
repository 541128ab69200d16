"""What the payer is told."""

from datetime import datetime

from vanlang.identity import api as identity
from vanlang.kernel import notices
from vanlang.payments import queries
from vanlang.payments.models import FeeOrder
from vanlang.payments.rules.orders import Event
from vanlang.ui import wording

SUBJECTS = {
    Event.PAID: "Đã nhận phí, lệ phí",
    Event.FAILED: "Thanh toán không thành công",
    Event.REFUNDED: "Đã hoàn trả phí, lệ phí",
    Event.REFUND_REFUSED: "Trả lời đề nghị hoàn trả",
}
TEXTS = {
    Event.PAID: "{unit} đã nhận {amount} cho {purpose}. Biên lai số {receipt}.",
    Event.FAILED: "Chưa nhận được {amount} cho {purpose}. Bạn có thể thanh toán lại.",
    Event.REFUNDED: "{unit} đã hoàn trả {amount} của {purpose}: {note}.",
    Event.REFUND_REFUSED: "{unit} chưa hoàn trả {amount} của {purpose}: {note}.",
}


def tell(reference: str, *, kind: str, entry_id: int, at: datetime) -> None:
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
        ),
        link=queries.checkout_url(order),
        about=about,
        at=at,
    )
