"""The test authority of this installation, as it answers; demonstration and tests only."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from vanlang.signing.models import Certificate
from vanlang.signing.rules import authority as rules
from vanlang.signing.rules import chains
from vanlang.signing.rules.authority import Authority, Party, Revoked

# Written into the certificates it issues; our own verification asks in-process instead.
ADDRESS = "http://localhost:8000/pki"


class NoAuthority(Exception):
    """This installation has not made its test authority yet."""


def folder() -> Path:
    """Return where the test authority keeps its keys.

    Raises:
        ImproperlyConfigured: in production, where nothing may be signed by a test authority.
    """
    if settings.PRODUCTION or not settings.STAND_INS:
        raise ImproperlyConfigured("The test certification authority cannot start in production.")
    return Path(settings.HOME) / "pki"


def current() -> Authority:
    return _load(folder())


@lru_cache(maxsize=2)
def _load(place: Path) -> Authority:
    if not place.exists():
        raise NoAuthority
    return Authority(*(_party(place, name) for name in Authority.__dataclass_fields__))


def _party(place: Path, name: str) -> Party:
    key = load_pem_private_key((place / f"{name}.key").read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ImproperlyConfigured(f"{place}/{name}.key is not an elliptic curve key.")
    return Party(x509.load_pem_x509_certificate((place / f"{name}.crt").read_bytes()), key)


def issued(certificate: x509.Certificate) -> bool:
    """Tell whether the test authority, if this installation has one, issued it."""
    if not settings.STAND_INS:
        return False
    return chains.is_issued_by(certificate, current().issuing.certificate)


def ocsp(request: bytes, at: datetime) -> bytes:
    """Answer an OCSP request (DER in, DER out).

    Raises:
        BadRequest: it is no OCSP request.
    """
    (serial,) = rules.ocsp_serials(request)
    return status_of(serial, at) or rules.ocsp_refusal()


def status_of(serial: int, at: datetime) -> bytes | None:
    """Return the OCSP response about a certificate this authority issued, else None."""
    authority = current()
    for party in (authority.responder, authority.time_stamper):
        if party.certificate.serial_number == serial:
            return rules.ocsp_answer(authority, party.certificate, None, at)
    row = Certificate.objects.filter(is_test=True, serial=f"{serial:x}").first()
    if row is None:
        return None
    certificate = x509.load_der_x509_certificate(bytes(row.der))
    revoked = Revoked(serial, row.revoked_at) if row.revoked_at else None
    return rules.ocsp_answer(authority, certificate, revoked, at)


def revocation_list(name: str, at: datetime) -> bytes:
    """Return the CRL of `root` or `ca`."""
    authority = current()
    if name == "root":
        return rules.revocation_list(authority.root, [], at)
    return rules.revocation_list(authority.issuing, _revoked(), at)


def _revoked() -> Iterable[Revoked]:
    rows = Certificate.objects.filter(is_test=True, revoked_at__isnull=False)
    for row in rows.only("serial", "revoked_at").order_by("revoked_at", "pk"):
        if row.revoked_at is not None:
            yield Revoked(int(row.serial, 16), row.revoked_at)


def time_stamp(digest: bytes, at: datetime) -> bytes:
    """Return a token for `digest`, for callers in this process."""
    serial = x509.random_serial_number()
    return rules.time_stamp_token(current(), rules.imprint_of(digest), at, serial)


def answer_time_stamp(request: bytes, at: datetime) -> bytes:
    """Answer an RFC 3161 request that came over HTTP."""
    return rules.answer_time_stamp(current(), request, at, x509.random_serial_number())


def certificate_of(name: str) -> bytes:
    """Return the PEM of `root` or `ca`."""
    authority = current()
    return (authority.root if name == "root" else authority.issuing).pem
