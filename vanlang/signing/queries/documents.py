"""A signed PDF, opened: its signatures, its time-stamps, and all the evidence that it carries."""

import io
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.general import find_cms_attribute_iter
from pyhanko.sign.validation import DocumentSecurityStore, EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import CertificateRegistry, SimpleTrustManager

from vanlang.signing.queries import evidence, trust
from vanlang.signing.queries.evidence import Evidence
from vanlang.signing.rules import chains

DOCUMENT_STAMP = "/ETSI.RFC3161"
END = re.compile(rb"%%EOF\r?\n?")
RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+\d{1,10}\s+(\d{1,10})\s+(\d{1,10})\s*\]")
MOST_BEGINNINGS = 12


class Encrypted(Exception):
    """The file asks for a password."""


@dataclass
class Document:
    signatures: list[EmbeddedPdfSignature]
    stamps: list[EmbeddedPdfSignature]
    certificates: list[x509.Certificate]
    carried: Evidence
    roots: tuple[x509.Certificate, ...]
    # The revisions that an archive time-stamp found good reaches up to.
    archived: list[int] = field(default_factory=list)
    # Bytes under an archive time-stamp are not what they were, whoever's signature stands there.
    is_damaged: bool = False
    # A signature is there in a format that nobody here can judge.
    has_unknown: bool = False

    def chain_of(self, certificate: asn1_x509.Certificate) -> chains.Chain:
        own = x509.load_der_x509_certificate(certificate.dump())
        return chains.build(own, self.certificates, self.roots)

    def has_evidence_for(self, chain: chains.Chain) -> bool:
        return bool(chain) and evidence.covers(self.carried, chain)

    def context(self, chain: chains.Chain, moment: datetime | None) -> ValidationContext:
        """Return what is known for judging `chain` at `moment` or now; what is missing is fetched.

        Raises:
            Unavailable: the document carries no evidence, and nobody answers who has any.
        """
        proof = self.carried
        if chain and not evidence.covers(proof, chain):
            proof += evidence.for_chain(chain)
        return self._context(proof, moment, "require")

    def context_of_now(self, chain: chains.Chain, moment: datetime | None) -> ValidationContext:
        """Return what is known where nothing proves when somebody signed: only what is asked now.

        An answer that the file carries may be from before a revocation.

        Raises:
            Unavailable: nobody answers.
        """
        return self._context(evidence.for_chain(chain), moment, "require")

    def context_unanswered(self, chain: chains.Chain, moment: datetime | None) -> ValidationContext:
        """Return what is known of now without an answer: no good word counts, a bad one does."""
        is_revoked = evidence.is_revoked(self.carried, chain)
        return self._context(self.carried if is_revoked else Evidence(), moment, "soft-fail")

    def context_without_evidence(self, moment: datetime | None) -> ValidationContext:
        return self._context(self.carried, moment, "soft-fail")

    def _context(self, proof: Evidence, moment: datetime | None, mode: str) -> ValidationContext:
        return ValidationContext(
            trust_manager=self.trusted,
            certificate_registry=self.known,
            ocsps=list(proof.ocsps),
            crls=list(proof.crls),
            moment=moment,
            revocation_mode=mode,
            # Evidence gathered after signing speaks for the time of signing too.
            retroactive_revinfo=True,
        )

    @cached_property
    def trusted(self) -> SimpleTrustManager:
        return SimpleTrustManager.build(trust_roots=[chains.asn1(root) for root in self.roots])

    @cached_property
    def known(self) -> CertificateRegistry:
        known: CertificateRegistry = CertificateRegistry.build(map(chains.asn1, self.certificates))
        return known


def read(pdf: bytes) -> Document:
    """Open a file that may come from anywhere.

    Raises:
        Encrypted: it has a password. Any other exception: it is broken.
    """
    reader, embedded = _opened(pdf)
    found: list[asn1_x509.Certificate] = []
    with suppress(Exception):  # evidence in disorder is none
        found += DocumentSecurityStore.read_dss(reader).load_certs()
    carried = _carried(reader)
    for one in embedded:
        found += _certificates_in(one.signed_data)
        token = token_of(one)
        if token is not None:
            found += _certificates_in(token)
    return Document(
        [one for one in embedded if not is_stamp(one)],
        [one for one in embedded if is_stamp(one)],
        list(_parsed(found)),
        carried,
        trust.roots(),
        has_unknown=sum(1 for _ in enumerate_sig_fields(reader, filled_status=True))
        > len(embedded),
    )


