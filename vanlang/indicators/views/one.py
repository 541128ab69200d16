"""One indicator: its definition as a sentence, its series, counted beside reported, and targets."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO, cast
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from vanlang.identity.api import Unit, officials_only
from vanlang.indicators import permissions
from vanlang.indicators.actions import defining, reporting
from vanlang.indicators.actions.reporting import Upload
from vanlang.indicators.forms.definitions import Aim
from vanlang.indicators.forms.values import Report
from vanlang.indicators.measures import counting
from vanlang.indicators.models import Definition
from vanlang.indicators.queries import cards, definitions, merging, retiring, units, values
from vanlang.indicators.queries.values import Figure
from vanlang.indicators.rules import formulas, paths
from vanlang.indicators.rules.colours import COLOUR_NAMES, rule_of
from vanlang.indicators.rules.numbers import shown
from vanlang.indicators.rules.periods import Period, back_from, parse_period
from vanlang.indicators.rules.ranking import rank
from vanlang.indicators.views.period import Look, look
from vanlang.kernel import files
from vanlang.kernel.days import day_of
from vanlang.kernel.measures import Scope
from vanlang.kernel.refusals import Refusal
from vanlang.public_services import api as public_services
from vanlang.tasks import api as tasks
from vanlang.ui import charts, looking_back
from vanlang.ui.requests import Request

SHOWN_BACK = 13


@dataclass(frozen=True, slots=True)
class Row:
    """A period of the series as the table shows it."""

    figure: Figure
    grown: str
    done: Decimal | None


@dataclass(frozen=True, slots=True)
class Behind:
    """A measure that a formula counts, and where its rows open."""

    name: str
    sentence: str
    address: str
    apart: str


def asked(request: Request, code: str) -> Definition:
    found = definitions.current(code, request.actor)
    if found is None:
        raise Http404
    return found


def _unit(request: Request, definition: Definition, seen: Look) -> Unit:
    """Return whose figure is asked for, or the first that has it: the province if it has."""
    code = request.GET.get("don-vi", "")
    found = (
        units.measured(definition, on=seen.on).filter(code=code).first()
        if code
        else units.first(definition, on=seen.on)
    )
    if found is None:
        raise Http404
    return found


@officials_only
@require_GET
def show(request: Request, code: str) -> HttpResponse:
    seen = look(request, at=timezone.now())
    current = asked(request, code)
    definition = definitions.in_force(current, seen.on)
    unit = _unit(request, definition, seen)
    running = definitions.period_at(definition, _last_day(definition, seen))
    among = values.visible_to(request.actor)
    wanted = list(back_from(running, SHOWN_BACK + 12))
    figures = retiring.series(definition, unit, wanted, as_of=seen.as_of, among=among)
    versions = list(
        definitions.versions(definition.indicator, request.actor, as_of=seen.as_of)
    ) or [definition]
    since = min(version.effective_from for version in versions)
    rows = _defined(_rows(figures, is_share=definition.is_share)[-SHOWN_BACK:], since)
    now = next((row for row in reversed(rows) if row.figure.decided is not None), rows[-1])
    target = definitions.target_of(definition, unit, running.year, as_of=seen.as_of)
    context = {
        "definition": definition,
        "sentence": definitions.as_sentence(definition, reader=request.actor),
        "rule": rule_of(definition.thresholds),
        "unit": unit,
        "look": seen,
        "rows": list(reversed(rows)),
        "now": now,
        "target": target,
        "drawing": _picture(definition, rows),
        "target_picture": _target_picture(definition, rows),
        "is_whole": units.is_whole(unit),
        "behind": _behind(request, definition, unit, now.figure, seen),
        "end": retiring.end_of(definition.indicator, as_of=seen.as_of),
        "origin": retiring.origin_of(definition.indicator, as_of=seen.as_of),
        "is_closed": definition.is_retired_on(seen.on),
        "breaks": definitions.breaks_of(definition.indicator, as_of=seen.as_of),
        "has_former": merging.recomputed_for(current, on=timezone.localdate(seen.at)) is not None,
        "may_recompute": permissions.may_verify(request.actor, definition.indicator),
        "versions": versions,
        "sets": cards.with_indicator(definition.indicator, request.actor, as_of=seen.as_of),
        # A forecast is made anew every night; none is kept of a past day.
        "forecast": None
        if seen.is_back or definition.last_date is not None
        else values.forecast(definition.indicator, unit, running.year),
        "places": _places(request, definition, now.figure.period, seen),
        "may_report": permissions.may_report(request.actor, unit.agency_id or unit.pk),
        "may_define": permissions.may_define(
            request.actor, definition.indicator.owner.agency_id or definition.indicator.owner_id
        ),
        "may_publish": permissions.may_publish(request.actor, definition.indicator),
        "colour_names": COLOUR_NAMES,
    }
    return render(request, "indicators/indicator.html", context)


def _last_day(definition: Definition, seen: Look) -> date:
    """Return the day whose period is the newest: no period runs after the last day."""
    return seen.on if definition.last_date is None else min(seen.on, definition.last_date)


def _rows(figures: list[Figure], *, is_share: bool) -> list[Row]:
    by_key = {one.period.key: one for one in figures}
    rows = []
    for one in figures:
        before = by_key.get(one.period.year_before().key)
        rows.append(
            Row(
                one,
                paths.grown_in_words(
                    paths.against_last_year(
                        one.decided, before.decided if before else None, is_share=is_share
                    ),
                    is_share=is_share,
                ),
                paths.against_plan(one.decided, one.target),
            )
        )
    return rows


def _defined(rows: list[Row], since: date) -> list[Row]:
    """Leave out the oldest periods, of which nothing is known and nobody was asked anything."""
    first = next(
        (
            place
            for place, row in enumerate(rows)
            if row.figure.decided is not None or row.figure.period.end >= since
        ),
        len(rows) - 1,
    )
    return rows[first:]


def _picture(definition: Definition, rows: list[Row]) -> str:
    points = [
        charts.Point(
            row.figure.period.name,
            None if row.figure.decided is None else float(row.figure.decided),
            shown(row.figure.decided, definition.decimals),
        )
        for row in rows
    ]
    return charts.line(points, definition.name, column=definition.unit_name)


def _target_picture(definition: Definition, rows: list[Row]) -> str:
    """Draw the path that should have been gone; nothing where no target was given."""
    if sum(row.figure.target is not None for row in rows) < 2:  # noqa: PLR2004 no line of one point
        return ""
    points = [
        charts.Point(
            row.figure.period.name,
            None if row.figure.target is None else float(row.figure.target),
            shown(row.figure.target, definition.decimals),
        )
        for row in rows
    ]
    return charts.sparkline(points, "Lộ trình mục tiêu")


def _places(
    request: Request, definition: Definition, period: Period, seen: Look
) -> list[dict[str, object]]:
    """Return every unit's place, honest about equals and about who has no figure."""
    every = list(units.measured(definition, on=seen.on))
    parts = [unit for unit in every if not units.is_whole(unit)]
    if len(parts) < 2:  # noqa: PLR2004 nobody to compare with
        return []
    among = values.visible_to(request.actor)
    found = values.figures(definition, parts, period, as_of=seen.as_of, among=among)
    by_id = {unit.pk: unit for unit in parts}
    places = rank(
        [(pk, figure.decided) for pk, figure in found.items()],
        decimals=definition.decimals,
        more_is_better=definition.direction == "more",
    )
    return [
        {"unit": by_id[place.who], "place": place, "figure": found[place.who]} for place in places
    ]


