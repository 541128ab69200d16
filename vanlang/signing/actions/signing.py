"""Signing: first the competent person, then the organisation (Nghị định 30/2020, Điều 5)."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from vanlang.identity.api import Role, Unit
from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Conflict, refuse_unless
from vanlang.signing import permissions
from vanlang.signing.actions import captions, engine, images, looks, sessions
from vanlang.signing.models import Certificate, Signature
from vanlang.signing.queries import certificates
from vanlang.signing.rules.states import Event, Kind, check_may

NO_CERTIFICATE = "Bạn chưa có chứng thư số còn hiệu lực. Liên hệ quản trị của cơ quan để được cấp."
NO_UNIT_CERTIFICATE = "Cơ quan chưa có chứng thư số còn hiệu lực, nên chưa ký số cơ quan được."
NOT_SIGNED_YET = (
    "Chưa ký số cơ quan được: văn bản phải có chữ ký của người có thẩm quyền tại cơ quan này,"
    " và không thay đổi sau khi người đó ký."
)


@dataclass(frozen=True, slots=True)
class Step:
    """Who signs, when, where on the page and what for."""

    by: Actor
    at: datetime
    box: engine.Box | None
    reason: str
    image: bytes = b""  # instead of the certificate's own


def sign_person(  # noqa: PLR0913 a signature has these facts
    pdf: bytes,
    *,
    signer: Actor,
    box: engine.Box | None,
    at: datetime,
    reason: str = "",
    asked_at: datetime | None = None,
) -> bytes:
    """Sign as the person who is acting, with their own key; return the document, archived.

    `asked_at`: what is tried again was asked for then, in a signing session that was open.

    Raises:
        NoSession: they have not proved presence, or not lately enough.
        NotPermitted, Conflict: they may not, have no certificate, or the file cannot be signed.
        Unavailable: the key, the time-stamp or the revocation service does not answer; nothing was
            written, so the caller queues it and tries again.
    """
    refuse_unless(signer.person_id is not None)
    certificate = certificates.of_person(signer.person_id, at) if signer.person_id else None
    if certificate is None:
        raise Conflict(NO_CERTIFICATE)
    refuse_unless(permissions.may_sign_with(signer, certificate))
    sessions.require(signer, at=at, asked_at=asked_at)
    return _sign(pdf, certificate, Step(signer, at, box, reason))


def seal_organisation(  # noqa: PLR0913 a seal has these facts
    pdf: bytes,
    *,
    unit: Unit,
    box: engine.Box | None,
    at: datetime,
    by: Actor,
    reason: str = "",
    asked_at: datetime | None = None,
) -> bytes:
    """Sign for the organisation what its competent person has just signed and its clerk opened.

    Raises: as `sign_person`.
    """
    digest = sha256(pdf).hexdigest()
    before = certificates.signature_giving(digest)
    refuse_unless(permissions.may_seal(by, unit, before), NOT_SIGNED_YET)
    certificate = certificates.of_unit(unit, at)
    if certificate is None:
        raise Conflict(NO_UNIT_CERTIFICATE)
    looks.refuse_unseen(digest, by=by)
    sessions.require(by, at=at, asked_at=asked_at)
    return _sign(pdf, certificate, Step(by, at, box, reason))


def certify(  # noqa: PLR0913 a copy's signature has these facts
    pdf: bytes,
    *,
    unit: Unit,
    lines: tuple[str, ...],
    at: datetime,
    by: Actor,
    reason: str = "",
) -> bytes:
    """Sign for the organisation what it copied, or an annex: words at the top right, no image.

    Nghị định 30/2020/NĐ-CP, Điều 25 and Phụ lục I. It says that a copy is true, not who decided.

    Raises: as `sign_person`.
    """
    refuse_unless(permissions.may_certify(by, unit))
    certificate = certificates.of_unit(unit, at)
    if certificate is None:
        raise Conflict(NO_UNIT_CERTIFICATE)
    sessions.require(by, at=at)
    caption = captions.caption(pdf, lines)
    return _sign(pdf, certificate, Step(by, at, caption.box, reason, caption.png))


def _sign(pdf: bytes, certificate: Certificate, step: Step) -> bytes:
    check_may("sign", certificate.state(step.at))
    is_seal = certificate.kind == Kind.ORGANISATION
    signed = engine.sign(
        pdf,
        engine.Signing(
            certificate=bytes(certificate.der),
            chain=bytes(certificate.chain),
            key=certificate.key,
            field=f"{'CoQuan' if is_seal else 'NguoiKy'}{secrets.token_hex(4)}",
            label=f"Chữ ký số: {certificate.subject}",
            box=step.box,
            image=step.image or (images.image_for(certificate, at=step.at) if step.box else b""),
            reason=step.reason,
        ),
    )
    record(certificate, sha256(pdf).hexdigest(), sha256(signed).hexdigest(), step)
    return signed


@transaction.atomic
def record(certificate: Certificate, before: str, after: str, step: Step) -> None:
    """Write down that the bytes with one SHA-256 were signed, and those with another came out."""
    by, at = step.by, step.at
    signature = Signature.objects.create(
        kind=certificate.kind,
        certificate=certificate,
        signed_at=at,
        by_person_id=by.person_id,
        by_name=by.name,
        reason=step.reason,
        agencies=sorted(by.agencies_where(Role.LEADER)),
        digest_before=before,
        digest_after=after,
    )
    journal.record(
        Event.SIGNED,
        about=signature,
        by=by,
        at=at,
        payload={
            "kind": certificate.kind,
            "certificate": certificate.serial,
            "subject": certificate.subject,
            "before": signature.digest_before,
            "after": signature.digest_after,
        },
    )
