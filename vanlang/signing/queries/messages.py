"""Verification of XML messages from anywhere: bad input is a verdict, never an error."""

import asyncio
import io
import logging
from datetime import datetime
from typing import BinaryIO

from cryptography import x509
from cryptography.x509.oid import NameOID
from django.conf import settings
from lxml import etree
from pyhanko_certvalidator import CertificateValidator
from pyhanko_certvalidator.errors import (
    ExpiredError,
    InsufficientRevinfoError,
    NotYetValidError,
    PathBuildingError,
    PathError,
    RevokedError,
    StaleRevinfoError,
    ValidationError,
)

from vanlang.kernel.refusals import Unavailable
from vanlang.signing.queries import authority, trust
from vanlang.signing.queries.documents import Document
from vanlang.signing.queries.evidence import Evidence
from vanlang.signing.rules import canonical, chains, xml_signatures
from vanlang.signing.rules.states import Kind
from vanlang.signing.rules.verdicts import Outcome, Revocation
from vanlang.signing.rules.xml_signatures import Held, NotTaken, Reason, XmlSignature, XmlVerdict

logger = logging.getLogger(__name__)

OUTCOMES = {
    Reason.OTHER_CONTENT: Outcome.ALTERED,
    Reason.WRONG_VALUE: Outcome.ALTERED,
    Reason.PARTIAL: Outcome.INVALID,
    Reason.UNKNOWN_WAY: Outcome.INVALID,
    Reason.NO_CERTIFICATE: Outcome.UNTRUSTED,
    Reason.NOT_TRUSTED: Outcome.UNTRUSTED,
    Reason.NO_ANSWER: Outcome.UNDETERMINED,
    Reason.NONE: Outcome.GENUINE,
}
PROBLEMS: dict[type[Exception], Reason] = {
    RevokedError: Reason.REVOKED,
    ExpiredError: Reason.EXPIRED,
    NotYetValidError: Reason.NOT_YET,
    PathBuildingError: Reason.NOT_TRUSTED,
    InsufficientRevinfoError: Reason.NO_ANSWER,
    StaleRevinfoError: Reason.NO_ANSWER,
}


def verify_xml(message: BinaryIO | bytes, *, at: datetime) -> XmlVerdict:
    """Return the verdict on the signatures over a whole XML message, however large.

    An XML signature proves no time of its own, so its certificate must hold at `at`.
    """
    source = io.BytesIO(message) if isinstance(message, bytes) else message
    try:
        outline, _ = canonical.outline(source)
    except canonical.NoXml:
        return xml_signatures.unreadable()
    with outline:
        found = xml_signatures.signatures_in(outline.root)
        if len(found) > xml_signatures.MOST_SIGNATURES:
            return xml_signatures.unreadable()
        try:
            return xml_signatures.verdict_of(
                tuple(_judge(outline, signature, at) for signature in found)
            )
        except Exception:
            logger.warning("A message could not be verified.", exc_info=True)
            return xml_signatures.undetermined()


def _judge(outline: canonical.Outline, signature: etree._Element, at: datetime) -> XmlSignature:
    try:
        held = xml_signatures.check(outline, signature)
    except NotTaken as problem:
        return XmlSignature(OUTCOMES[problem.reason], problem.reason)
    chain = chains.build(held.certificate, held.among, _roots())
    reason = _reason(held, chain, at) if chain else Reason.NOT_TRUSTED
    return _described(held, chain, reason)


def _reason(held: Held, chain: chains.Chain, at: datetime) -> Reason:
    """Say why the certificate must not be believed at `at`; the same checks as for a PDF's."""
    if at > held.certificate.not_valid_after_utc:
        return Reason.EXPIRED
    if at < held.certificate.not_valid_before_utc:
        return Reason.NOT_YET
    known = Document([], [], list(held.among), Evidence(), _roots())
    try:
        context = known.context(chain, at)
    except Unavailable:
        return Reason.NO_ANSWER
    validator = CertificateValidator(
        chains.asn1(held.certificate),
        [chains.asn1(one) for one in held.among],
        validation_context=context,
    )
    try:
        asyncio.run(validator.async_validate_usage({"digital_signature"}))  # type: ignore[no-untyped-call]
    except (ValidationError, PathError) as problem:
        return PROBLEMS.get(type(problem), Reason.MISUSED)
    return Reason.NONE


def _roots() -> tuple[x509.Certificate, ...]:
    """Return whom this installation trusts: nobody, where it has not been set up yet."""
    try:
        return trust.roots()
    except authority.NoAuthority:
        return ()


def _described(held: Held, chain: chains.Chain, reason: Reason) -> XmlSignature:
    own = held.certificate
    name, organisation = _text(own, NameOID.COMMON_NAME), _text(own, NameOID.ORGANIZATION_NAME)
    return XmlSignature(
        outcome=OUTCOMES.get(reason, Outcome.INVALID),
        reason=reason,
        is_weak=held.is_weak,
        kind=Kind.ORGANISATION if name == organisation else Kind.PERSON,
        name=name or organisation,
        organisation=organisation,
        organisation_code=_text(own, NameOID.ORGANIZATION_IDENTIFIER),
        issuer=_issuer(own),
        serial=f"{own.serial_number:x}",
        method=held.method.rpartition("#")[2],
        is_test=bool(
            chain and settings.STAND_INS and chain[-1] == authority.current().root.certificate
        ),
        revocation=_revocation(reason),
    )


def _revocation(reason: Reason) -> Revocation:
    if reason == Reason.REVOKED:
        return Revocation.REVOKED
    return Revocation.GOOD if reason == Reason.NONE else Revocation.UNKNOWN


def _text(certificate: x509.Certificate, part: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(part)
    return str(found[0].value) if found else ""


def _issuer(certificate: x509.Certificate) -> str:
    found = certificate.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else certificate.issuer.rfc4514_string()
