"""A stand-in for a SIM or remote signing service: asks nobody, answers after a moment.

Only where stand-ins are allowed. It keeps the test authority's key files and, like a phone, can be
told to refuse or to stay silent.
"""

from dataclasses import dataclass, field
from uuid import uuid4

from vanlang.kernel.refusals import Unavailable
from vanlang.signing.actions import keys


@dataclass(slots=True)
class StandInSim:
    """Signs what it was asked unless its holder refuses."""

    refuses: bool = False
    is_silent: bool = False
    is_away: bool = False
    asked: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def ask(self, key: str, digest: bytes, label: str) -> str:  # noqa: ARG002 shown on the phone
        if self.is_away:
            raise Unavailable("Dịch vụ ký số từ xa chưa trả lời.")
        reference = uuid4().hex
        self.asked[reference] = (key, digest)
        return reference

    def answer(self, reference: str) -> bytes | None:
        if self.is_silent or reference not in self.asked:
            return None
        if self.refuses:
            return b""
        key, digest = self.asked[reference]
        return keys.sign(f"pkcs12:{key}", digest)
