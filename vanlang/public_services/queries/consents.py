"""What was asked of a person at a counter, and what they answered."""

from datetime import datetime

from django.db.models import Q, QuerySet

from vanlang.kernel.actors import Actor
from vanlang.public_services.models.consents import ConsentRequest
from vanlang.public_services.models.dossiers import Draft
from vanlang.public_services.rules import consents
from vanlang.public_services.rules.consents import ConsentState


def of_person(actor: Actor) -> QuerySet[ConsentRequest]:
    """Return what the person themselves was asked; nobody reads another's."""
    if actor.person_id is None:
        return ConsentRequest.objects.none()
    return ConsentRequest.objects.filter(person_id=actor.person_id)


def latest_of(draft: Draft) -> ConsentRequest | None:
    return ConsentRequest.objects.filter(draft=draft).order_by("-asked_at", "-pk").first()


def has_said_no(draft: Draft, *, at: datetime) -> bool:
    """Tell whether the last word of who stands there was no: about this draft, or lately at any
    counter. Another draft, or another name in between, makes no yes of it.
    """
    if draft.applicant_id is None:
        return False
    lately = Q(answered_at__gt=at - consents.LASTS)
    answers = ConsentRequest.objects.filter(
        Q(draft=draft) | lately,
        person_id=draft.applicant_id,
        state__in=[ConsentState.AGREED, *consents.SAID_NO],
    )
    last = answers.order_by("-answered_at", "-asked_at").first()
    return last is not None and last.state in consents.SAID_NO


def is_waiting(row: ConsentRequest, *, at: datetime) -> bool:
    """Tell whether the person may still answer."""
    return row.state == ConsentState.WAITING and at < row.expires_at and row.draft_id is not None
