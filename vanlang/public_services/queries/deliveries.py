"""Where the paper result and the copies go, and where they are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from vanlang.kernel import search
from vanlang.kernel.days import day_of
from vanlang.public_services.models.claims import FeeClaim
from vanlang.public_services.models.dossiers import Delivery, Dossier, Draft, Finance
from vanlang.public_services.queries import agencies, contacts
from vanlang.public_services.rules import deliveries, prefill
from vanlang.public_services.rules.claims import ClaimState
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.deliveries import PostalAddress
from vanlang.public_services.rules.states import DELIVERY_NAMES, DeliveryManner, DeliveryState
from vanlang.ui import wording

SHORT = {
    DeliveryManner.ELECTRONIC: "Bản điện tử",
    DeliveryManner.COUNTER: "Nhận tại quầy",
    DeliveryManner.POST: "Gửi bưu chính",
}


def delivery_of(dossier: Dossier) -> Delivery | None:
    return Delivery.objects.filter(dossier=dossier).first()


def whole_address(delivery: Delivery, *, on: date) -> str:
    """Return the address as it is written on a parcel of that day."""
    code = delivery.commune_code
    commune = agencies.commune_in_full(code, on=on) if code else ""
    return ", ".join(part for part in (delivery.street, commune, delivery.elsewhere) if part)


def words_of(delivery: Delivery | None, *, on: date) -> str:
    """Return how the result is had, with copies and address, for a receipt."""
    if delivery is None:
        return DELIVERY_NAMES[DeliveryManner.ELECTRONIC]
    words = DELIVERY_NAMES[DeliveryManner(delivery.manner)]
    if delivery.copies:
        words += f", cả {delivery.copies} bản sao"
    if delivery.street:
        address = whole_address(delivery, on=on)
        words += f"; người nhận: {delivery.recipient}, {delivery.phone}, {address}"
    return words


def where_of(delivery: Delivery, *, you: str = "bạn") -> str:
    """Return where paper and copies are now, without a name or an address.

    `you` is whoever will have them, as the reader calls them: officials read "người nộp".
    """
    what = f"{delivery.copies} bản sao và bản giấy" if delivery.copies else "Bản giấy"
    when = wording.moment(delivery.delivered_at)
    by_post = delivery.manner == DeliveryManner.POST
    return {
        DeliveryState.WAITING: f"{what}: trả sau khi có kết quả",
        DeliveryState.PRINTED: f"{what}: đã in lúc {wording.moment(delivery.printed_at)}, "
        + ("chờ gửi bưu điện" if by_post else f"chờ {you} đến nhận"),
        DeliveryState.SENT: f"{what}: đã gửi bưu điện lúc {when}, "
        f"mã bưu gửi {delivery.parcel_number}",
        DeliveryState.DELIVERED: f"{what}: đã trao tại quầy lúc {when}",
    }[DeliveryState(delivery.state)]


def initial_address(draft: Draft, definition: Definition, *, at: datetime) -> PostalAddress:
    """Return where the person lives, as far as this page may know it."""
    applicant = contacts.applicant_as_open(draft, at=at)
    written = prefill.contact(definition, draft.form)
    own = PostalAddress(
        recipient=applicant.name,
        phone=written.get("phone") or applicant.phone,
        street=applicant.address,
        commune_code=applicant.commune_code,
        elsewhere=applicant.elsewhere,
    )
    address = written.get("address", "")
    if not address or search.is_same(address, contacts.address_of(applicant, on=day_of(at))):
        return own
    return _apart(address, own, on=day_of(at))


def _apart(address: str, own: PostalAddress, *, on: date) -> PostalAddress:
    """Take an address that a form has in one line apart: place, commune, province.

    One that names no province stands beside the commune of the account.
    """
    *place, commune, province = ["", "", *(part.strip() for part in address.split(","))]
    street = ", ".join(part for part in place if part)
    ending = f"{commune}, {province}"
    for known in agencies.communes(on=on):
        if search.fold(ending) == search.fold(agencies.commune_in_full(known.area_code, on=on)):
            return replace(own, street=street, commune_code=known.area_code, elsewhere="")
    if search.fold(province).startswith(("tinh ", "thanh pho ")):
        return replace(own, street=street, commune_code="", elsewhere=ending.removeprefix(", "))
    return replace(own, street=address)


@dataclass(frozen=True, slots=True)
class Glance:
    """What an officer's list says of money, copies and delivery, in a few words."""

    fee: str = "Không thu"
    delivery: str = SHORT[DeliveryManner.ELECTRONIC]


def at_a_glance(rows: Sequence[Dossier]) -> dict[UUID, Glance]:
    """Return fee, copies and delivery of each dossier, for a list."""
    keys = [row.pk for row in rows]
    amounts = dict(Finance.objects.filter(dossier__in=keys).values_list("dossier_id", "amount"))
    open_claims = set(
        FeeClaim.objects.filter(dossier__in=keys, state=ClaimState.CLAIMED).values_list(
            "dossier_id", flat=True
        )
    )
    by_dossier = {row.dossier_id: row for row in Delivery.objects.filter(dossier__in=keys)}
    return {
        key: Glance(
            fee=_fee_words(amounts.get(key, 0), is_claimed=key in open_claims),
            delivery=_delivery_words(by_dossier.get(key)),
        )
        for key in keys
    }


def _fee_words(amount: int, *, is_claimed: bool) -> str:
    words = wording.money(amount) if amount else "Không thu"
    return f"{words}, đề nghị miễn, giảm" if is_claimed else words


def _delivery_words(delivery: Delivery | None) -> str:
    if delivery is None:
        return SHORT[DeliveryManner.ELECTRONIC]
    words = SHORT[DeliveryManner(delivery.manner)]
    if delivery.copies:
        words = f"{delivery.copies} bản sao · {words}"
    if delivery.state == DeliveryState.WAITING:
        return words
    return f"{words}: {deliveries.STATE_NAMES[DeliveryState(delivery.state)].lower()}"
