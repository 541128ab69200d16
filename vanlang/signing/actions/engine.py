"""PAdES B-LTA by pyHanko: a signature, then one archive time-stamp over it and its evidence.

Two incremental updates a signing. The first holds the signature with its own time-stamp, the second
the evidence (certificates, OCSP, CRL) and the archive time-stamp over all of it. pyHanko does the
PDF; the CMS is our own, for speed (docs/benchmarks.md).
"""

import asyncio
import io
import secrets
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import Protocol

from asn1crypto import cms
from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper, Signer
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore

from vanlang.kernel import timestamps
from vanlang.kernel.refusals import Conflict, Unavailable
from vanlang.signing.actions import keys
from vanlang.signing.actions.appearance import ImageStyle
from vanlang.signing.queries import evidence, trust
from vanlang.signing.rules import chains
from vanlang.signing.rules import cms as der

DIGEST = "sha256"
LOCATION = "Việt Nam"
NO_STAMP = "Máy chủ cấp dấu thời gian chưa trả lời. Việc ký sẽ được thử lại."
NOT_TRUSTED = (
    "Chứng thư số không dẫn tới tổ chức chứng thực được tin cậy, nên không dùng để ký được."
)
IS_REVOKED = "Chứng thư số đã bị thu hồi, nên không dùng để ký được."
STAMP_NOT_TRUSTED = "Máy chủ cấp dấu thời gian không thuộc tổ chức được tin cậy."
STAMP_NAME = "Dấu thời gian lưu trữ"
MARGIN = 1024  # bytes reserved beyond what is certain: readers walk through them digit by digit
NOT_THEIRS = "Chữ ký gửi về không phải của chứng thư số này trên văn bản này."
NO_PDF = "Không ký được tệp này: tệp PDF bị hỏng, bị mã hóa hoặc không đúng định dạng."


