from vanlang.kernel import journal
from vanlang.kernel.models import Entry
from vanlang.payments import queries
from vanlang.payments.actions import telling


@journal.on("payments.paid", "payments.failed", "payments.refunded", "payments.refund_refused")
def tell_the_payer(entry: Entry) -> None:
    telling.tell(entry.about_id, kind=entry.kind, entry_id=entry.pk, at=entry.at)


@journal.on("payments.mismatched")
def tell_of_money_too_much(entry: Entry) -> None:
    came = int(entry.payload["came"])
    telling.tell(entry.about_id, kind=entry.kind, entry_id=entry.pk, at=entry.at, came=came)
    telling.tell_the_agency(entry.about_id, entry_id=entry.pk, at=entry.at, came=came)


@journal.on("payments.surplus_noted", "payments.surplus_given_back", "payments.surplus_refused")
def tell_of_surplus(entry: Entry) -> None:
    surplus_id = int(entry.payload["surplus"])
    telling.tell(
        entry.about_id, kind=entry.kind, entry_id=entry.pk, at=entry.at, surplus_id=surplus_id
    )


@journal.on("payments.surplus_noted")
def tell_the_agency_of_surplus(entry: Entry) -> None:
    surplus = queries.surplus_with(int(entry.payload["surplus"]))
    telling.tell_the_agency(
        entry.about_id, entry_id=entry.pk, at=entry.at, came=surplus.amount, reason=surplus.reason
    )
