"""A dossier in the making: every page a person completes is kept, until it is filed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from vanlang.identity.api import Person
from vanlang.kernel import search
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal, refuse_unless
from vanlang.public_services.actions import filing
from vanlang.public_services.models.dossiers import Draft, DraftPaper
from vanlang.public_services.permissions import dossiers as permissions
from vanlang.public_services.queries import agencies, contacts, documents, dossiers, procedures
from vanlang.public_services.queries.agencies import Agency
from vanlang.public_services.queries.papers import (
    facts_are_open,
    is_open_to_counter,
)
from vanlang.public_services.rules import answers, prefill
from vanlang.public_services.rules.answers import Checked
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.parts import FieldKind, OnlineLevel, PaperSource, PaperSpec
from vanlang.public_services.rules.states import Channel

# A person may leave this many unfinished; more would only hide what they want to go on with.
MOST_DRAFTS = 100
# Said as it is: nothing is fetched yet, an official of the agency looks it up.
FROM_DATABASE = (
    "Không phải nộp (Nghị định 118/2025/NĐ-CP, Điều 4): cán bộ giải quyết tra cứu trong "
    "cơ sở dữ liệu, hệ thống chưa tự lấy về"
)

OWN_HOME = "Đây là nơi cư trú của bạn. Người được nộp thay ở nơi khác thì bạn sửa lại."
FEE_PROOF = PaperSpec(
    code="MIEN_GIAM", name="Giấy chứng minh thuộc diện miễn, giảm phí, lệ phí", required=False
)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new draft is about; `key` makes a repeated request harmless."""

    key: UUID
    code: str
    receiving_area: str
    applicant: Person
    channel: Channel = Channel.ONLINE
    typed: Mapping[str, str] = field(default_factory=dict)  # at a counter, by `identity.…` name


@transaction.atomic
def begin(beginning: Beginning, *, by: Actor, at: datetime) -> Draft:
    """Begin a dossier, filled in with what is known; the same key gives the same draft."""
    version = filing.version_in_force(beginning.code, at=at)
    definition = procedures.definition_of(version)
    receiving = filing.receiving_agency(definition, beginning.receiving_area, at=at)
    if beginning.channel == Channel.ONLINE:
        refuse_unless(permissions.may_file(by), filing.SIGN_IN_FIRST)
        if definition.channel == OnlineLevel.IN_PERSON:
            raise Refusal(filing.ONLY_AT_THE_COUNTER)
    else:
        refuse_unless(permissions.may_file_at_counter(by, receiving.id))
    known = Draft.objects.filter(pk=beginning.key).first()
    if known is not None:
        refuse_unless(permissions.may_change_draft(by, known), filing.ALREADY_SENT)
        return known
    if filing.earlier(beginning.key, by) is not None:
        # What was paid and agreed under this key belongs to the dossier it became.
        raise Conflict(filing.ALREADY_SENT)
    if by.person_id is None:
        raise NotPermitted(filing.SIGN_IN_FIRST)
    if Draft.objects.filter(person_id=by.person_id).count() >= MOST_DRAFTS:
        raise Refusal("Bạn có quá nhiều hồ sơ đang soạn. Bạn bỏ bớt rồi tạo hồ sơ mới.")
    if beginning.channel == Channel.ONLINE:
        first = prefilled(definition, beginning.applicant, at=at)
    else:
        # What the platform knows of a visitor is shown once they agreed: see `consenting`.
        first = prefill.prefill(
            definition, beginning.typed, {}, origin_of_identity=prefill.TYPED_AT_COUNTER
        )
    return Draft.objects.create(
        id=beginning.key,
        person_id=by.person_id,
        applicant=beginning.applicant,
        visitor=dict(beginning.typed),
        version=version,
        receiving_unit_id=receiving.id,
        channel=int(beginning.channel),
        form=first.values,
        origins=first.origins,
        created_at=at,
        updated_at=at,
    )


def fixed_answers(draft: Draft, definition: Definition, given: Mapping[str, str]) -> dict[str, str]:
    """Return what the electronic identity of who files answers, whatever was sent instead."""
    if draft.channel != Channel.ONLINE:
        return {}
    return filing.fixed_answers(definition, draft.person, given)


def check(
    draft: Draft, definition: Definition, given: Mapping[str, str], *, at: datetime
) -> Checked:
    """Check the answers as who files may give them: online for themselves or, said so, another."""
    if draft.channel == Channel.ONLINE:
        return filing.check_answers(definition, given, filer=draft.person, at=at)
    checked = filing.check_form(definition, given, at=at)
    # Online one needs a telephone; at the counter whoever has none is served all the same.
    without = {
        spec.key
        for spec in definition.fields
        if spec.kind == FieldKind.PHONE and not given.get(spec.key, "").strip()
    }
    problems = {key: words for key, words in checked.problems.items() if key not in without}
    return Checked(checked.values | dict.fromkeys(without, ""), problems)


def doubts_of(
    draft: Draft, definition: Definition, given: Mapping[str, str], *, at: datetime
) -> dict[str, str]:
    """Return what may be true and is unusual, by field, as who fills in is told.

    The form came filled in with the filer's own residence; of somebody else it is seldom theirs.
    """
    found = documents.doubts_of(definition, given)
    if not prefill.is_for_another(definition, given):
        return found
    own = contacts.address_of(draft.person, on=day_of(at))
    same = [
        key
        for key in prefill.home_fields(definition)
        if own and search.is_same(given.get(key, ""), own)
    ]
    return found | dict.fromkeys(same, OWN_HOME)


