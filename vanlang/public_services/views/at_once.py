"""The whole form in one request, for procedures without papers and fees."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from vanlang.public_services.actions import filing, submission
from vanlang.public_services.actions.filing import Receipt, Sent
from vanlang.public_services.forms.declaration import Declaration
from vanlang.public_services.rules.answers import FormRefused
from vanlang.public_services.views.filing import definition_in_force, key_of, person_of
from vanlang.ui.requests import Request


@require_POST
def file_at_once(request: Request, code: str) -> HttpResponse:
    """The whole form in one request, for procedures without papers and fees."""
    person = person_of(request)
    posted = request.POST
    number = posted.get("version", "")
    sent = Sent(
        key=key_of(request),
        code=code,
        answers={key: value for key, value in posted.items() if isinstance(value, str)},
        receiving_area=posted.get("receiving_area", ""),
        number=int(number) if number.isascii() and number.isdigit() else 0,
    )
    now = timezone.now()
    try:
        _require_declaration(posted)
        receipt: Receipt = filing.file_form(sent, applicant=person, by=request.actor, at=now)
    except FormRefused as refused:
        definition = definition_in_force(code)
        drawn = Declaration(definition, sent.answers, problems=refused.problems)
        context = {
            "definition": definition,
            "form": drawn,
            "sent": sent,
            "declaration": submission.DECLARATION,
        }
        return render(request, "public_services/filing/at_once.html", context, status=422)
    return redirect("public_services-dossier", receipt.code)


def _require_declaration(posted: Mapping[str, object]) -> None:
    if not posted.get("declared"):
        raise FormRefused({"declared": submission.NOT_DECLARED})
