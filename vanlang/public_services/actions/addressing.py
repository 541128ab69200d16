"""The postal address of a result: checked when it is chosen, changed until it was sent."""

from datetime import datetime

from django.db import transaction

from vanlang.identity.api import check_phone
from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless
from vanlang.public_services.actions import steps as moving
from vanlang.public_services.models.dossiers import Delivery, Dossier
from vanlang.public_services.permissions import dossiers as permissions
from vanlang.public_services.queries import agencies
from vanlang.public_services.rules import deliveries
from vanlang.public_services.rules.answers import clean
from vanlang.public_services.rules.deliveries import AddressRefused, PostalAddress
from vanlang.public_services.rules.states import DeliveryManner, DeliveryState, Event

FIELDS = ("recipient", "phone", "street", "commune_code", "elsewhere")


def checked(address: PostalAddress | None, *, at: datetime) -> PostalAddress:
    """Return the address as the post needs it, or refuse it field by field."""
    given = address or PostalAddress("", "", "")
    kept = {
        field: clean(getattr(given, field))[: deliveries.LONGEST.get(field, 10)] for field in FIELDS
    }
    phone_problem = ""
    try:
        kept["phone"] = check_phone(kept["phone"]) if kept["phone"] else ""
    except Refusal as refusal:
        phone_problem = refusal.message
    if kept["commune_code"]:
        kept["elsewhere"] = ""
        commune = agencies.commune_in_full(kept["commune_code"], on=day_of(at))
        kept["street"] = deliveries.without_commune(kept["street"], commune)
    tidy = PostalAddress(**kept)
    problems = deliveries.problems_of(
        tidy, is_commune=agencies.is_commune, phone_problem=phone_problem
    )
    if problems:
        raise AddressRefused(problems)
    return tidy


def write(delivery: Delivery, address: PostalAddress) -> None:
    """Put a checked address on a delivery that is not saved yet."""
    for field in FIELDS:
        setattr(delivery, field, getattr(address, field))


@transaction.atomic
def readdress(dossier: Dossier, address: PostalAddress, *, by: Actor, at: datetime) -> Delivery:
    """Have it sent to another address; once it was sent it is too late."""
    dossier = moving.lock(dossier.pk)
    delivery = Delivery.objects.select_for_update().filter(dossier=dossier).first()
    refuse_unless(
        delivery is not None
        and delivery.manner == DeliveryManner.POST
        and permissions.may_readdress(by, dossier)
    )
    assert delivery is not None  # noqa: S101 refused above
    if DeliveryState(delivery.state) in deliveries.GONE:
        raise Conflict("Kết quả đã được gửi hoặc trao, không đổi được địa chỉ nữa.")
    write(delivery, checked(address, at=at))
    delivery.save(update_fields=FIELDS)
    journal.record(Event.READDRESSED, about=dossier, by=by, at=at)
    return delivery
