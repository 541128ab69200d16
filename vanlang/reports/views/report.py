"""One report: read, filled in, its history."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from vanlang.identity.api import officials_only
from vanlang.kernel.actors import Actor
from vanlang.kernel.deadlines import ZONE
from vanlang.kernel.numbers import UnreadableNumber
from vanlang.kernel.refusals import Refusal
from vanlang.reports import permissions
from vanlang.reports.actions import deciding, writing
from vanlang.reports.actions.writing import Filled, Saved
from vanlang.reports.models import Submission, Tier
from vanlang.reports.queries import coverage, reading, submissions
from vanlang.reports.queries import history as past
from vanlang.reports.queries.reading import Reading
from vanlang.reports.rules import findings, numbers, places
from vanlang.reports.rules.states import State, may_move
from vanlang.reports.views import grids, lines
from vanlang.reports.views.grids import Shown
from vanlang.ui.requests import Request

ENTRIES_A_PAGE = 100
LONGEST_WORDS = 20_000
INPUT = "o:"
KEEP_THEIRS = "giu"
YEARS_OF_REPORTS = range(1990, 2200)


@dataclass(slots=True)
class Typed:
    """What a form brought: values that can be read, words as typed where they cannot, and why."""

    values: dict[str, str] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def visible(request: Request, key: UUID) -> Submission:
    return get_object_or_404(submissions.visible_to(request.actor), pk=key)


@officials_only
def show(request: Request, key: UUID) -> HttpResponse:
    report = visible(request, key)
    if request.method == "POST":
        return _save(request, report)
    moment = _moment(request.GET.get("luc", ""))
    if moment is not None:
        return page(request, reading.as_of(report, moment), Shown())
    return page(request, reading.of(report), Shown(_open_places(request.actor, report)))


def _save(request: Request, report: Submission) -> HttpResponse:
    typed = _typed(request, report)
    at = timezone.now()
    filled = Filled(_number(request.POST.get("lan", "")), typed.values, _key(request))
    saved = writing.keep(report, filled, by=request.actor, at=at)
    refusal = ""
    if "present" in request.POST and not (typed.errors or saved.crossed or saved.set_aside):
        try:
            deciding.present(saved.report, by=request.actor, at=at)
        except Refusal as no:
            refusal = no.message
    if typed.errors or saved.crossed or saved.set_aside or refusal:
        return _again(request, saved, typed, refusal)
    return redirect(f"{reverse('reports-report', args=[report.pk])}?da-luu={saved.written}")


def _again(request: Request, saved: Saved, typed: Typed, refusal: str) -> HttpResponse:
    """Show the form once more with everything that was typed, and what is to be done about it."""
    report = visible(request, saved.report.pk)
    shown = Shown(
        _open_places(request.actor, report),
        typed.raw,
        typed.errors,
        {one.conflict.place: one for one in saved.crossed},
    )
    status = 409 if saved.crossed or saved.set_aside else 422
    return page(request, reading.of(report), shown, saved=saved, refusal=refusal, status=status)


def page(  # noqa: PLR0913 one page, said once
    request: Request,
    read: Reading,
    shown: Shown,
    *,
    saved: Saved | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    report, at = read.report, read.as_of or timezone.now()
    aside = list(submissions.set_aside(report).filter(written_at__lte=at)[:20])
    context = {
        "report": report,
        "definition": report.round.definition,
        "line": lines.of(report, at=at),
        "read": read,
        "grids": grids.of(read, shown),
        "sections": [
            (one, f"{INPUT}{places.section(one.code)}", _section(read, shown, one.code))
            for one in report.round.definition.sections
        ],
        "findings": [
            (one, f"{INPUT}{places.explanation(one.code)}", _explained(read, shown, one.code))
            for one in read.findings
            if not one.stops
        ],
        "empty_cells": [
            one.text.partition(":")[0] for one in read.findings if one.sort == findings.Sort.MISSING
        ],
        "broken": [one.text for one in read.findings if one.is_hard],
        "silent": len(findings.unexplained(read.findings, report.values)),
        "shown": shown,
        "saved": saved,
        "refusal": refusal,
        "key": uuid4(),
        "may": set(_may(request.actor, report)) if read.as_of is None else set(),
        "coverage": read.coverage,
        "replaced": read.replaced,
        "kept_beside": past.lines(report, aside),
        "is_open": bool(shown.fillable),
    }
    return render(request, "reports/report.html", context, status=status)


@officials_only
@require_GET
def history(request: Request, key: UUID) -> HttpResponse:
    """List every value a cell was ever given, and every step of the report."""
    report = visible(request, key)
    entries = submissions.history(report)
    place = request.GET.get("o", "")
    if place:
        entries = entries.filter(place=place)
    found = Paginator(entries, ENTRIES_A_PAGE).get_page(request.GET.get("trang", "1"))
    context = {
        "report": report,
        "definition": report.round.definition,
        "page": found,
        "lines": past.lines(report, list(found)),
        "steps": list(past.steps(report)),
        "place": past.named(report, place) if place else "",
    }
    return render(request, "reports/history.html", context)


def _typed(request: Request, report: Submission) -> Typed:
    """Read the form; a conflict that was decided for the other's value is no wish any more."""
    typed, allowed = Typed(), set(writing.fillable(report))
    definition = report.round.definition
    for name, text in request.POST.items():
        place = name.removeprefix(INPUT)
        if not name.startswith(INPUT) or place not in allowed or not isinstance(text, str):
            continue
        if request.POST.get(f"chon:{place}") == KEEP_THEIRS:
            continue
        try:
            if places.is_cell(place):
                column = definition.column_at(place)
                if column is not None:
                    typed.values[place] = numbers.read(text, column.kind, column.digits)
            else:
                typed.values[place] = _words(text)
        except UnreadableNumber as problem:
            typed.raw[place], typed.errors[place] = text, str(problem)
    return typed


