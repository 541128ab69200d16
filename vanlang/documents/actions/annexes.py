"""Phụ lục: separate files that go with a document; what is no PDF becomes one on the way in."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from vanlang.documents.actions.drafting import locked
from vanlang.documents.models import Attachment, Document
from vanlang.documents.permissions import outgoing as may
from vanlang.documents.queries import conversion
from vanlang.documents.rules.states import FileKind, State, WrongState
from vanlang.kernel import file_checks, files
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import refuse_unless
from vanlang.ui import photographs

ALLOWED = (file_checks.PDF, file_checks.DOCX)


@transaction.atomic
def enclose(
    document: Document, uploads: Sequence[tuple[str, BinaryIO]], *, by: Actor, at: datetime
) -> Attachment:
    """Add an annex to a draft: one file, or photographs of its pages in their order.

    The organisation signs it when the document is issued.

    Raises:
        Unavailable: a Word file, and no LibreOffice here.
    """
    document = locked(document)
    refuse_unless(may.may_revise(by, document))
    if document.state != State.DRAFT:
        raise WrongState("Chỉ thêm phụ lục khi văn bản còn là dự thảo.")
    stem = uploads[0][0].rpartition(".")[0] or uploads[0][0]
    checked = photographs.check_paper(uploads, title=stem, allowed=ALLOWED)
    content = checked.content.read()
    if checked.kind == file_checks.DOCX:
        content = conversion.to_pdf(content)
        files.check_upload(io.BytesIO(content), allowed=(file_checks.PDF,))
    kept = files.store(content, by=by, at=at)
    last = Attachment.objects.filter(document=document, kind=FileKind.ANNEX).count()
    made, _ = Attachment.objects.get_or_create(
        document=document,
        file=kept,
        kind=FileKind.ANNEX,
        unit=None,
        defaults={"name": f"{stem[:190]}.pdf", "position": last + 2, "added_at": at},
    )
    return made


@transaction.atomic
def remove(document: Document, attachment_id: int, *, by: Actor) -> None:
    """Take an annex out of a draft; the file itself stays in the store."""
    document = locked(document)
    refuse_unless(may.may_revise(by, document))
    if document.state != State.DRAFT:
        raise WrongState("Chỉ bỏ phụ lục khi văn bản còn là dự thảo.")
    Attachment.objects.filter(document=document, pk=attachment_id, kind=FileKind.ANNEX).delete()
