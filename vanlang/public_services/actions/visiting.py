"""A person at the counter: what an official typed of them, and setting it right before filing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from vanlang.identity.api import Registration, register_citizen
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal
from vanlang.public_services.actions import consenting, drafts
from vanlang.public_services.actions.drafts import Beginning
from vanlang.public_services.models.dossiers import Draft
from vanlang.public_services.queries import agencies
from vanlang.public_services.rules import prefill
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.states import Channel

ONLY_AT_A_COUNTER = "Chỉ sửa người nộp của hồ sơ nhận tại quầy."


@dataclass(frozen=True, slots=True)
class Visit:
    """Who stands there, as the official typed it from the card, and what they came for."""

    key: UUID
    code: str
    receiving_area: str
    channel: Channel
    facts: Registration


@transaction.atomic
def receive(visit: Visit, *, by: Actor, at: datetime) -> Draft:
    """Register the visitor and begin their dossier, or neither.

    Whether the platform knows the number, and by which name, changes nothing of what the official
    is told: a counter is no place to find out who is registered.
    """
    facts = written(visit.facts)
    return drafts.begin(
        Beginning(
            key=visit.key,
            code=visit.code,
            receiving_area=visit.receiving_area,
            applicant=register_citizen(facts, by=by, at=at),
            channel=visit.channel,
            typed=_typed(facts, at=at),
        ),
        by=by,
        at=at,
    )


@transaction.atomic
def correct(draft: Draft, facts: Registration, *, by: Actor, at: datetime) -> Draft:
    """Set right who stands there: what the first name filled in, and was agreed, goes with it."""
    draft = drafts.lock(draft.pk, by)
    if draft.channel == Channel.ONLINE:
        raise Refusal(ONLY_AT_A_COUNTER)
    facts = written(facts)
    person = register_citizen(facts, by=by, at=at)
    if person.pk != draft.applicant_id:
        consenting.close(draft, at=at)
    definition = drafts.definition_of(draft)
    before = _filled_in(definition, draft.visitor)
    draft.visitor = _typed(facts, at=at)
    after = _filled_in(definition, draft.visitor)
    now = prefill.replaced(prefill.Prefilled(draft.form, draft.origins), before, after)
    draft.form, draft.origins, draft.form_checked = now.values, now.origins, False
    draft.applicant, draft.updated_at = person, at
    draft.save(
        update_fields=["applicant", "visitor", "form", "origins", "form_checked", "updated_at"]
    )
    return draft


def written(facts: Registration) -> Registration:
    """Return the facts with the name as names are written, however it was typed."""
    return replace(facts, name=prefill.with_capitals(facts.name))


def _filled_in(definition: Definition, typed: Mapping[str, str]) -> prefill.Prefilled:
    return prefill.prefill(definition, typed, {}, origin_of_identity=prefill.TYPED_AT_COUNTER)


def _typed(facts: Registration, *, at: datetime) -> dict[str, str]:
    code = facts.commune_code
    return {
        "name": facts.name,
        "identity_number": facts.identity_number,
        "phone": facts.phone,
        "address": agencies.commune_in_full(code, on=day_of(at)) if code else "",
        "commune_code": code,
    }
