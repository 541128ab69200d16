"""The inventory of certificates: what stands, what ends soon, who signed with what."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from vanlang.identity.api import officials_only
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal, WrongType
from vanlang.signing import forms, permissions
from vanlang.signing.actions import certificates as actions
from vanlang.signing.actions import images, pins
from vanlang.signing.models import Certificate
from vanlang.signing.queries import certificates, sessions
from vanlang.signing.rules import published
from vanlang.signing.rules.states import STATE_NAMES, STATE_SIGNS, USABLE, State
from vanlang.ui.jinja import with_query
from vanlang.ui.requests import Request

ROWS_A_PAGE = 50


@officials_only
@require_GET
def inventory(request: Request) -> HttpResponse:
    """List what the actor looks after, the soonest to end first."""
    if not permissions.may_list(request.actor):
        raise PermissionDenied
    now = timezone.now()
    words = request.GET.get("q", "").replace("\0", "").strip()
    visible = certificates.matching(certificates.visible_to(request.actor, day_of(now)), words)
    counts = certificates.counted(visible, now)
    asked = request.GET.get("state", "")
    state = State(asked) if asked in set(State) else None
    rows = visible.filter(certificates.in_state(state, now)) if state else visible
    page = Paginator(rows.order_by("valid_to", "pk"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "words": words,
        "choices": [
            ("Tất cả", with_query(request, state="", page=""), state is None, sum(counts.values())),
            *(
                (
                    STATE_NAMES[one].capitalize(),
                    with_query(request, state=one.value, page=""),
                    one == state,
                    counts[one],
                )
                for one in State
            ),
        ],
        "rows": [(row, _sign(row.state(now))) for row in page],
        "previous": with_query(request, page=page.number - 1) if page.has_previous() else "",
        "next": with_query(request, page=page.number + 1) if page.has_next() else "",
        "may_administer": permissions.may_administer(request.actor),
        "stands_in": settings.STAND_INS,
        "ending": counts[State.EXPIRING],
        "findings": published.findings(published.published()),
    }
    return render(request, "signing/certificates.html", context)


@officials_only
@require_GET
def detail(request: Request, pk: int) -> HttpResponse:
    return _detail(request, _visible(request, pk))


@officials_only
@require_POST
def revoke(request: Request, pk: int) -> HttpResponse:
    certificate = _visible(request, pk)
    form = forms.Revocation(request.POST)
    if not form.is_valid():
        return _detail(request, certificate, revocation=form)
    actions.revoke(certificate, by=request.actor, at=timezone.now(), **form.cleaned_data)
    return _to(certificate)


@officials_only
@require_POST
def renew(request: Request, pk: int) -> HttpResponse:
    certificate = _visible(request, pk)
    return _to(actions.renew_test_certificate(certificate, by=request.actor, at=timezone.now()))


@officials_only
@require_POST
@never_cache
def activate(request: Request, pk: int) -> HttpResponse:
    """Show, once, the code with which a holder sets a new PIN."""
    certificate, now = _visible(request, pk), timezone.now()
    chosen = request.POST.get("person", "")
    holders = sessions.pin_holders(certificate, at=now)
    person = next((holder.person for holder in holders if str(holder.person.pk) == chosen), None)
    if person is None:
        raise Http404
    code = pins.activate(certificate, person, by=request.actor, at=now)
    return _detail(request, certificate, activated=(person.name, code))


@officials_only
@require_POST
def change_image(request: Request, pk: int) -> HttpResponse:
    certificate = _visible(request, pk)
    form = forms.Image(request.POST, request.FILES)
    if form.is_valid():
        png = form.cleaned_data["image"]
        try:
            images.change(certificate, png=png, by=request.actor, at=timezone.now())
        except WrongType as refusal:
            form.add_error("image", refusal.message)
        else:
            return _to(certificate)
    return _detail(request, certificate, image=form)


@officials_only
@require_GET
def image(request: Request, pk: int) -> HttpResponse:
    found = certificates.image_of(_visible(request, pk).owner)
    if found is None:
        raise Http404
    return HttpResponse(bytes(found.png), content_type="image/png")


@officials_only
def issue(request: Request) -> HttpResponse:
    """Issue a test certificate; there is no such page in production."""
    form = forms.Owner(request.POST or None)
    if form.is_valid():
        (made,) = actions.issue_test_certificates(
            [form.cleaned_data["owner"]], by=request.actor, at=timezone.now()
        )
        return _to(made)
    return render(request, "signing/issue.html", {"form": form}, status=_status(form))


@officials_only
def register(request: Request) -> HttpResponse:
    """Take in a certificate that a real authority issued."""
    form = forms.Registration(request.POST or None)
    if form.is_valid():
        facts = form.cleaned_data
        try:
            made = actions.register(
                facts["owner"],
                pem=facts["pem"].encode(),
                key=facts["key"],
                by=request.actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            if not refusal.field:
                raise
            form.add_error(refusal.field, refusal.message)
        else:
            return _to(made)
    return render(request, "signing/register.html", {"form": form}, status=_status(form))


def _status(form: forms.Owner) -> int:
    return 422 if form.is_bound else 200


def _visible(request: Request, pk: int) -> Certificate:
    today = timezone.localdate()
    return get_object_or_404(certificates.visible_to(request.actor, today), pk=pk)


def _to(certificate: Certificate) -> HttpResponse:
    return HttpResponseRedirect(reverse("signing-certificate", args=[certificate.pk]))


def _sign(state: State) -> tuple[str, str]:
    return STATE_SIGNS[state], STATE_NAMES[state]


def _detail(
    request: Request,
    certificate: Certificate,
    revocation: forms.Revocation | None = None,
    image: forms.Image | None = None,
    activated: tuple[str, str] | None = None,
) -> HttpResponse:
    now = timezone.now()
    state = certificate.state(now)
    agencies = certificates.agencies_of(certificate.owner, day_of(now))
    may_change = permissions.may_change(request.actor, agencies)
    context = {
        "certificate": certificate,
        "sign": _sign(state),
        "signatures": certificates.made_with(certificate)[:20],
        "has_image": certificates.image_of(certificate.owner) is not None,
        "may_revoke": may_change and state not in {State.REVOKED, State.EXPIRED},
        "may_renew": may_change and certificate.is_test and state != State.PENDING,
        "may_change_image": permissions.may_change_image(request.actor, certificate, agencies),
        "pin_holders": [
            (holder, may_change and holder.person.pk != request.actor.person_id)
            for holder in sessions.pin_holders(certificate, at=now)
        ],
        "activated": activated,
        "is_usable": state in USABLE,
        "revocation": revocation or forms.Revocation(),
        "image": image or forms.Image(),
    }
    is_wrong = revocation is not None or image is not None
    return render(request, "signing/certificate.html", context, status=422 if is_wrong else 200)
