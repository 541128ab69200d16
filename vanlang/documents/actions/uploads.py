"""Files that a clerk brings in: scans of paper, and what was enclosed with an e-mail."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from vanlang.documents.actions import incoming
from vanlang.documents.models import IncomingEntry
from vanlang.documents.permissions import documents as permissions
from vanlang.documents.rules import letters
from vanlang.documents.rules.arrivals import Arrival, ArrivedFile
from vanlang.documents.rules.states import FileKind, Source
from vanlang.identity.api import Unit
from vanlang.kernel import file_checks, files
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.ui import photographs

ALLOWED = (*files.PAPERS, file_checks.TIFF, file_checks.DOCX, file_checks.XLSX)
MOST_FILES = 20


@transaction.atomic
def take_in_paper(  # noqa: PLR0913 one sentence, said once
    arrival: Arrival,
    scans: Sequence[tuple[str, BinaryIO]],
    *,
    unit: Unit,
    by: Actor,
    at: datetime,
    is_another: bool = False,
) -> IncomingEntry:
    """Take in a document on paper with its scan; the first file is the document."""
    refuse_unless(permissions.may_take_in(by, unit.pk))
    if not scans:
        raise Refusal("Hãy quét văn bản và đưa tệp lên.", field="scans")
    arrival = _with_files(arrival, keep(scans, by=by, at=at))
    return incoming.arrive(
        arrival, unit=unit, source=Source.PAPER, by=by, at=at, is_another=is_another
    )


@transaction.atomic
def take_in_letter(
    content: bytes, *, unit: Unit, by: Actor, at: datetime, is_checked: bool = False
) -> IncomingEntry:
    """Take in the document that an e-mail brings; the same message again is the same entry.

    `is_checked` when a person tries what could not be taken in by itself.

    What the e-mail says of its sender proves nothing: the signatures in its files are verified.
    """
    refuse_unless(permissions.may_take_in(by, unit.pk))
    letter = letters.read(content, is_checked=is_checked)
    enclosed = [(one.name, io.BytesIO(one.content)) for one in letter.files]
    arrival = Arrival(
        subject=letter.subject or f"Thư của {letter.sender_name}",
        author_name=letter.sender_name,
        notation=letter.notation,
        # The sender writes this id, so it is the agency's own: it leads to no document elsewhere.
        # One without an id is known by its very bytes.
        exchange_id=f"email:{unit.code}:{letter.message_id or _digest(content)}"[:200],
        sent_on=letter.sent_on,
        note=f"Thư điện tử từ {letter.sender_address}. {letter.remark}".strip(),
    )
    arrival = _with_files(arrival, keep(enclosed, by=by, at=at))
    return incoming.arrive(arrival, unit=unit, source=Source.EMAIL, by=by, at=at)


def keep(
    uploads: Sequence[tuple[str, BinaryIO]], *, by: Actor, at: datetime
) -> tuple[ArrivedFile, ...]:
    """Keep what was brought in, each judged by its content; the first is the document itself."""
    if len(uploads) > MOST_FILES:
        raise Refusal(f"Chỉ đưa lên được {MOST_FILES} tệp một lần.", field="scans")
    kept = []
    for position, (name, content) in enumerate(uploads):
        checked = _check(content, name)
        kind = FileKind.ANNEX if position else FileKind.MAIN
        sha256 = files.store(checked.content, by=by, at=at).sha256
        kept.append(ArrivedFile(sha256, checked.name, kind))
    return tuple(kept)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _check(content: BinaryIO, name: str) -> photographs.CheckedFile:
    """Refuse what is not a document's file, with words for the field it came in."""
    try:
        return photographs.check_upload(content, name, allowed=ALLOWED)
    except Refusal as refusal:
        refusal.field = "scans"
        raise


def _with_files(arrival: Arrival, kept: tuple[ArrivedFile, ...]) -> Arrival:
    return replace(arrival, files=kept)
