"""Agreeing to have one's data used: asked at the counter, answered on the person's own phone."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from vanlang.kernel import notices
from vanlang.kernel.models import Channel
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.public_services.actions import consenting
from vanlang.public_services.models import ConsentRequest, Draft
from vanlang.public_services.queries import consents
from vanlang.public_services.rules import consents as rules
from vanlang.public_services.rules.consents import ConsentState
from vanlang.ui.requests import Request

ANSWERS = {
    "agree": consenting.agree,
    "refuse": consenting.refuse,
    "withdraw": consenting.withdraw,
}


def answer(request: Request, draft: Draft) -> str:
    """Do what the official pressed about the visitor's agreement; return what is wrong."""
    step, now = request.POST.get("consent", ""), timezone.now()
    purpose = request.POST.get("purpose", "")
    try:
        if step == "ask":
            consenting.ask(draft, purpose, by=request.actor, at=now)
        elif step == "code":
            consenting.enter_code(draft, request.POST.get("code", ""), by=request.actor, at=now)
        elif step == "refuse":
            consenting.decline(draft, by=request.actor, at=now)
        else:
            refuse_unless(
                bool(request.POST.get("card")),
                "Bạn đánh dấu đã xem thẻ căn cước và người nộp đồng ý.",
            )
            consenting.consent(draft, purpose, by=request.actor, at=now)
    except Refusal as refusal:
        return refusal.message
    return ""


def context_of(draft: Draft) -> dict[str, object]:
    """Return what the counter's page shows of the visitor's agreement."""
    latest = consents.latest_of(draft)
    return {
        "purposes": rules.PURPOSES,
        "question": latest,
        "is_waiting": latest is not None and consents.is_waiting(latest, at=timezone.now()),
        "said_no": latest is not None and latest.state in rules.SAID_NO,
        "has_sms": Channel.SMS in notices.carried(),
    }


def question(request: Request, key: UUID) -> HttpResponse:
    """The question as the person reads it: agree, refuse, or take back what was agreed."""
    row = get_object_or_404(consents.of_person(request.actor), pk=key)
    problem = ""
    if request.method == "POST" and (act := ANSWERS.get(request.POST.get("answer", ""))):
        try:
            act(row, by=request.actor, at=timezone.now())
        except Refusal as refusal:
            problem = refusal.message
        else:
            return redirect("public_services-consent", row.pk)
    status = 409 if problem else 200
    return render(
        request,
        "public_services/mine/consent.html",
        _shown(row) | {"problem": problem},
        status=status,
    )


def _shown(row: ConsentRequest) -> dict[str, object]:
    row.refresh_from_db()
    return {
        "row": row,
        "opened": rules.OPENED[row.purpose],
        "is_waiting": consents.is_waiting(row, at=timezone.now()),
        "is_unanswered": row.state == ConsentState.WAITING,
        "may_withdraw": row.state == ConsentState.AGREED and row.draft_id is not None,
    }
