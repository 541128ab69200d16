"""Keys in a PKCS#11 token: USB, SIM reader or HSM. Needs the extra `vanlang[pkcs11]`.

The token signs a hash and never lets the key out. One session a process stays signed in; when the
token was pulled out and put back, the next signature opens another.
"""

from dataclasses import dataclass, field
from threading import Lock

import pkcs11
from pkcs11.types import SignMixin
from pkcs11.util.ec import encode_ecdsa_signature

from vanlang.kernel.refusals import Unavailable

# DigestInfo of a SHA-256 (RFC 8017, 9.2): what CKM_RSA_PKCS pads and signs.
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
CANNOT_SIGN = "Khóa trong thiết bị không dùng để ký số được."
NO_TOKEN = "Chưa truy cập được thiết bị lưu khóa ký số. Việc ký sẽ được thử lại."  # noqa: S105


@dataclass(slots=True)
class TokenStore:
    """A token called `token`, reached through the vendor's library `module`."""

    module: str
    token: str
    pin: str
    _lock: Lock = field(default_factory=Lock)
    _session: pkcs11.Session | None = None

    def sign(self, name: str, digest: bytes) -> bytes:
        with self._lock:
            try:
                return self._sign(name, digest)
            except (pkcs11.PKCS11Error, RuntimeError, OSError):
                self._session = None
            try:
                return self._sign(name, digest)
            except (pkcs11.PKCS11Error, RuntimeError, OSError) as problem:
                self._session = None
                raise Unavailable(NO_TOKEN) from problem

    def _sign(self, name: str, digest: bytes) -> bytes:
        if self._session is None:
            library = pkcs11.lib(self.module)
            self._session = library.get_token(token_label=self.token).open(user_pin=self.pin)
        key = self._session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=name)
        if not isinstance(key, SignMixin):
            raise Unavailable(CANNOT_SIGN)
        if key.key_type == pkcs11.KeyType.EC:
            raw = key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA)
            return encode_ecdsa_signature(raw)
        return bytes(key.sign(SHA256_INFO + digest, mechanism=pkcs11.Mechanism.RSA_PKCS))
