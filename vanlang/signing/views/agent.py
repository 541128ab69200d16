"""Where the agent on a signer's own machine fetches what to sign, and brings the signatures."""

import base64
import binascii

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from vanlang.identity.api import login_not_required
from vanlang.kernel import foreign_json
from vanlang.kernel.refusals import Refusal
from vanlang.signing.actions import requests

LARGEST = 256 * 1024
MOST_DIGITS = 12


@csrf_exempt  # the agent has no cookie: the ticket is the right
@login_not_required
@require_http_methods(["GET", "POST"])
def ticket(request: HttpRequest, ticket: str) -> JsonResponse:
    """GET: the hashes of a batch. POST: their signatures; each is answered for itself."""
    now = timezone.now()
    waiting = requests.batch(ticket, at=now)
    if request.method == "GET":
        if not waiting:
            return JsonResponse({"error": "unknown or used ticket"}, status=404)
        return JsonResponse({"documents": [requests.order_of(one) for one in waiting]})
    brought = _signatures(request)
    if brought is None:
        return JsonResponse({"error": "not understood"}, status=400)
    answers = []
    for one in waiting:
        if str(one.pk) not in brought:
            continue
        signature = brought[str(one.pk)]
        try:
            if signature:
                requests.answer(one, signature, ticket=ticket, at=now)
            else:
                requests.end(one, "refuse", at=now)
            answers.append({"id": str(one.pk), "status": "signed" if signature else "refused"})
        except Refusal as refusal:
            answers.append({"id": str(one.pk), "status": "failed", "why": refusal.message})
    return JsonResponse({"documents": answers})


def _signatures(request: HttpRequest) -> dict[str, bytes] | None:
    """Read {"signatures": [{"id", "signature": base64}]}; an empty signature is a refusal."""
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or len(length) > MOST_DIGITS or int(length) > LARGEST:
        return None
    try:
        rows = foreign_json.read(request.body)["signatures"]
        return {str(row["id"]): base64.b64decode(row["signature"], validate=True) for row in rows}
    except (ValueError, KeyError, TypeError, binascii.Error):
        return None
