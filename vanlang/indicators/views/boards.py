"""A set over all its units: the map of tiles, small multiples, places, what moved and why."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vanlang.identity.api import Level, called_on, officials_only
from vanlang.indicators import permissions
from vanlang.indicators.actions import cards as actions
from vanlang.indicators.forms.cards import Filling, Laying
from vanlang.indicators.models import Scorecard
from vanlang.indicators.queries import cards, today, trends, units, values
from vanlang.indicators.queries.cards import Board, Standing
from vanlang.indicators.rules.colours import COLOUR_NAMES, Colour
from vanlang.indicators.rules.numbers import shown
from vanlang.indicators.rules.states import DefinitionState
from vanlang.indicators.views import readings
from vanlang.indicators.views.period import Look, look
from vanlang.ui import charts
from vanlang.ui.jinja import url
from vanlang.ui.requests import Request

LOOKS_BACK = timedelta(days=7)
TASKS_SHOWN = 5


def _card(request: Request, code: str) -> Scorecard:
    found = cards.current(code, request.actor)
    if found is None:
        raise Http404
    return found


def _draft_of(request: Request, code: str) -> Scorecard:
    found = cards.draft(code, request.actor)
    if found is None:
        raise Http404
    return found


@officials_only
@require_GET
def card(request: Request, code: str) -> HttpResponse:
    if request.GET.get("du-thao"):
        return _draft(request, _draft_of(request, code))
    found = _card(request, code)
    if found.state == DefinitionState.DRAFT:
        return _draft(request, found)
    seen = look(request, at=timezone.now())
    found = cards.in_force(found, seen.as_of)
    board = cards.board(found, on=seen.on, as_of=seen.as_of)
    chosen = request.GET.get("tieu-chi", "")
    until = seen.as_of or seen.at
    alone = board.standings[0] if len(board.standings) == 1 else None
    context = {
        "card": found,
        "board": board,
        "lines_of_points": _lines_of_points(request, board, alone) if alone else [],
        "look": seen,
        "headline": readings.headline(board),
        "lines": readings.lines(board, on=seen.on),
        "readings": readings.of_one(board) if alone else [],
        "grid": readings.grid(board) if alone else None,
        "chosen": chosen,
        "map": tile_map(board, chosen, seen) if found.level == Level.COMMUNE else "",
        "trends": [
            (trend, charts.sparkline(_points(trend.points), trend.criterion.shown_name))
            for trend in trends.trends(board)
            if sum(value is not None for _, value in trend.points) >= (1 if trend.is_share else 2)
        ],
        "places": board.places,
        "by_unit": {one.unit.pk: one for one in board.standings},
        "moved": trends.moved(board, since=until - LOOKS_BACK, until=until),
        "may_define": permissions.may_define(
            request.actor, found.owner.agency_id or found.owner_id
        ),
        "colours": [(colour.value, name) for colour, name in COLOUR_NAMES.items()],
    }
    return render(request, "indicators/card.html", context)


def _points(points: Sequence[tuple[str, Decimal | None]]) -> list[charts.Point]:
    return [charts.Point(name, None if value is None else float(value)) for name, value in points]


def _lines_of_points(
    request: Request, board: Board, standing: Standing
) -> list[cards.LineOfPoints]:
    if not board.has_points:
        return []
    said = values.said(request.actor, standing.unit, board.asked, as_of=board.as_of)
    return cards.lines_of_points(board, standing, said)


def tile_map(board: Board, chosen: str, seen: Look) -> str:
    """Return tiles: by the whole set, or by one of its criteria."""
    query = f"?ngay={seen.on}" if seen.is_back else ""
    tiles = []
    for one in board.standings:
        colour, words = _of_tile(one, chosen)
        tiles.append(
            charts.Tile(
                one.unit.area_code,
                units.place_of(one.unit),
                words,
                colour.value,
                url("indicators-unit", one.unit.code) + query,
            )
        )
    return charts.tile_map(tiles, board.card.name)


def _of_tile(one: Standing, chosen: str) -> tuple[Colour, str]:
    for cell in one.cells:
        if cell.criterion.number == chosen:
            value = shown(cell.value.value) if cell.value else "–"
            return cell.colour, f"{value}, {COLOUR_NAMES[cell.colour].lower()}"
    return one.colour, one.words


def _draft(request: Request, found: Scorecard) -> HttpResponse:
    criteria = cards.criteria_of(found)
    context = {
        "card": found,
        "criteria": criteria,
        "blanks": sum(not one.name for one in criteria),
        "may_publish": permissions.may_publish(request.actor, found),
        "laying": Laying(initial={"layout": found.layout}),
    }
    return render(request, "indicators/card_draft.html", context)


@officials_only
@require_http_methods(["GET", "POST"])
def fill(request: Request, code: str, number: str) -> HttpResponse:
    """Fill in a blank of a draft."""
    found = _draft_of(request, code)
    criterion = cards.one_criterion(found, number)
    may = permissions.may_define(request.actor, found.owner.agency_id or found.owner_id)
    if criterion is None or not may:
        raise Http404
    form = Filling(request.POST or None, criterion=criterion)
    if request.method == "POST" and form.is_valid():
        actions.fill(criterion, by=request.actor, at=timezone.now(), **form.cleaned_data)
        return redirect(_address_of_draft(code))
    status = 422 if request.method == "POST" else 200
    context = {"card": found, "criterion": criterion, "form": form}
    return render(request, "indicators/fill.html", context, status=status)


@officials_only
@require_POST
def publish(request: Request, code: str) -> HttpResponse:
    actions.publish(_draft_of(request, code), by=request.actor, at=timezone.now())
    return redirect("indicators-card", code)


@officials_only
@require_POST
def discard(request: Request, code: str) -> HttpResponse:
    actions.discard(_draft_of(request, code), by=request.actor, at=timezone.now())
    there = cards.current(code, request.actor)
    return redirect("indicators-card", code) if there else redirect("indicators-home")


def _address_of_draft(code: str) -> str:
    return f"{reverse('indicators-card', args=[code])}?du-thao=1"


@officials_only
@require_POST
def revise(request: Request, code: str) -> HttpResponse:
    """Begin the next version of a set, or change the one that is being written as a whole."""
    found, at = _card(request, code), timezone.now()
    may = permissions.may_define(request.actor, found.owner.agency_id or found.owner_id)
    if not may:
        raise Http404
    number = request.POST.get("number", "").strip()
    draft = cards.draft(code, request.actor)
    laying = Laying(request.POST)
    if draft is None:
        actions.next_version(found, by=request.actor, at=at)
    elif number:
        actions.add(draft, number=number, by=request.actor, at=at)
    elif laying.is_valid():
        actions.lay(draft, by=request.actor, at=at, **laying.cleaned_data)
    return redirect(_address_of_draft(code))


@officials_only
@require_GET
def unit(request: Request, code: str) -> HttpResponse:
    """A commune's page: what keeps it from green, and the tasks that would get it there."""
    seen = look(request, at=timezone.now())
    found = units.with_page(code, on=seen.on)
    if found is None:
        raise Http404
    [found] = called_on([found], seen.on)
    sets = []
    for newest in cards.sets_of(found, on=seen.on):
        each = cards.in_force(newest, seen.as_of)
        board = cards.board(each, on=seen.on, as_of=seen.as_of, units=[found])
        standing = board.standings[0]
        short = [cell for cell in standing.cells if cell.colour in (Colour.RED, Colour.AMBER)]
        unknown = [cell for cell in standing.cells if cell.is_missing]
        lines = _lines_of_points(request, board, standing)
        sets.append((each, standing, short, unknown, lines))
    until = seen.as_of or seen.at
    towards = today.tasks_towards(found, request.actor)
    shown_tasks = list(towards[:TASKS_SHOWN])
    has_more = len(shown_tasks) == TASKS_SHOWN
    context = {
        "unit": found,
        "look": seen,
        "sets": sets,
        "others": called_on(units.of_the_commune(found, on=seen.on), seen.on)
        if found.area_code
        else [],
        "tasks": shown_tasks,
        "task_count": towards.count() if has_more else len(shown_tasks),
        "moved": trends.moved_at(found, since=until - LOOKS_BACK, until=until),
        "may_report": permissions.may_report(request.actor, found.agency_id or found.pk),
    }
    return render(request, "indicators/unit.html", context)
