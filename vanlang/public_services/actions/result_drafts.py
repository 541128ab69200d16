"""The draft of a result while an officer works on it: kept as they type, or a file attached.

Some papers only a ministry's system may make (civil status, land certificates). There the result
is the file that comes from it: looked into, its signatures verified, kept byte for byte.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from vanlang.kernel import file_checks, files, journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.public_services.actions import steps as moving
from vanlang.public_services.actions.papers import Upload
from vanlang.public_services.models.dossiers import Dossier
from vanlang.public_services.models.results import Result
from vanlang.public_services.permissions import dossiers as permissions
from vanlang.public_services.queries import documents
from vanlang.public_services.rules import results, steps
from vanlang.public_services.rules.answers import clean
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.parts import StepKind
from vanlang.public_services.rules.states import AT_WORK, Event, State, WrongState
from vanlang.signing import api as signing
from vanlang.ui import photographs

FILE = "file"
TITLE = "Kết quả giải quyết"


@transaction.atomic
def keep(dossier: Dossier, *, fields: Mapping[str, str], by: Actor, at: datetime) -> Result:
    """Keep what was typed so far; the dossier stays where it is. The journal hears of it when it
    is submitted: a line for each pause in typing would bury the rest.
    """
    dossier = moving.lock(dossier.pk)
    definition = _drafted_now(dossier, by)
    return write(dossier, results.kept(definition, fields), by=by, at=at)


def attach(dossier: Dossier, uploads: Sequence[Upload], *, by: Actor, at: datetime) -> Result:
    """Attach a PDF as the result, in place of the paper that the platform would set.

    Photographs of the paper's pages become one PDF, in the order in which they were sent.

    Raises:
        Refusal: it is neither, carries something harmful, or a signature in it does not hold.
    """
    sent = [(upload.name, upload.content) for upload in uploads]
    try:
        checked = photographs.check_paper(sent, title=TITLE, allowed=(file_checks.PDF,))
    except Refusal as refusal:
        refusal.field = FILE  # said beside the field it was chosen in, with the draft around it
        raise
    content = checked.content.read()
    verdict = signing.verify(content)
    if verdict.signatures and not verdict.is_genuine:
        raise Refusal(f"Chữ ký trong tệp không dùng được: {verdict.sentence}", field=FILE)
    return _attach(dossier, content, checked.name, is_signed=bool(verdict.signatures), by=by, at=at)


RESULT_OF_ANOTHER = "Tệp này là kết quả đã ký của một hồ sơ khác, không trả cho người khác được."


@transaction.atomic
def _attach(  # noqa: PLR0913 what was found out about the file, beside who and when
    dossier: Dossier, content: bytes, name: str, *, is_signed: bool, by: Actor, at: datetime
) -> Result:
    dossier = moving.lock(dossier.pk)
    definition = _drafted_now(dossier, by)
    result = Result.objects.filter(dossier=dossier).first()
    if result is None:
        result = write(dossier, documents.prefilled_result(dossier, at=at), by=by, at=at)
    stored = files.store(content, by=by, at=at)
    made_here = Result.objects.exclude(dossier=dossier).filter(signed_elsewhere=False)
    if made_here.filter(Q(file=stored) | Q(signed_file=stored)).exists():
        raise Refusal(RESULT_OF_ANOTHER, field=FILE)
    result.attached_file = stored
    result.attached_name = clean(name)[:200] or f"{definition.result.name}.pdf"
    result.signed_elsewhere = is_signed
    result.save(update_fields=["attached_file", "attached_name", "signed_elsewhere"])
    journal.record(
        Event.RESULT_ATTACHED,
        about=dossier,
        by=by,
        at=at,
        payload={"code": dossier.code, "sha256": result.attached_file.sha256},
    )
    return result


@transaction.atomic
def detach(dossier: Dossier, *, by: Actor, at: datetime) -> Result:
    """Take the attached file away; the platform sets the paper again."""
    dossier = moving.lock(dossier.pk)
    _drafted_now(dossier, by)
    result = Result.objects.select_for_update(of=("self",)).get(dossier=dossier)
    result.attached_file, result.attached_name, result.signed_elsewhere = None, "", False
    result.save(update_fields=["attached_file", "attached_name", "signed_elsewhere"])
    journal.record(
        Event.RESULT_DETACHED, about=dossier, by=by, at=at, payload={"code": dossier.code}
    )
    return result


def checked(dossier: Dossier, definition: Definition, fields: Mapping[str, str]) -> dict[str, str]:
    """Return what is passed on for signing.

    Raises:
        ResultRefused: something is missing or too long; each problem stands at its field.
    """
    has_file = Result.objects.filter(dossier=dossier, attached_file__isnull=False).exists()
    drafted = results.check(
        definition,
        fields,
        is_attached=has_file,
        needs=results.needed(definition, dossier.form),
    )
    problems = dict(drafted.problems)
    system = definition.result.paper.system
    if system and settings.RESULTS_FROM_MINISTRIES and not has_file:
        problems[FILE] = f"Giấy tờ này do {system} cấp. Hãy đính kèm tệp PDF lấy từ hệ thống đó."
    if problems:
        raise results.ResultRefused(problems)
    return dict(drafted.values)


def write(dossier: Dossier, values: Mapping[str, str], *, by: Actor, at: datetime) -> Result:
    """Write the draft into the dossier's one result, new or not; the dossier is locked."""
    drafted = {"fields": dict(values), "drafted_by_id": by.person_id, "drafted_at": at}
    result, _ = Result.objects.update_or_create(
        dossier=dossier,
        defaults={**drafted, "sign_asked_at": None},
        create_defaults={
            **drafted,
            "unit_id": dossier.competent_unit_id,
            "verification_code": results.verification_code(),
        },
    )
    return result


def _drafted_now(dossier: Dossier, by: Actor) -> Definition:
    """Return the definition of a dossier whose result the actor drafts at this step."""
    refuse_unless(permissions.may_complete_step(by, dossier))
    definition = documents.definition_of(dossier)
    steps.require(definition, dossier.step_index, StepKind.PROCESS)
    if State(dossier.state) not in AT_WORK or not steps.drafts_result(
        definition, dossier.step_index
    ):
        raise WrongState("Hồ sơ không ở bước soạn kết quả.")
    return definition