class Box(Protocol):
    """A place on a page, in PDF points from the lower left corner; pages are counted from 1."""

    @property
    def page(self) -> int: ...
    @property
    def x1(self) -> float: ...
    @property
    def y1(self) -> float: ...
    @property
    def x2(self) -> float: ...
    @property
    def y2(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Signing:
    """All that one signature needs besides the document."""

    certificate: bytes
    chain: bytes
    key: str
    field: str
    label: str
    box: Box | None = None
    image: bytes = b""
    reason: str = ""


class Appender(IncrementalPdfFileWriter):
    """Adds to a document without touching its metadata: they stay as the PDF/A was made with."""

    def _update_meta(self) -> None:
        return


class Finished(cms.ContentInfo):  # type: ignore[misc]
    """A CMS that is written as it was made.

    asn1crypto takes a length that ends in 0x80 for an indefinite one, and then writes everything
    anew: one signature in about a hundred would take minutes (core.py, `dump`).
    """

    made = b""

    def dump(self, force: bool = False) -> bytes:  # noqa: ARG002, FBT002 asn1crypto's signature
        return self.made


def finished(encoded: bytes) -> Finished:
    content: Finished = Finished.load(encoded)
    content.made = encoded
    return content


class KeySigner(Signer):
    """Gives pyHanko a finished signature; the raw one comes from wherever the key lives."""

    def __init__(self, chain: chains.Chain, key: str) -> None:
        super().__init__(signing_cert=chains.asn1(chain[0]))
        self.key = key
        self.signatory = _signatory(chain)
        self.token = b""

    async def async_sign(  # type: ignore[override]  # pyHanko's options are all decided here
        self, data_digest: bytes, _digest_algorithm: str, **_options: object
    ) -> cms.ContentInfo:
        attributes = der.to_be_signed(self.signatory, data_digest)
        signature = keys.sign(self.key, sha256(attributes).digest())
        self.token = _stamp(sha256(signature).digest())
        return finished(
            der.signed_data(self.signatory, attributes, signature, time_stamp=self.token)
        )


class Stamper(TimeStamper):
    """Takes archive time-stamps from kernel.timestamps, whichever authority that stands for."""

    async def async_timestamp(self, message_digest: bytes, _md_algorithm: str) -> cms.ContentInfo:
        return finished(_stamp(message_digest))


def sign(pdf: bytes, signing: Signing) -> bytes:
    """Return the document with one more signature, archived.

    Raises:
        Unavailable: key, time-stamp or revocation service does not answer; nothing was made.
        Conflict: the document or the certificate cannot be used.
    """
    chain = trusted_chain(signing.certificate, signing.chain)
    proof = evidence.for_chain(chain)
    if evidence.is_revoked(proof, chain):
        raise Conflict(IS_REVOKED)
    signer = KeySigner(chain, signing.key)
    reserved = _size_of(chain) + _token_size() + MARGIN
    try:
        signed = asyncio.run(_sign(pdf, signing, signer, reserved))
        stamp_chain = _stamp_chain(signer.token)
        proof += evidence.for_chain(stamp_chain)
        return asyncio.run(_archive(signed, (*chain, *stamp_chain), proof))
    except (PdfError, ValueError, IndexError, KeyError) as problem:
        _token_size.cache_clear()  # a new authority's tokens may be longer than the last one's
        raise Conflict(NO_PDF) from problem


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that lacks only its signature: what the key is to sign, and where it will go."""

    pdf: bytes
    document_digest: bytes
    attributes: bytes
    start: int
    end: int


def prepare(pdf: bytes, signing: Signing) -> Prepared:
    """Make everything of a signature but the signature itself, for a key that answers later.

    Raises: as `sign`.
    """
    chain = trusted_chain(signing.certificate, signing.chain)
    if evidence.is_revoked(evidence.for_chain(chain), chain):
        raise Conflict(IS_REVOKED)
    signer = KeySigner(chain, signing.key)
    reserved = _size_of(chain) + _token_size() + MARGIN
    try:
        digest, _, output = asyncio.run(
            _pdf_signer(signing, signer).async_digest_doc_for_signing(
                Appender(io.BytesIO(pdf)), bytes_reserved=2 * reserved
            )
        )
    except (PdfError, ValueError, IndexError, KeyError) as problem:
        raise Conflict(NO_PDF) from problem
    output.seek(0)
    attributes = der.to_be_signed(signer.signatory, digest.document_digest)
    return Prepared(
        output.read(),
        digest.document_digest,
        attributes,
        digest.reserved_region_start,
        digest.reserved_region_end,
    )


def complete(prepared: Prepared, signature: bytes, *, certificate: bytes, above: bytes) -> bytes:
    """Put the key's signature in, with its time-stamp, and archive the document.

    Raises:
        Conflict: it is no signature of this document by this certificate.
        Unavailable: as `sign`; the same signature may be brought again.
    """
    chain = trusted_chain(certificate, above)
    refuse_another(chain[0], signature, prepared.attributes)
    token = _stamp(sha256(signature).digest())
    made = der.signed_data(_signatory(chain), prepared.attributes, signature, time_stamp=token)
    place = PreparedByteRangeDigest(prepared.document_digest, prepared.start, prepared.end)
    signed = io.BytesIO(prepared.pdf)
    place.fill_with_cms(signed, made)
    stamp_chain = _stamp_chain(token)
    proof = evidence.for_chain(chain) + evidence.for_chain(stamp_chain)
    return asyncio.run(_archive(signed, (*chain, *stamp_chain), proof))


def refuse_another(certificate: x509.Certificate, signature: bytes, signed: bytes) -> None:
    """Refuse what is not this certificate's signature over these very bytes."""
    key = certificate.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
        else:
            raise Conflict(NOT_THEIRS)
    except InvalidSignature as problem:
        raise Conflict(NOT_THEIRS) from problem


def _pdf_signer(signing: Signing, signer: KeySigner) -> PdfSigner:
    return PdfSigner(
        PdfSignatureMetadata(
            field_name=signing.field,
            md_algorithm=DIGEST,
            subfilter=fields.SigSeedSubFilter.PADES,
            reason=signing.reason or None,
            location=LOCATION,
        ),
        signer,
        stamp_style=ImageStyle(png=signing.image),
        new_field_spec=_field(signing),
    )


async def _sign(pdf: bytes, signing: Signing, signer: KeySigner, reserved: int) -> io.BytesIO:
    """Append the signature with its own time-stamp: PAdES B-T."""
    signed = await _pdf_signer(signing, signer).async_sign_pdf(
        Appender(io.BytesIO(pdf)), bytes_reserved=2 * reserved
    )
    if not isinstance(signed, io.BytesIO):
        raise TypeError(signed)
    return signed


async def _archive(
    signed: io.BytesIO, certificates: chains.Chain, proof: evidence.Evidence
) -> bytes:
    """Append the evidence and a time-stamp over everything: PAdES B-LTA."""
    writer = Appender(signed)
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        None,
        certs=[chains.asn1(certificate) for certificate in dict.fromkeys(certificates)],
        ocsps=[asn1_ocsp.OCSPResponse.load(answer) for answer in proof.ocsps],
        crls=[asn1_crl.CertificateList.load(crl) for crl in proof.crls],
    )
    stamper = PdfTimeStamper(
        Stamper(),  # type: ignore[no-untyped-call]
        field_name=f"LuuTru{secrets.token_hex(4)}",
        readable_field_name=STAMP_NAME,
    )
    stamped = await stamper.async_timestamp_pdf(
        writer, DIGEST, bytes_reserved=2 * (_token_size() + MARGIN)
    )
    return bytes(stamped.getvalue())


