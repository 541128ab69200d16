"""Sửa thông tin hồ sơ: what was mistyped at a counter is set right everywhere at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from vanlang.identity.api import correct_typed
from vanlang.kernel import journal, search
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.public_services.actions import filing, paper_notices
from vanlang.public_services.actions import steps as moving
from vanlang.public_services.models.corrections import Correction
from vanlang.public_services.models.dossiers import Dossier
from vanlang.public_services.models.results import Result
from vanlang.public_services.permissions import dossiers as permissions
from vanlang.public_services.queries import agencies, contacts, corrections, documents
from vanlang.public_services.rules import corrections as rules
from vanlang.public_services.rules import prefill
from vanlang.public_services.rules.answers import FormRefused, clean, shown
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.parts import FieldKind, FieldSpec
from vanlang.public_services.rules.states import Event, State, WrongState

TOO_LATE = (
    "Không sửa được khi hồ sơ ở trạng thái này. Giấy tờ đã trả có sai sót thì người dân đề nghị "
    "đính chính theo thủ tục riêng."
)
NOTHING_TO_CORRECT = (
    "Hồ sơ này không có gì cán bộ được sửa: thông tin do danh tính điện tử xác nhận hoặc do chính "
    "người nộp khai trực tuyến."
)
OF_THE_PERSON = ("applicant_name", "applicant_address", "applicant_phone")
WAITS_FOR_A_KEY = (
    "Kết quả đang chờ dấu thời gian. Bạn sửa sau khi ký, đóng dấu xong hoặc được trả lại."
)


@dataclass(frozen=True, slots=True)
class Change:
    """One answer, as it is kept and as people read it."""

    spec: FieldSpec
    kept: str
    before: str
    after: str


@transaction.atomic
def correct(
    dossier: Dossier, given: Mapping[str, str], *, reason: str, by: Actor, at: datetime
) -> Dossier:
    """Set right what was mistyped: in the dossier, in the person, in the result's draft.

    Raises:
        FormRefused: a new value cannot be; one sentence at each field.
    """
    dossier = moving.lock(dossier.pk)
    refuse_unless(permissions.may_correct(by, dossier))
    if State(dossier.state) not in rules.OPEN:
        raise WrongState(TOO_LATE)
    definition = documents.definition_of(dossier)
    changes = _changes(dossier, definition, given, at=at)
    reason = clean(reason)[: rules.LONGEST_REASON]
    if not reason:
        raise Refusal("Bạn ghi lý do sửa.", field="reason")
    before = documents.printed_answers(dossier, definition)
    dossier.form = {**dossier.form, **{change.spec.key: change.kept for change in changes}}
    _correct_the_person(dossier, definition, changes, by=by, at=at)
    dossier.save(update_fields=["form", *OF_THE_PERSON])
    _correct_the_draft(dossier, definition, before, changes)
    own_name = rules.name_field(definition, dossier.form)
    Correction.objects.bulk_create(
        Correction(
            dossier=dossier,
            field=change.spec.key,
            label=change.spec.label,
            before=change.before,
            after=change.after,
            is_applicants_name=change.spec.key == own_name,
            reason=reason,
            by_id=by.person_id,
            by_name=by.name,
            at=at,
        )
        for change in changes
    )
    journal.record(
        Event.CORRECTED, about=dossier, by=by, at=at, payload=_payload(dossier, changes, reason)
    )
    paper_notices.send_instead(dossier, at=at)
    return dossier


def _payload(dossier: Dossier, changes: list[Change], reason: str) -> dict[str, str]:
    words = {"code": dossier.code, "reason": reason}
    for change in changes:
        words[f"{change.spec.key}_before"] = change.before
        words[f"{change.spec.key}_after"] = change.after
    return words


def _changes(
    dossier: Dossier, definition: Definition, given: Mapping[str, str], *, at: datetime
) -> list[Change]:
    specs = corrections.fields_of(dossier, definition)
    if not specs:
        raise Refusal(NOTHING_TO_CORRECT)
    wanted = {spec.key: given[spec.key] for spec in specs if given.get(spec.key, "").strip()}
    own_name = rules.name_field(definition, {**dossier.form, **wanted})
    if own_name in wanted:  # one spelling in the form, on the receipt and on the result
        wanted[own_name] = search.canonical(prefill.with_capitals(wanted[own_name]))
    for spec in specs:
        stays = wanted.get(spec.key, "") == dossier.form.get(spec.key, "")
        if stays and spec.same_as in wanted and rules.is_copy(spec, dossier.form):
            wanted[spec.key] = wanted[spec.same_as]
    before = filing.check_form(definition, dossier.form, at=at)
    after = filing.check_form(definition, {**dossier.form, **wanted}, at=at)
    problems = {
        key: problem
        for key, problem in after.problems.items()
        if key in wanted or key not in before.problems
    }
    if problems:
        raise FormRefused(problems)
    changes = [
        Change(spec, after.values[spec.key], *_as_read(dossier, spec, after.values[spec.key]))
        for spec in specs
        if spec.key in wanted and after.values[spec.key] != dossier.form.get(spec.key, "")
    ]
    if not changes:
        raise Refusal("Bạn chưa sửa gì.", field=specs[0].key)
    return changes


def _as_read(dossier: Dossier, spec: FieldSpec, kept: str) -> tuple[str, str]:
    old = dossier.form.get(spec.key, "")
    return shown(spec, old, agencies.commune_name), shown(spec, kept, agencies.commune_name)


def _correct_the_draft(
    dossier: Dossier, definition: Definition, before: Mapping[str, str], changes: list[Change]
) -> None:
    """Correct what is drafted and not sealed yet; what was signed stays until it is sent back."""
    result = Result.objects.select_for_update(of=("self",)).filter(dossier=dossier).first()
    if result is None or result.sealed_at is not None:
        return
    if result.seal_asked_at or (result.sign_asked_at and result.signed_at is None):
        raise WrongState(WAITS_FOR_A_KEY)
    names = [change.spec.key for change in changes if change.spec.kind == FieldKind.TEXT]
    after = documents.printed_answers(dossier, definition)
    result.fields = rules.rewritten(result.fields, before, after, names)
    result.save(update_fields=["fields"])


def _correct_the_person(
    dossier: Dossier, definition: Definition, changes: list[Change], *, by: Actor, at: datetime
) -> None:
    """Correct the applicant's own facts, in the dossier and where the platform knows them."""
    person = dossier.applicant
    if prefill.is_for_another(definition, dossier.form):
        return
    facts = prefill.verified_fields(definition)
    new = {facts[change.spec.key]: change for change in changes if change.spec.key in facts}
    if rules.NAME in new:
        dossier.applicant_name = new[rules.NAME].after
        person = correct_typed(person, name=dossier.applicant_name, by=by, at=at)
        dossier.applicant_name = person.name
    if "birth_date" in new and person.birth_date:
        born = date.fromisoformat(new["birth_date"].kept)
        correct_typed(person, birth_date=born, by=by, at=at)
    contact = contacts.contact_of(person, definition, dossier.form, on=day_of(at))
    if any(change.spec.prefill == prefill.HOME for change in changes):
        dossier.applicant_address = contact.address
    if any(change.spec.prefill == rules.PHONE for change in changes):
        dossier.applicant_phone = contact.phone
