"""The board: how things stand, and the dossiers behind each figure."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from vanlang.identity.api import Unit, called_on, officials_only
from vanlang.kernel import measures
from vanlang.kernel.days import day_of
from vanlang.kernel.measures import Measure, Scope, Value
from vanlang.public_services.forms.board import Period, quarter_of
from vanlang.public_services.measures import board, figures
from vanlang.public_services.models import Dossier
from vanlang.public_services.queries import oversight
from vanlang.public_services.rules import colours
from vanlang.ui import charts, looking_back
from vanlang.ui.requests import Request, page_number

PROVINCE = "tinh"
ROWS_A_PAGE = 50
HEADLINE = figures.ONLINE_COMPLETE
TILES = {
    "truc-tuyen": figures.ONLINE_COMPLETE,
    "dung-han": figures.IN_TIME,
    "ket-qua": figures.ELECTRONIC,
    "so-hoa": figures.DIGITISED,
    "dung-lai": figures.REUSED,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as it stands on the page: ready text and where its rows are."""

    measure: Measure
    text: str
    sentence: str
    address: str
    colour: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class DossierLine:
    """A dossier as it stood when its figure was counted."""

    dossier: Dossier
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One agency's line in the table."""

    unit: Unit
    address: str
    cells: list[Shown]


def slug(measure: Measure) -> str:
    return measure.code.partition(".")[2].replace("_", "-")


def measure_called(text: str) -> Measure:
    for measure in figures.BOARD:
        if slug(measure) == text:
            return measure
    raise Http404


def rows_address(place: str, measure: Measure, query: str) -> str:
    address = reverse("public_services-board-rows", args=[place, slug(measure)])
    return f"{address}?{query}" if query else address


def shown(measure: Measure, value: Value, place: str, query: str) -> Shown:
    colour = "" if measure.unit == measures.Unit.COUNT else colours.of(value.ratio)
    return Shown(
        measure,
        measure.shown(value),
        measure.said(value),
        rows_address(place, measure, query),
        colour,
    )


def apart(measure: Measure, total: dict[str, Value]) -> str:
    """Say what a share leaves out, with the board's own figure of it."""
    if measure.left_out is None or not total[measure.left_out.code].numerator:
        return ""
    return f"Chưa kể: {measure.left_out.said(total[measure.left_out.code])}"


@officials_only
def home(request: Request) -> HttpResponse:
    """Send each to the widest board they may see."""
    if oversight.oversees_the_province(request.actor):
        return redirect("public_services-board", PROVINCE)
    first = oversight.overseen(request.actor).first()
    if first is None:
        raise Http404
    return redirect("public_services-board", first.code)


def place_of(request: Request, place: str) -> Unit | None:
    """Return the agency asked for, None for the province; 404 for what is not theirs to see."""
    if place == PROVINCE:
        if not oversight.oversees_the_province(request.actor):
            raise Http404
        return None
    return get_object_or_404(oversight.overseen(request.actor), code=place)


@officials_only
def show(request: Request, place: str) -> HttpResponse:
    unit, at = place_of(request, place), timezone.now()
    period = Period(request.GET or None)
    scope = period.scope(frozenset({unit.pk}) if unit else None, at=at)
    reading = board.read(scope, at=at)
    query, rows_query = asked_query(request), counted_query(scope)
    last_day = last_day_of(scope)
    if unit is not None:
        [unit] = called_on([unit], last_day)
    tile = request.GET.get("o", "truc-tuyen")
    context: dict[str, object] = {
        "unit": unit,
        "sees_province": unit is None or oversight.oversees_the_province(request.actor),
        "place": place,
        "period": period,
        "scope": scope,
        "last_day": last_day,
        "at": at,
        "reading": reading,
        "headline": headline(reading.total[HEADLINE.code], unit),
        "shown": [
            replace(
                shown(m, reading.total[m.code], place, rows_query), note=apart(m, reading.total)
            )
            for m in figures.BOARD
        ],
        "presets": presets(scope, day_of(at)),
        "tiles": [(name, measure.name, name == tile) for name, measure in TILES.items()],
    }
    if unit is None:
        units = called_on(_in_sight(list(oversight.overseen(request.actor)), reading), last_day)
        context["communes"] = sum(bool(each.area_code) for each in units)
        context["map"] = tile_map(units, reading, TILES.get(tile, HEADLINE), query)
        context["lines"] = [line(each, reading, query, rows_query) for each in units]
    status = 200 if period.is_valid() or not request.GET else 422
    return render(request, "public_services/board/show.html", context, status=status)


def last_day_of(scope: Scope) -> date:
    """Return the day whose names the figures carry: the last that is counted."""
    return min(scope.end, day_of(scope.as_of))


def _in_sight(units: list[Unit], reading: board.Board) -> list[Unit]:
    """Keep who stood at some time of the period or has figures in it: rows add up to the total."""
    start, end = reading.scope.start, reading.scope.end
    return [
        unit
        for unit in units
        if (unit.valid_from <= end and not unit.is_over_on(start))
        or any(value.numerator for value in reading.by_unit.get(unit.pk, {}).values())
    ]


