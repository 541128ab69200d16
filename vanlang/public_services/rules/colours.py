"""When a share counts as good, fair or poor on the board.

[GK] No law sets these for the board; the province's aim is 98 % of dossiers online a day. They
stand in docs/unverified.md and are one line to change until `indicators` makes them data.
"""

GOOD_FROM = 0.9
FAIR_FROM = 0.7


def of(share: float | None) -> str:
    """Return the state's name in the style sheet: good, warn, bad, or none without data."""
    if share is None:
        return "none"
    if share >= GOOD_FROM:
        return "good"
    return "warn" if share >= FAIR_FROM else "bad"
