"""A service that signs with a SIM or a remote key, once its holder has confirmed on their phone.

    POST {address}               {"key", "algorithm": "sha256", "digest": base64, "label"}
                                 → {"reference"}; the same Idempotency-Key gives the same one
    GET  {address}/{reference}   → {"state": "waiting" | "refused" | "signed", "signature": base64}

both with a bearer token (VANLANG_SIM_SECRET). What a provider's own interface is called nobody has
published [GK]: each needs its translator to this one.
"""

import base64
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote

import httpx
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from vanlang.kernel import foreign_json
from vanlang.kernel.refusals import Unavailable

TIMEOUT_SECONDS = 20
MOST_BYTES, LONGEST_REFERENCE = 2**16, 200
AWAY = "Dịch vụ ký số trên điện thoại chưa trả lời. Việc ký sẽ được thử lại."
OF_THIS_MACHINE = ("http://127.0.0.1", "http://localhost")


@dataclass(frozen=True, slots=True)
class Service:
    """It is sent the name of a key, a hash and what is signed, never the document."""

    address: str
    token: str

    def ask(self, key: str, digest: bytes, label: str) -> str:
        """Return the service's reference to the question.

        Raises:
            Unavailable: it did not answer, or not in these words.
        """
        body = {
            "key": key,
            "algorithm": "sha256",
            "digest": base64.b64encode(digest).decode(),
            "label": label,
        }
        # A question whose answer was lost is asked again and must not ring the phone twice.
        once = sha256(key.encode() + digest).hexdigest()
        said = self._said("POST", self.address, body, {"Idempotency-Key": once})
        reference = said.get("reference")
        if not isinstance(reference, str) or not 0 < len(reference) <= LONGEST_REFERENCE:
            raise Unavailable(AWAY)
        return reference

    def answer(self, reference: str) -> bytes | None:
        """Return the signature, b"" when the holder refused, None while nothing happened.

        Raises:
            Unavailable: likewise.
        """
        said = self._said("GET", f"{self.address}/{quote(reference, safe='')}")
        if said.get("state") == "signed":
            try:
                return base64.b64decode(str(said.get("signature", "")), validate=True) or None
            except ValueError as problem:
                raise Unavailable(AWAY) from problem
        return b"" if said.get("state") == "refused" else None

    def _said(
        self,
        method: str,
        address: str,
        body: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> dict[str, object]:
        try:
            answer = httpx.request(
                method,
                address,
                json=body,
                headers={"Authorization": f"Bearer {self.token}", **(headers or {})},
                timeout=TIMEOUT_SECONDS,
            )
            answer.raise_for_status()
            if len(answer.content) > MOST_BYTES:
                raise Unavailable(AWAY)
            said = foreign_json.read(answer.content)
        except (httpx.HTTPError, ValueError) as problem:
            raise Unavailable(AWAY) from problem
        if not isinstance(said, dict):
            raise Unavailable(AWAY)
        return said


def for_keys() -> Service | None:
    """Return the service of this installation, None where none is set up."""
    address = settings.SIM.rstrip("/")
    if not address:
        return None
    if not address.startswith(("https://", *OF_THIS_MACHINE)):
        raise ImproperlyConfigured("VANLANG_SIM is reached by https.")
    return Service(address, settings.SIM_SECRET)
