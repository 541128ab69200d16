"""Delegation and substitution: who stands in for whom, and which counter has nobody."""

from collections.abc import Callable
from datetime import date, timedelta

from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST

from vanlang.identity import forms
from vanlang.identity.actions import posts as deeds
from vanlang.identity.permissions import officials_only
from vanlang.identity.queries import people, posts
from vanlang.identity.rules import DELEGATION_NAMES, ROLE_NAMES, DelegationKind
from vanlang.identity.views.lists import page_of
from vanlang.kernel.refusals import Refusal
from vanlang.ui.requests import Request

DAYS_AHEAD = 7
UNPROCESSABLE = 422
LISTING = "identity-delegations"


@officials_only
def delegations(request: Request) -> HttpResponse:
    """Say who stands in for me; see who stands in for whom, and for whom I do."""
    person, today = people.person_of(request.actor), timezone.localdate()
    own, typed = posts.posts_of(person, on=today), request.POST
    given = forms.Delegate(
        typed if "to" in typed else None,
        posts=own,
        colleagues=posts.colleagues(person, on=today),
        day=today,
    )
    away = forms.Away(typed if "away-since" in typed else None, posts=own, day=today)
    for form, deed in ((given, deeds.delegate), (away, deeds.report_away)):
        if form.is_valid() and _is_done(form, deed, request):
            return HttpResponseRedirect(reverse(LISTING))
    context = {
        "form": given,
        "away": away,
        "posts": own,
        "page": page_of(posts.delegations_visible_to(request.actor), request),
        "today": today,
        "kinds": {kind.value: name for kind, name in DELEGATION_NAMES.items()},
        "substitution": DelegationKind.SUBSTITUTION.value,
    }
    is_refused = bool((given.is_bound and given.errors) or (away.is_bound and away.errors))
    status = UNPROCESSABLE if is_refused else 200
    return render(request, "identity/delegations.html", context, status=status)


def _is_done(form: Form, deed: Callable[..., object], request: Request) -> bool:
    """Do what the form says; what refuses it stands beside its field, and the rest stays typed."""
    try:
        deed(**form.cleaned_data, by=request.actor, at=timezone.now())
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    return True


@officials_only
@require_POST
def revoke(request: Request, pk: int) -> HttpResponse:
    delegation = get_object_or_404(posts.delegations_visible_to(request.actor), pk=pk)
    deeds.revoke_delegation(delegation, by=request.actor, at=timezone.now())
    return HttpResponseRedirect(reverse(LISTING))


@officials_only
@require_GET
def unmanned(request: Request) -> HttpResponse:
    """Counters without anybody on a day, so that somebody is sent before people stand there."""
    today = timezone.localdate()
    day = _day(request.GET.get("day", "")) or today
    context = {
        "day": day,
        "days": [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)],
        "counters": [(unit, ROLE_NAMES[role]) for unit, role in posts.unmanned_counters(day)],
    }
    return render(request, "identity/unmanned.html", context)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