def _words(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_WORDS:
        raise UnreadableNumber(f"Dài quá {LONGEST_WORDS} ký tự.")
    return text


def _open_places(actor: Actor, report: Submission) -> set[str]:
    """Return what the actor may type into now; nothing once it is presented or the round closed."""
    is_open = may_move(State(report.state), "write") and report.round.is_open
    if not is_open or not permissions.may_write(actor, report):
        return set()
    return set(writing.fillable(report))


def _may(actor: Actor, report: Submission) -> list[str]:
    """Return the steps that are open to the actor now."""
    allowed = {
        "present": permissions.may_write(actor, report) and report.round.is_open,
        "roll_up": permissions.may_write(actor, report) and report.tier != Tier.REPORTER,
        "approve": permissions.may_approve(actor, report),
        "send_back": permissions.may_send_back(actor, report),
        "send": permissions.may_send(actor, report) and report.round.is_open,
        "make_document": permissions.may_write(actor, report) and report.round.is_open,
        "reopen": permissions.may_reopen(actor, report),
        "sum_again": report.round.is_open
        and permissions.may_sum_again(actor, report)
        and coverage.is_outdated(report),
    }
    state = State(report.state)
    return [verb for verb, is_allowed in allowed.items() if is_allowed and may_move(state, verb)]


def _section(read: Reading, shown: Shown, code: str) -> str:
    place = places.section(code)
    return shown.raw.get(place, read.values.get(place, ""))


def _explained(read: Reading, shown: Shown, code: str) -> str:
    place = places.explanation(code)
    return shown.raw.get(place, read.values.get(place, ""))


def _moment(text: str) -> datetime | None:
    """Return the moment as of which the page is asked for, in Vietnamese time."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if found.year not in YEARS_OF_REPORTS:  # in another zone the first year has no yesterday
        raise Http404
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004 digits of an int


def _key(request: Request) -> UUID | None:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def after_upload(request: Request, saved: Saved) -> HttpResponse:
    """Show the report after a sheet was taken in that crossed somebody's writing."""
    return _again(request, saved, Typed(), "")
