"""Signing: first the competent person, then the organisation (Nghị định 30/2020, Điều 5)."""

import secrets
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from vanlang.identity.api import Role, Unit
from vanlang.kernel import journal
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.refusals import Conflict, refuse_unless
from vanlang.signing import permissions
from vanlang.signing.actions import engine, images
from vanlang.signing.models import Certificate, Signature
from vanlang.signing.queries import certificates
from vanlang.signing.rules.states import Event, Kind, Validity, check_may, state_of

NO_CERTIFICATE = "Bạn chưa có chứng thư số còn hiệu lực. Liên hệ quản trị của cơ quan để được cấp."
NO_UNIT_CERTIFICATE = "Cơ quan chưa có chứng thư số còn hiệu lực, nên chưa ký số cơ quan được."
NOT_SIGNED_YET = (
    "Chưa ký số cơ quan được: văn bản phải có chữ ký của người có thẩm quyền tại cơ quan này,"
    " và không thay đổi sau khi người đó ký."
)


def sign_person(
    pdf: bytes, *, signer: Actor, box: engine.Box | None, at: datetime, reason: str = ""
) -> bytes:
    """Sign as the person who is acting, with their own key; return the document, archived.

    Raises:
        NotPermitted, Conflict: they may not, have no certificate, or the file cannot be signed.
        Unavailable: the key, the time-stamp or the revocation service does not answer; nothing was
            written, so the caller queues it and tries again.
    """
    refuse_unless(signer.person_id is not None)
    certificate = certificates.of_person(signer.person_id, at) if signer.person_id else None
    if certificate is None:
        raise Conflict(NO_CERTIFICATE)
    refuse_unless(permissions.may_sign_with(signer, certificate))
    return _sign(pdf, certificate, by=signer, at=at, box=box, reason=reason)


def seal_organisation(
    pdf: bytes,
    *,
    unit: Unit,
    box: engine.Box | None,
    at: datetime,
    by: Actor = PLATFORM,
    reason: str = "",
) -> bytes:
    """Sign for the organisation what its competent person has just signed.

    Raises: as `sign_person`.
    """
    before = certificates.signature_giving(sha256(pdf).hexdigest())
    refuse_unless(permissions.may_seal(by, unit, before), NOT_SIGNED_YET)
    certificate = certificates.of_unit(unit, at)
    if certificate is None:
        raise Conflict(NO_UNIT_CERTIFICATE)
    return _sign(pdf, certificate, by=by, at=at, box=box, reason=reason)


def _sign(
    pdf: bytes,
    certificate: Certificate,
    *,
    by: Actor,
    at: datetime,
    box: engine.Box | None,
    reason: str,
) -> bytes:
    validity = Validity(certificate.valid_from, certificate.valid_to, certificate.revoked_at)
    check_may("sign", state_of(validity, at))
    name = "CoQuan" if certificate.kind == Kind.ORGANISATION else "NguoiKy"
    signed = engine.sign(
        pdf,
        engine.Signing(
            certificate=bytes(certificate.der),
            chain=bytes(certificate.chain),
            key=certificate.key,
            field=f"{name}{secrets.token_hex(4)}",
            at=at,
            box=box,
            image=images.image_for(certificate, at=at) if box else b"",
            reason=reason,
        ),
    )
    _record(certificate, pdf, signed, by=by, at=at, reason=reason)
    return signed


@transaction.atomic
def _record(
    certificate: Certificate, before: bytes, after: bytes, *, by: Actor, at: datetime, reason: str
) -> None:
    signature = Signature.objects.create(
        kind=certificate.kind,
        certificate=certificate,
        signed_at=at,
        by_person_id=by.person_id,
        by_name=by.name,
        reason=reason,
        agencies=sorted(by.agencies_where(Role.LEADER)),
        digest_before=sha256(before).hexdigest(),
        digest_after=sha256(after).hexdigest(),
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
