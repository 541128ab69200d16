"""Bringing in the gateway's listing of a day and showing where it and the platform differ."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from vanlang.kernel import files, journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import refuse_unless
from vanlang.payments import permissions, queries
from vanlang.payments.models import Listing, ListingDifference
from vanlang.payments.rules import reconciliation as rules
from vanlang.payments.rules.orders import Event
from vanlang.payments.rules.reconciliation import Difference


@transaction.atomic
def import_listing(content: bytes, *, day: date, gateway: str, by: Actor, at: datetime) -> Listing:
    """Compare a day's listing with what was recorded; the same file again gives the same import."""
    refuse_unless(permissions.may_reconcile(by))
    rows = rules.parse(content, day=day)
    file = files.store(content, by=by, at=at)
    found = rules.compare(rows, queries.recorded_on(day, gateway))
    unmatched = sum(difference.kind != Difference.NOT_THERE for difference in found)
    listing, is_new = Listing.objects.get_or_create(
        day=day,
        gateway=gateway,
        file=file,
        defaults={
            "imported_at": at,
            "imported_by": by.name,
            "row_count": len(rows),
            "amount": sum(row.amount for row in rows),
            "matched_count": len(rows) - unmatched,
        },
    )
    if not is_new:
        return listing
    ListingDifference.objects.bulk_create(
        ListingDifference(
            listing=listing,
            kind=one.kind,
            transaction=one.transaction,
            # Of what only the gateway knows, the reference is its word and nobody's row.
            attempt_id=None if one.kind == Difference.NOT_HERE else UUID(one.reference),
            amount_there=one.amount_there,
            amount_here=one.amount_here,
        )
        for one in found
    )
    journal.record(
        Event.RECONCILED,
        about=listing,
        by=by,
        at=at,
        payload={"day": day.isoformat(), "rows": len(rows), "differences": len(found)},
    )
    return listing
