"""How tasks stand, by unit, as of any time; and the very tasks behind each figure."""

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from vanlang.identity.api import Unit, called_on, officials_only
from vanlang.kernel import measures
from vanlang.kernel.days import day_of
from vanlang.kernel.measures import Measure, Scope
from vanlang.tasks.forms.period import Period
from vanlang.tasks.measures import figures
from vanlang.tasks.queries import boards, tasks
from vanlang.tasks.queries.boards import Side
from vanlang.tasks.views import lists
from vanlang.ui import charts, looking_back
from vanlang.ui.requests import Request

# Reds for what is late and open, pale for what waits: six fills that are told apart.
FILLS = {
    figures.DONE_IN_TIME.code: "good",
    figures.DONE_LATE.code: "warn",
    figures.DOING_IN_TIME.code: "none",
    figures.DOING_LATE.code: "bad",
    figures.NOT_BEGUN_IN_TIME.code: "wash",
    figures.NOT_BEGUN_LATE.code: "one",
}
HEAD = [m.code for m in (figures.GIVEN, figures.DONE, figures.IN_TIME, figures.LATE)]


@dataclass(frozen=True, slots=True)
class Shown:
    measure: Measure
    text: str
    sentence: str
    address: str
    count: int
    note: str = ""


def slug(measure: Measure) -> str:
    return measure.code.partition(".")[2].replace("_", "-")


@officials_only
@require_GET
def home(request: Request) -> HttpResponse:
    first = boards.overseen(request.actor).first()
    if first is None:
        raise Http404
    return redirect("tasks-board", first.code)


def _asked(request: Request, code: str) -> tuple[Unit, Side, Period, Scope]:
    """Return whose board, seen from which side, over which period; 404 for what is not theirs."""
    unit = get_object_or_404(boards.overseen(request.actor), code=code)
    side = Side.DONE if request.GET.get("phia") == Side.DONE else Side.GIVEN
    if "phia" not in request.GET and not boards.gives(unit):
        side = Side.DONE
    period = Period(request.GET or None)
    ids = frozenset({unit.pk}) if side == Side.DONE else None
    return unit, side, period, period.scope(ids, at=timezone.now())


def _query(request: Request, side: Side) -> str:
    kept = request.GET.copy()
    for name in [name for name in kept if name not in {"tu", "den", "luc"} or not kept[name]]:
        kept.pop(name)
    kept["phia"] = side
    return kept.urlencode()


def _rows_query(scope: Scope, side: Side, lead: str = "") -> str:
    """Return what counts the very rows of a figure: its period and the instant it was counted."""
    query = {"tu": scope.start, "den": scope.end, "luc": looking_back.written(scope.as_of)}
    return urlencode(query | {"phia": side} | ({"don-vi": lead} if lead else {}))


def _last_day(scope: Scope) -> date:
    """Return the day whose names the figures carry: the last that is counted."""
    return min(scope.end, day_of(scope.as_of))


