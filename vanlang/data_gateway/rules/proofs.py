"""How one system proves to another who it is: HMAC-SHA256 over what it asks, and when.

[GK] The headers of the national axis are known by name only (XroadVnpt-*), the text that it signs
is not: both stand here and in `settings.AXIS_HEADERS`, and nowhere else.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()
SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Proof:
    """What the headers of one request claim."""

    system_id: str
    timestamp: str
    nonce: str
    sha256: str  # of the body
    signature: str


def signature(  # noqa: PLR0913 one sentence, each word with its name
    secret: str,
    *,
    method: str,
    path: str,
    timestamp: str,
    nonce: str,
    sha256: str,
    envelope: str,
) -> str:
    """Sign what is asked, of what, when, and with which content."""
    text = f"{method.upper()}\n{path}\n{timestamp}\n{nonce}\n{sha256}\n{envelope}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def of_bytes(secret: str, content: bytes) -> str:
    return hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()


def fits(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def is_of_now(timestamp: str, *, at: datetime, skew: timedelta = SKEW) -> bool:
    """Tell whether the other's clock and ours agree well enough."""
    try:
        found = datetime.fromisoformat(timestamp)
    except ValueError:
        return False
    return found.tzinfo is not None and abs(found - at) <= skew
