"""Makes this installation's test authority, once; demonstration and tests only."""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import Certificate

from vanlang.signing.actions import keys
from vanlang.signing.queries import authority
from vanlang.signing.rules import authority as rules


def establish(at: datetime) -> None:
    """Make the test authority's keys under settings.HOME if they are not there yet."""
    folder = authority.folder()
    if folder.exists():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".pki-"))
    for name, party in rules.establish(at, authority.ADDRESS).parties.items():
        _write(
            draft / f"{name}.key",
            party.key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ),
        )
        (draft / f"{name}.crt").write_bytes(party.pem)
    (draft / "keys").mkdir(mode=0o700)
    try:
        draft.rename(folder)  # whole or not at all: web, worker and tests may start at once
    except OSError:
        shutil.rmtree(draft)
        if not folder.exists():
            raise


def keep_key(name: str, key: ec.EllipticCurvePrivateKey, certificate: Certificate) -> str:
    """Put a test person's key into a PKCS#12 file; return how a certificate names it."""
    sealed = (
        serialization.PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(2)  # the password has 256 random bits: stretching it would add nothing
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .build(keys.stand_in_password())
    )
    content = pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, None, sealed)
    _write(keys.stand_in_folder() / f"{name}.p12", content)
    return f"pkcs12:{name}"


def _write(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)
