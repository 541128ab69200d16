"""A person at the counter: known by number and name together, or not known at all."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from vanlang.identity.api import Registration, WrongName, register_citizen
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import TooMany
from vanlang.public_services.actions import drafts
from vanlang.public_services.actions.drafts import Beginning
from vanlang.public_services.actions.following import count_guess, take_back
from vanlang.public_services.models.dossiers import Draft
from vanlang.public_services.queries import agencies
from vanlang.public_services.rules.guesses import FOR_A_COUNTER
from vanlang.public_services.rules.states import Channel


@dataclass(frozen=True, slots=True)
class Visit:
    """Who stands there, as the official typed it from the card, and what they came for."""

    key: UUID
    code: str
    receiving_area: str
    channel: Channel
    facts: Registration


def receive(visit: Visit, *, by: Actor, at: datetime) -> Draft:
    """Register the visitor and begin their dossier, or neither.

    Raises:
        WrongName: the number belongs to somebody of another name; nothing of them is shown.
        TooMany: this official missed names too often within the hour.
    """
    # Counted first and taken back when right, so that what is refused leaves its count.
    subject = f"counter:{by.person_id}"
    wait = count_guess(subject, FOR_A_COUNTER, at)
    if wait:
        raise TooMany(
            f"Họ tên đã không khớp nhiều lần. Bạn thử lại sau {-(-wait // 60)} phút.",
            retry_after=wait,
        )
    try:
        draft = _begin(visit, by=by, at=at)
    except WrongName:
        raise
    except Exception:
        take_back(subject)
        raise
    take_back(subject)
    return draft


@transaction.atomic
def _begin(visit: Visit, *, by: Actor, at: datetime) -> Draft:
    applicant = register_citizen(visit.facts, by=by, at=at)
    facts = visit.facts
    return drafts.begin(
        Beginning(
            key=visit.key,
            code=visit.code,
            receiving_area=visit.receiving_area,
            applicant=applicant,
            channel=visit.channel,
            typed={
                "name": facts.name,
                "identity_number": facts.identity_number,
                "phone": facts.phone,
                "address": agencies.commune_in_full(facts.commune_code)
                if facts.commune_code
                else "",
                "commune_code": facts.commune_code,
            },
        ),
        by=by,
        at=at,
    )
