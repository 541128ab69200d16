"""Who may read a document: opened to somebody, taken back, closed to all but a few."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from vanlang.documents.actions import grants
from vanlang.documents.forms.incoming import split_choice
from vanlang.documents.forms.reading import Granting
from vanlang.documents.permissions import documents as permissions
from vanlang.documents.queries import documents, places, progress
from vanlang.documents.views.document import visible
from vanlang.identity.api import officials_only
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.ui.requests import Request


@officials_only
def grant(request: Request, pk: UUID) -> HttpResponse:
    """Cấp quyền xem riêng: to a colleague or an office, with the reason."""
    found = visible(request, pk)
    agencies = progress.agencies_of(found)
    refuse_unless(permissions.may_grant(request.actor, agencies))
    today = day_of(timezone.now())
    here = sorted(agencies & request.actor.agencies_where(*permissions.TRUSTED))
    units = {unit.pk: unit for agency in here for unit in places.offices_of(agency)}
    people = {p.pk: p for agency in here for p in places.people_of(agency, on=today)}
    form = Granting(
        request.POST if request.method == "POST" else None,
        units=[(f"u:{unit.pk}", unit.name) for unit in units.values()],
        people=[(f"p:{person.pk}", person.name) for person in people.values()],
    )
    if form.is_valid():
        unit_id, person_id = split_choice(form.cleaned_data["to"])
        try:
            grants.grant(
                found,
                reason=form.cleaned_data["reason"],
                unit=units.get(unit_id) if unit_id else None,
                person=people.get(person_id) if person_id else None,
                by=request.actor,
                at=timezone.now(),
            )
            return redirect("documents-document", pk)
        except Refusal as refusal:
            form.add_error("reason" if refusal.field == "reason" else "to", refusal.message)
    context = {"document": found, "form": form, "readings": documents.readings_of(found)[:50]}
    status = 422 if request.method == "POST" else 200
    return render(request, "documents/grant.html", context, status=status)


@officials_only
@require_POST
def withdraw(request: Request, pk: UUID, number: int) -> HttpResponse:
    found = visible(request, pk)
    one = get_object_or_404(documents.grants_for(found), pk=number)
    grants.withdraw(one, by=request.actor, at=timezone.now())
    return redirect("documents-document", pk)


@officials_only
@require_POST
def restrict(request: Request, pk: UUID) -> HttpResponse:
    grants.restrict(visible(request, pk), by=request.actor, at=timezone.now())
    return redirect("documents-document", pk)
