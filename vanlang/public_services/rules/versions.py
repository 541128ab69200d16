"""The life of a version: drafted, published, superseded by the next or closed."""

from enum import StrEnum

from vanlang.kernel.refusals import Conflict


class VersionState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class VersionEvent(StrEnum):
    DRAFTED = "public_services.version_drafted"
    PUBLISHED = "public_services.version_published"
    SUPERSEDED = "public_services.version_superseded"
    CLOSED = "public_services.procedure_closed"


EVENT_NAMES = {
    VersionEvent.DRAFTED.value: "Soạn dự thảo",
    VersionEvent.PUBLISHED.value: "Công bố",
    VersionEvent.SUPERSEDED.value: "Được thay thế",
    VersionEvent.CLOSED.value: "Bãi bỏ",
}
STATE_NAMES = {
    VersionState.DRAFT: "Dự thảo",
    VersionState.PUBLISHED: "Đã công bố",
    VersionState.SUPERSEDED: "Đã thay thế",
}

MOVES: dict[str, tuple[frozenset[VersionState], VersionState]] = {
    "revise": (frozenset({VersionState.DRAFT}), VersionState.DRAFT),
    "publish": (frozenset({VersionState.DRAFT}), VersionState.PUBLISHED),
    "supersede": (frozenset({VersionState.PUBLISHED}), VersionState.SUPERSEDED),
}


def move(state: VersionState, verb: str) -> VersionState:
    """Return the state `verb` leads to, or refuse."""
    starts, end = MOVES[verb]
    if state not in starts:
        raise Conflict(
            f"Không thực hiện được bước này khi phiên bản ở trạng thái “{STATE_NAMES[state]}”."
        )
    return end
