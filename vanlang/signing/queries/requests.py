"""What waits for a key that answers later, and what came of it."""

from datetime import datetime
from uuid import UUID

from vanlang.kernel import files
from vanlang.kernel.actors import Actor
from vanlang.signing.models import SigningRequest
from vanlang.signing.queries import certificates
from vanlang.signing.rules import requests as rules
from vanlang.signing.rules.requests import Way


def way_of(actor: Actor, at: datetime) -> Way:
    """Return how the person who is acting signs now."""
    certificate = certificates.of_person(actor.person_id, at) if actor.person_id else None
    return rules.way_of(certificate.key) if certificate else Way.DIRECT


def request_with(request_id: UUID) -> SigningRequest | None:
    return SigningRequest.objects.select_related("person").filter(pk=request_id).first()


def outcome_of(request: SigningRequest) -> bytes:
    """Return the signed document of a request that was answered."""
    if request.outcome is None:
        raise ValueError(request)
    return files.read(request.outcome)
