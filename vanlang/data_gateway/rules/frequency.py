"""How often a member may call the axis."""

A_MINUTE = 600
MOST_ROWS = 500


def is_too_often(calls: int, *, limit: int) -> bool:
    return calls > limit


def rows(asked: str) -> int:
    """Return how many rows a list gives: as many as asked for, within reason."""
    return min(max(int(asked), 1), MOST_ROWS) if asked.isdigit() and len(asked) < 6 else 100  # noqa: PLR2004
