"""Bản sao: sao y, trích sao, sao lục, signed by the agency at the top right of the first page."""

import io
import re
from datetime import datetime
from uuid import UUID

import pikepdf
from django.db import transaction

from vanlang.documents.actions import grants, words
from vanlang.documents.actions.signing import NOT_GENUINE, attached
from vanlang.documents.models import Document
from vanlang.documents.permissions import outgoing as may
from vanlang.documents.queries import outgoing as queries
from vanlang.documents.rules import notation, types
from vanlang.documents.rules.outgoing import COPY_FORMS
from vanlang.documents.rules.secrecy import Ground
from vanlang.documents.rules.states import UNISSUED, Event, FileKind, Origin, State
from vanlang.documents.rules.words import key_of
from vanlang.identity.api import Unit
from vanlang.kernel import files, journal, numbering
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless
from vanlang.signing import api as signing

EXTRACT = "TrS"
PAGES = re.compile(r"^\d{1,4}(-\d{1,4})?(,\d{1,4}(-\d{1,4})?)*$")


@transaction.atomic
def make_copy(  # noqa: PLR0913 one sentence, said once
    document: Document,
    *,
    key: UUID,
    form: str,
    unit: Unit,
    by: Actor,
    at: datetime,
    pages: str = "",
) -> Document:
    """Copy a document the agency has; the same key again gives the same copy.

    Nghị định 30/2020/NĐ-CP, Điều 25 to 27 and Phụ lục I: the agency's signature without an image,
    with the form of the copy, the agency's name and the time. A whole copy keeps the signatures of
    its original; an extract cannot.
    """
    refuse_unless(may.may_copy(by, unit.pk))
    known = Document.objects.filter(sent_key=key).first()
    if known is not None:
        return known
    if form not in COPY_FORMS:
        raise Refusal("Chọn hình thức sao.", field="form")
    original = queries.main_file(document)
    if document.state in UNISSUED or original is None:
        raise Conflict("Chỉ sao văn bản đã phát hành và có tệp PDF.")
    content = files.read(original.file)
    if form == EXTRACT:
        content = _extract(content, pages)
    copy = _numbered(document, form, unit, by=by, at=at)
    copy.sent_key = key
    copy.save(force_insert=True)
    signed = signing.certify(
        content,
        unit=unit,
        lines=(f"{COPY_FORMS[form]} {copy.notation}", unit.name, signing.moment_text(at)),
        at=at,
        by=by,
        reason=f"{COPY_FORMS[form]} {document.notation}",
    )
    verdict = signing.verify(signed, at=at)
    if not verdict.is_genuine:
        raise Conflict(NOT_GENUINE.format(why=verdict.sentence))
    said = "" if form == EXTRACT else original.words
    attached(copy, signed, kind=FileKind.MAIN, by=by, at=at, verdict=verdict, said=said).save()
    readers = grants.agency_readers(copy, [unit.pk])
    grants.open_to(copy, readers, ground=Ground.AUTHOR, by=by, at=at)
    words.refresh([copy.pk])
    payload = {"form": form, "notation": copy.notation}
    journal.record(Event.COPIED, about=document, by=by, at=at, payload=payload)
    return copy


def _numbered(document: Document, form: str, unit: Unit, *, by: Actor, at: datetime) -> Document:
    """Copies of all three forms are numbered in one register of their own a year."""
    day = day_of(at)
    kind = types.BY_CODE[form]
    series, period = f"documents.out:{unit.code}:copies", str(day.year)
    number = numbering.take(series, period)
    name = notation.notation(kind, notation.agency_symbol(unit.name), number=number, issued_on=day)
    return Document(
        origin=Origin.OWN,
        state=State.ISSUED,
        author=unit,
        author_code=unit.code,
        author_name=unit.name,
        drafting_unit_id=by.unit_id,
        drafter_id=by.person_id,
        created_by_id=by.person_id,
        created_at=at,
        series=series,
        period=period,
        number=number,
        notation=name,
        notation_key=key_of(name),
        type_code=form,
        subject=document.subject,
        issued_on=day,
        signed_at=at,
        issued_at=at,
        signer_name=by.name,
        signer_position=by.post,
        access=document.access,
        page_count=document.page_count,
        copy_of=document,
        folded=words.folded(document.subject, name, document.notation, unit.name),
    )


def _extract(content: bytes, pages: str) -> bytes:
    """Return the pages of an extract, in the order of the original."""
    wanted = "".join(pages.split())
    if not PAGES.match(wanted):
        raise Refusal("Ghi các trang cần trích, ví dụ 1-2,5.", field="pages")
    made = pikepdf.Pdf.new()
    with pikepdf.open(io.BytesIO(content)) as whole:
        chosen = sorted(
            {
                page
                for part in wanted.split(",")
                for page in range(int(part.split("-")[0]), int(part.split("-")[-1]) + 1)
            }
        )
        if not chosen or chosen[0] < 1 or chosen[-1] > len(whole.pages):
            raise Refusal(f"Văn bản có {len(whole.pages)} trang.", field="pages")
        for page in chosen:
            made.pages.append(whole.pages[page - 1])
        # The form fields of the original's signatures stay behind: an extract proves nothing more.
        for sheet in made.pages:
            if "/Annots" in sheet:
                del sheet.Annots
        out = io.BytesIO()
        made.save(out)
    return out.getvalue()
