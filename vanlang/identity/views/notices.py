"""What a person was told in the platform: a list, and the way to what it tells of."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from vanlang.identity.views.lists import page_of
from vanlang.kernel import notices
from vanlang.ui.requests import Request

UNREAD_ALONE = "chua-doc"


@require_GET
def inbox(request: Request) -> HttpResponse:
    whose = _whose(request)
    is_unread_alone = request.GET.get("loc") == UNREAD_ALONE
    told = notices.unread(whose) if is_unread_alone else notices.inbox(whose)
    context = {
        "page": page_of(told, request),
        "is_unread_alone": is_unread_alone,
        "unread_alone": UNREAD_ALONE,
        "now": timezone.now(),
    }
    return render(request, "identity/notices.html", context)


@require_GET
def follow(request: Request, pk: int) -> HttpResponse:
    """Go to what a notice tells of. That it was read is noted on the way: it asks for no press."""
    whose = _whose(request)
    notice = notices.inbox(whose).filter(pk=pk).first()
    if notice is None:
        raise Http404
    notices.mark_read(whose, at=timezone.now(), notice_id=pk)
    is_ours = url_has_allowed_host_and_scheme(notice.link, {request.get_host()})
    return HttpResponseRedirect(notice.link) if is_ours else redirect("identity-notices")


@require_POST
def read_all(request: Request) -> HttpResponse:
    """Note all as read that the page has shown or counted, none that came meanwhile."""
    whose = _whose(request)
    now = timezone.now()
    notices.mark_read(whose, at=now, until=_until(request) or now)
    return redirect("identity-notices")


def _whose(request: Request) -> UUID:
    """Return who asks: who stands in for somebody reads their own notices."""
    if request.actor.person_id is None:
        raise Http404
    return request.actor.person_id


def _until(request: Request) -> datetime | None:
    try:
        until = parse_datetime(request.POST.get("den", ""))
    except ValueError:
        return None
    return until if until is None or timezone.is_aware(until) else None
