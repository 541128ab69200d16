"""The lives of definitions, verifications and findings; the kinds of events and values."""

from enum import StrEnum
from typing import TypeVar

from vanlang.kernel.refusals import Conflict


class Event(StrEnum):
    DRAFTED = "indicators.drafted"
    DISCARDED = "indicators.discarded"
    PUBLISHED = "indicators.published"
    RETIRED = "indicators.retired"
    CARD_DISCARDED = "indicators.card_discarded"
    CARD_PUBLISHED = "indicators.card_published"
    TARGET_SET = "indicators.target_set"
    REPORTED = "indicators.reported"
    VERIFIED = "indicators.verified"
    APPEALED = "indicators.appealed"
    SETTLED = "indicators.settled"
    COUNTED = "indicators.counted"
    RECOMPUTED = "indicators.recomputed"
    COLOUR_CHANGED = "indicators.colour_changed"
    FINDING_OPENED = "indicators.finding_opened"
    FINDING_EXPLAINED = "indicators.finding_explained"
    FINDING_CLOSED = "indicators.finding_closed"


class DefinitionState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


DEFINITION_STATE_NAMES = {
    DefinitionState.DRAFT: "Dự thảo",
    DefinitionState.PUBLISHED: "Đã ban hành",
    DefinitionState.SUPERSEDED: "Đã thay thế",
}
DEFINITION_MOVES = {
    "discard": ({DefinitionState.DRAFT}, DefinitionState.DRAFT),  # and then it is no more
    "publish": ({DefinitionState.DRAFT}, DefinitionState.PUBLISHED),
    "supersede": ({DefinitionState.PUBLISHED}, DefinitionState.SUPERSEDED),
}


class ValueKind(StrEnum):
    REPORTED = "reported"
    COUNTED = "counted"
    VERIFIED = "verified"


VALUE_KIND_NAMES = {
    ValueKind.REPORTED: "Đơn vị báo cáo",
    ValueKind.COUNTED: "Hệ thống đếm",
    ValueKind.VERIFIED: "Đã thẩm định",
}


class Decides(StrEnum):
    """Which value an indicator is judged by."""

    COUNTED = "counted"
    REPORTED = "reported"
    VERIFIED = "verified"


DECIDES_NAMES = {
    Decides.COUNTED: "Số hệ thống đếm",
    Decides.REPORTED: "Số đơn vị báo cáo",
    Decides.VERIFIED: "Số báo cáo đã thẩm định",
}


class Check(StrEnum):
    """Where the verification of one reported value stands."""

    WAITING = "waiting"
    VERIFIED = "verified"
    APPEALED = "appealed"
    SETTLED = "settled"


CHECK_NAMES = {
    Check.WAITING: "Chờ thẩm định",
    Check.VERIFIED: "Đã thẩm định",
    Check.APPEALED: "Đang phúc tra",
    Check.SETTLED: "Đã phúc tra",
}
CHECK_MOVES = {
    "verify": ({Check.WAITING}, Check.VERIFIED),
    "appeal": ({Check.VERIFIED}, Check.APPEALED),
    "settle": ({Check.APPEALED}, Check.SETTLED),
    "report": ({Check.WAITING, Check.VERIFIED, Check.SETTLED}, Check.WAITING),
}


class FindingState(StrEnum):
    OPEN = "open"
    EXPLAINED = "explained"
    CLOSED = "closed"


FINDING_STATE_NAMES = {
    FindingState.OPEN: "Chưa giải trình",
    FindingState.EXPLAINED: "Đã giải trình",
    FindingState.CLOSED: "Đã xong",
}
FINDING_MOVES = {
    "explain": ({FindingState.OPEN}, FindingState.EXPLAINED),
    "close": ({FindingState.OPEN, FindingState.EXPLAINED}, FindingState.CLOSED),
}
VERB_NAMES = {
    "discard": "bỏ",
    "publish": "ban hành",
    "supersede": "thay thế",
    "verify": "thẩm định",
    "appeal": "đề nghị phúc tra",
    "settle": "kết luận phúc tra",
    "report": "báo cáo lại",
    "explain": "giải trình",
    "close": "đóng",
}
NAMES: dict[str, str] = {
    **{f"{DefinitionState.__name__}.{key}": name for key, name in DEFINITION_STATE_NAMES.items()},
    **{f"{Check.__name__}.{key}": name for key, name in CHECK_NAMES.items()},
    **{f"{FindingState.__name__}.{key}": name for key, name in FINDING_STATE_NAMES.items()},
}
S = TypeVar("S", bound=StrEnum)


def move(moves: dict[str, tuple[set[S], S]], state: S, verb: str) -> S:
    """Return where a verb leads.

    Raises:
        Conflict: not from here.
    """
    before, after = moves[verb]
    if state not in before:
        name = NAMES[f"{type(state).__name__}.{state}"]
        raise Conflict(f"Không {VERB_NAMES[verb]} được: đang ở bước “{name}”.")
    return after
