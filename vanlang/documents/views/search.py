"""Finding: words with or without accents, and filters; searches kept for again."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vanlang.documents.actions import searches
from vanlang.documents.queries import finding, places
from vanlang.documents.queries.finding import Wanted
from vanlang.documents.rules import types
from vanlang.documents.views.inbox import may_see, text_of
from vanlang.identity.api import officials_only
from vanlang.kernel.refusals import Refusal
from vanlang.ui.jinja import with_query
from vanlang.ui.requests import Request, page_number

LONGEST_NUMBER = 6


def wanted(request: Request) -> Wanted:
    """Return what the address asks for; what it says wrongly does not matter."""
    return Wanted(
        text=text_of(request),
        number=_number(text_of(request, "so")),
        type_code=text_of(request, "loai") if text_of(request, "loai") in types.BY_CODE else "",
        author_id=_number(text_of(request, "tac_gia")),
        unit_id=_number(text_of(request, "noi_nhan")),
        since=_day(text_of(request, "tu")),
        until=_day(text_of(request, "den")),
    )


@officials_only
@require_GET
def search(request: Request) -> HttpResponse:
    """Tìm văn bản."""
    may_see(request)
    asked, number = wanted(request), page_number(request)
    found = finding.find(request.actor, asked, start=(number - 1) * finding.PAGE)
    context = {
        "asked": asked,
        "found": found,
        "counted_at_most": finding.COUNTED_AT_MOST,
        "types": [("", "Mọi loại"), *((k.code, k.name) for k in types.BY_CODE.values())],
        "agencies": [
            ("", "Mọi nơi"),
            *((unit.pk, unit.name) for unit in places.agencies_of(request.actor)),
        ],
        "saved": finding.saved_by(request.actor),
        "query": finding.as_query(request.GET),
        "given": {name: text_of(request, name) for name in ("q", "so", "tu", "den")},
        "previous": with_query(request, trang=number - 1) if number > 1 else "",
        "next": with_query(request, trang=number + 1) if found.has_more else "",
    }
    return render(request, "documents/search.html", context)


@officials_only
@require_GET
def suggest(request: Request) -> HttpResponse:
    """Return a few documents, as a piece of the page, while one is typing."""
    may_see(request)
    rows = finding.suggest(request.actor, text_of(request))
    return render(request, "documents/_suggestions.html", {"rows": rows})


@officials_only
@require_POST
def keep(request: Request) -> HttpResponse:
    """Keep a search under a name."""
    may_see(request)
    query = request.POST.get("query", "").replace("\0", "")
    searches.keep(
        name=request.POST.get("name", ""), query=query, by=request.actor, at=timezone.now()
    )
    return redirect(f"{reverse('documents-search')}?{query}")


@officials_only
@require_POST
def drop(request: Request, pk: int) -> HttpResponse:
    kept = get_object_or_404(finding.saved_by(request.actor), pk=pk)
    searches.drop(kept, by=request.actor)
    return redirect("documents-search")


def _number(text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > LONGEST_NUMBER:
        raise Refusal("Số văn bản chỉ gồm chữ số.", field="so")
    return int(text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
