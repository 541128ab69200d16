"""A draft written in Word: its PDF is read, initialled and signed; the Word file is kept too."""

import io
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from vanlang.documents.actions import drafting
from vanlang.documents.actions.drafting import Facts, latest_version
from vanlang.documents.models import Attachment, Document
from vanlang.documents.queries import conversion, word_papers
from vanlang.documents.rules import word_pages
from vanlang.documents.rules.drafts import LONGEST_BODY, Draft
from vanlang.documents.rules.outgoing import Relation
from vanlang.documents.rules.states import FileKind
from vanlang.documents.rules.words import printable
from vanlang.identity.api import Unit
from vanlang.kernel import file_checks, files
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal

ALLOWED = (file_checks.DOCX, file_checks.PDF)


@dataclass(frozen=True, slots=True)
class Word:
    """A file that was brought, and what was read in its PDF."""

    name: str
    source: bytes
    read: word_papers.Read

    def in_draft(self, text: Draft) -> Draft:
        checks = tuple(word_pages.findings(self.read.rows, self.read.faces))
        body = printable(self.read.text)[:LONGEST_BODY]
        return replace(text, body=body, word=self.name, checks=checks)


def convert(upload: BinaryIO, *, name: str) -> Word:
    """Return a Word file as a PDF, or a PDF as it is; it takes seconds, so no transaction waits.

    Raises:
        Unavailable: a Word file, and no LibreOffice here.
        Refusal: the file is not what it says, harmful, or no page of a document.
    """
    try:
        found = files.check_upload(upload, allowed=ALLOWED)
    except Refusal as refusal:
        refusal.field = "file"
        raise
    upload.seek(0)
    source = upload.read()
    pdf = source
    if found == file_checks.DOCX:
        pdf = conversion.to_pdf(source)
        files.check_upload(io.BytesIO(pdf), allowed=(file_checks.PDF,))
    return Word(printable(name)[-120:] or "van-ban", source, word_papers.read(pdf))


@transaction.atomic
def begin(  # noqa: PLR0913 one sentence, said once
    word: Word,
    *,
    key: UUID,
    author: Unit,
    type_code: str,
    text: Draft,
    by: Actor,
    at: datetime,
    facts: Facts,
    related: tuple[Relation, Document] | None = None,
) -> Document:
    """Begin a document with the text of a Word file; the same key again gives the same draft.

    Raises:
        Refusal: there is no room for number and date, or another symbol than the system gives.
    """
    made = drafting.draft(
        key=key,
        author=author,
        type_code=type_code,
        text=word.in_draft(text),
        facts=facts,
        related=related,
        file=files.store(word.read.pdf, by=by, at=at),
        by=by,
        at=at,
    )
    _keep(made, word, by=by, at=at)
    return made


@transaction.atomic
def revise(  # noqa: PLR0913 one sentence, said once
    document: Document,
    text: Draft,
    *,
    word: Word | None,
    by: Actor,
    at: datetime,
    facts: Facts | None = None,
) -> Document:
    """Write the next version: with another file, or with the one before."""
    before = Draft.of(latest_version(document).content)
    if word is None:
        text = replace(text, body=before.body, word=before.word, checks=before.checks)
        return drafting.revise(document, text, facts=facts, by=by, at=at)
    pdf = files.store(word.read.pdf, by=by, at=at)
    made = drafting.revise(document, word.in_draft(text), facts=facts, file=pdf, by=by, at=at)
    _keep(made, word, by=by, at=at)
    return made


def _keep(document: Document, word: Word, *, by: Actor, at: datetime) -> None:
    """See that there is room for number and date, and keep the file its drafter goes on with."""
    word_papers.head_of(document, word.read, year=day_of(at).year)
    Attachment.objects.get_or_create(
        document=document,
        file=files.store(word.source, by=by, at=at),
        kind=FileKind.DRAFT,
        unit=None,
        defaults={"name": word.name, "position": 1, "is_read": True, "added_at": at},
    )
