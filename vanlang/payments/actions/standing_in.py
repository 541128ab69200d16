"""What the stand-in gateway does when the payer has chosen: it tells us, as a gateway would."""

import json
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from vanlang.kernel import queue
from vanlang.payments.actions.gateways import stand_in
from vanlang.payments.rules.messages import Told

REASONS = {
    "pay": "",
    "fail": "Ngân hàng từ chối giao dịch.",
    "leave": "Người nộp hủy giao dịch.",
}


@transaction.atomic
def answer(token: str, *, choice: str, at: datetime) -> str:
    """Send the signed message to ourselves and return where the payer's browser goes with it."""
    gateway = stand_in()
    opened = gateway.opened(token)
    reference = UUID(hex=str(opened["MaThamChieu"]))
    told = Told(
        reference=reference,
        transaction=f"TN{reference.hex[:18].upper()}",
        amount=int(str(opened["SoTien"])),
        succeeded=choice == "pay",
        reason=REASONS[choice],
        at=at,
    )
    message = gateway.answer(told)
    queue.later("payments.stand_in_tells", body=json.dumps(message, ensure_ascii=False))
    return f"{reverse('payments-return')}?{urlencode(message)}"
