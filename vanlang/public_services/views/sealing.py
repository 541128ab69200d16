"""The clerk's list: open each signed result, then seal one or several of those looked at."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from vanlang.identity.api import officials_only
from vanlang.public_services.actions import sealing
from vanlang.public_services.queries import documents, dossiers, progress
from vanlang.public_services.views.inbox import PDF, note_look, visible
from vanlang.public_services.views.signing import code_of, has_not_moved
from vanlang.signing import api as signing
from vanlang.ui import batches
from vanlang.ui.requests import Request


@officials_only
def to_seal(request: Request) -> HttpResponse:
    """Chờ đóng dấu: what is signed and waits for your seal; what you ticked is sealed."""
    actor, now = request.actor, timezone.now()
    batch = batches.ticked(request, "dossier")
    batch.each(
        dossiers.to_seal(actor, at=now),
        do=lambda row: sealing.seal(row, by=actor, at=timezone.now()),
        name=code_of,
        waits=has_not_moved,
        before=lambda: signing.prove_if_asked(
            signing.presence(actor, at=now, seals=True),
            request.POST.get("pin", ""),
            by=actor,
            at=now,
        ),
    )
    rows = dossiers.to_seal(actor, at=timezone.now())
    looked_at = dossiers.looked_at(actor, rows)
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
        "batch": batch,
        "presence": signing.presence(actor, at=timezone.now(), seals=True),
        "here": request.path,
    }
    return render(request, "public_services/officer/seal.html", context, status=batch.status)


@officials_only
@require_GET
def signed(request: Request, code: str) -> HttpResponse:
    """Bản đã ký: the very bytes that the seal will cover; that the clerk opened them is noted."""
    dossier = visible(request, code)
    file = sealing.look(dossier, by=request.actor, at=timezone.now())
    note_look(request, dossier, "Xem kết quả trước khi đóng dấu")
    return HttpResponse(documents.read(file), content_type=PDF)
