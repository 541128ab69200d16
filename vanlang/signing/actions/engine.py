"""PAdES B-LTA by pyHanko: a signature, then one archive time-stamp over it and its evidence.

Two incremental updates a signing. The first holds the signature with its own time-stamp; the second
the evidence (certificates, OCSP, CRL) and the archive time-stamp over all of it.
"""

import asyncio
import io
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Protocol

from asn1crypto import cms
from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper, Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from vanlang.kernel import timestamps
from vanlang.kernel.refusals import Conflict, Unavailable
from vanlang.signing.actions import keys
from vanlang.signing.actions.appearance import ImageStyle
from vanlang.signing.queries import evidence, trust
from vanlang.signing.rules import chains

DIGEST = "sha256"
LOCATION = "Việt Nam"
NO_STAMP = "Máy chủ cấp dấu thời gian chưa trả lời. Việc ký sẽ được thử lại."
NOT_TRUSTED = (
    "Chứng thư số không dẫn tới tổ chức chứng thực được tin cậy, nên không dùng để ký được."
)
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
    at: datetime
    box: Box | None = None
    image: bytes = b""
    reason: str = ""


class KeySigner(Signer):
    """Builds the CMS; the raw signature comes from wherever the key lives, by its hash."""

    def __init__(self, chain: chains.Chain, key: str) -> None:
        own, *above = (asn1(c) for c in chain)
        registry = SimpleCertificateStore()
        registry.register_multiple(above)
        super().__init__(signing_cert=own, cert_registry=registry, embed_roots=False)
        self.key = key
        public = chain[0].public_key()
        # The largest a DER-coded P-256 signature gets; an RSA one is as long as its key.
        self.size = (
            2 * (public.key_size // 8 + 1) + 7
            if isinstance(public, ec.EllipticCurvePublicKey)
            else int(own.public_key.byte_size)
        )

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT002
    ) -> bytes:
        if dry_run:
            return bytes(self.size)
        return keys.sign(self.key, sha256(data).digest())


class PlatformStamper(TimeStamper):  # type: ignore[misc]
    """Takes tokens from kernel.timestamps, whichever authority that stands for."""

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        try:
            return cms.ContentInfo.load(timestamps.stamp(message_digest))
        except timestamps.NotAnswering as problem:
            raise Unavailable(NO_STAMP) from problem

    @property
    def certificates(self) -> list[x509.Certificate]:
        """Return what the authority sent along with its last trial token, its own first."""
        token = next(iter(self._dummy_response_cache.values()))
        return certificates_of(token)


_stamper = PlatformStamper()


def sign(pdf: bytes, signing: Signing) -> bytes:
    """Return the document with one more signature, archived.

    Raises:
        Unavailable: key, time-stamp or revocation service does not answer; nothing was made.
        Conflict: the document or the certificate cannot be used.
    """
    chain = trusted_chain(signing.certificate, signing.chain)
    asyncio.run(_try_stamp())
    stamp_chain = _stamp_chain()
    proof = evidence.for_chain(chain) + evidence.for_chain(stamp_chain)
    if evidence.is_revoked(proof, (*chain, *stamp_chain)):
        raise Conflict("Chứng thư số đã bị thu hồi, nên không dùng để ký được.")
    try:
        return asyncio.run(_sign(pdf, signing, chain, stamp_chain, proof))
    except (PdfError, ValueError, IndexError, KeyError) as problem:
        raise Conflict(NO_PDF) from problem


async def _try_stamp() -> None:
    await _stamper.async_dummy_response(DIGEST)


async def _sign(
    pdf: bytes,
    signing: Signing,
    chain: chains.Chain,
    stamp_chain: chains.Chain,
    proof: evidence.Evidence,
) -> bytes:
    signer = PdfSigner(
        PdfSignatureMetadata(
            field_name=signing.field,
            md_algorithm=DIGEST,
            subfilter=fields.SigSeedSubFilter.PADES,
            reason=signing.reason or None,
            location=LOCATION,
        ),
        KeySigner(chain, signing.key),
        timestamper=_stamper,
        stamp_style=ImageStyle(png=signing.image) if signing.image else ImageStyle(),
        new_field_spec=_field(signing),
    )
    signed = await signer.async_sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)))
    archive = IncrementalPdfFileWriter(signed)
    DocumentSecurityStore.supply_dss_in_writer(
        archive,
        None,
        certs=[asn1(c) for c in dict.fromkeys((*chain, *stamp_chain))],
        ocsps=[_ocsp(der) for der in proof.ocsps],
        crls=[_crl(der) for der in proof.crls],
    )
    stamped = await PdfTimeStamper(
        _stamper, field_name=f"LuuTru{secrets.token_hex(4)}", readable_field_name="Dấu thời gian"
    ).async_timestamp_pdf(archive, DIGEST)
    return bytes(stamped.getvalue())


def _field(signing: Signing) -> fields.SigFieldSpec:
    box = signing.box
    if box is None:
        return fields.SigFieldSpec(signing.field)
    return fields.SigFieldSpec(
        signing.field, on_page=box.page - 1, box=(box.x1, box.y1, box.x2, box.y2)
    )


def trusted_chain(der: bytes, above: bytes) -> chains.Chain:
    """Return the chain from a certificate to a root this installation trusts.

    Raises:
        Conflict: there is none.
    """
    own = x509.load_der_x509_certificate(der)
    chain = chains.build(
        own, x509.load_pem_x509_certificates(above) if above else [], trust.roots()
    )
    if not chain:
        raise Conflict(NOT_TRUSTED)
    return chain


def _stamp_chain() -> chains.Chain:
    own, *above = _stamper.certificates
    chain = chains.build(own, above, trust.roots())
    if not chain:
        raise Unavailable("Máy chủ cấp dấu thời gian không thuộc tổ chức được tin cậy.")
    return chain


def certificates_of(token: cms.ContentInfo) -> list[x509.Certificate]:
    """Return the certificates in a time-stamp token, the one that signed it first."""
    signed = token["content"]
    wanted = signed["signer_infos"][0]["sid"].chosen["serial_number"].native
    found = [x509.load_der_x509_certificate(c.chosen.dump()) for c in signed["certificates"]]
    return sorted(found, key=lambda c: c.serial_number != wanted)


@lru_cache(maxsize=1024)
def asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _ocsp(der: bytes) -> asn1_ocsp.OCSPResponse:
    return asn1_ocsp.OCSPResponse.load(der)


def _crl(der: bytes) -> asn1_crl.CertificateList:
    return asn1_crl.CertificateList.load(der)
