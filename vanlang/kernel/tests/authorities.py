"""A time-stamp authority for tests, under a root of its own."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from asn1crypto import algos, keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Authority:
    """Stamps digests; `root` is what a verifier must be given to trust it."""

    root: bytes
    stamper: DummyTimeStamper

    def __call__(self, digest: bytes) -> bytes:
        return self.answer(digest)["time_stamp_token"].dump()  # type: ignore[no-any-return]

    def answer(self, digest: bytes) -> tsp.TimeStampResp:
        """Return the whole answer, as it goes over HTTP."""
        imprint = tsp.MessageImprint(
            {
                "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "hashed_message": digest,
            }
        )
        request = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "cert_req": True})
        return self.stamper.request_tsa_response(request)


def authority(name: str = "Tem thời gian", *, may_stamp: bool = True) -> Authority:
    root_key = ec.generate_private_key(ec.SECP256R1())
    root = _certificate(f"Gốc {name}", root_key, f"Gốc {name}", root_key, is_ca=True)
    key = rsa.generate_private_key(65537, 2048)  # all that pyHanko's stamper can sign with
    usage = ExtendedKeyUsageOID.TIME_STAMPING if may_stamp else ExtendedKeyUsageOID.CODE_SIGNING
    signer = _certificate(name, key, f"Gốc {name}", root_key, usage=usage)
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register(asn1_x509.Certificate.load(root.public_bytes(serialization.Encoding.DER)))
    private = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    stamper = DummyTimeStamper(
        tsa_cert=asn1_x509.Certificate.load(signer.public_bytes(serialization.Encoding.DER)),
        tsa_key=keys.PrivateKeyInfo.load(private),
        certs_to_embed=store,
    )
    return Authority(root.public_bytes(serialization.Encoding.PEM), stamper)


def _certificate(  # noqa: PLR0913
    name: str,
    key: Key,
    issuer: str,
    issuer_key: Key,
    *,
    is_ca: bool = False,
    usage: x509.ObjectIdentifier | None = None,
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    )
    if usage:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
    return builder.sign(issuer_key, hashes.SHA256())
