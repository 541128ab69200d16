"""RFC 3161 time-stamps over a SHA-256, from whatever authority is set."""

from collections.abc import Callable

Authority = Callable[[bytes], bytes]


class NotAnswering(Exception):
    """The time-stamp authority is down, or said something that is no time-stamp."""


_authority: list[Authority] = []


def use(authority: Authority) -> None:
    """Take time-stamps from `authority` (digest in, DER token out) where no URL is set."""
    _authority[:] = [authority]


def stamp(digest: bytes) -> bytes:
    """Return the DER token that `digest` existed now.

    Raises:
        NotAnswering: no authority could be had; try again later.
    """
    if not _authority:
        raise NotAnswering("No time-stamp authority is set.")
    return _authority[0](digest)
