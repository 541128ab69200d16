"""Whom this installation trusts: the roots it was given, and its test root where it stands in."""

from functools import lru_cache
from pathlib import Path

from cryptography import x509
from django.conf import settings

from vanlang.signing.queries import authority


def roots() -> tuple[x509.Certificate, ...]:
    """Return the trusted roots: Ban Cơ yếu's and public ones in production, as the province sets.

    `settings.TRUST_ROOTS` is a PEM file or a folder of them.
    """
    given = _read(settings.TRUST_ROOTS) if settings.TRUST_ROOTS else ()
    if settings.STAND_INS:
        return (*given, authority.current().root.certificate)
    return given


@lru_cache(maxsize=4)
def _read(place: str) -> tuple[x509.Certificate, ...]:
    path = Path(place)
    files = sorted(path.glob("*.pem")) + sorted(path.glob("*.crt")) if path.is_dir() else [path]
    return tuple(
        certificate
        for file in files
        for certificate in x509.load_pem_x509_certificates(file.read_bytes())
    )
