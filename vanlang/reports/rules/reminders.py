"""Which reminder a report has come to; each is sent once."""

from collections.abc import Collection


def reached(left: int, *, before: Collection[int], after: Collection[int]) -> str:
    """Return the last step that a report with `left` days to its term has come to; or nothing.

    Only the last: whoever was away for a week is not told of each step that went by.
    """
    steps = sorted({*before, 0, *(-days for days in after)}, reverse=True)
    found = ""
    for days in steps:
        if left <= days:
            found = f"before_{days}" if days > 0 else f"late_{-days}" if days < 0 else "due"
    return found
