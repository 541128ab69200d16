"""Where an incoming document is: the steps done, the one it is at, those to come."""

import re
from dataclasses import dataclass

from vanlang.documents.models import Attachment, Document, IncomingEntry
from vanlang.documents.rules.arrivals import BROKEN
from vanlang.documents.rules.states import EntryState, Source
from vanlang.kernel import file_checks, search
from vanlang.ui import wording

ORDER = list(EntryState)


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the list of steps, as `ui/parts.html` draws it."""

    title: str
    state: str
    note: str


def steps_of(entry: IncomingEntry) -> list[Shown]:
    """Return every step of an entry: when it was done, or that it is still to come."""
    if entry.state == EntryState.RETURNED:
        return [
            Shown("Đến", "done", wording.moment(entry.arrived_at)),
            Shown("Trả lại nơi gửi", "stopped", entry.return_reason),
        ]
    number = f"Số đến {entry.arrival_number}/{entry.year}, " if entry.arrival_number else ""
    leader = entry.presented_to.name if entry.presented_to else ""
    opened = f"{entry.first_opened_by}, {wording.moment(entry.first_opened_at)}"
    marks = [
        ("Đến", entry.arrived_at, f"{entry.source_name}, {wording.moment(entry.arrived_at)}"),
        ("Vào sổ", entry.registered_at, f"{number}{wording.moment(entry.registered_at)}"),
        ("Mở xem", entry.first_opened_at, opened),
        ("Trình", entry.presented_at, f"{leader}, {wording.moment(entry.presented_at)}"),
        ("Chỉ đạo", entry.directed_at, wording.moment(entry.directed_at)),
        ("Giải quyết xong", entry.closed_at, wording.moment(entry.closed_at)),
    ]
    found, current = [], False
    for title, at, note in marks:
        if at is not None:
            found.append(Shown(title, "done", note))
        elif entry.state == EntryState.CLOSED:
            continue
        else:
            found.append(Shown(title, "todo" if current else "now", ""))
            current = True
    return found


def is_broken(entry: IncomingEntry) -> bool:
    """Tell whether an electronic document failed the check of its signature or content."""
    outcomes = set(entry.document.attachments.values_list("outcome", flat=True))
    return entry.source != Source.PAPER and bool(outcomes & BROKEN)


def agencies_of(document: Document) -> set[int]:
    """Return the agencies that wrote or received a document."""
    found = set(document.entries.values_list("unit_id", flat=True))
    return found | ({document.author_id} if document.author_id else set())


def file_name(attachment: Attachment) -> str:
    """Return a name that every system takes: plain letters, with the ending of what it is."""
    endings = {**file_checks.SHORT_NAMES}
    stem = re.sub(r"[^a-z0-9._-]+", "-", search.fold(attachment.name).rpartition(".")[0]) or "tep"
    ending = endings.get(attachment.file.content_type, "")
    return f"{stem[:80]}.{ending.lower()}" if ending else stem[:80]
