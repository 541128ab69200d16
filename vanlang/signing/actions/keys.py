"""Where private keys live: one plug with three sockets. Only a hash ever goes to a key.

A certificate names its key as `pkcs12:file`, `pkcs11:label` or `remote:id`; which file, module or
service that is, and its secret, is the installation's own setting, so that a row in the database
can neither point the platform at a strange library nor at a strange address.
"""

import base64
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

import httpx
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import pkcs12
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from vanlang.kernel.refusals import Unavailable

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
SHA256 = hashes.SHA256()
KEPT_IN_MEMORY = 512
REMOTE_TIMEOUT_SECONDS = 60.0  # a person may have to confirm on their phone
NO_ANSWER = "Dịch vụ ký số chưa trả lời. Việc ký sẽ được thử lại."


class KeyStore(Protocol):
    """Signs a SHA-256 with the key called `name`.

    Returns an ECDSA signature in DER, or an RSA signature of PKCS#1 v1.5.

    Raises:
        Unavailable: the key cannot be reached now; nothing was signed.
    """

    def sign(self, name: str, digest: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class FileStore:
    """PKCS#12 files in one folder: for tests, the demonstration, and nowhere else."""

    folder: Path
    password: bytes

    def sign(self, name: str, digest: bytes) -> bytes:
        key = self._load(name)
        if isinstance(key, rsa.RSAPrivateKey):
            return key.sign(digest, padding.PKCS1v15(), Prehashed(SHA256))
        return key.sign(digest, ec.ECDSA(Prehashed(SHA256)))

    def _load(self, name: str) -> PrivateKey:
        path = self.folder / f"{Path(name).name}.p12"
        try:
            return _key_in(path, path.stat().st_mtime_ns, self.password)
        except (OSError, ValueError, UnsupportedAlgorithm) as problem:
            raise Unavailable("Không mở được khóa ký số trong tệp PKCS#12.") from problem


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _key_in(path: Path, changed: int, password: bytes) -> PrivateKey:  # noqa: ARG001
    """Load a key once: OpenSSL proves an RSA key's primes anew at each loading, in 60 ms."""
    key = pkcs12.load_pkcs12(path.read_bytes(), password).key
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise ValueError(path)  # noqa: TRY004 the file's value is wrong, not an argument's type
    return key


@dataclass(frozen=True, slots=True)
class RemoteStore:
    """A remote signing service (SIM, HSM): it is sent the name of a key and a hash, nothing else.

    POST {"key", "algorithm": "sha256", "digest": base64} with a bearer token; the answer is
    {"signature": base64}. 401 to 422 mean that it will not; anything else, that it cannot now.
    """

    url: str
    token: str
    timeout: float = REMOTE_TIMEOUT_SECONDS

    def sign(self, name: str, digest: bytes) -> bytes:
        asked = {
            "key": name,
            "algorithm": "sha256",
            "digest": base64.b64encode(digest).decode(),
        }
        try:
            answer = httpx.post(
                self.url,
                json=asked,
                headers={"Authorization": f"Bearer {self.token}"},
                timeout=self.timeout,
            )
            answer.raise_for_status()
            return base64.b64decode(answer.json()["signature"], validate=True)
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as problem:
            raise Unavailable(NO_ANSWER) from problem


def pkcs12_store(address: str, secret: str) -> KeyStore:
    return FileStore(Path(address.removeprefix("//")), secret.encode())


def remote_store(address: str, secret: str) -> KeyStore:
    if not address.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise ImproperlyConfigured("A remote signing service is reached by https.")
    return RemoteStore(address, secret)


def pkcs11_store(address: str, secret: str) -> KeyStore:
    """Open a token through the vendor's module: needs the extra `vanlang[pkcs11]`."""
    from vanlang.signing.actions.tokens import TokenStore  # noqa: PLC0415 an optional extra

    where = urlsplit(address)
    token = parse_qs(where.query).get("token", [""])[0]
    return TokenStore(where.path, token, secret)


MAKERS: dict[str, Callable[[str, str], KeyStore]] = {
    "pkcs12": pkcs12_store,
    "pkcs11": pkcs11_store,
    "remote": remote_store,
}


def store(scheme: str) -> KeyStore:
    """Return the installation's store of that kind.

    `settings.KEY_STORES` holds addresses like `pkcs11:/usr/lib/…/module.so?token=vanlang` and
    `remote:https://…`; the secret of `pkcs11` is in the environment as VANLANG_PKCS11_SECRET.
    """
    return _store(scheme, tuple(settings.KEY_STORES), str(settings.HOME))


@lru_cache(maxsize=16)
def _store(scheme: str, addresses: tuple[str, ...], _home: str) -> KeyStore:
    """Open a store once; the stand-in's keys lie in the platform's home."""
    for address in addresses:
        found, _, rest = address.partition(":")
        if found == scheme:
            secret = os.environ.get(f"VANLANG_{scheme.upper()}_SECRET", "")
            return MAKERS[scheme](rest, secret)
    if scheme == "pkcs12" and settings.STAND_INS:
        return FileStore(stand_in_folder(), stand_in_password())
    raise ImproperlyConfigured(f"No {scheme} key store is set in VANLANG_KEYS.")


def sign(key: str, digest: bytes) -> bytes:
    """Sign a SHA-256 with the key a certificate names, e.g. `pkcs11:minh`."""
    scheme, _, name = key.partition(":")
    return store(scheme).sign(name, digest)


def stand_in_folder() -> Path:
    return Path(settings.HOME) / "pki" / "keys"


def stand_in_password() -> bytes:
    """Return the password of the stand-in key files: this installation's own."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"signing.pkcs12", "sha256").hex().encode()