def _stamp(digest: bytes) -> bytes:
    try:
        return timestamps.stamp(digest)
    except timestamps.NotAnswering as problem:
        raise Unavailable(NO_STAMP) from problem


@lru_cache(maxsize=1)
def _token_size() -> int:
    return len(_stamp(sha256().digest()))


def _size_of(chain: chains.Chain) -> int:
    return sum(len(certificate.public_bytes(Encoding.DER)) for certificate in chain[:-1] or chain)


def _field(signing: Signing) -> fields.SigFieldSpec:
    spec = fields.SigFieldSpec(signing.field, readable_field_name=signing.label)
    box = signing.box
    if box is None:
        return spec
    place = (box.x1, box.y1, box.x2, box.y2)  # pyHanko takes points and parts of them as well
    return replace(spec, on_page=box.page - 1, box=place)  # type: ignore[arg-type]


def trusted_chain(certificate: bytes, above: bytes) -> chains.Chain:
    """Return the chain from a certificate to a root this installation trusts.

    Raises:
        Conflict: there is none.
    """
    own = x509.load_der_x509_certificate(certificate)
    chain = chains.build(
        own, x509.load_pem_x509_certificates(above) if above else [], trust.roots()
    )
    if not chain:
        raise Conflict(NOT_TRUSTED)
    return chain


def _stamp_chain(token: bytes) -> chains.Chain:
    own, *above = certificates_of(token)
    chain = chains.build(own, above, trust.roots())
    if not chain:
        raise Unavailable(STAMP_NOT_TRUSTED)
    return chain


def certificates_of(token: bytes) -> list[x509.Certificate]:
    """Return the certificates in a time-stamp token, the one that signed it first."""
    signed = cms.ContentInfo.load(token)["content"]
    wanted = signed["signer_infos"][0]["sid"].chosen["serial_number"].native
    found = [x509.load_der_x509_certificate(c.chosen.dump()) for c in signed["certificates"]]
    return sorted(found, key=lambda certificate: certificate.serial_number != wanted)


@lru_cache(maxsize=1024)
def _signatory(chain: chains.Chain) -> der.Signatory:
    """The root stays out of the signature: who verifies it must have it already."""
    sent = chain[:-1] or chain
    return der.Signatory.of([certificate.public_bytes(Encoding.DER) for certificate in sent])