def _behind(
    request: Request, definition: Definition, unit: Unit, figure: Figure, seen: Look
) -> list[Behind]:
    """Return the measures of a formula, each with the address of the very rows it counted."""
    node = definitions.tree(definition)
    if node is None:
        return []
    known = counting.registered()
    moment = figure.counted_at or seen.as_of or seen.at
    ids = None if units.is_whole(unit) else frozenset({unit.pk})
    scope = Scope(ids, figure.period.start, figure.period.end, moment)
    return [
        Behind(
            known[code].name,
            known[code].sentence,
            _rows_address(request, code, unit, scope),
            known[code].left_out_in_words(scope),
        )
        for code in sorted(formulas.measures_in(node))
        if code in known
    ]


def _rows_address(request: Request, code: str, unit: Unit, scope: Scope) -> str:
    """Return where a measure's rows open: at the system that counts them, through its own door.

    Nothing where the reader would stand before a closed one.
    """
    system, _, name = code.partition(".")
    is_whole = units.is_whole(unit)
    place = "tinh" if is_whole and system == "public_services" else unit.code
    query = {"tu": scope.start, "den": scope.end, "luc": looking_back.written(scope.as_of)}
    if system == "tasks":
        query["phia"] = "toan-tinh" if is_whole else "nhan"
        may_open = tasks.may_open_board(request.actor, unit)
    else:
        may_open = public_services.may_open_board(request.actor, None if is_whole else unit)
    try:
        address = reverse(f"{system}-board-rows", args=[place, name.replace("_", "-")])
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode(query)}" if may_open else ""


