"""Hộp thư văn thư: what comes by e-mail is taken in by itself, each message once.

A message is marked as seen only after what it brought is in the database; what was killed between
comes again and is known by its Message-ID. What cannot be taken in is set aside as it came, stays
in the mailbox, flagged, and the clerks are told why; what cannot be judged now is left for the next
time.
"""

import imaplib
import logging
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError

from vanlang.documents.actions import setting_aside, uploads
from vanlang.documents.queries import exchange as queries
from vanlang.documents.rules.mailboxes import Mailbox
from vanlang.identity.api import Unit
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import (
    OutOfSpace,
    Refusal,
    Unavailable,
    is_for_want_of_room,
)

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 30
MOST_AT_ONCE = 50  # the rest waits for the next time
LARGEST = 60 * 2**20
OUR_OWN = (OperationalError, InterfaceError)  # the database is away: no letter's fault
UPSET = "Thư có nội dung làm hệ thống không đọc được."
SEEN, SEEN_AND_FLAGGED = r"(\Seen)", r"(\Seen \Flagged)"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the new messages of a mailbox."""

    taken: int = 0
    refused: int = 0
    left: int = 0


def fetch(mailbox: Mailbox, *, at: datetime) -> Outcome:
    """Take in what is new in a mailbox.

    Raises:
        Unavailable: the server does not answer, does not let us in, or has no such folder.
    """
    unit = queries.unit_with_code(mailbox.agency)
    if unit is None or not unit.is_agency:
        raise Unavailable(f"Hộp thư {mailbox.name}: không có cơ quan mang mã {mailbox.agency}.")
    taken = refused = left = 0
    with _opened(mailbox) as server:
        for key in _new(server)[:MOST_AT_ONCE]:
            content = _fetched(server, key)
            try:
                is_taken = _take(content, unit, mailbox, at=at)
            except Unavailable:
                left += 1
                continue
            _answer(server.uid("STORE", key, "+FLAGS", SEEN if is_taken else SEEN_AND_FLAGGED))
            taken, refused = taken + is_taken, refused + (not is_taken)
    return Outcome(taken, refused, left)


@contextmanager
def _opened(mailbox: Mailbox) -> Iterator[imaplib.IMAP4]:
    try:
        server = _connection(mailbox)
        try:
            server.login(mailbox.user, mailbox.password)
            _answer(server.select(f'"{mailbox.folder}"'))
            yield server
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                server.logout()
    except (OSError, imaplib.IMAP4.error) as problem:
        raise Unavailable(f"Hộp thư {mailbox.name} chưa đọc được: {problem}"[:300]) from problem


def _connection(mailbox: Mailbox) -> imaplib.IMAP4:
    if mailbox.is_encrypted:
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(
            mailbox.host, mailbox.port, ssl_context=context, timeout=TIMEOUT_SECONDS
        )
    server = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=TIMEOUT_SECONDS)
    if not mailbox.is_here:  # refused by the server: an error, and nobody signs in
        server.starttls(ssl.create_default_context())
    return server


def _new(server: imaplib.IMAP4) -> list[str]:
    found = _answer(server.uid("SEARCH", "UNSEEN"))[:1]
    return found[0].decode().split() if found and isinstance(found[0], bytes) else []


def _fetched(server: imaplib.IMAP4, key: str) -> bytes | None:
    """Return a message as it came; nothing of one that is too large."""
    answered = _answer(server.uid("FETCH", key, "(RFC822.SIZE)"))[:1]
    words = answered[0].decode() if answered and isinstance(answered[0], bytes) else ""
    size = words.upper().partition("RFC822.SIZE")[2].split(")")[0].strip()
    if size.isdigit() and int(size) > LARGEST:
        return None
    parts = _answer(server.uid("FETCH", key, "(BODY.PEEK[])"))
    content = next((part[1] for part in parts if isinstance(part, tuple)), None)
    if not isinstance(content, bytes):
        raise imaplib.IMAP4.error("no content")
    return content


def _take(content: bytes | None, unit: Unit, mailbox: Mailbox, *, at: datetime) -> bool:
    """Take a message in, or set it aside: nothing that a stranger writes stops the ones behind it.

    Raises:
        Unavailable: it cannot be judged now.
    """
    if content is None:
        reason = f"Thư quá lớn: tối đa {LARGEST // 2**20} MB."
    else:
        reason = _refusal_of(content, unit, at=at)
    if reason:
        setting_aside.set_aside(
            content, unit=unit, mailbox=mailbox.name, reason=reason, by=PLATFORM, at=at
        )
    return not reason


def _refusal_of(content: bytes, unit: Unit, *, at: datetime) -> str:
    """Take a message in and return nothing, or return why it is not taken."""
    try:
        uploads.take_in_letter(content, unit=unit, by=PLATFORM, at=at)
    except (Unavailable, OutOfSpace):
        raise
    except Refusal as refusal:
        return refusal.message
    except Exception as problem:  # whatever a hostile letter upsets is that letter's affair
        if isinstance(problem, OUR_OWN) or is_for_want_of_room(problem):
            raise
        logger.exception("A letter could not be taken in at %s.", unit.code)
        return UPSET
    return ""


def _answer(answered: tuple[str, Sequence[object]]) -> Sequence[object]:
    word, parts = answered
    if word != "OK":
        raise imaplib.IMAP4.error(" ".join(str(part) for part in parts)[:200])
    return parts
