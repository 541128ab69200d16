"""What a page says about a group that pays less."""

from django.utils import timezone

from vanlang.kernel.refusals import Refusal
from vanlang.public_services.actions import fees, papers
from vanlang.public_services.actions.drafts import FEE_PROOF
from vanlang.public_services.forms.papers import uploads_named
from vanlang.public_services.models import Draft
from vanlang.public_services.queries.papers import paper_of
from vanlang.public_services.views.papers import change_page
from vanlang.ui.requests import Request

PROOF = "proof"  # what the button that removes it is called


def change_proof(request: Request, draft: Draft) -> None:
    """Move or remove what was brought to show it; a claim whose proof is gone is taken back."""
    by, now = request.actor, timezone.now()
    change_page(request, draft)
    if request.POST.get("remove") == PROOF:
        papers.remove_paper(draft, FEE_PROOF.code, by=by, at=now)
    if paper_of(draft, FEE_PROOF.code) is None:
        fees.claim(draft, "", proof="", by=by, at=now)


def claim_of(request: Request, draft: Draft) -> str:
    """Keep the group that was chosen and its proof; return what is wrong with them."""
    try:
        refused = fees.claim(
            draft,
            request.POST.get("group", ""),
            proof=request.POST.get("proof", ""),
            uploads=uploads_named(request, "proof_file"),
            by=request.actor,
            at=timezone.now(),
        )
    except Refusal as refusal:
        return refusal.message
    return " ".join(refused)
