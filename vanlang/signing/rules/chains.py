"""Which authorities stand above a certificate. A name is believed only with its signature."""

from collections.abc import Sequence
from functools import lru_cache

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID

LONGEST = 6

Chain = tuple[x509.Certificate, ...]


@lru_cache(maxsize=1024)
def asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """Return the certificate as pyHanko takes it; kept, for it is slow to read."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def build(
    certificate: x509.Certificate,
    among: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate],
) -> Chain:
    """Return the certificate and those above it up to a trusted root; empty if it reaches none."""
    chain = [certificate]
    while len(chain) <= LONGEST:
        last = chain[-1]
        if last in roots:
            return tuple(chain)
        above = next(
            (c for c in (*roots, *among) if c not in chain and is_issued_by(last, c)), None
        )
        if above is None:
            return ()
        chain.append(above)
    return ()


def ocsp_addresses(certificate: x509.Certificate) -> list[str]:
    return _access(certificate, AuthorityInformationAccessOID.OCSP.dotted_string)


def crl_addresses(certificate: x509.Certificate) -> list[str]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except (x509.ExtensionNotFound, ValueError):
        return []
    names = [name for point in points for name in point.full_name or []]
    return _urls(names)


def needs_no_status(certificate: x509.Certificate) -> bool:
    """Tell whether it is a root, or a responder that vouches for itself (RFC 6960, 4.2.2.2.1)."""
    if certificate.issuer == certificate.subject:
        return True
    try:
        certificate.extensions.get_extension_for_class(x509.OCSPNoCheck)
    except (x509.ExtensionNotFound, ValueError):
        return False
    return True


def _access(certificate: x509.Certificate, method: str) -> list[str]:
    try:
        found = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
    except (x509.ExtensionNotFound, ValueError):
        return []
    return _urls(
        [d.access_location for d in found.value if d.access_method.dotted_string == method]
    )


def _urls(names: Sequence[x509.GeneralName]) -> list[str]:
    values = [n.value for n in names if isinstance(n, x509.UniformResourceIdentifier)]
    return [value for value in values if value.startswith(("http://", "https://"))]
