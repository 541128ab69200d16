"""Asking a key that answers later, and taking its answer: once, in time, and verified."""

import base64
import hmac
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from django.db import transaction

from vanlang.identity.api import actor_of
from vanlang.kernel import files, journal, queue
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless
from vanlang.signing import permissions
from vanlang.signing.actions import engine, images
from vanlang.signing.actions.signing import NO_CERTIFICATE, Step, record
from vanlang.signing.models import Certificate, SigningRequest
from vanlang.signing.queries import certificates, verification
from vanlang.signing.rules import requests as rules
from vanlang.signing.rules.requests import Event, State, Way
from vanlang.signing.rules.states import check_may

logger = logging.getLogger(__name__)

NOT_GENUINE = "Kiểm tra sau khi ký không đạt: {why}"


@dataclass(frozen=True, slots=True)
class Asked:
    """One document for a key that answers later."""

    pdf: bytes
    box: engine.Box | None
    about: str  # as the journal names it
    label: str
    reason: str = ""


class Provider(Protocol):
    """A SIM or remote signing service that asks its holder on their phone.

    `ask` returns its own reference; `answer` the raw signature once there is one, b"" when the
    holder refused, None while nothing happened. Either raises Unavailable when it is away.
    """

    def ask(self, key: str, digest: bytes, label: str) -> str: ...
    def answer(self, reference: str) -> bytes | None: ...


_providers: list[Callable[[], Provider | None]] = []


def plug(provider: Callable[[], Provider | None]) -> None:
    """Say, at start-up, which service keys called `sim:…` are reached by."""
    _providers[:] = [provider]


def new_ticket() -> str:
    """Return what lets an agent fetch and answer a batch; only its hash is kept."""
    return secrets.token_urlsafe(32)


@transaction.atomic
def ask(asked: Asked, *, ticket: str, signer: Actor, at: datetime) -> SigningRequest:
    """Prepare a document for the signer's own key and wait for its answer.

    Raises: as `sign_person`.
    """
    refuse_unless(signer.person_id is not None)
    certificate = certificates.of_person(signer.person_id, at) if signer.person_id else None
    if certificate is None or signer.person_id is None:
        raise Conflict(NO_CERTIFICATE)
    refuse_unless(permissions.may_sign_with(signer, certificate))
    check_may("sign", certificate.state(at))
    prepared = engine.prepare(asked.pdf, _signing(certificate, asked, at=at))
    request = SigningRequest.objects.create(
        certificate=certificate,
        person_id=signer.person_id,
        way=rules.way_of(certificate.key),
        ticket_hash=_hashed(ticket),
        about=asked.about,
        label=asked.label[:300],
        digest_before=sha256(asked.pdf).hexdigest(),
        prepared=files.store(prepared.pdf, by=signer, at=at),
        attributes=prepared.attributes,
        document_digest=prepared.document_digest,
        place_start=prepared.start,
        place_end=prepared.end,
        asked_at=at,
        expires_at=at + rules.LIVES,
    )
    payload = {"about": asked.about, "way": request.way}
    journal.record(Event.REQUESTED, about=request, by=signer, at=at, payload=payload)
    if request.way == Way.REMOTE:
        queue.later("signing.ask_remote", key=f"ask|{request.pk}", request_id=str(request.pk))
    return request


@transaction.atomic
def answer(
    request: SigningRequest, signature: bytes, *, ticket: str | None, at: datetime
) -> SigningRequest:
    """Put the signature that came back into its document, verify the whole and keep it.

    The same signature again gives the same outcome. Without `ticket` it comes from a provider that
    we asked ourselves.
    """
    request = _locked(request)
    if ticket is not None:
        refuse_unless(hmac.compare_digest(request.ticket_hash, _hashed(ticket)))
    if request.state == State.SIGNED:
        return request
    if at >= request.expires_at:
        raise Conflict("Yêu cầu ký đã quá thời gian chờ; hãy bấm ký lại.")
    request.state = rules.move(State(request.state), "sign")
    certificate, by = request.certificate, actor_of(request.person, at)
    check_may("sign", certificate.state(at))
    signed = engine.complete(
        engine.Prepared(
            files.read(request.prepared),
            bytes(request.document_digest),
            bytes(request.attributes),
            request.place_start,
            request.place_end,
        ),
        signature,
        certificate=bytes(certificate.der),
        above=bytes(certificate.chain),
    )
    verdict = verification.verify(signed, at=at)
    if not verdict.is_genuine:
        raise Conflict(NOT_GENUINE.format(why=verdict.sentence))
    request.outcome, request.answered_at = files.store(signed, by=by, at=at), at
    request.save(update_fields=["state", "outcome", "answered_at"])
    after = sha256(signed).hexdigest()
    record(certificate, request.digest_before, after, Step(by, at, None, request.label))
    payload = {"about": request.about}
    journal.record(Event.REQUEST_SIGNED, about=request, by=by, at=at, payload=payload)
    return request


