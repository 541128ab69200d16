"""Laying a regime down: begun, written, each table, published."""

from collections.abc import Iterable
from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from vanlang.identity import api as identity
from vanlang.identity.api import officials_only
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.reports import permissions
from vanlang.reports.actions import defining
from vanlang.reports.forms import regimes as forms
from vanlang.reports.models import RegimeVersion
from vanlang.reports.queries import counting, examples, regimes
from vanlang.reports.rules.definitions import Column, Definition, Table
from vanlang.reports.rules.states import VersionState
from vanlang.ui.requests import Request


@officials_only
def begin(request: Request) -> HttpResponse:
    owner = regimes.owners(request.actor).first()
    if owner is None:
        raise Http404
    form = forms.Begin(request.POST or None, examples=examples.choices())
    if form.is_valid():
        given = form.cleaned_data
        start = examples.all_of_them().get(given["example"], Definition(name=""))
        try:
            made = defining.draft_regime(
                given["code"].strip(),
                replace(start, name=given["name"].strip()),
                owner=owner,
                by=request.actor,
                at=timezone.now(),
            )
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, no.message)
        else:
            return redirect("reports-version-edit", made.regime.code, made.number)
    context = {"form": form, "owner": owner}
    return render(request, "reports/begin.html", context, status=422 if form.errors else 200)


@officials_only
@require_POST
def begin_next(request: Request, code: str) -> HttpResponse:
    found = regimes.visible_to(request.actor).filter(regime__code=code).first()
    if found is None:
        raise Http404
    made = defining.draft_next(found.regime, by=request.actor, at=timezone.now())
    return redirect("reports-version-edit", code, made.number)


def _draft(request: Request, code: str, number: int) -> RegimeVersion:
    found = get_object_or_404(regimes.visible_to(request.actor), regime__code=code, number=number)
    refuse_unless(permissions.may_draft_regime(request.actor, found.regime.owner_id))
    if found.state != VersionState.DRAFT:
        raise Http404
    return found


@officials_only
def edit(request: Request, code: str, number: int) -> HttpResponse:
    version = _draft(request, code, number)
    collectors = [(one.code, one.name) for one in identity.departments()]
    form = forms.Facts(
        request.POST or None, initial=forms.facts_of(version.definition), collectors=collectors
    )
    if form.is_valid():
        changed = form.definition(version.definition)
        defining.revise(version, changed, by=request.actor, at=timezone.now())
        return redirect("reports-version", code, number)
    context = {"form": form, "version": version, "definition": version.definition}
    return render(request, "reports/edit.html", context, status=422 if form.errors else 200)


@officials_only
@require_POST
def publish(request: Request, code: str, number: int) -> HttpResponse:
    version = _draft(request, code, number)
    defining.publish(version, by=request.actor, at=timezone.now())
    return redirect("reports-regime", code)


@officials_only
def table(request: Request, code: str, number: int, position: int) -> HttpResponse:
    """Write one table of a draft; the position after the last begins a new one."""
    version = _draft(request, code, number)
    tables = version.definition.tables
    if not 1 <= position <= len(tables) + 1:
        raise Http404
    is_new = position > len(tables)
    held = Table(code=f"bieu_{position}", title="") if is_new else tables[position - 1]
    form = forms.TableFacts(request.POST or None, initial=forms.table_facts(held))
    columns = forms.Columns(
        request.POST or None,
        initial=[forms.column_facts(one) for one in held.columns],
        prefix="cot",
    )
    if form.is_valid() and columns.is_valid():
        made = () if "remove" in request.POST else (form.table(_columns(columns)),)
        changed = (*tables[: position - 1], *made, *tables[position:])
        defining.revise(
            version,
            replace(version.definition, tables=changed),
            by=request.actor,
            at=timezone.now(),
        )
        return redirect("reports-version", code, number)
    context = {
        "form": form,
        "columns": columns,
        "version": version,
        "position": position,
        "is_new": is_new,
        "measures": counting.known_measures(),
    }
    wrong = form.errors or (columns.is_bound and not columns.is_valid())
    return render(request, "reports/table.html", context, status=422 if wrong else 200)


def _columns(found: Iterable[forms.ColumnFacts]) -> tuple[Column, ...]:
    return tuple(column for form in found if (column := form.column()) is not None)
