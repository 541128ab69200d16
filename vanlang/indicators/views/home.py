"""The way in: the sets by which units are judged, the catalogue, the leader's page."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vanlang.identity.api import officials_only
from vanlang.indicators.actions import telling
from vanlang.indicators.models import Definition
from vanlang.indicators.permissions import DEFINES
from vanlang.indicators.queries import cards, checking, definitions, red, today, units
from vanlang.indicators.rules.states import DefinitionState
from vanlang.kernel.days import day_of, written
from vanlang.ui import looking_back
from vanlang.ui.requests import Request

ON_A_PAGE = 50
MOMENT = looking_back.MomentField(required=False)


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator as the catalogue shows it."""

    definition: Definition
    sentence: str
    state: str  # in words where it is not simply in force


@officials_only
@require_GET
def home(request: Request) -> HttpResponse:
    words, today = request.GET.get("q", "")[:100], day_of(timezone.now())
    rows = definitions.catalogue(request.actor, words)
    sentences = definitions.as_sentences(rows, reader=request.actor)
    context = {
        "words": words,
        "lines": [Line(one, sentences[one.pk], _state(one, on=today)) for one in rows],
        "sets": cards.listed(request.actor),
        "mine": list(units.worked_at(request.actor)[:8]),
        "findings": checking.open_findings(request.actor).count(),
        "waiting": checking.waiting(request.actor).count(),
        "may_define": bool(request.actor.agencies_where(*DEFINES)),
    }
    return render(request, "indicators/home.html", context)


def _state(row: Definition, *, on: date) -> str:
    if row.last_date is not None:
        ended = "Đã ngừng" if row.is_retired_on(on) else "Ngừng"
        return f"{ended} sau {written(row.last_date)}"
    return "" if row.state == DefinitionState.PUBLISHED else row.state_name


@officials_only
@require_GET
def show_today(request: Request) -> HttpResponse:
    """What a leader reads in two minutes on a phone."""
    at = timezone.now()
    person = request.actor.person_id
    context = {
        "today": today.read(request.actor, at=at),
        "at": at,
        "moment": looking_back.written(at),
        "subscription": today.subscription(person) if person else None,
    }
    return render(request, "indicators/today.html", context)


@officials_only
@require_GET
def show_red(request: Request) -> HttpResponse:
    """List what is red, as of the moment the leader's page counted it."""
    at = timezone.now()
    try:
        moment = looking_back.as_of(MOMENT.clean(request.GET.get("luc", "")), at=at)
    except ValidationError:
        moment = at
    colours = red.read(request.actor, at=moment)
    is_turned = request.GET.get("xem") == "moi"
    turned = {(change.indicator_id, change.unit_id) for change in colours.turned}
    marks = [
        mark
        for mark in colours.marks
        if not is_turned or (mark.indicator_id, mark.unit_id) in turned
    ]
    page = Paginator(marks, ON_A_PAGE).get_page(request.GET.get("trang", "1"))
    context = {
        "red": colours,
        "page": page,
        "lines": red.lines(colours, page),
        "is_turned": is_turned,
        "moment": moment,
    }
    return render(request, "indicators/red.html", context)


@officials_only
@require_POST
def subscribe(request: Request) -> HttpResponse:
    """Have the page by e-mail each morning, or no more."""
    if request.POST.get("thoi"):
        telling.unsubscribe(by=request.actor, at=timezone.now())
    else:
        telling.subscribe(by=request.actor, at=timezone.now())
    return redirect("indicators-today")