@officials_only
@require_GET
def show(request: Request, code: str) -> HttpResponse:
    unit, side, period, scope = _asked(request, code)
    which = figures.within(boards.rows_of(request.actor, unit, side))
    by_unit = {
        key: figures.nothing() | found
        for key, found in measures.values_by(which, scope, "lead_agency_id").items()
    }
    values = figures.summed(by_unit.values())

    def shown(measure: Measure, found: dict[str, measures.Value], lead: str = "") -> Shown:
        address = reverse("tasks-board-rows", args=[unit.code, slug(measure)])
        value = found[measure.code]
        return Shown(
            measure,
            measure.shown(value),
            measure.said(value),
            f"{address}?{_rows_query(scope, side, lead)}",
            value.numerator,
        )

    # Who has how much to do is known of this moment alone; a past day shows nothing of it.
    shows_loads = side == Side.DONE and not (period.is_bound and period.cleaned_data.get("luc"))
    last_day = _last_day(scope)
    units = called_on(boards.units_named(by_unit.keys()), last_day)
    [unit] = called_on([unit], last_day)
    every = {measure.code: shown(measure, values) for measure in which}
    parts = [
        charts.Part(m.name, every[m.code].count, FILLS[m.code], every[m.code].address)
        for m in figures.SIX
    ]
    context = {
        "unit": unit,
        "side": side,
        "sides": [
            (text, f"?{_query(request, each)}", each == side, None)
            for each, text in boards.SIDE_NAMES.items()
        ],
        "period": period,
        "scope": scope,
        "last_day": last_day,
        "shown": [
            replace(every[m.code], note=m.left_out_in_words(scope)) for m in which if m.code in HEAD
        ],
        "headline": every[figures.DONE.code],
        "given": values[figures.GIVEN.code].numerator,
        "in_progress": every[figures.IN_PROGRESS.code],
        "picture": charts.stacked(parts, "Tình trạng nhiệm vụ"),
        "six": figures.SIX,
        "lines": [
            (one, [shown(m, by_unit[one.pk], one.code) for m in (figures.GIVEN, *figures.SIX)])
            for one in units
        ],
        "loads": boards.loads(request.actor, unit, at=scope.as_of) if shows_loads else [],
        "looks_back": period.is_bound and bool(period.cleaned_data.get("luc")),
        "others": boards.overseen(request.actor).exclude(pk=unit.pk),
    }
    status = 200 if period.is_valid() or not request.GET else 422
    return render(request, "tasks/board.html", context, status=status)


@officials_only
@require_GET
def rows(request: Request, code: str, figure: str) -> HttpResponse:
    """List the tasks that make a figure; ?phan=mau lists what it is a share of."""
    unit, side, _, scope = _asked(request, code)
    if request.GET.get("phia") == Side.WHOLE and boards.is_the_province(unit):
        side, which = Side.WHOLE, list(figures.BOARD)
    else:
        which = figures.within(
            boards.rows_of(request.actor, unit, side, lead=request.GET.get("don-vi", ""))
        )
    measure = next((one for one in which if slug(one) == figure), None)
    if measure is None:
        raise Http404
    part: measures.Part = "denominator" if request.GET.get("phan") == "mau" else "numerator"
    behind = measures.rows_behind(measure, scope, part)
    whole = behind.count()
    if side == Side.WHOLE:  # the figure is the province's; its rows open to who may see them
        behind = behind.filter(pk__in=tasks.visible_to(request.actor).order_by().values("pk"))
    listed = behind.select_related("lead", "giver", "person").order_by("due_at", "pk")
    page = Paginator(listed, lists.ON_A_PAGE).get_page(request.GET.get("trang", "1"))
    called_on([unit, *(row.lead for row in page), *(row.giver for row in page)], _last_day(scope))
    context = {
        "unit": unit,
        "side": side,
        "measure": measure,
        "value": measures.value(measure, scope),
        "apart": measure.left_out_in_words(scope),
        "is_moment": measure.code == figures.LATE.code,
        "scope": scope,
        "part": part,
        "page": page,
        "hidden": whole - page.paginator.count,
        "lines": lists.lines_then(list(page), at=scope.as_of, given=side != Side.DONE),
        "back": f"{reverse('tasks-board', args=[unit.code])}?{_query(request, side)}"
        if side != Side.WHOLE
        else reverse("tasks-board", args=[unit.code]),
    }
    return render(request, "tasks/board_rows.html", context)


@officials_only
@require_GET
def late(request: Request) -> HttpResponse:
    """List what is overdue of all that one sees: what the leader's page counts."""
    at = timezone.now()
    period = Period(request.GET or None)
    moment = period.scope(None, at=at).as_of
    behind = figures.overdue(request.actor, at=moment)
    page = Paginator(behind, lists.ON_A_PAGE).get_page(request.GET.get("trang", "1"))
    lines = lists.lines_then(list(page), at=moment, given=True)
    return render(request, "tasks/late.html", {"page": page, "lines": lines, "moment": moment})
