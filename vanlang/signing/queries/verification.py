"""Says of any file whether it is signed, by whom, when, and whether it is still what they signed.

Each signature is judged at the time its time-stamp proves, with the evidence in the document, or
else fetched now. The organisation's and the person's signature are judged alike.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509 as asn1_x509
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.pdf_embedded import (
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel

from vanlang.kernel.refusals import Unavailable
from vanlang.signing.queries import authority, documents, evidence
from vanlang.signing.queries.documents import POLICY, Document
from vanlang.signing.rules import chains, verdicts
from vanlang.signing.rules.states import Kind
from vanlang.signing.rules.verdicts import (
    Coverage,
    Level,
    Outcome,
    Revocation,
    SignatureVerdict,
    Verdict,
)

logger = logging.getLogger(__name__)

LARGEST = 50 * 2**20
MOST_SIGNATURES = 40
COVERAGES = {
    ModificationLevel.NONE: Coverage.WHOLE,
    ModificationLevel.LTA_UPDATES: Coverage.ARCHIVED,
    ModificationLevel.FORM_FILLING: Coverage.SIGNED_AGAIN,
}


@dataclass(frozen=True, slots=True)
class Finding:
    status: PdfSignatureStatus
    chain: chains.Chain
    outcome: Outcome
    level: Level
    signed_at: datetime | None


def verify(pdf: bytes, *, at: datetime | None = None) -> Verdict:
    """Return the verdict on any bytes whatsoever; bad input is a verdict, never an error.

    A signature without a time-stamp proves no time of its own, so it must hold at `at`, or now.
    """
    if len(pdf) > LARGEST:
        return verdicts.unreadable(verdicts.TOO_LARGE)
    try:
        document = documents.read(pdf)
        if len(document.signatures) + len(document.stamps) > MOST_SIGNATURES:
            return verdicts.unreadable(verdicts.TOO_MANY)
        for stamp in document.stamps:
            _judge_stamp(document, stamp)
        return verdicts.of_signatures(
            tuple(_judge(document, one, at) for one in document.signatures),
            is_damaged=document.is_damaged,
        )
    except documents.Encrypted:
        return verdicts.unreadable(verdicts.ENCRYPTED)
    except Exception:
        logger.info("A file could not be verified.", exc_info=True)
        return verdicts.unreadable()


def _judge_stamp(document: Document, stamp: EmbeddedPdfSignature) -> None:
    """See whether an archive time-stamp proves its time, and whether what it covers is whole."""
    moment = documents.moment_of(stamp.signed_data)
    chain = document.chain_of(stamp.signer_cert)
    try:
        context = document.context(chain, moment)
    except Unavailable:
        context = document.context_without_evidence(moment)
    # What changed after it is judged with the signatures that it covers.
    status = asyncio.run(async_validate_pdf_timestamp(stamp, context, skip_diff=True))
    document.is_damaged |= not (status.intact and status.valid)
    has_proof = status.trusted and document.has_evidence_for(chain)
    if has_proof and not _is_revoked_now(chain):
        document.archived.append(stamp.signed_revision)


def _is_revoked_now(chain: chains.Chain) -> bool:
    """A time-stamp authority whose key was stolen could have stamped any date."""
    try:
        return evidence.is_revoked(evidence.for_chain(chain), chain)
    except Unavailable:
        return False


def _judge(document: Document, one: EmbeddedPdfSignature, at: datetime | None) -> SignatureVerdict:
    token = documents.token_of(one)
    proven_at = documents.moment_of(token) if token is not None else None
    moment = proven_at or at
    chain = document.chain_of(one.signer_cert)
    stamper = documents.signer_of(token) if token is not None else None
    stamp_chain = document.chain_of(stamper) if stamper is not None else ()
    is_answered = True
    try:
        context = document.context(chain, moment)
        stamp_context = document.context(stamp_chain, moment)
    except Unavailable:
        is_answered = False
        context = stamp_context = document.context_without_evidence(moment)
    status = asyncio.run(
        async_validate_pdf_signature(one, context, stamp_context, diff_policy=POLICY)
    )
    is_stamped = (
        status.timestamp_validity is not None
        and status.timestamp_validity.trusted
        and not _is_revoked_now(stamp_chain)
    )
    outcome = _outcome(status, chain, is_answered=is_answered)
    if outcome == Outcome.GENUINE and token is not None and not is_stamped:
        outcome = Outcome.UNTRUSTED
    level = _level(document, one, (*chain, *stamp_chain), is_stamped=is_stamped)
    finding = Finding(status, chain, outcome, level, proven_at if is_stamped else None)
    return _described(one, finding)


def _outcome(status: PdfSignatureStatus, chain: chains.Chain, *, is_answered: bool) -> Outcome:
    if not (status.intact and status.valid) or _coverage(status) == Coverage.CHANGED:
        return Outcome.ALTERED
    if not chain:
        return Outcome.UNTRUSTED
    if status.trusted:
        return Outcome.GENUINE if is_answered else Outcome.UNDETERMINED
    return Outcome.INVALID


def _coverage(status: PdfSignatureStatus) -> Coverage:
    if not status.docmdp_ok:
        return Coverage.CHANGED
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return Coverage.WHOLE
    if status.coverage != SignatureCoverageLevel.ENTIRE_REVISION:
        return Coverage.CHANGED
    level = status.modification_level
    return COVERAGES.get(level, Coverage.CHANGED) if level is not None else Coverage.CHANGED


def _level(
    document: Document, one: EmbeddedPdfSignature, chain: chains.Chain, *, is_stamped: bool
) -> Level:
    if not is_stamped:
        return Level.B
    if not document.has_evidence_for(chain):
        return Level.T
    if any(revision > one.signed_revision for revision in document.archived):
        return Level.LTA
    return Level.LT


def _revocation(status: PdfSignatureStatus, outcome: Outcome) -> Revocation:
    if status.revoked:
        return Revocation.REVOKED
    return Revocation.GOOD if outcome == Outcome.GENUINE else Revocation.UNKNOWN


def _described(one: EmbeddedPdfSignature, finding: Finding) -> SignatureVerdict:
    status, chain = finding.status, finding.chain
    certificate = one.signer_cert
    name, organisation = _text(certificate, "common_name"), _text(certificate, "organization_name")
    return SignatureVerdict(
        outcome=finding.outcome,
        # An organisation's certificate is in its own name (Nghị định 23/2025 leaves no other mark).
        kind=Kind.ORGANISATION if name == organisation else Kind.PERSON,
        name=name or organisation,
        organisation=organisation,
        title=_text(certificate, "title"),
        issuer=_text(certificate, "common_name", of_issuer=True),
        root=_root_name(chain),
        serial=f"{certificate.serial_number:x}",
        signed_at=finding.signed_at,
        claimed_at=one.self_reported_timestamp,
        is_intact=status.intact and status.valid,
        is_trusted=status.trusted,
        is_test=_is_test(chain),
        revocation=_revocation(status, finding.outcome),
        coverage=_coverage(status),
        level=finding.level,
        reason=str(one.sig_object.get("/Reason", "")),
    )


def _is_test(chain: chains.Chain) -> bool:
    return bool(chain and settings.STAND_INS and chain[-1] == authority.current().root.certificate)


def _text(certificate: asn1_x509.Certificate, part: str, *, of_issuer: bool = False) -> str:
    names = (certificate.issuer if of_issuer else certificate.subject).native
    found = names.get(part, "")
    return ", ".join(found) if isinstance(found, list) else str(found)


def _root_name(chain: chains.Chain) -> str:
    if not chain:
        return ""
    names = chain[-1].subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else chain[-1].subject.rfc4514_string()
