"""What administrators see: units with their dates, people, and data that is shown on asking."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vanlang.identity import forms, permissions
from vanlang.identity.actions import closing, naming, passwords
from vanlang.identity.actions.people import record_access
from vanlang.identity.models import Unit
from vanlang.identity.permissions import officials_only
from vanlang.identity.queries import people, posts, successions, units
from vanlang.identity.queries.open_work import open_work
from vanlang.identity.rules import BLOCK_NAMES, UnitKind, may_end
from vanlang.identity.views.lists import page_of
from vanlang.kernel.refusals import Refusal
from vanlang.ui.requests import Request


@officials_only
@require_GET
def unit_list(request: Request) -> HttpResponse:
    """Search units by today's name or by one from before July 2025; without words, the top."""
    words = request.GET.get("q", "").strip()
    context = {
        "words": words,
        "page": page_of(units.find_units(words) if words else units.departments(), request),
        "former": units.former_units(words)[:20] if words else [],
        "blocks": {block.value: name for block, name in BLOCK_NAMES.items()},
    }
    return render(request, "identity/units.html", context)


@officials_only
@require_GET
def unit_detail(request: Request, code: str) -> HttpResponse:
    unit = get_object_or_404(units.all_units(), code=code)
    today = timezone.localdate()
    may_change = permissions.may_change_units(request.actor)
    context = {
        "unit": unit,
        "today": today,
        "successions": successions.successions(unit),
        "preceded": successions.preceded(unit),
        "names": unit.names.order_by("since"),
        "may_end": may_change and unit.valid_to is None and may_end(unit.level, unit.kind),
        "may_keep": may_change and unit.valid_to is not None and unit.valid_to >= today,
        "may_rename": may_change and not unit.is_over_on(today),
        "is_area": unit.kind == UnitKind.AREA,
        "below": units.below(unit).exclude(pk=unit.pk).order_by("path")[:200],
        "former": unit.former_units.order_by("code"),
        "posts": posts.posts_at(unit, on=today)
        if permissions.may_appoint(request.actor, unit)
        else [],
        "blocks": {block.value: name for block, name in BLOCK_NAMES.items()},
    }
    return render(request, "identity/unit.html", context)


def _unit_to_change(request: Request, code: str) -> Unit:
    if not permissions.may_change_units(request.actor):
        raise PermissionDenied
    return get_object_or_404(units.all_units(), code=code)


@officials_only
def close_unit(request: Request, code: str) -> HttpResponse:
    """Lay down the last day of a unit, in sight of all that is still open there."""
    unit = _unit_to_change(request, code)
    form = forms.CloseUnit(request.POST or None, successors=units.like(unit))
    if form.is_valid():
        try:
            closing.close(unit, form.closing(), by=request.actor, at=timezone.now())
            return HttpResponseRedirect(reverse("identity-unit", args=[unit.code]))
        except Refusal as refusal:
            form.refuse(refusal)
    context = {
        "unit": unit,
        "form": form,
        "open_work": open_work(unit),
        "posts": posts.posts_below(unit, on=timezone.localdate()),
        "below": units.below(unit).exclude(pk=unit.pk).order_by("path"),
    }
    status = 422 if form.errors else 200
    return render(request, "identity/close_unit.html", context, status=status)


@officials_only
@require_POST
def keep_unit(request: Request, code: str) -> HttpResponse:
    unit = _unit_to_change(request, code)
    closing.keep(unit, by=request.actor, at=timezone.now())
    return HttpResponseRedirect(reverse("identity-unit", args=[unit.code]))


@officials_only
def rename_unit(request: Request, code: str) -> HttpResponse:
    """Give a unit another name from a day on."""
    unit = _unit_to_change(request, code)
    form = forms.RenameUnit(request.POST or None)
    if form.is_valid():
        try:
            naming.rename(unit, form.new_name(), by=request.actor, at=timezone.now())
            return HttpResponseRedirect(reverse("identity-unit", args=[unit.code]))
        except Refusal as refusal:
            form.refuse(refusal)
    context = {"unit": unit, "form": form, "names": unit.names.order_by("since")}
    status = 422 if form.errors else 200
    return render(request, "identity/rename_unit.html", context, status=status)


@officials_only
@require_GET
def people_list(request: Request) -> HttpResponse:
    """Find people; their data stands masked on the list."""
    _administrators_only(request)
    words = request.GET.get("q", "").strip()
    page = page_of(people.find_people(request.actor, words), request) if words else None
    return render(request, "identity/people.html", {"words": words, "page": page})


@officials_only
def person_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a person masked; the whole of it after saying why, which they can read themselves."""
    _administrators_only(request)
    person = get_object_or_404(people.people_visible_to(request.actor), pk=pk)
    form = forms.Purpose(request.POST or None)
    shown = form.is_valid()
    if shown:
        record_access(
            person,
            by=request.actor,
            purpose=form.cleaned_data["purpose"],
            about=f"identity.person:{person.pk}",
            at=timezone.now(),
        )
    context = {
        "person": person,
        "form": form,
        "shown": shown,
        "address": people.full_address(person) if shown else "",
        "posts": posts.posts_of(person, on=timezone.localdate()),
        "is_locked": person.locked_until is not None and person.locked_until > timezone.now(),
    }
    return render(request, "identity/person.html", context)


@officials_only
@require_POST
def unlock(request: Request, pk: UUID) -> HttpResponse:
    person = get_object_or_404(people.people_visible_to(request.actor), pk=pk)
    passwords.unlock(person, by=request.actor, at=timezone.now())
    return HttpResponseRedirect(reverse("identity-person", args=[person.pk]))


def _administrators_only(request: Request) -> None:
    if not permissions.may_administer(request.actor):
        raise PermissionDenied
