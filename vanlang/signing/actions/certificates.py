"""Certificates: taken into the inventory, renewed, revoked; the test authority also issues them."""

from collections.abc import Iterable
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.db import transaction

from vanlang.identity.api import Person, Unit
from vanlang.kernel import journal
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless
from vanlang.signing import permissions
from vanlang.signing.actions import establishment
from vanlang.signing.models import Certificate
from vanlang.signing.queries import authority, certificates, evidence, trust
from vanlang.signing.queries.certificates import Owner
from vanlang.signing.rules import authority as rules
from vanlang.signing.rules import chains
from vanlang.signing.rules.states import Event, Kind, check_may

UNREADABLE = "Tệp chứng thư số không đọc được. Cần tệp PEM gồm chứng thư số và các CA cấp trên."
UNTRUSTED = "Chứng thư số không dẫn tới tổ chức chứng thực mà hệ thống tin cậy."
TWICE = "Chứng thư số này đã có trong danh sách."
NO_REASON = "Ghi lý do thu hồi."
ONLY_TEST = "Chỉ cấp lại được chứng thư số thử nghiệm; chứng thư thật do tổ chức chứng thực cấp."


def issue_test_certificates(
    owners: Iterable[Owner], *, at: datetime, by: Actor = PLATFORM
) -> list[Certificate]:
    """Give each a certificate of the test authority; those who can sign already keep theirs.

    Raises:
        ImproperlyConfigured: in production.
    """
    establishment.establish(at)
    return [certificates.current_of(owner, at) or _issue(owner, by=by, at=at) for owner in owners]


def renew_test_certificate(certificate: Certificate, *, by: Actor, at: datetime) -> Certificate:
    """Issue a new one to the same owner; the old one stays as it is, with what it signed."""
    agencies = certificates.agencies_of(certificate.owner, day_of(at))
    refuse_unless(permissions.may_change(by, agencies))
    if not certificate.is_test:
        raise Conflict(ONLY_TEST)
    check_may("renew", certificate.state(at))
    return _issue(certificate.owner, at=at, by=by)


@transaction.atomic
def revoke(certificate: Certificate, *, by: Actor, at: datetime, reason: str) -> Certificate:
    """End a certificate: nothing more can be signed with it; what it signed before stays valid."""
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    agencies = certificates.agencies_of(certificate.owner, day_of(at))
    refuse_unless(permissions.may_change(by, agencies))
    check_may("revoke", certificate.state(at))
    if not reason.strip():
        raise Refusal(NO_REASON, field="reason")
    certificate.revoked_at, certificate.revocation_reason = at, reason.strip()
    certificate.save(update_fields=["revoked_at", "revocation_reason"])
    journal.record(
        Event.CERTIFICATE_REVOKED,
        about=certificate,
        by=by,
        at=at,
        payload={"serial": certificate.serial, "reason": certificate.revocation_reason},
    )
    transaction.on_commit(evidence.forget)
    return certificate


def register(owner: Owner, *, pem: bytes, key: str, by: Actor, at: datetime) -> Certificate:
    """Take a certificate from a real authority into the inventory, naming where its key lives."""
    refuse_unless(permissions.may_change(by, certificates.agencies_of(owner, day_of(at))))
    try:
        own, *above = x509.load_pem_x509_certificates(pem)
    except ValueError as problem:
        raise Refusal(UNREADABLE, field="pem") from problem
    if not chains.build(own, above, trust.roots()):
        raise Refusal(UNTRUSTED, field="pem")
    if certificates.with_fingerprint(own.fingerprint(hashes.SHA256()).hex()) is not None:
        raise Conflict(TWICE, field="pem")
    return _register(owner, (own, *above), key=key, by=by, at=at)


def _issue(owner: Owner, *, by: Actor, at: datetime) -> Certificate:
    refuse_unless(permissions.may_change(by, certificates.agencies_of(owner, day_of(at))))
    ours = authority.current()
    private = rules.new_key()
    made = rules.issue(ours, _subject(owner), private.public_key(), at, authority.ADDRESS)
    key = establishment.keep_key(f"{made.serial_number:x}", private, made)
    chain = (made, ours.issuing.certificate)
    return _register(owner, chain, key=key, by=by, at=at)


def _subject(owner: Owner) -> rules.Subject:
    if isinstance(owner, Unit):
        return rules.Subject(Kind.ORGANISATION, owner.name, owner.name)
    post = certificates.main_post(owner)
    if post is None:
        return rules.Subject(Kind.PERSON, owner.name, rules.MARK)
    agency = post.unit.agency or post.unit
    return rules.Subject(Kind.PERSON, owner.name, agency.name, post.title)


@transaction.atomic
def _register(
    owner: Owner, chain: chains.Chain, *, key: str, by: Actor, at: datetime
) -> Certificate:
    certificate, *above = chain
    person = owner if isinstance(owner, Person) else None
    unit = owner if isinstance(owner, Unit) else None
    row = Certificate.objects.create(
        kind=Kind.PERSON if person else Kind.ORGANISATION,
        person=person,
        unit=unit,
        subject=_common_name(certificate.subject),
        issuer=_common_name(certificate.issuer),
        serial=f"{certificate.serial_number:x}",
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        der=certificate.public_bytes(Encoding.DER),
        chain=b"".join(c.public_bytes(Encoding.PEM) for c in above),
        key=key,
        is_test=authority.issued(certificate),
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
        registered_at=at,
    )
    journal.record(
        Event.CERTIFICATE_REGISTERED,
        about=row,
        by=by,
        at=at,
        payload={"serial": row.serial, "subject": row.subject, "issuer": row.issuer},
    )
    return row


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()[:200]
