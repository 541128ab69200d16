"""Says of any file whether it is signed, by whom, when, and whether it is still what they signed.

Each signature is judged at the time its time-stamp proves, with the evidence in the document, or
else fetched now. The organisation's and the person's signature are judged alike.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509 as asn1_x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from vanlang.kernel.refusals import Unavailable
from vanlang.signing.queries import authority, damage, documents, evidence
from vanlang.signing.queries.documents import Document
from vanlang.signing.queries.revisions import Part, Revisions, is_whole
from vanlang.signing.rules import chains, verdicts
from vanlang.signing.rules.changes import Change
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
NO_CHANGES = 1  # DocMDP, ISO 32000-2, table 257


@dataclass(frozen=True, slots=True)
class Finding:
    status: PdfSignatureStatus
    chain: chains.Chain
    outcome: Outcome
    level: Level
    signed_at: datetime | None
    coverage: Coverage
    changes: tuple[Change, ...]


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
            _judge_stamp(document, stamp, pdf)
        parts = [part_of(one) for one in (*document.signatures, *document.stamps)]
        revisions = Revisions(pdf, parts)
        signatures = _judged(document, revisions, at)
        verdict = verdicts.of_signatures(signatures, is_damaged=document.is_damaged)
        return verdicts.unsupported(verdict) if document.has_unknown else verdict
    except documents.Encrypted:
        return verdicts.unreadable(verdicts.ENCRYPTED)
    except Exception:
        logger.info("A file could not be verified.", exc_info=True)
        return verdicts.damaged() if damage.is_altered(pdf) else verdicts.unreadable()


def _judged(
    document: Document, revisions: Revisions, at: datetime | None
) -> tuple[SignatureVerdict, ...]:
    signatures = []
    for one in document.signatures:
        try:
            signatures.append(_judge(document, one, revisions, at))
        except (SignatureValidationError, UnsupportedAlgorithm, NotImplementedError):
            logger.info("A signature is made in a way that is not known.", exc_info=True)
            document.has_unknown = True
    return tuple(signatures)


def part_of(one: EmbeddedPdfSignature) -> Part:
    level = one.docmdp_level
    certificate = one.signer_cert
    return Part(
        byte_range=tuple(int(edge) for edge in one.byte_range),
        contents=bytes(one.pkcs7_content),
        is_stamp=documents.is_stamp(one),
        is_locked=level is not None and level.value == NO_CHANGES,
        signer=_text(certificate, "common_name") or _text(certificate, "organization_name"),
    )


def _judge_stamp(document: Document, stamp: EmbeddedPdfSignature, pdf: bytes) -> None:
    """See whether an archive time-stamp proves its time, and whether what it covers is whole."""
    moment = documents.moment_of(stamp.signed_data)
    chain = document.chain_of(stamp.signer_cert)
    try:
        context = document.context(chain, moment)
    except Unavailable:
        context = document.context_without_evidence(moment)
    # What changed after it is judged with the signatures that it covers.
    status = TimestampSignatureStatus(
        **asyncio.run(validate_tst_signed_data(stamp.signed_data, context, stamp.compute_digest))
    )
    is_intact = status.intact and status.valid and is_whole(pdf, part_of(stamp))
    document.is_damaged |= not is_intact
    has_proof = status.trusted and document.has_evidence_for(chain)
    if has_proof and not _is_revoked_now(chain):
        document.archived.append(stamp.signed_revision)


def _is_revoked_now(chain: chains.Chain) -> bool:
    """A time-stamp authority whose key was stolen could have stamped any date."""
    try:
        return evidence.is_revoked(evidence.for_chain(chain), chain)
    except Unavailable:
        return False


def _judge(
    document: Document, one: EmbeddedPdfSignature, revisions: Revisions, at: datetime | None
) -> SignatureVerdict:
    token = documents.token_of(one)
    proven_at = documents.moment_of(token) if token is not None else None
    chain = document.chain_of(one.signer_cert)
    stamper = documents.signer_of(token) if token is not None else None
    stamp_chain = document.chain_of(stamper) if stamper is not None else ()
    context, stamp_context, is_answered = _contexts(document, chain, stamp_chain, proven_at, at)
    status = asyncio.run(async_validate_pdf_signature(one, context, stamp_context, skip_diff=True))
    part = part_of(one)
    changes = revisions.changes_since(part)
    coverage = _coverage(part, revisions, changes)
    is_stamped = (
        status.timestamp_validity is not None
        and status.timestamp_validity.trusted
        and not _is_revoked_now(stamp_chain)
    )
    outcome = _outcome(status, chain, coverage, is_answered=is_answered)
    if outcome == Outcome.GENUINE and token is not None and not is_stamped:
        outcome = Outcome.UNTRUSTED
    level = _level(document, one, (*chain, *stamp_chain), is_stamped=is_stamped)
    signed_at = proven_at if is_stamped else None
    finding = Finding(status, chain, outcome, level, signed_at, coverage, changes)
    return _described(one, finding)


def _contexts(
    document: Document,
    chain: chains.Chain,
    stamp_chain: chains.Chain,
    proven_at: datetime | None,
    at: datetime | None,
) -> tuple[ValidationContext, ValidationContext, bool]:
    """Return the evidence on the signer and on the time-stamp, and whether it is complete."""
    try:
        if proven_at is None:
            context = document.context_of_now(chain, at)
            return context, context, True
        context = document.context(chain, proven_at)
        return context, document.context(stamp_chain, proven_at), True
    except Unavailable:
        if proven_at is None:
            context = document.context_unanswered(chain, at)
        else:
            context = document.context_without_evidence(proven_at)
        return context, context, False


def _outcome(
    status: PdfSignatureStatus, chain: chains.Chain, coverage: Coverage, *, is_answered: bool
) -> Outcome:
    if not (status.intact and status.valid) or coverage == Coverage.CHANGED:
        return Outcome.ALTERED
    if not chain:
        return Outcome.UNTRUSTED
    if status.trusted:
        return Outcome.GENUINE if is_answered else Outcome.UNDETERMINED
    return Outcome.INVALID


def _coverage(part: Part, revisions: Revisions, changes: tuple[Change, ...]) -> Coverage:
    if any(not change.is_harmless for change in changes):
        return Coverage.CHANGED
    if changes:
        return Coverage.SHOWN
    if revisions.is_signed_again_after(part):
        return Coverage.SIGNED_AGAIN
    return Coverage.ARCHIVED if revisions.is_continued_after(part) else Coverage.WHOLE


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
        coverage=finding.coverage,
        changes=finding.changes,
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
