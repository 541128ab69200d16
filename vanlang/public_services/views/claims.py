"""What a page says about a group that pays less."""

from django.utils import timezone

from vanlang.kernel.refusals import Refusal
from vanlang.public_services.actions import fees
from vanlang.public_services.forms.papers import upload_named
from vanlang.public_services.models import Draft
from vanlang.ui.requests import Request


def claim_of(request: Request, draft: Draft) -> str:
    """Keep the group that was chosen and its proof; return what is wrong with them."""
    try:
        fees.claim(
            draft,
            request.POST.get("group", ""),
            proof=request.POST.get("proof", ""),
            upload=upload_named(request, "proof_file"),
            by=request.actor,
            at=timezone.now(),
        )
    except Refusal as refusal:
        return refusal.message
    return ""
