"""What was asked of a person at a counter, and what they answered."""

from datetime import datetime

from django.db.models import QuerySet

from vanlang.kernel.actors import Actor
from vanlang.public_services.models.consents import ConsentRequest
from vanlang.public_services.models.dossiers import Draft
from vanlang.public_services.rules.consents import ConsentState


def of_person(actor: Actor) -> QuerySet[ConsentRequest]:
    """Return what the person themselves was asked; nobody reads another's."""
    if actor.person_id is None:
        return ConsentRequest.objects.none()
    return ConsentRequest.objects.filter(person_id=actor.person_id)


def latest_of(draft: Draft) -> ConsentRequest | None:
    return ConsentRequest.objects.filter(draft=draft).order_by("-asked_at", "-pk").first()


def is_waiting(row: ConsentRequest, *, at: datetime) -> bool:
    """Tell whether the person may still answer."""
    return row.state == ConsentState.WAITING and at < row.expires_at and row.draft_id is not None
