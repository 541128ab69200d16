"""A certification authority for demonstration and tests: certificates, OCSP, CRL, time-stamps.

Pure: keys and times come in, DER comes out. Everything it issues says in its own name that it has
no legal value. Keys are EC P-256: as strong as RSA-3072, ninety times faster and shorter in a PDF.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256

from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
    ObjectIdentifier,
)

from vanlang.signing.rules import cms
from vanlang.signing.rules.states import Kind

MARK = "TRÌNH DIỄN, không có giá trị pháp lý"
PERSONS_VALID_FOR = timedelta(days=5 * 365)
AUTHORITY_VALID_FOR = timedelta(days=30 * 365)
OCSP_VALID_FOR = timedelta(hours=12)
CRL_VALID_FOR = timedelta(days=7)
TIME_STAMP_POLICY = "1.3.6.1.4.1.99999.1.1"
GENERALIZED_TIME, BITS = 0x18, 0x03
GRANTED, REJECTED, BAD_ALGORITHM = 0, 2, b"\x07\x80"  # RFC 3161, 2.4.2
CLOCKS_DIFFER_BY = timedelta(minutes=5)
DIGEST_BITS = {"sha256": 256, "sha384": 384, "sha512": 512}


class BadRequest(Exception):
    """What came in is no request of the protocol."""


@dataclass(frozen=True, slots=True)
class Party:
    """A certificate with its key: one of the authority's own."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


@dataclass(frozen=True, slots=True)
class Authority:
    """Root and issuing authority with an OCSP responder and a time-stamp service."""

    root: Party
    issuing: Party
    responder: Party
    time_stamper: Party

    @property
    def parties(self) -> dict[str, Party]:
        return {
            "root": self.root,
            "issuing": self.issuing,
            "responder": self.responder,
            "time_stamper": self.time_stamper,
        }


@dataclass(frozen=True, slots=True)
class Subject:
    """Who a certificate is for, as it will be read in the signature panel."""

    kind: Kind
    name: str
    organisation: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Revoked:
    serial: int
    at: datetime


@dataclass(frozen=True, slots=True)
class _Issuer:
    name: x509.Name
    key: ec.EllipticCurvePublicKey

    @classmethod
    def of(cls, party: Party) -> "_Issuer":
        return cls(party.certificate.subject, party.key.public_key())


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def establish(at: datetime, address: str) -> Authority:
    """Make a new authority whose services will be found under `address`."""
    start = at - CLOCKS_DIFFER_BY
    root_key, issuing_key = new_key(), new_key()
    root_name = _name("Văn Lang Root CA thử nghiệm", MARK)
    above = _Issuer(root_name, root_key.public_key())
    root = Party(
        _draft(above, root_name, root_key.public_key(), start)
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        .add_extension(_usage(certificates=True), critical=True)
        .sign(root_key, hashes.SHA256()),
        root_key,
    )
    issuing_name = _name("Văn Lang CA thử nghiệm", MARK)
    issuing = Party(
        _draft(above, issuing_name, issuing_key.public_key(), start)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(certificates=True), critical=True)
        .add_extension(_crl_at(f"{address}/root.crl"), critical=False)
        .add_extension(_issuer_at(f"{address}/root.crt"), critical=False)
        .sign(root_key, hashes.SHA256()),
        issuing_key,
    )
    responder = _service(issuing, "OCSP thử nghiệm", ExtendedKeyUsageOID.OCSP_SIGNING, start)
    stamper = _service(
        issuing, "Cấp dấu thời gian thử nghiệm", ExtendedKeyUsageOID.TIME_STAMPING, start, address
    )
    return Authority(root, issuing, responder, stamper)


def issue(
    authority: Authority,
    subject: Subject,
    key: ec.EllipticCurvePublicKey,
    at: datetime,
    address: str,
) -> x509.Certificate:
    """Issue a certificate for signing documents, valid from the day before `at`."""
    start = at - timedelta(days=1)
    name = _name(subject.name, subject.organisation, subject.title)
    end = min(start + PERSONS_VALID_FOR, authority.issuing.certificate.not_valid_after_utc)
    return (
        _draft(_Issuer.of(authority.issuing), name, key, start, end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certificates=False), critical=True)
        .add_extension(_services_at(address), critical=False)
        .add_extension(_crl_at(f"{address}/ca.crl"), critical=False)
        .sign(authority.issuing.key, hashes.SHA256())
    )


def ocsp_serials(request: bytes) -> list[int]:
    """Return the serial asked for in an OCSP request.

    Raises:
        BadRequest: it is none, or asks for more than one certificate.
    """
    try:
        return [ocsp.load_der_ocsp_request(request).serial_number]
    except (ValueError, NotImplementedError) as problem:
        raise BadRequest(str(problem)) from problem


def ocsp_answer(
    authority: Authority, certificate: x509.Certificate, revoked: Revoked | None, at: datetime
) -> bytes:
    """Say in DER whether `certificate`, issued by this authority, stands at `at`."""
    at = at.astimezone(UTC).replace(microsecond=0)
    return (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=certificate,
            issuer=authority.issuing.certificate,
            algorithm=hashes.SHA1(),  # noqa: S303 an identifier, as RFC 5019 has it, no signature
            cert_status=ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD,
            this_update=at,
            next_update=at + OCSP_VALID_FOR,
            revocation_time=revoked.at.astimezone(UTC) if revoked else None,
            revocation_reason=x509.ReasonFlags.unspecified if revoked else None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, authority.responder.certificate)
        .certificates([authority.responder.certificate])
        .sign(authority.responder.key, hashes.SHA256())
        .public_bytes(serialization.Encoding.DER)
    )