def _carried(reader: PdfFileReader) -> Evidence:
    with suppress(Exception):
        store = DocumentSecurityStore.read_dss(reader)
        return Evidence(
            tuple(bytes(reference.get_object().data) for reference in store.ocsps),
            tuple(bytes(reference.get_object().data) for reference in store.crls),
        )
    return Evidence()


def _opened(pdf: bytes) -> tuple[PdfFileReader, list[EmbeddedPdfSignature]]:
    """Read the file with all its signatures, also those that it no longer leads to.

    What is damaged or taken out behind a signature is told apart afterwards, when what a reader
    shows now is compared with what was signed.
    """
    reader: PdfFileReader | None = None
    embedded: list[EmbeddedPdfSignature] = []
    with suppress(Exception):
        reader, embedded = _read_whole(pdf)
    for end in _ends(pdf, is_broken=reader is None):
        if end in {_end_of(one) for one in embedded}:
            continue
        with suppress(Exception):
            earlier, signed_then = _read_whole(pdf[:end])
            ends = {_end_of(one) for one in embedded}
            hidden = [one for one in signed_then if _end_of(one) not in ends]
            if hidden:
                reader, embedded = reader or earlier, [*embedded, *hidden]
    if reader is None:
        return _read_whole(pdf)  # to say what is wrong
    return reader, sorted(embedded, key=_end_of)


def _end_of(one: EmbeddedPdfSignature) -> int:
    return sum([int(edge) for edge in one.byte_range][2:])


def _ends(pdf: bytes, *, is_broken: bool) -> list[int]:
    """Return where a signed file may end within this one, the longest first."""
    ends = {int(match[1]) + int(match[2]) for match in RANGE.finditer(pdf)}
    signed = sorted((end for end in ends if end <= len(pdf)), reverse=True)[:MOST_BEGINNINGS]
    if not is_broken:
        return signed
    marks = [match.end() for match in END.finditer(pdf) if match.end() < len(pdf)]
    return signed + marks[::-1][:MOST_BEGINNINGS]


def _read_whole(pdf: bytes) -> tuple[PdfFileReader, list[EmbeddedPdfSignature]]:
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        # Hybrid tables show two readers two things; both are compared with what was signed.
        is_strict = not reader.xrefs.hybrid_xrefs_present
    except PdfError:
        is_strict = False
    if not is_strict:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    if reader.encrypted:
        raise Encrypted
    return reader, list(reader.embedded_signatures)


def is_stamp(one: EmbeddedPdfSignature) -> bool:
    """Tell a time-stamp by what it holds: not every program writes its type (ISO 32000-2)."""
    return bool(one.sig_object.get("/SubFilter") == DOCUMENT_STAMP)


def token_of(one: EmbeddedPdfSignature) -> cms.SignedData | None:
    """Return the time-stamp inside a signature, if it has one."""
    attributes = one.signer_info["unsigned_attrs"]
    for token in find_cms_attribute_iter(attributes, "signature_time_stamp_token"):
        return token["content"]
    return None


def moment_of(token: cms.SignedData) -> datetime:
    moment = token["encap_content_info"]["content"].parsed["gen_time"].native
    if not isinstance(moment, datetime):
        raise ValueError(moment)  # noqa: TRY004 a token without a time is no token
    return moment.astimezone(UTC)


def signer_of(signed: cms.SignedData) -> asn1_x509.Certificate | None:
    """Return the certificate a time-stamp token was signed with, if it carries it."""
    wanted = signed["signer_infos"][0]["sid"].chosen
    if not isinstance(wanted, cms.IssuerAndSerialNumber):
        return None
    serial = wanted["serial_number"].native
    return next((c for c in _certificates_in(signed) if c.serial_number == serial), None)


def _certificates_in(signed: cms.SignedData) -> list[asn1_x509.Certificate]:
    return [c.chosen for c in signed["certificates"] if c.name == "certificate"]


def _parsed(found: Iterable[asn1_x509.Certificate]) -> Iterable[x509.Certificate]:
    for der in {certificate.dump(): None for certificate in found}:
        try:
            yield x509.load_der_x509_certificate(der)
        except ValueError:  # a certificate that is none cannot be part of a chain
            continue
