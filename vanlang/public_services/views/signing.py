"""The leader's list, made for a phone: look at each draft, sign one or several."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from vanlang.identity.api import officials_only
from vanlang.kernel.refusals import Refusal
from vanlang.public_services.actions import settling
from vanlang.public_services.queries import documents, dossiers, progress
from vanlang.ui.requests import Request

MOST_AT_ONCE = 50


@officials_only
def to_sign(request: Request) -> HttpResponse:
    """Chờ ký: what waits for your signature; what you tick is signed, each for itself."""
    signed: list[str] = []
    waiting: list[str] = []
    refused: list[tuple[str, str]] = []
    now = timezone.now()
    if request.method == "POST":
        chosen = {_uuid(text) for text in request.POST.getlist("dossier")[:MOST_AT_ONCE]}
        for found in dossiers.to_sign(request.actor, at=now):
            if found.pk not in chosen:
                continue
            try:
                done = settling.sign(found, by=request.actor, at=timezone.now())
            except Refusal as refusal:
                refused.append((found.code, refusal.message))
            else:
                (waiting if done.step_index == found.step_index else signed).append(found.code)
    rows = dossiers.to_sign(request.actor, at=timezone.now())
    context = {
        "rows": [
            (row, documents.definition_of(row), progress.step_left(row, at=now)) for row in rows
        ],
        "signed": signed,
        "waiting": waiting,
        "refused": refused,
        "nothing_chosen": request.method == "POST" and not (signed or waiting or refused),
    }
    status = 409 if refused and not signed else 200
    return render(request, "public_services/officer/sign.html", context, status=status)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
