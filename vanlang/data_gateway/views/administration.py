"""The administrators' screens: agencies, messages with their state and reason, connections."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vanlang.data_gateway import forms, permissions
from vanlang.data_gateway.actions import directory as agency_deeds
from vanlang.data_gateway.actions import peers as peer_deeds
from vanlang.data_gateway.actions import sending
from vanlang.data_gateway.actions.axis import members as member_deeds
from vanlang.data_gateway.actions.connectors import plugs
from vanlang.data_gateway.queries import axis, directory, messages
from vanlang.data_gateway.rules.states import STATE_NAMES, State, is_open_to
from vanlang.identity.api import officials_only
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.ui.requests import Request

ON_A_PAGE = 50
LATELY = 10


@officials_only
@require_GET
def home(request: Request) -> HttpResponse:
    """How the connections fare and what did not arrive."""
    refuse_unless(permissions.may_administer(request.actor))
    at = timezone.now()
    peers = list(directory.peers(request.actor))
    failed = messages.with_state(messages.visible_to(request.actor), state=State.FAILED, words="")
    expired = messages.with_state(messages.visible_to(request.actor), state=State.EXPIRED, words="")
    context = {
        "peers": [(one, one.rests(at), plugs.has_key(one.secret_name)) for one in peers],
        "counts": {
            state: count for state, count in messages.counts(request.actor).items() if count
        },
        "names": STATE_NAMES,
        "in_trouble": [*failed[:LATELY], *expired[:LATELY]],
        "is_axis": settings.AXIS,
        "members": [(one, plugs.has_key(one.secret_name)) for one in axis.members(request.actor)],
    }
    return render(request, "data_gateway/home.html", context)


@officials_only
@require_GET
def transfers(request: Request) -> HttpResponse:
    refuse_unless(permissions.may_administer(request.actor))
    state, words = request.GET.get("trang-thai", ""), request.GET.get("q", "").strip()
    found = messages.with_state(messages.visible_to(request.actor), state=state, words=words)
    context = {
        "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("trang", "1")),
        "wanted": state,
        "words": words,
        "names": STATE_NAMES,
    }
    return render(request, "data_gateway/transfers.html", context)


@officials_only
@require_GET
def transfer(request: Request, pk: int) -> HttpResponse:
    one = get_object_or_404(messages.visible_to(request.actor), pk=pk)
    context = {
        "transfer": one,
        "ends": directory.by_codes([one.from_code, one.to_code], on=timezone.now()),
        "may_retry": is_open_to(State(one.state), "retry"),
    }
    return render(request, "data_gateway/transfer.html", context)


@officials_only
@require_POST
def retry(request: Request, pk: int) -> HttpResponse:
    one = get_object_or_404(messages.visible_to(request.actor), pk=pk)
    sending.retry(one, by=request.actor, at=timezone.now())
    return redirect("data_gateway-transfer", pk)


@officials_only
@require_GET
def agencies(request: Request) -> HttpResponse:
    refuse_unless(permissions.may_administer(request.actor))
    words = request.GET.get("q", "").strip()
    found = directory.search(directory.visible_agencies(request.actor), words)
    context = {
        "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("trang", "1")),
        "words": words,
    }
    return render(request, "data_gateway/agencies.html", context)


@officials_only
def add_agency(request: Request) -> HttpResponse:
    refuse_unless(permissions.may_administer(request.actor))
    peers = {str(one.pk): one for one in directory.peers(request.actor)}
    form = forms.Agency(request.POST or None, peers=[(pk, one.name) for pk, one in peers.items()])
    if form.is_valid():
        fields = {**form.cleaned_data, "peer": peers.get(form.cleaned_data["peer"])}
        try:
            agency_deeds.register_agency(**fields, by=request.actor, at=timezone.now())
        except Refusal as no:
            form.add_error(no.field or None, no.message)
        else:
            return redirect("data_gateway-agencies")
    return _form(request, form, "Thêm cơ quan liên thông", "Lưu cơ quan")


@officials_only
@require_POST
def withdraw_agency(request: Request, pk: int) -> HttpResponse:
    agency = get_object_or_404(directory.visible_agencies(request.actor), pk=pk)
    agency_deeds.withdraw_agency(agency.code, by=request.actor, at=timezone.now())
    return redirect("data_gateway-agencies")


@officials_only
def add_peer(request: Request) -> HttpResponse:
    refuse_unless(permissions.may_administer(request.actor))
    form = forms.Peer(request.POST or None)
    if form.is_valid():
        try:
            peer_deeds.connect(**form.cleaned_data, by=request.actor, at=timezone.now())
        except Refusal as no:
            form.add_error(no.field or None, no.message)
        else:
            return redirect("data_gateway-home")
    return _form(request, form, "Thêm nút liên thông", "Lưu nút")


@officials_only
@require_GET
def peer(request: Request, pk: int) -> HttpResponse:
    one = get_object_or_404(directory.peers(request.actor), pk=pk)
    context = {
        "peer": one,
        "rests": one.rests(timezone.now()),
        "has_key": plugs.has_key(one.secret_name),
        "kind": forms.CONNECTOR_NAMES.get(one.connector, one.connector),
    }
    return render(request, "data_gateway/peer.html", context)


@officials_only
@require_POST
def try_now(request: Request, pk: int) -> HttpResponse:
    peer_deeds.try_now(get_object_or_404(directory.peers(request.actor), pk=pk), by=request.actor)
    return redirect("data_gateway-peer", pk)


@officials_only
@require_POST
def switch(request: Request, pk: int) -> HttpResponse:
    one = get_object_or_404(directory.peers(request.actor), pk=pk)
    peer_deeds.switch(one, on=not one.is_active, by=request.actor, at=timezone.now())
    return redirect("data_gateway-peer", pk)


@officials_only
def add_member(request: Request) -> HttpResponse:
    refuse_unless(permissions.may_administer(request.actor))
    form = forms.Member(request.POST or None)
    if form.is_valid():
        member_deeds.admit(**form.cleaned_data, by=request.actor, at=timezone.now())
        return redirect("data_gateway-home")
    return _form(request, form, "Thêm hệ thống thành viên của trục", "Lưu thành viên")


@officials_only
@require_POST
def switch_member(request: Request, pk: int) -> HttpResponse:
    one = get_object_or_404(axis.members(request.actor), pk=pk)
    member_deeds.switch(one, on=not one.is_active, by=request.actor, at=timezone.now())
    return redirect("data_gateway-home")


def _form(
    request: Request, form: forms.Agency | forms.Peer | forms.Member, title: str, button: str
) -> HttpResponse:
    status = 422 if form.errors else 200
    context = {"form": form, "title": title, "button_text": button}
    return render(request, "data_gateway/form.html", context, status=status)
