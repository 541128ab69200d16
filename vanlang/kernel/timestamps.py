"""RFC 3161 time-stamps over a SHA-256, from whatever authority is set."""

from collections.abc import Callable

import httpx
from django.conf import settings

from vanlang.kernel.verifier import INTEGER, SEQUENCE, NotGenuine, check_token, der

Authority = Callable[[bytes], bytes]

WAIT_SECONDS = 10
GRANTED = {0, 1}  # RFC 3161, 2.4.2: granted, granted with changes
# TimeStampReq, version 1, SHA-256, with the certificate; the digest stands between the two.
REQUEST_HEAD = bytes.fromhex("30390201013031300d060960864801650304020105000420")
REQUEST_TAIL = bytes.fromhex("0101ff")


class NotAnswering(Exception):
    """The time-stamp authority is down, or said something that is no time-stamp."""


_authority: list[Authority] = []


def use(authority: Authority) -> None:
    """Take time-stamps from `authority` (digest in, DER token out) where no URL is set."""
    _authority[:] = [authority]


def stamp(digest: bytes) -> bytes:
    """Return the DER token that `digest` existed now.

    Raises:
        NotAnswering: no genuine token could be had; try again later.
    """
    if settings.TIME_STAMP_URL:
        token = _ask(settings.TIME_STAMP_URL, digest)
    elif _authority:
        token = _authority[0](digest)
    else:
        raise NotAnswering("No time-stamp authority is set.")
    try:
        check_token(token, digest)
    except NotGenuine as problem:
        raise NotAnswering(f"The time-stamp authority's token is not genuine: {problem}") from None
    return token


def _ask(url: str, digest: bytes) -> bytes:
    try:
        answer = httpx.post(
            url,
            content=REQUEST_HEAD + digest + REQUEST_TAIL,
            headers={"Content-Type": "application/timestamp-query"},
            timeout=WAIT_SECONDS,
        )
        answer.raise_for_status()
        status, token, *_ = der(answer.content).only(SEQUENCE)
        if next(iter(status)).only(INTEGER).content[-1] not in GRANTED:
            raise NotAnswering(f"The time-stamp authority refused: {status.content.hex()}")
    except (httpx.HTTPError, NotGenuine, ValueError, IndexError) as problem:
        raise NotAnswering(f"The time-stamp authority does not answer: {problem}") from problem
    return token.raw