def prefilled(definition: Definition, person: Person, *, at: datetime) -> prefill.Prefilled:
    """Return what identity and the person's earlier dossiers say already."""
    identity = {
        "name": person.name,
        "identity_number": person.identity_number or "",
        "birth_date": person.birth_date.isoformat() if person.birth_date else "",
        "sex": person.sex,
        "phone": person.phone,
        "email": person.email,
        "address": contacts.address_of(person, on=day_of(at)),
        "commune_code": person.commune_code,
    }
    # Who never signed in with an electronic identity is known only from what a clerk typed.
    origin = prefill.FROM_IDENTITY if person.identity_level else prefill.RECORDED_BY_OFFICIAL
    earlier = dossiers.latest_answers(person.pk)
    return prefill.prefill(definition, identity, earlier, origin_of_identity=origin)


def answers_shown(draft: Draft, *, at: datetime) -> dict[str, str]:
    """Return the draft's answers; what an agreement filled in goes with it when it has ended."""
    if is_open_to_counter(draft, at=at):
        return dict(draft.form)
    typed = {key for key in draft.form if key not in draft.origins}
    typed |= {key for key, origin in draft.origins.items() if origin == prefill.TYPED_AT_COUNTER}
    return {key: value for key, value in draft.form.items() if key in typed}


@transaction.atomic
def choose_place(draft: Draft, *, area_code: str, by: Actor, at: datetime) -> Draft:
    """Choose another commune to file at."""
    draft = lock(draft.pk, by)
    receiving = filing.receiving_agency(definition_of(draft), area_code, at=at)
    draft.receiving_unit_id, draft.updated_at = receiving.id, at
    draft.save(update_fields=["receiving_unit", "updated_at"])
    return draft


@transaction.atomic
def save_form(draft: Draft, given: Mapping[str, str], *, by: Actor, at: datetime) -> Checked:
    """Keep what was written, right or wrong, so that nothing is typed twice; say what is wrong."""
    draft = lock(draft.pk, by)
    definition = definition_of(draft)
    given = answers.completed(definition, {**given, **fixed_answers(draft, definition, given)})
    checked = check(draft, definition, given, at=at)
    kept = {
        spec.key: checked.values.get(
            spec.key, answers.clean(given.get(spec.key, ""), lines=True)[: answers.LONGEST]
        )
        for spec in definition.fields
    }
    draft.origins = {k: o for k, o in draft.origins.items() if kept.get(k) == draft.form.get(k)}
    draft.form, draft.form_checked, draft.updated_at = kept, checked.is_right, at
    draft.save(update_fields=["form", "origins", "form_checked", "updated_at"])
    return checked


@transaction.atomic
def renew(draft: Draft, *, by: Actor, at: datetime) -> tuple[Draft, list[str]]:
    """Carry the draft over to the version in force; return it and the labels asked anew."""
    draft = lock(draft.pk, by)
    version = filing.version_in_force(draft.version.procedure.code, at=at)
    if version.pk == draft.version_id:
        return draft, []
    definition = procedures.definition_of(version)
    kept, new = answers.carried_over(draft.form, definition)
    known = (
        prefilled(definition, applicant_of(draft), at=at).values
        if facts_are_open(draft, at=at)
        else {}
    )
    draft.form = {**known, **kept}
    draft.version, draft.form_checked, draft.updated_at = version, False, at
    draft.save(update_fields=["form", "version", "form_checked", "updated_at"])
    asked = [*(paper.code for paper in definition.papers), FEE_PROOF.code]
    DraftPaper.objects.filter(draft=draft).exclude(code__in=asked).delete()
    return draft, new


def is_outdated(draft: Draft, *, at: datetime) -> bool:
    """Tell whether the procedure has a newer version, to which the draft can be carried over."""
    version = procedures.version_for(draft.version.procedure.code, day_of(at))
    return version is not None and version.pk != draft.version_id


def is_closed(draft: Draft, *, at: datetime) -> bool:
    """Tell whether the procedure was abolished since: nothing can be filed under it."""
    day = day_of(at)
    return procedures.version_for(draft.version.procedure.code, day) is None


@transaction.atomic
def discard(draft: Draft, *, by: Actor) -> None:
    """Throw an unfinished dossier away; files it held stay where others use them."""
    draft = lock(draft.pk, by)
    draft.delete()


def definition_of(draft: Draft) -> Definition:
    return procedures.definition_of(procedures.version_with_id(draft.version_id))


def applicant_of(draft: Draft) -> Person:
    return draft.applicant or draft.person


def receiving_of(draft: Draft) -> Agency:
    if draft.receiving_unit_id is None:
        raise Refusal("Bạn chọn nơi nộp hồ sơ.", field="receiving_area")
    return agencies.agency(draft.receiving_unit_id)


def missing_papers(draft: Draft) -> list[PaperSpec]:
    """Return the required papers that are neither handed in nor to be had from a database."""
    there = set(DraftPaper.objects.filter(draft=draft).values_list("code", flat=True))
    return [
        spec
        for spec in definition_of(draft).papers_asked(draft.form)
        if spec.required and spec.source != PaperSource.DATABASE and spec.code not in there
    ]


def lock(key: UUID, by: Actor) -> Draft:
    """Return the person's own draft, nobody else's until the commit."""
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("version__procedure", "person", "applicant")
        .defer("version__definition")
        .filter(pk=key)
        .first()
    )
    if draft is None or not permissions.may_change_draft(by, draft):
        raise NotPermitted("Không có hồ sơ đang soạn này.")
    return draft
