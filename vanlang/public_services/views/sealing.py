"""The clerk's list: open each signed result, then seal one or several of those looked at."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from vanlang.identity.api import officials_only
from vanlang.kernel.refusals import Refusal
from vanlang.public_services.actions import sealing
from vanlang.public_services.queries import documents, dossiers, progress
from vanlang.public_services.views.inbox import PDF, note_look, visible
from vanlang.public_services.views.signing import MOST_AT_ONCE
from vanlang.ui.requests import Request


@officials_only
def to_seal(request: Request) -> HttpResponse:
    """Chờ đóng dấu: what is signed and waits for your seal; what you ticked is sealed."""
    sealed: list[str] = []
    waiting: list[str] = []
    refused: list[tuple[str, str]] = []
    now = timezone.now()
    if request.method == "POST":
        chosen = {_uuid(text) for text in request.POST.getlist("dossier")[:MOST_AT_ONCE]}
        for dossier in dossiers.to_seal(request.actor, at=now):
            if dossier.pk not in chosen:
                continue
            try:
                done = sealing.seal(dossier, by=request.actor, at=timezone.now())
            except Refusal as refusal:
                refused.append((dossier.code, refusal.message))
            else:
                (waiting if done.step_index == dossier.step_index else sealed).append(done.code)
    rows = dossiers.to_seal(request.actor, at=timezone.now())
    looked_at = dossiers.looked_at(request.actor, rows)
    context = {
        "rows": [
            (
                row,
                documents.definition_of(row),
                progress.step_left(row, at=now),
                looked_at.get(row.pk),
            )
            for row in rows
        ],
        "sealed": sealed,
        "waiting": waiting,
        "refused": refused,
        "nothing_chosen": request.method == "POST" and not (sealed or waiting or refused),
    }
    status = 409 if refused and not sealed else 200
    return render(request, "public_services/officer/seal.html", context, status=status)


@officials_only
@require_GET
def signed(request: Request, code: str) -> HttpResponse:
    """Bản đã ký: the very bytes that the seal will cover; that the clerk opened them is noted."""
    dossier = visible(request, code)
    file = sealing.look(dossier, by=request.actor, at=timezone.now())
    note_look(request, dossier, "Xem kết quả trước khi đóng dấu")
    return HttpResponse(documents.read(file), content_type=PDF)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
