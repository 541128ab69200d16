from vanlang.kernel import journal
from vanlang.kernel.models import Entry
from vanlang.payments.actions import telling


@journal.on("payments.paid", "payments.failed", "payments.refunded", "payments.refund_refused")
def tell_the_payer(entry: Entry) -> None:
    telling.tell(entry.about_id, kind=entry.kind, entry_id=entry.pk, at=entry.at)
