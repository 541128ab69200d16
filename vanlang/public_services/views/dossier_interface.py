"""Filing and following for programs: the same action as the pages, the same door to the rows."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from vanlang.identity.api import Person
from vanlang.kernel.refusals import refuse_unless
from vanlang.public_services.actions import filing
from vanlang.public_services.actions.filing import SIGN_IN_FIRST, Sent
from vanlang.public_services.models import Dossier
from vanlang.public_services.queries import dossiers
from vanlang.public_services.rules.answers import FormRefused
from vanlang.public_services.rules.states import State
from vanlang.ui.requests import actor_of

router = Router(tags=["dossiers"])


class Given(Schema):
    """A whole form. `key` is the sender's own: the same key again gives the same dossier."""

    key: UUID
    procedure: str = Field(max_length=20)
    receiving_area: str = Field("", max_length=5, description="Mã xã, phường nơi nộp")
    version: int = Field(0, description="Phiên bản của tờ khai; 0 là phiên bản đang có hiệu lực")
    form: dict[str, str]


class Filed(Schema):
    """What was filed, and how it stands."""

    key: UUID
    code: str
    state: State
    filed_at: datetime
    due_at: datetime | None = None
    finished_at: datetime | None = None
    outcome: str = ""

    @staticmethod
    def of(dossier: Dossier) -> "Filed":
        return Filed(
            key=dossier.pk,
            code=dossier.code,
            state=State(dossier.state),
            filed_at=dossier.filed_at,
            due_at=dossier.due_at,
            finished_at=dossier.finished_at,
            outcome=dossier.outcome,
        )


class Wrong(Schema):
    """What is wrong, by the key of each field."""

    problems: dict[str, str]


@router.post("", response={201: Filed, 200: Filed, 422: Wrong})
def file(request: HttpRequest, given: Given) -> Status[Filed] | Status[Wrong]:
    """Nộp hồ sơ: a procedure without papers and fees, in one request."""
    actor = actor_of(request)
    person = request.user
    refuse_unless(actor.is_signed_in and isinstance(person, Person), SIGN_IN_FIRST)
    sent = Sent(
        key=given.key,
        code=given.procedure,
        answers=given.form,
        receiving_area=given.receiving_area,
        number=given.version,
    )
    if not isinstance(person, Person):
        raise Http404
    try:
        receipt = filing.file_form(sent, applicant=person, by=actor, at=timezone.now())
    except FormRefused as refused:
        return Status(422, Wrong(problems=refused.problems))
    filed = dossiers.visible_to(actor).get(pk=receipt.dossier_id)
    return Status(201 if receipt.is_new else 200, Filed.of(filed))


@router.get("/{code}", response=Filed)
def follow(request: HttpRequest, code: str) -> Filed:
    """Tình trạng hồ sơ: of one's own, or of one's agency."""
    found = dossiers.with_code(dossiers.visible_to(actor_of(request)), code.upper())
    if found is None:
        raise Http404
    return Filed.of(found)
