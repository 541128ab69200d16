"""Hộp thư văn thư: what comes by e-mail is taken in by itself, each message once.

A message is marked as seen only after what it brought is in the database; what was killed between
comes again and is known by its Message-ID. What cannot be taken in stays in the mailbox, flagged,
and the clerks are told why; what cannot be judged now is left for the next time.
"""

import imaplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from vanlang.documents.actions import telling, uploads
from vanlang.documents.queries import exchange as queries
from vanlang.documents.rules.mailboxes import Mailbox
from vanlang.identity import api as identity
from vanlang.identity.api import Role, Unit
from vanlang.kernel import notices
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal, TooLarge, Unavailable

TIMEOUT_SECONDS = 30
MOST_AT_ONCE = 50  # the rest waits for the next time
LARGEST = 60 * 2**20
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
            try:
                _take(server, key, unit, at=at)
            except Unavailable:
                left += 1
            except Refusal as refusal:
                _tell_of_refusal(unit, mailbox, refusal, at=at)
                _answer(server.uid("STORE", key, "+FLAGS", SEEN_AND_FLAGGED))
                refused += 1
            else:
                _answer(server.uid("STORE", key, "+FLAGS", SEEN))
                taken += 1
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
    (found,) = _answer(server.uid("SEARCH", "UNSEEN"))
    return found.decode().split() if isinstance(found, bytes) else []


def _take(server: imaplib.IMAP4, key: str, unit: Unit, *, at: datetime) -> None:
    (said,) = _answer(server.uid("FETCH", key, "(RFC822.SIZE)"))[:1]
    told = said.decode() if isinstance(said, bytes) else ""
    size = told.upper().partition("RFC822.SIZE")[2].split(")")[0].strip()
    if size.isdigit() and int(size) > LARGEST:
        raise TooLarge(f"Thư quá lớn: tối đa {LARGEST // 2**20} MB.")
    parts = _answer(server.uid("FETCH", key, "(BODY.PEEK[])"))
    content = next((part[1] for part in parts if isinstance(part, tuple)), None)
    if not isinstance(content, bytes):
        raise Unavailable("Máy chủ thư không trả nội dung.")
    uploads.take_in_letter(content, unit=unit, by=PLATFORM, at=at)


def _answer(answered: tuple[str, Sequence[object]]) -> Sequence[object]:
    word, parts = answered
    if word != "OK":
        raise imaplib.IMAP4.error(" ".join(str(part) for part in parts)[:200])
    return parts


@transaction.atomic
def _tell_of_refusal(unit: Unit, mailbox: Mailbox, refusal: Refusal, *, at: datetime) -> None:
    for person_id in telling.holders([Role.CLERK], [unit.pk], on=day_of(at)):
        to = identity.recipient(person_id)
        notices.send(
            person_id=to.person_id,
            email=to.email,
            subject="Một thư điện tử chưa nhận được vào hệ thống",
            text=(
                f"{refusal.message} Thư vẫn ở hộp thư {mailbox.user}, được gắn cờ; hãy mở thư để"
                " xử lý."
            ),
            link=reverse("documents-take-in-letter"),
            about=f"identity.unit:{unit.pk}",
            at=at,
        )
