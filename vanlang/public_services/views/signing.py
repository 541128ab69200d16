"""The leader's list, made for a phone: look at each draft, sign one or several."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from vanlang.identity.api import officials_only
from vanlang.public_services.actions import settling
from vanlang.public_services.models.dossiers import Dossier
from vanlang.public_services.queries import documents, dossiers, progress
from vanlang.signing import api as signing
from vanlang.ui import batches
from vanlang.ui.requests import Request


@officials_only
def to_sign(request: Request) -> HttpResponse:
    """Chờ ký: what waits for your signature; what you tick is signed, each for itself."""
    actor, now = request.actor, timezone.now()
    batch = batches.ticked(request, "dossier")
    batch.each(
        dossiers.to_sign(actor, at=now),
        do=lambda row: settling.sign(row, by=actor, at=timezone.now()),
        name=code_of,
        waits=has_not_moved,
        before=lambda: signing.prove_if_asked(
            signing.presence(actor, at=now), request.POST.get("pin", ""), by=actor, at=now
        ),
    )
    rows = dossiers.to_sign(actor, at=timezone.now())
    context = {
        "rows": [
            (row, documents.definition_of(row), progress.step_left(row, at=now)) for row in rows
        ],
        "batch": batch,
        "presence": signing.presence(actor, at=timezone.now()),
        "here": request.path,
    }
    return render(request, "public_services/officer/sign.html", context, status=batch.status)


def code_of(dossier: Dossier) -> str:
    return dossier.code


def has_not_moved(before: Dossier, after: Dossier) -> bool:
    """Tell whether the step waits for a service and is tried again by itself."""
    return before.step_index == after.step_index
