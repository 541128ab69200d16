"""CMS SignedData (RFC 5652) as bytes, straight from its parts.

A signature has the same dozen fields every time. Writing them down takes microseconds; a general
ASN.1 library, building and dumping them as objects, takes most of the time of signing a document.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from asn1crypto import x509 as asn1_x509

SEQUENCE, SET, INTEGER, OCTETS, NULL = 0x30, 0x31, 0x02, 0x04, 0x05
OPTIONAL_0, OPTIONAL_1 = 0xA0, 0xA1
SHORT_LENGTH = 0x80


def tlv(tag: int, content: bytes) -> bytes:
    """Encode one value in DER: tag, length, content."""
    size = len(content)
    if size < SHORT_LENGTH:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def sequence(*parts: bytes) -> bytes:
    return tlv(SEQUENCE, b"".join(parts))


def set_of(*parts: bytes) -> bytes:
    return tlv(SET, b"".join(sorted(parts)))


def integer(value: int) -> bytes:
    return tlv(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def octets(content: bytes) -> bytes:
    return tlv(OCTETS, content)


def oid(dotted: str) -> bytes:
    first, second, *rest = (int(part) for part in dotted.split("."))
    content = bytearray()
    for number in (first * 40 + second, *rest):
        groups = [number & 0x7F]
        while number := number >> 7:
            groups.append(number & 0x7F | 0x80)
        content += bytes(reversed(groups))
    return tlv(0x06, bytes(content))


DATA = oid("1.2.840.113549.1.7.1")
SIGNED_DATA = oid("1.2.840.113549.1.7.2")
TIME_STAMP_INFO = oid("1.2.840.113549.1.9.16.1.4")
CONTENT_TYPE = oid("1.2.840.113549.1.9.3")
MESSAGE_DIGEST = oid("1.2.840.113549.1.9.4")
SIGNING_CERTIFICATE_V2 = oid("1.2.840.113549.1.9.16.2.47")
SIGNATURE_TIME_STAMP = oid("1.2.840.113549.1.9.16.2.14")
SHA256 = sequence(oid("2.16.840.1.101.3.4.2.1"))
ECDSA_SHA256 = sequence(oid("1.2.840.10045.4.3.2"))
RSA_SHA256 = sequence(oid("1.2.840.113549.1.1.11"), tlv(NULL, b""))


@dataclass(frozen=True, slots=True)
class Signatory:
    """What a signature says about its signer, worked out once for a certificate."""

    reference: bytes
    identity: bytes
    certificates: bytes
    algorithm: bytes

    @classmethod
    def of(cls, certificates: Sequence[bytes]) -> "Signatory":
        """Take the signer's certificate and those to send along with it, in DER."""
        own = asn1_x509.Certificate.load(certificates[0])
        named = sequence(sequence(tlv(0xA4, own.issuer.dump())), integer(own.serial_number))
        return cls(
            # RFC 5035: names the very certificate, so that none can be put in its place.
            reference=_attribute(
                SIGNING_CERTIFICATE_V2,
                sequence(sequence(sequence(octets(sha256(certificates[0]).digest()), named))),
            ),
            identity=sequence(own.issuer.dump(), integer(own.serial_number)),
            certificates=tlv(OPTIONAL_0, b"".join(sorted(certificates))),
            algorithm=ECDSA_SHA256 if own.public_key.algorithm == "ec" else RSA_SHA256,
        )


def to_be_signed(signatory: Signatory, digest: bytes, content_type: bytes = DATA) -> bytes:
    """Return the signed attributes: their SHA-256 goes to the key."""
    return set_of(
        _attribute(CONTENT_TYPE, content_type),
        _attribute(MESSAGE_DIGEST, octets(digest)),
        signatory.reference,
    )


def signed_data(
    signatory: Signatory,
    attributes: bytes,
    signature: bytes,
    *,
    content: bytes = sequence(DATA),
    time_stamp: bytes = b"",
) -> bytes:
    """Put the finished signature together, with the token that says when it was made."""
    unsigned = tlv(OPTIONAL_1, _attribute(SIGNATURE_TIME_STAMP, time_stamp)) if time_stamp else b""
    signer = sequence(
        integer(1),
        signatory.identity,
        SHA256,
        bytes((OPTIONAL_0,)) + attributes[1:],
        signatory.algorithm,
        octets(signature),
        unsigned,
    )
    version = 1 if content.startswith(sequence(DATA)) else 3
    body = sequence(
        integer(version), set_of(SHA256), content, signatory.certificates, set_of(signer)
    )
    return sequence(SIGNED_DATA, tlv(OPTIONAL_0, body))


def time_stamp_content(info: bytes) -> bytes:
    """Wrap a TSTInfo (RFC 3161) as the content of a token."""
    return sequence(TIME_STAMP_INFO, tlv(OPTIONAL_0, octets(info)))


def _attribute(kind: bytes, value: bytes) -> bytes:
    return sequence(kind, set_of(value))