def asked_query(request: Request) -> str:
    """Return the period part of the address, to be carried on to the rows."""
    kept = request.GET.copy()
    for name in [name for name in kept if name not in {"tu", "den", "luc"} or not kept[name]]:
        kept.pop(name)
    return kept.urlencode()


def counted_query(scope: Scope) -> str:
    """Return what counts the very rows of a figure: its period and the instant it was counted."""
    moment = looking_back.written(scope.as_of)
    return urlencode({"tu": scope.start, "den": scope.end, "luc": moment})


def headline(value: Value, unit: Unit | None) -> str:
    if value.ratio is None:
        return f"Chưa có hồ sơ nào trong kỳ ở {unit.name if unit else 'tỉnh'}"
    share = HEADLINE.shown(value)
    return f"Người dân không phải đi lại: {share} hồ sơ nộp và nhận kết quả trực tuyến"


def presets(scope: Scope, today: date) -> list[tuple[str, str, bool]]:
    """Return the periods one click away: their name, their query, and which is shown."""
    spans = [
        ("Hôm nay", today, today),
        ("7 ngày", today - timedelta(days=6), today),
        ("Tháng này", today.replace(day=1), today),
        ("Quý này", quarter_of(today), today),
        ("Năm nay", today.replace(month=1, day=1), today),
    ]
    return [
        (name, f"?tu={start}&den={end}", (start, end) == (scope.start, scope.end))
        for name, start, end in spans
    ]


SHOWN_IN_LINES = (
    figures.RECEIVED,
    figures.IN_TIME,
    figures.OVERDUE,
    figures.ONLINE_COMPLETE,
    figures.ELECTRONIC,
    figures.DIGITISED,
    figures.REUSED,
)


def line(unit: Unit, reading: board.Board, query: str, rows_query: str) -> Line:
    values = reading.by_unit.get(unit.pk, board.NOTHING)
    address = reverse("public_services-board", args=[unit.code])
    return Line(
        unit,
        f"{address}?{query}" if query else address,
        [shown(measure, values[measure.code], unit.code, rows_query) for measure in SHOWN_IN_LINES],
    )


def tile_map(units: list[Unit], reading: board.Board, measure: Measure, query: str) -> str:
    """Return the picture of tiles, each a link to its commune's board."""
    tiles = []
    for unit in units:
        if unit.area_code:
            values = reading.by_unit.get(unit.pk, board.NOTHING)
            address = reverse("public_services-board", args=[unit.code])
            tiles.append(
                charts.Tile(
                    code=unit.area_code,
                    name=unit.short_name,
                    words=measure.shown(values[measure.code]),
                    kind=colours.of(values[measure.code].ratio),
                    address=f"{address}?{query}" if query else address,
                )
            )
    return charts.tile_map(tiles, f"{len(tiles)} xã, phường: {measure.name}")


@officials_only
def rows(request: Request, place: str, figure: str) -> HttpResponse:
    """List the very dossiers that make a figure; ?phan=mau lists what it is a share of."""
    unit, measure, at = place_of(request, place), measure_called(figure), timezone.now()
    period = Period(request.GET or None)
    scope = period.scope(frozenset({unit.pk}) if unit else None, at=at)
    part: measures.Part = "denominator" if request.GET.get("phan") == "mau" else "numerator"
    behind = oversight.open_to(request.actor, measures.rows_behind(measure, scope, part))
    total = behind.count()
    page = page_number(request)
    start = (page - 1) * ROWS_A_PAGE
    listed = behind.order_by("-accepted_at", "pk").select_related("competent_unit").defer("form")
    shown_rows = list(listed[start : start + ROWS_A_PAGE])
    called_on([each.competent_unit for each in shown_rows], last_day_of(scope))
    if unit is not None:
        called_on([unit], last_day_of(scope))
    context = {
        "unit": unit,
        "place": place,
        "measure": measure,
        "scope": scope,
        "part": part,
        "value": measures.value(measure, scope),
        "apart": measure.left_out_in_words(scope),
        "total": total,
        "page": page,
        "lines": [dossier_line(each, at=scope.as_of) for each in shown_rows],
        "has_next": start + ROWS_A_PAGE < total,
        "at": at,
    }
    return render(request, "public_services/board/rows.html", context)


def dossier_line(dossier: Dossier, *, at: datetime) -> DossierLine:
    if dossier.finished_at is not None and dossier.finished_at <= at:
        kind = {"early": "good", "on_time": "good", "late": "bad"}.get(dossier.outcome, "none")
        return DossierLine(
            dossier, kind, dossier.get_outcome_display() or dossier.get_state_display()
        )
    if dossier.due_at is not None and dossier.due_at < at:
        return DossierLine(dossier, "bad", "Đang giải quyết, quá hạn")
    return DossierLine(dossier, "now", "Đang giải quyết")


@officials_only
def definitions(request: Request) -> HttpResponse:
    """Say in words how each figure is counted."""
    return render(request, "public_services/board/definitions.html", {"measures": figures.BOARD})
