"""Thư để riêng: what came by e-mail and could not be taken in."""

from collections.abc import Callable
from contextlib import closing

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vanlang.documents.actions import setting_aside
from vanlang.documents.models import SetAsideLetter
from vanlang.documents.queries import set_aside as queries
from vanlang.identity.api import Role, officials_only
from vanlang.kernel import files
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.ui.jinja import with_query
from vanlang.ui.requests import Request, page_number

PAGE = 50


@officials_only
@require_GET
def listing(request: Request) -> HttpResponse:
    return _listing(request)


@officials_only
@require_GET
def letter(request: Request, pk: int) -> HttpResponse:
    """The letter as it came, to be opened by a program for mail."""
    found = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    if found.file is None:
        raise Http404
    with closing(files.open(found.file)) as kept:
        response = HttpResponse(kept.read(), content_type="application/octet-stream")
    name = f"thong-diep-{found.pk}.edxml" if found.is_message else f"thu-{found.pk}.eml"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _take_up(request: Request, found: SetAsideLetter) -> HttpResponse:
    entry = setting_aside.take_up(found, by=request.actor, at=timezone.now())
    return redirect("documents-document", entry.document_id)


def _put_away(request: Request, found: SetAsideLetter) -> HttpResponse:
    setting_aside.put_away(found, by=request.actor, at=timezone.now())
    return redirect("documents-set-aside")


VERBS: dict[str, Callable[[Request, SetAsideLetter], HttpResponse]] = {
    "nhan": _take_up,
    "bo": _put_away,
}


@officials_only
@require_POST
def act(request: Request, pk: int, verb: str) -> HttpResponse:
    found = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    if verb not in VERBS:
        raise Http404
    try:
        return VERBS[verb](request, found)
    except Refusal as problem:
        return _listing(request, problem=problem, about=found)


def _listing(
    request: Request, *, problem: Refusal | None = None, about: SetAsideLetter | None = None
) -> HttpResponse:
    actor = request.actor
    refuse_unless(
        bool(actor.agencies_where(Role.CLERK)), "Chỉ văn thư của cơ quan tiếp nhận văn bản đến."
    )
    everything = request.GET.get("muc", "") == "tat-ca"
    rows = queries.visible_to(actor) if everything else queries.waiting_for(actor)
    page, here = page_number(request), reverse("documents-set-aside")
    letters = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    context = {
        "letters": letters[:PAGE],
        "everything": everything,
        "choices": [
            ("Chờ xử lý", here, not everything, None),
            ("Tất cả", f"{here}?muc=tat-ca", everything, None),
        ],
        "problem": problem,
        "about": about,
        "previous": with_query(request, trang=page - 1) if page > 1 else "",
        "next": with_query(request, trang=page + 1) if len(letters) > PAGE else "",
    }
    status = problem.status if problem else 200
    return render(request, "documents/set_aside.html", context, status=status)
