"""The stamped copy of a registered document, made once and kept beside the original."""

from datetime import datetime

from django.db import transaction

from vanlang.documents.models import Attachment, IncomingEntry
from vanlang.documents.queries import stamping
from vanlang.documents.rules.states import FileKind
from vanlang.kernel import file_checks, files
from vanlang.kernel.actors import PLATFORM

STAMPABLE = (FileKind.MAIN, FileKind.SIGNED)

COPY_OF = "không mang chữ ký số, không thay bản gốc; chữ ký số kiểm tra trên tệp “{original}”"


@transaction.atomic
def stamp(entry: IncomingEntry, *, at: datetime) -> Attachment | None:
    """Keep a copy with the stamp of the agency; None where there is nothing to stamp.

    The stamp is the platform's, at the clerk's registering; a second time finds the first.
    """
    entry = (
        IncomingEntry.objects.select_for_update(of=("self",))
        .select_related("unit", "document", "presented_to")
        .get(pk=entry.pk)
    )
    known = entry.document.attachments.filter(kind=FileKind.STAMPED, unit=entry.unit).first()
    if known or entry.arrival_number is None:
        return known
    original = (
        entry.document.attachments.filter(kind__in=STAMPABLE)
        .select_related("file")
        .order_by("kind", "position")  # the sealed one before the one with the leader's signature
        .first()
    )
    if original is None:
        return None
    readable = (
        original.file
        if original.file.content_type == file_checks.PDF
        else files.searchable(original.file)
    )
    if readable is None:
        return None
    try:
        content = stamping.stamped(files.read(readable), entry, at=at)
    except stamping.NoPage:
        return None
    return Attachment.objects.create(
        document=entry.document,
        file=files.store(content, by=PLATFORM, at=at),
        name=f"Dấu đến {entry.arrival_number} - {original.name}"[:200],
        kind=FileKind.STAMPED,
        verdict=COPY_OF.format(original=original.name)[:500],
        unit=entry.unit,
        position=original.position,
        is_read=True,
        added_at=at,
    )
