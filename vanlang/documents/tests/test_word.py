"""Drafts written in Word: number, date and signatures go into the room left, or it says why not."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pikepdf
import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from vanlang.documents.actions import signing as document_signing
from vanlang.documents.actions import word_drafts
from vanlang.documents.actions.drafting import Facts
from vanlang.documents.models import Document, DraftVersion
from vanlang.documents.queries import conversion, documents, outgoing, word_papers
from vanlang.documents.rules.drafts import Draft
from vanlang.documents.rules.states import FileKind, State
from vanlang.documents.tests.cast import MONDAY, Cast, id_of, issued, laid_before
from vanlang.documents.tests.test_outgoing_pages import as_
from vanlang.documents.tests.word_files import DAY, docx, typed
from vanlang.identity.api import Person
from vanlang.kernel import file_checks, files
from vanlang.kernel.refusals import NotPermitted, Refusal, Unavailable, WrongType
from vanlang.signing import api as signing

MM = 72 / 25.4


def brought(cast: Cast, pdf: bytes | None = None) -> Document:
    """Begin a letter with the text of a file."""
    return word_drafts.begin(
        word_drafts.convert(io.BytesIO(pdf or typed()), name="cong-van.pdf"),
        key=uuid4(),
        author=cast.unit,
        type_code="CV",
        text=Draft(subject="tăng cường an toàn thông tin"),
        facts=Facts(),
        by=cast.minh,
        at=MONDAY,
    )


def place_of(pdf: bytes, words: str, page: int = 0) -> tuple[float, float, float, float]:
    """Return where words stand: left, bottom, right, top."""
    with pypdfium2.PdfDocument(pdf) as opened:
        text = opened[page].get_textpage()
        found = text.search(words).get_next()
        assert found is not None, words
        boxes = [text.get_charbox(found[0] + number) for number in range(found[1])]
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def test_number_date_and_signatures_go_into_the_room_left(cast: Cast) -> None:
    document = issued(cast, brought(cast), to=(cast.other,))

    main = outgoing.main_file(document)
    assert main is not None
    content = files.read(main.file)
    verdict = signing.verify(content, at=MONDAY)
    assert verdict.is_genuine
    assert {one.kind for one in verdict.signatures} == {
        signing.Kind.PERSON,
        signing.Kind.ORGANISATION,
    }
    colon, number, slash = (place_of(content, word) for word in ("Số:", "01", "/UBND-VHXH"))
    assert colon[2] <= number[0]
    assert number[2] <= slash[0]
    assert abs(number[1] - colon[1]) < 1.5, "on the same line"
    day, month = place_of(content, "ngày"), place_of(content, "tháng")
    said = place_of(content, "23")
    assert day[2] <= said[0]
    assert said[2] <= month[0]
    assert place_of(content, "11")[0] >= month[2]
    assert document.signing_authority == "TM."
    assert document.state == State.ISSUED


def test_the_signature_stands_between_title_and_name(cast: Cast) -> None:
    pdf = typed()

    paper = word_papers.paper(brought(cast, pdf), word_papers.read(pdf), at=MONDAY, signer=cast.hoa)

    box, seal = paper.boxes["person"], paper.boxes["organisation"]
    title, name = place_of(pdf, "CHỦ TỊCH"), place_of(pdf, "Quách Thị Hòa")
    assert name[3] <= box.y1 < box.y2 <= title[1] + 1
    assert abs((box.x1 + box.x2) / 2 - (name[0] + name[2]) / 2) < 1
    assert round((seal.x2 - box.x1) / (box.x2 - box.x1), 2) == pytest.approx(1 / 3, abs=0.01)
    assert round((seal.x2 - seal.x1) / MM) == 36
    assert seal.y1 >= name[3] - 0.1, "where there is little room it hides no name"


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"number": "Số:#h(2mm)/UBND-VHXH"}, "8 dấu cách"),
        ({"number": "Số: 15/UBND-VHXH"}, "đã ghi số"),
        ({"number": "Số: ……/UBND-VHXH"}, "không dùng dấu chấm"),
        ({"number": "Số:#h(12mm)/QĐ-UBND"}, "hệ thống cấp “/UBND-VHXH”"),
        ({"number": ""}, "Không thấy chỗ ghi số"),
        ({"day": "Mường Bi, ngày 20 tháng 11 năm 2026"}, "đã ghi ngày"),
        ({"day": "Mường Bi, ngày#h(2mm)tháng#h(2mm)năm 2026"}, "Không thấy chỗ ghi ngày"),
        ({"day": ""}, "Không thấy chỗ ghi ngày"),
        ({"paper": "a5"}, "A4"),
    ],
)
def test_a_file_without_room_is_refused_when_it_is_brought(
    cast: Cast, changed: dict[str, str], word: str
) -> None:
    with pytest.raises(Refusal, match=word) as refused:
        brought(cast, typed(**changed))  # type: ignore[arg-type] # each is text

    assert refused.value.field == "file"
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"name": "Nguyễn Văn Khác"}, "họ tên người ký"),
        ({"room": 5}, "25 mm"),
        ({"signing": ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")}, "không dùng được với chức vụ"),
    ],
)
def test_a_file_that_the_signer_cannot_sign_is_refused_when_it_is_sent(
    cast: Cast, changed: dict[str, object], word: str
) -> None:
    document = brought(cast, typed(**changed))  # type: ignore[arg-type] # as `typed` takes them

    with pytest.raises(Refusal, match=word) as refused:
        laid_before(cast, document)

    assert refused.value.field == "signer"


def test_a_name_in_an_annex_is_not_where_one_signs(cast: Cast) -> None:
    annex = "#pagebreak() Phụ lục #v(20mm) #h(95mm) Quách Thị Hòa"
    source = typed(after=annex)

    paper = word_papers.paper(
        brought(cast, source), word_papers.read(source), at=MONDAY, signer=cast.hoa
    )

    assert paper.pages == 2
    assert paper.boxes["person"].page == 1


def test_a_year_that_has_passed_is_refused_and_uses_no_number(cast: Cast) -> None:
    document = laid_before(cast, brought(cast))

    with pytest.raises(Refusal, match="năm 2026"):
        document_signing.sign_now(document, by=cast.hoa, at=MONDAY + timedelta(days=60))

    document.refresh_from_db()
    assert document.number is None


def test_a_bare_number_line_gets_number_and_symbol(cast: Cast) -> None:
    pdf = typed(number="Số:#h(38mm)", day=DAY.replace("năm 2026", "năm"))
    document = brought(cast, pdf)
    document.number, document.notation = 7, "07/UBND-VHXH"

    made = word_papers.paper(document, word_papers.read(pdf), at=MONDAY, signer=cast.hoa)

    assert place_of(made.pdf, "07/UBND-VHXH")[0] > place_of(made.pdf, "Số:")[2]
    assert place_of(made.pdf, "2026")[0] > place_of(made.pdf, "năm")[2]


def test_what_stands_in_the_file_is_compared_and_found(cast: Cast) -> None:
    document = brought(cast)
    again = word_drafts.convert(io.BytesIO(typed(body="Nội dung đã sửa lại.")), name="ban-2.pdf")

    word_drafts.revise(
        document, Draft(subject=document.subject), word=again, by=cast.minh, at=MONDAY
    )

    old, new = DraftVersion.objects.order_by("number")
    assert "rà soát và báo cáo" in old.content["body"]
    assert "Nội dung đã sửa lại." in new.content["body"]
    assert old.file != new.file


def test_other_facts_keep_the_file(cast: Cast) -> None:
    document = brought(cast)

    word_drafts.revise(
        document, Draft(subject="một trích yếu khác"), word=None, by=cast.minh, at=MONDAY
    )

    version = outgoing.latest(document)
    assert version.number == 2
    assert version.file_id == DraftVersion.objects.get(number=1).file_id
    assert Draft.of(version.content).word == "cong-van.pdf"


def test_the_layout_is_remarked_on_but_not_refused(cast: Cast) -> None:
    checks = outgoing.draft_of(brought(cast, typed(left=20))).checks

    assert any("Lề trái 20 mm" in one for one in checks)
    assert outgoing.draft_of(brought(cast)).checks == ()


def test_the_word_file_is_the_authors_own(cast: Cast) -> None:
    document = issued(cast, brought(cast), to=(cast.other,))

    kept = documents.attachments_for(cast.minh, document).filter(kind=FileKind.DRAFT)
    assert kept.count() == 1
    assert not documents.attachments_for(cast.quang, document).filter(kind=FileKind.DRAFT).exists()


def test_bring_is_refused_to_a_stranger_and_for_other_files(cast: Cast) -> None:
    word = word_drafts.convert(io.BytesIO(typed()), name="a.pdf")
    facts = {"key": uuid4(), "author": cast.unit, "type_code": "CV", "facts": Facts()}

    with pytest.raises(NotPermitted):
        word_drafts.begin(word, text=Draft(subject="x"), by=cast.quang, at=MONDAY, **facts)  # type: ignore[arg-type] # as named
    with pytest.raises(WrongType):
        word_drafts.convert(io.BytesIO(b"MZ khong phai"), name="a.docx")
    with pikepdf.new() as blank, io.BytesIO() as held:
        blank.add_blank_page(page_size=(595, 842))
        blank.save(held)
        with pytest.raises(Refusal, match="Không đọc được chữ"):
            word_drafts.convert(held, name="trang.pdf")


def test_a_word_file_becomes_a_pdf_or_says_what_to_do(cast: Cast) -> None:
    if conversion.program() is None:
        with pytest.raises(Unavailable, match="LibreOffice"):
            word_drafts.convert(io.BytesIO(docx()), name="a.docx")
        return

    word = word_drafts.convert(io.BytesIO(docx()), name="cong-van.docx")

    with pikepdf.open(io.BytesIO(word.read.pdf)) as pdf, pdf.open_metadata() as told:
        assert told.pdfa_status == "2B"
    assert "Rà soát <mọi> máy tính & mạng." in word.read.text
    document = brought(cast, word.read.pdf)
    issued(cast, document)
    main = outgoing.main_file(document)
    assert main is not None
    content = files.read(main.file)
    assert signing.verify(content, at=MONDAY).is_genuine
    assert re.search(r"Số: ?01 ?/UBND-VHXH", word_papers.read(content).text)
    assert re.search(r"ngày ?23 ?tháng ?11 ?năm 2026", word_papers.read(content).text)


def test_a_broken_word_file_is_refused_with_what_to_do(cast: Cast) -> None:
    with pytest.raises(Refusal):
        word_drafts.convert(io.BytesIO(docx()[:-300]), name="a.docx")


def test_the_whole_road_by_its_pages(client: Client, cast: Cast) -> None:
    as_(client, cast.minh)
    address = f"{reverse('documents-word')}?loai=CV"
    page = client.get(address).content.decode()
    assert "/UBND-VHXH" in page
    template = client.get(f"{reverse('documents-word-template')}?loai=CV")
    assert file_checks.content_type(io.BytesIO(template.content)) == file_checks.DOCX
    facts = {"key": str(uuid4()), "subject": "an toàn thông tin", "urgency": "0"}
    facts["access"] = "internal"

    empty = client.post(address, facts)
    assert empty.status_code == 422
    bad = client.post(address, {**facts, "file": named(typed(number=""), "a.pdf")})
    assert bad.status_code == 422
    assert "Không thấy chỗ ghi số" in bad.content.decode()
    made = client.post(address, {**facts, "file": named(typed(), "a.pdf")})
    document = Document.objects.get()
    assert made.url == reverse("documents-outgoing", args=[document.pk])  # type: ignore[attr-defined] # a redirect
    edit = client.get(reverse("documents-draft-revise", args=[document.pk]))
    assert edit.url == reverse("documents-word-revise", args=[document.pk])  # type: ignore[attr-defined] # a redirect
    client.post(edit.url, {**facts, "subject": "trích yếu mới"})  # type: ignore[attr-defined] # a redirect
    document.refresh_from_db()
    assert document.subject == "trích yếu mới"
    shown = client.get(reverse("documents-outgoing", args=[document.pk])).content.decode()
    assert "a.pdf" in shown
    printed = client.get(reverse("documents-pdf", args=[document.pk]))
    assert printed.content.startswith(b"%PDF-")

    client.force_login(Person.objects.get(pk=id_of(cast.quang)))
    for name in ("documents-word-revise", "documents-outgoing"):
        assert client.get(reverse(name, args=[document.pk])).status_code == 404


def named(content: bytes, name: str) -> io.BytesIO:
    held = io.BytesIO(content)
    held.name = name
    return held
