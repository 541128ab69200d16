"""Where a result goes: asked on the last page, changed until it was sent, printed as a label."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from vanlang.identity.api import officials_only
from vanlang.kernel.refusals import refuse_unless
from vanlang.public_services.actions import addressing, drafts
from vanlang.public_services.forms.deliveries import DeliveryAddress
from vanlang.public_services.models import Draft
from vanlang.public_services.permissions import dossiers as permissions
from vanlang.public_services.queries import agencies, deliveries, dossiers, labels
from vanlang.public_services.rules import codes
from vanlang.public_services.rules import deliveries as rules
from vanlang.public_services.rules.deliveries import AddressRefused, PostalAddress
from vanlang.public_services.rules.states import DeliveryManner, DeliveryState
from vanlang.public_services.views.inbox import note_look
from vanlang.ui.requests import Request


@dataclass(frozen=True, slots=True)
class Asked:
    """How the result is to be had, as a page asks it and as it was answered."""

    choices: list[tuple[str, str]]
    manner: DeliveryManner
    form: DeliveryAddress
    copies: int

    @property
    def address(self) -> PostalAddress | None:
        return self.form.address() if self.manner == DeliveryManner.POST else None


def asked(request: Request, draft: Draft, *, usual: DeliveryManner, at: datetime) -> Asked:
    """Return what the page asks, with what this request answers to it."""
    definition = drafts.definition_of(draft)
    copies = rules.copies_asked(definition, draft.form)
    manners = rules.manners(copies)
    chosen = request.POST.get("delivery", "")
    manner = DeliveryManner(chosen) if chosen in manners else usual
    return Asked(
        choices=[(value.value, name) for value, name in manners.items()],
        manner=manner if manner in manners else DeliveryManner.COUNTER,
        form=DeliveryAddress(
            request.POST if chosen else None,
            communes=communes(),
            initial=deliveries.initial_address(draft, definition, at=at),
        ),
        copies=copies,
    )


def communes() -> list[tuple[str, str]]:
    return [(agency.area_code, agency.place) for agency in agencies.communes()]


def address(request: Request, code: str) -> HttpResponse:
    """Change where the post brings the result, while it has not left."""
    codes.parse(code)
    dossier = get_object_or_404(dossiers.visible_to(request.actor), code=code.upper())
    delivery = deliveries.delivery_of(dossier)
    if delivery is None or delivery.manner != DeliveryManner.POST:
        raise Http404
    refuse_unless(permissions.may_readdress(request.actor, dossier))
    note_look(request, dossier, "Xem địa chỉ nhận kết quả")
    initial = PostalAddress(**{name: getattr(delivery, name) for name in addressing.FIELDS})
    form = DeliveryAddress(request.POST or None, communes=communes(), initial=initial)
    if request.method == "POST":
        try:
            addressing.readdress(dossier, form.address(), by=request.actor, at=timezone.now())
            return redirect("public_services-dossier", dossier.code)
        except AddressRefused as refusal:
            form.mark(refusal.problems)
    context = {
        "dossier": dossier,
        "form": form,
        "is_gone": DeliveryState(delivery.state) in rules.GONE,
        "where": deliveries.where_of(delivery),
    }
    status = 422 if form.errors else 200
    return render(request, "public_services/mine/address.html", context, status=status)


@officials_only
def label(request: Request, code: str) -> HttpResponse:
    """Phiếu gửi: the address to stick on the parcel, as PDF."""
    codes.parse(code)
    dossier = get_object_or_404(dossiers.visible_to(request.actor), code=code.upper())
    delivery = deliveries.delivery_of(dossier)
    if delivery is None or not delivery.street:
        raise Http404
    refuse_unless(permissions.may_see_personal_data(request.actor, dossier))
    note_look(request, dossier, "In phiếu gửi bưu chính")
    paper = labels.postal_label(dossier, delivery, at=timezone.now())
    return HttpResponse(
        paper.pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="phieu-gui-{dossier.code}.pdf"'},
    )