@officials_only
@require_http_methods(["GET", "POST"])
def report(request: Request, code: str, unit: str) -> HttpResponse:
    """Say what one's unit has, with evidence; a period that is closed still takes it, as late."""
    definition = asked(request, code)
    at = timezone.now()
    seen = look(request, at=at)
    found = units.measured(definition, on=seen.on).filter(code=unit).first()
    if found is None or not permissions.may_report(request.actor, found.agency_id or found.pk):
        raise Http404
    running = definitions.period_at(definition, _last_day(definition, seen))
    periods = list(back_from(running, SHOWN_BACK))
    form = Report(
        request.POST or None,
        periods=periods,
        rule=definition.limits.rule,
        initial={"period": running.key},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        uploads = [
            Upload(file.name or "tệp", cast("BinaryIO", file))
            for file in request.FILES.getlist("files")
        ]
        try:
            reporting.report(
                code,
                unit=found,
                period=said["period"],
                value=said["value"],
                note=said["note"],
                key=said["key"],
                evidence=uploads,
                by=request.actor,
                at=at,
            )
            return redirect(f"{reverse('indicators-indicator', args=[code])}?don-vi={unit}")
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, no.message)
    context = {"definition": definition, "unit": found, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "indicators/report.html", context, status=status)


@officials_only
@require_http_methods(["GET", "POST"])
def aim(request: Request, code: str) -> HttpResponse:
    """Give a year's target and the path to it."""
    definition = asked(request, code)
    if not permissions.may_publish(request.actor, definition.indicator):
        raise Http404
    at = timezone.now()
    form = Aim(request.POST or None, limits=definition.limits, initial={"year": day_of(at).year})
    if request.method == "POST" and form.is_valid():
        try:
            defining.set_target(
                definition.indicator,
                year=form.cleaned_data["year"],
                path=form.path,
                legal_basis=form.cleaned_data["legal_basis"],
                by=request.actor,
                at=at,
            )
            return redirect("indicators-indicator", code)
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, no.message)
    context = {"definition": definition, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "indicators/aim.html", context, status=status)


@officials_only
@require_GET
def evidence(request: Request, code: str, value: int, position: int) -> HttpResponseBase:
    found = values.one_evidence(request.actor, value, position)
    if found is None or found.value.indicator.code != code:
        raise Http404
    return FileResponse(
        files.open(found.file),
        as_attachment=True,
        filename=found.name,
        content_type=found.file.content_type,
    )


@officials_only
@require_GET
def past(request: Request, code: str, unit: str, key: str) -> HttpResponse:
    """Every value that ever was of one unit and period, with its evidence: nothing overwritten."""
    definition = asked(request, code)
    found = units.named_code(unit)
    if found is None:
        raise Http404
    period = parse_period(key, definition.cut_off_day)
    rows = values.history(definition.indicator, found, period, request.actor)
    context = {
        "definition": definition,
        "unit": found,
        "period": period,
        "rows": rows.prefetch_related("evidence__file"),
    }
    return render(request, "indicators/past.html", context)