@transaction.atomic
def end(request: SigningRequest, verb: str, *, at: datetime) -> SigningRequest:
    """Note that the holder refused, or that nobody answered in time."""
    request = _locked(request)
    if request.state != State.WAITING:
        return request
    request.state = rules.move(State(request.state), verb)
    request.answered_at = at
    request.save(update_fields=["state", "answered_at"])
    event = Event.REQUEST_REFUSED if verb == "refuse" else Event.REQUEST_EXPIRED
    by = actor_of(request.person, at)
    journal.record(event, about=request, by=by, at=at, payload={"about": request.about})
    return request


def ask_remote(request_id: UUID) -> None:
    """Hand a waiting request to its provider, once."""
    provider = _provider()
    request = SigningRequest.objects.get(pk=request_id)
    if provider is None or request.state != State.WAITING or request.reference:
        return
    digest = sha256(bytes(request.attributes)).digest()
    reference = provider.ask(request.certificate.key.partition(":")[2], digest, request.label)
    SigningRequest.objects.filter(pk=request.pk).update(reference=reference)


def look_for_answers(*, at: datetime) -> int:
    """Ask the provider about what waits, and end what nobody answered; return how many ended."""
    provider = _provider()
    waiting = SigningRequest.objects.filter(state=State.WAITING).order_by("asked_at")
    return sum(_has_ended(request, provider, at=at) for request in waiting)


def _has_ended(request: SigningRequest, provider: Provider | None, *, at: datetime) -> bool:
    """One that the provider does not answer, or answers wrongly, keeps no other from its end."""
    found = None
    try:
        found = provider.answer(request.reference) if provider and request.reference else None
        if found:
            answer(request, found, ticket=None, at=at)
            return True
    except Refusal as no:
        logger.warning("Signing request %s was not answered: %s", request.pk, no.message)
    if found == b"":
        end(request, "refuse", at=at)
    elif at >= request.expires_at:
        end(request, "expire", at=at)
    else:
        return False
    return True


def batch(ticket: str, *, at: datetime) -> list[SigningRequest]:
    """Return what a ticket's agent is to sign now."""
    rows = SigningRequest.objects.filter(
        ticket_hash=_hashed(ticket), state=State.WAITING, way=Way.TOKEN, expires_at__gt=at
    )
    return list(rows.select_related("certificate").order_by("asked_at", "pk"))


def order_of(request: SigningRequest) -> dict[str, str]:
    """Return what an agent is told of one document."""
    return {
        "id": str(request.pk),
        "label": request.label,
        "certificate": request.certificate.fingerprint,
        "key": request.certificate.key.partition(":")[2],
        "algorithm": "sha256",
        "digest": base64.b64encode(sha256(bytes(request.attributes)).digest()).decode(),
    }


def _signing(certificate: Certificate, asked: Asked, *, at: datetime) -> engine.Signing:
    return engine.Signing(
        certificate=bytes(certificate.der),
        chain=bytes(certificate.chain),
        key=certificate.key,
        field=f"NguoiKy{secrets.token_hex(4)}",
        label=f"Chữ ký số: {certificate.subject}",
        box=asked.box,
        image=images.image_for(certificate, at=at) if asked.box else b"",
        reason=asked.reason,
    )


def _provider() -> Provider | None:
    return _providers[0]() if _providers else None


def _locked(request: SigningRequest) -> SigningRequest:
    return (
        SigningRequest.objects.select_for_update(of=("self",))
        .select_related("certificate", "person", "prepared")
        .get(pk=request.pk)
    )


def _hashed(ticket: str) -> str:
    return sha256(ticket.encode()).hexdigest()
