"""Nothing typed is lost: a form sent after the session ended waits until one has signed in again.

The browser carries a signed word of who was signed in on it last; it opens nothing and only says
for whom to keep what was typed. It leaves with signing out.
"""

from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.core import signing
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from vanlang.identity.actions import typed as typed_forms
from vanlang.identity.actions.typed import Typing
from vanlang.identity.models import Person, TypedForm
from vanlang.identity.queries import typed
from vanlang.ui import errors
from vanlang.ui.requests import Request

WRITER = "vanlang_writer"  # the cookie that says who was signed in here last
SALT = "identity.writer"
WAY_BACK = "vanlang.way_back"  # in a session: where one was going when a duty came first
UNAUTHORISED = 401


class SendAgain(HttpResponsePermanentRedirect):
    """Has the browser send the same form once more, to where it was going."""

    status_code = 307


def show(request: Request, key: UUID) -> HttpResponse:
    """Offer its writer what was typed: send it, open the page, throw it away."""
    form = get_object_or_404(typed.of(request.actor), pk=key)
    if request.method == "POST":
        typed_forms.drop_typed(form, by=request.actor)
        return HttpResponseRedirect(form.path)
    context = {"form": form, "texts": [value for _, value in form.fields if is_text(value)]}
    return render(request, "identity/typed.html", context)


@require_POST
def send(request: Request, key: UUID) -> HttpResponse:
    form = get_object_or_404(typed.of(request.actor), pk=key)
    typed_forms.note_sent(form, by=request.actor, at=timezone.now())
    return SendAgain(form.path)


def is_text(value: str) -> bool:
    """Tell what a person typed from the keys and marks that a form carries."""
    return len(value.split()) > 1


def keep_for_writer(request: HttpRequest) -> TypedForm | None:
    """Keep what was just sent, if the browser says whose it is."""
    person_id = writer_of(request)
    if request.method != "POST" or person_id is None:
        return None
    fields = [(name, value) for name, values in request.POST.lists() for value in map(str, values)]
    names = [str(getattr(file, "name", "")) for file in request.FILES.values()]
    sent = Typing(request.get_full_path(), fields, names)
    return typed_forms.keep_typed(sent, person_id=person_id, at=timezone.now())


def to_sign_in(request: Request) -> HttpResponse:
    """Lead to signing in, and from there to where one was going or to what one had typed."""
    sign_in = reverse("identity-sign-in")
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"message": "Hãy đăng nhập."}, status=UNAUTHORISED)
    if "X-Draft" in request.headers:  # the page keeps its own copy and says so
        return JsonResponse({"sign_in": sign_in}, status=UNAUTHORISED)
    form = keep_for_writer(request)
    back = reverse("identity-typed", args=[form.pk]) if form else request.get_full_path()
    address = f"{sign_in}?{urlencode({'next': back})}"
    if "HX-Request" in request.headers:
        return HttpResponse(status=UNAUTHORISED, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def form_is_stale(request: Request, reason: str = "") -> HttpResponse:
    """Answer a failed CSRF check: mostly a form left open while one signed in in another window.

    What our own page sent is kept and offered again; a page from elsewhere gets the plain refusal.
    """
    is_draft = "X-Draft" in request.headers  # the page keeps its own copy
    if request.actor.is_signed_in and _is_from_here(request) and not is_draft:
        form = keep_for_writer(request)
        if form is not None and form.person_id == request.actor.person_id:
            return redirect("identity-typed", form.pk)
    return errors.form_is_stale(request, reason)


def writer_of(request: HttpRequest) -> UUID | None:
    try:
        return UUID(signing.loads(request.COOKIES.get(WRITER, ""), salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def remember_writer(request: HttpRequest, response: HttpResponse, *, secure: bool) -> None:
    """Have the browser say who signed in on it last, until they sign out."""
    person = request.user
    match = request.resolver_match
    if match is not None and match.url_name == "account_logout" and request.method == "POST":
        response.delete_cookie(WRITER, samesite="Lax")
    elif isinstance(person, Person) and writer_of(request) != person.pk:
        mark = signing.dumps(str(person.pk), salt=SALT)
        response.set_cookie(WRITER, mark, secure=secure, httponly=True, samesite="Lax")


def _is_from_here(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(origin).netloc == request.get_host()