def ocsp_refusal() -> bytes:
    """Answer an OCSP request that cannot be answered, or asks about a stranger's certificate."""
    return ocsp.OCSPResponseBuilder.build_unsuccessful(
        ocsp.OCSPResponseStatus.UNAUTHORIZED
    ).public_bytes(serialization.Encoding.DER)


def revocation_list(issuer: Party, revoked: Iterable[Revoked], at: datetime) -> bytes:
    """Return the certificate revocation list (CRL) of one of the two authorities, in DER."""
    at = at.astimezone(UTC).replace(microsecond=0)
    draft = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(at)
        .next_update(at + CRL_VALID_FOR)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()),
            critical=False,
        )
        .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
    )
    for entry in revoked:
        draft = draft.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(entry.serial)
            .revocation_date(entry.at.astimezone(UTC))
            .build()
        )
    return draft.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def time_stamp_token(
    authority: Authority, imprint: bytes, at: datetime, serial: int, nonce: int | None = None
) -> bytes:
    """Return an RFC 3161 token (DER, CMS) that says what `imprint` (DER) names stood at `at`."""
    moment = at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode()
    info = cms.sequence(
        cms.integer(1),
        cms.oid(TIME_STAMP_POLICY),
        imprint,
        cms.integer(serial),
        cms.tlv(GENERALIZED_TIME, moment),
        cms.sequence(cms.integer(1)),  # accurate to a second
        cms.integer(nonce) if nonce is not None else b"",
    )
    signatory = _signatory(authority)
    digest = sha256(info).digest()
    attributes = cms.to_be_signed(signatory, digest, cms.TIME_STAMP_INFO)
    signature = authority.time_stamper.key.sign(attributes, ec.ECDSA(hashes.SHA256()))
    content = cms.time_stamp_content(info)
    return cms.signed_data(signatory, attributes, signature, content=content)


@lru_cache(maxsize=4)
def _signatory(authority: Authority) -> cms.Signatory:
    return cms.Signatory.of([authority.time_stamper.der, authority.issuing.der])


def imprint_of(digest: bytes) -> bytes:
    """Return the message imprint (DER) of a SHA-256."""
    return cms.sequence(cms.SHA256, cms.octets(digest))


def answer_time_stamp(authority: Authority, request: bytes, at: datetime, serial: int) -> bytes:
    """Answer an RFC 3161 request over HTTP: a granted token, or a rejection.

    Raises:
        BadRequest: it is no request.
    """
    try:
        asked = tsp.TimeStampReq.load(request, strict=True)
        imprint = asked["message_imprint"]
        algorithm, digest = imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"]
        nonce = asked["nonce"].native
        fits = len(digest.native) * 8 == DIGEST_BITS.get(algorithm)
    except (ValueError, TypeError, KeyError) as problem:
        raise BadRequest(str(problem)) from problem
    if not fits:
        return cms.sequence(cms.sequence(cms.integer(REJECTED), cms.tlv(BITS, BAD_ALGORITHM)))
    token = time_stamp_token(authority, imprint.dump(), at, serial, nonce)
    return cms.sequence(cms.sequence(cms.integer(GRANTED)), token)


def _name(common: str, organisation: str, title: str = "") -> x509.Name:
    parts = [
        (NameOID.COUNTRY_NAME, "VN"),
        (NameOID.ORGANIZATION_NAME, organisation),
        (NameOID.TITLE, title),
        (NameOID.COMMON_NAME, common),
    ]
    # X.520 allows 64 characters; a unit's full name with those above it may be longer. The library
    # counts bytes, of which a Vietnamese letter has up to three, so it is asked not to count.
    return x509.Name(
        [x509.NameAttribute(oid, text[:64], _validate=False) for oid, text in parts if text]
    )


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=not certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _draft(
    issuer: _Issuer,
    subject: x509.Name,
    key: ec.EllipticCurvePublicKey,
    start: datetime,
    end: datetime | None = None,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .issuer_name(issuer.name)
        .subject_name(subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start.astimezone(UTC))
        .not_valid_after((end or start + AUTHORITY_VALID_FOR).astimezone(UTC))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key), critical=False
        )
    )


def _service(
    issuing: Party, name: str, purpose: ObjectIdentifier, start: datetime, address: str = ""
) -> Party:
    key = new_key()
    draft = (
        _draft(_Issuer.of(issuing), _name(name, MARK), key.public_key(), start)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    )
    if address:
        draft = draft.add_extension(_services_at(address), critical=False).add_extension(
            _crl_at(f"{address}/ca.crl"), critical=False
        )
    else:
        # RFC 6960, 4.2.2.2.1: nobody needs to ask the responder about itself.
        draft = draft.add_extension(x509.OCSPNoCheck(), critical=False)
    return Party(draft.sign(issuing.key, hashes.SHA256()), key)


def _services_at(address: str) -> x509.AuthorityInformationAccess:
    return x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(
                AuthorityInformationAccessOID.OCSP,
                x509.UniformResourceIdentifier(f"{address}/ocsp"),
            ),
            *_issuer_at(f"{address}/ca.crt"),
        ]
    )


def _issuer_at(url: str) -> x509.AuthorityInformationAccess:
    return x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(
                AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(url)
            )
        ]
    )


def _crl_at(url: str) -> x509.CRLDistributionPoints:
    return x509.CRLDistributionPoints(
        [x509.DistributionPoint([x509.UniformResourceIdentifier(url)], None, None, None)]
    )
