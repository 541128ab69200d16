"""Administrators of procedures: versions with their defects, publishing, closing, comparing."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from vanlang.identity.api import officials_only
from vanlang.kernel import journal
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.public_services.actions import publishing
from vanlang.public_services.forms.catalogue import Close, Publish, VersionFilter
from vanlang.public_services.models.procedures import ProcedureVersion
from vanlang.public_services.permissions.procedures import (
    may_edit_procedures,
    may_see_procedure_versions,
)
from vanlang.public_services.queries import procedures as queries
from vanlang.public_services.rules import catalogue as words
from vanlang.public_services.rules import differences
from vanlang.public_services.rules.versions import EVENT_NAMES, STATE_NAMES, VersionState
from vanlang.public_services.views.catalogue import step_rows
from vanlang.ui.requests import Request

A_PAGE = 25
BADGES = {
    VersionState.DRAFT: "none",
    VersionState.PUBLISHED: "good",
    VersionState.SUPERSEDED: "warn",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A version in the list with what keeps it from being published."""

    version: ProcedureVersion
    badge: str
    state: str
    blocking: int
    doubts: int


def line(version: ProcedureVersion) -> Line:
    state = VersionState(version.state)
    found = queries.definition_of(version).defects()
    blocking = sum(defect.blocks for defect in found)
    return Line(version, BADGES[state], STATE_NAMES[state], blocking, len(found) - blocking)


@officials_only
def versions(request: Request) -> HttpResponse:
    refuse_unless(may_see_procedure_versions(request.actor))
    form = VersionFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = queries.versions(
        words=asked.get("q", ""),
        state=asked.get("trang_thai", ""),
        among=queries.visible_to(request.actor),
    )
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("trang"))
    return render(
        request,
        "public_services/procedures/versions.html",
        {"page": page, "lines": [line(version) for version in page], "form": form},
    )


@officials_only
def version(request: Request, pk: int) -> HttpResponse:
    return _show(request, pk)


@officials_only
@require_POST
def publish(request: Request, pk: int) -> HttpResponse:
    found, form = _editable(request, pk), Publish(request.POST)
    if form.is_valid():
        try:
            publishing.publish(found, by=request.actor, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field or None, refusal.message)
        else:
            return redirect("procedures-version", pk)
    return _show(request, pk, publish_form=form)


@officials_only
@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    found, form = _editable(request, pk), Close(request.POST)
    if form.is_valid():
        try:
            publishing.close(found, by=request.actor, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field or None, refusal.message)
        else:
            return redirect("procedures-version", pk)
    return _show(request, pk, close_form=form)


@officials_only
def compare(request: Request, pk: int, other: int) -> HttpResponse:
    """Show two versions side by side, the older on the left."""
    pair = sorted((_found(request, pk), _found(request, other)), key=lambda one: one.created_at)
    before, after = pair
    rows = differences.between(queries.definition_of(before), queries.definition_of(after))
    return render(
        request,
        "public_services/procedures/compare.html",
        {"before": before, "after": after, "rows": rows, "states": STATE_NAMES},
    )


def _found(request: Request, pk: int) -> ProcedureVersion:
    refuse_unless(may_see_procedure_versions(request.actor))
    return get_object_or_404(queries.visible_to(request.actor), pk=pk)


def _editable(request: Request, pk: int) -> ProcedureVersion:
    found = _found(request, pk)
    refuse_unless(may_edit_procedures(request.actor))
    return found


def _show(
    request: Request,
    pk: int,
    *,
    publish_form: Publish | None = None,
    close_form: Close | None = None,
) -> HttpResponse:
    found = _found(request, pk)
    definition = queries.definition_of(found)
    may_edit = may_edit_procedures(request.actor)
    state = VersionState(found.state)
    refused = bool((publish_form and publish_form.errors) or (close_form and close_form.errors))
    return render(
        request,
        "public_services/procedures/version.html",
        {
            "version": found,
            "line": line(found),
            "definition": definition,
            "defects": definition.defects(),
            "others": queries.visible_to(request.actor)
            .filter(procedure=found.procedure_id)
            .exclude(pk=pk),
            "history": [(EVENT_NAMES[entry.kind], entry) for entry in journal.history(found)],
            "publish_form": (
                publish_form or Publish(initial={"effective_from": timezone.localdate()})
            )
            if may_edit and state == VersionState.DRAFT
            else None,
            "close_form": (close_form or Close())
            if may_edit and state == VersionState.PUBLISHED
            else None,
            "states": STATE_NAMES,
            "step_rows": step_rows(definition),
            "words": words,
        },
        status=422 if refused else 200,
    )
