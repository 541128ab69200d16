"""A person's own pages: where to sign in, who I am, who looked at my data."""

from allauth.account import views as allauth
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from vanlang.identity.permissions import login_not_required
from vanlang.identity.queries import people, posts, sign_ins
from vanlang.identity.views.lists import page_of
from vanlang.ui.requests import Request


@login_not_required
@require_GET
def sign_in(request: Request) -> HttpResponse:
    """Two doors: the electronic identity for everybody, the account of an official."""
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = ""
    if request.actor.is_signed_in:
        return HttpResponseRedirect(back or "/")
    context = {"next": back, "provider": settings.EID_PROVIDER if settings.EID_ISSUER else ""}
    return render(request, "identity/sign_in.html", context)


@require_GET
def me(request: Request) -> HttpResponse:
    person = people.person_of(request.actor)
    today = timezone.localdate()
    context = {
        "person": person,
        "address": people.full_address(person),
        "posts": posts.posts_of(person, on=today),
        "received": posts.received_by(person, on=today),
        "accesses": people.accesses_to(person)[:3],
        "factors": sign_ins.second_factor_count(person),
    }
    return render(request, "identity/me.html", context)


def change_password(request: Request) -> HttpResponseBase:
    """Change one's password; whoever comes with the electronic identity has none to change."""
    user = request.user
    if not user.is_authenticated or not user.has_usable_password():
        raise Http404
    answer: HttpResponseBase = allauth.password_change(request)
    return answer


@require_GET
def accesses(request: Request) -> HttpResponse:
    """Who read the visitor's data, for which purpose: everyone may see their own, and no other."""
    person = people.person_of(request.actor)
    page = page_of(people.accesses_to(person), request)
    return render(request, "identity/accesses.html", {"page": page})
