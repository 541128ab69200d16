"""What may happen to a certificate, and what is written down about signing."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum

from vanlang.kernel.refusals import Conflict

# Ban Cơ yếu renews in weeks rather than days: whoever looks must see it two months ahead. [GK]
EXPIRY_WARNING = timedelta(days=60)
VIETNAM = timezone(timedelta(hours=7))


class Event(StrEnum):
    SIGNED = "signing.signed"
    CERTIFICATE_REGISTERED = "signing.certificate_registered"
    CERTIFICATE_REVOKED = "signing.certificate_revoked"
    IMAGE_CHANGED = "signing.image_changed"


class Kind(StrEnum):
    """Whose signature: the competent person's or the organisation's (Nghị định 30/2020, Điều 5)."""

    PERSON = "person"
    ORGANISATION = "organisation"


class State(StrEnum):
    """A certificate's state on a day; read from its dates, never stored."""

    PENDING = "pending"
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    REVOKED = "revoked"


STATE_NAMES = {
    State.PENDING: "chưa có hiệu lực",
    State.VALID: "còn hiệu lực",
    State.EXPIRING: "sắp hết hạn",
    State.EXPIRED: "đã hết hạn",
    State.REVOKED: "đã thu hồi",
}
STATE_SIGNS = {
    State.PENDING: "now",
    State.VALID: "good",
    State.EXPIRING: "warn",
    State.EXPIRED: "bad",
    State.REVOKED: "bad",
}
USABLE = {State.VALID, State.EXPIRING}
# What each verb starts from; renewing makes a second certificate and leaves the first as it is.
STARTS = {
    "sign": USABLE,
    "renew": USABLE | {State.EXPIRED, State.REVOKED},
    "revoke": USABLE | {State.PENDING},
}
VERB_NAMES = {"sign": "ký số", "renew": "cấp lại", "revoke": "thu hồi"}


@dataclass(frozen=True, slots=True)
class Validity:
    """The dates a certificate's state is read from."""

    valid_from: datetime
    valid_to: datetime
    revoked_at: datetime | None = None


def moment_text(at: datetime) -> str:
    """Return a time as Phụ lục I has it: day, hour to the second, and the zone."""
    here = at.astimezone(VIETNAM)
    return f"{here:%d/%m/%Y %H:%M:%S} +07:00"


def state_of(validity: Validity, at: datetime) -> State:
    if validity.revoked_at is not None and validity.revoked_at <= at:
        return State.REVOKED
    if at < validity.valid_from:
        return State.PENDING
    if at >= validity.valid_to:
        return State.EXPIRED
    if at >= validity.valid_to - EXPIRY_WARNING:
        return State.EXPIRING
    return State.VALID


def check_may(verb: str, state: State) -> None:
    """Refuse `verb` for a certificate in `state` where it does not start from there."""
    if state not in STARTS[verb]:
        raise Conflict(
            f"Không thể {VERB_NAMES[verb]} với chứng thư số {STATE_NAMES[state]}.",
        )
