"""Annexes of a draft: PDF as they are, Word through LibreOffice where it is installed."""

import io
import zipfile
from typing import BinaryIO

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from vanlang.documents.actions import addressing, annexes, issuing
from vanlang.documents.models import Attachment
from vanlang.documents.queries import conversion
from vanlang.documents.rules.states import FileKind
from vanlang.documents.tests.cast import MONDAY, Cast, drafted, issued, signed
from vanlang.documents.tests.test_outgoing_pages import as_
from vanlang.kernel import files
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal, Unavailable, WrongType
from vanlang.signing import api as signing
from vanlang.ui import papers
from vanlang.ui.tests.test_photographs import HEIC, photograph

pytestmark = pytest.mark.django_db(databases=["default", "side"])

WORD = {
    "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/'
    'package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.'
    'openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/'
    'package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>',
    "word/document.xml": '<?xml version="1.0"?><w:document '
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>Phụ lục</w:t></w:r></w:p></w:body>"
    "</w:document>",
}


def pdf() -> io.BytesIO:
    data = {"at": MONDAY, "title": "Phụ lục", "agency": "UBND", "body": [], "signing_as": []}
    return io.BytesIO(papers.render("documents/outgoing", data).pdf)


def word() -> io.BytesIO:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for name, text in WORD.items():
            package.writestr(name, text)
    content.seek(0)
    return content


def test_an_annex_is_signed_by_the_organisation_when_issued(cast: Cast) -> None:
    document = drafted(cast)
    annexes.enclose(document, [("Phụ lục I.pdf", pdf())], by=cast.minh, at=MONDAY)

    issued(cast, document)

    annex = Attachment.objects.get(document=document, kind=FileKind.ANNEX)
    verdict = signing.verify(files.read(annex.file))
    assert verdict.is_genuine
    assert [one.name for one in verdict.signatures] == [cast.unit.name]


def test_an_annex_that_its_clerk_did_not_open_is_not_sealed(cast: Cast, client: Client) -> None:
    document = drafted(cast)
    annexes.enclose(document, [("Phụ lục I.pdf", pdf())], by=cast.minh, at=MONDAY)
    annexes.enclose(document, [("Ảnh.jpg", io.BytesIO(photograph()))], by=cast.minh, at=MONDAY)
    first, second = Attachment.objects.filter(document=document, kind=FileKind.ANNEX)
    addressing.address(document, units=(), by=cast.minh, at=MONDAY)
    document = signed(cast, document)
    issuing.look(document, by=cast.nga, at=MONDAY)
    as_(client, cast.nga)

    waiting = client.get(reverse("documents-to-issue")).content.decode()
    client.get(reverse("documents-file", args=[document.pk, first.pk]))
    with pytest.raises(Conflict, match=r"chưa mở xem phụ lục “Ảnh\.pdf”"):
        issuing.issue(document, by=cast.nga, at=MONDAY)
    still = client.get(reverse("documents-outgoing", args=[document.pk])).content.decode()
    client.get(reverse("documents-file", args=[document.pk, second.pk]))
    ready = client.get(reverse("documents-to-issue")).content.decode()
    issuing.issue(document, by=cast.nga, at=MONDAY)

    assert "Xem phụ lục Phụ lục I.pdf" in waiting
    assert "đã xem" not in waiting
    assert "Phụ lục chưa xem: " in still
    assert "đã xem" in ready
    annex = Attachment.objects.get(pk=second.pk)
    assert signing.verify(files.read(annex.file)).is_genuine


def test_a_stranger_opens_no_annex_for_the_seal(cast: Cast) -> None:
    document = drafted(cast)
    annex = annexes.enclose(document, [("a.pdf", pdf())], by=cast.minh, at=MONDAY)

    with pytest.raises(Conflict):  # still a draft
        issuing.look_at_annex(document, annex, by=cast.nga, at=MONDAY)
    addressing.address(document, units=(), by=cast.minh, at=MONDAY)
    document = signed(cast, document)
    with pytest.raises(NotPermitted):
        issuing.look_at_annex(document, annex, by=cast.quang, at=MONDAY)


def test_the_same_annex_twice_is_one(cast: Cast) -> None:
    document = drafted(cast)

    for _ in range(2):
        annexes.enclose(document, [("Phụ lục I.pdf", pdf())], by=cast.minh, at=MONDAY)

    assert Attachment.objects.filter(kind=FileKind.ANNEX).count() == 1


def test_a_word_file_is_converted_or_refused_with_what_to_do(cast: Cast) -> None:
    document = drafted(cast)

    if conversion.program() is None:
        with pytest.raises(Unavailable, match="LibreOffice"):
            annexes.enclose(document, [("Phụ lục.docx", word())], by=cast.minh, at=MONDAY)
        assert not Attachment.objects.exists()
    else:
        made = annexes.enclose(document, [("Phụ lục.docx", word())], by=cast.minh, at=MONDAY)
        assert files.read(made.file).startswith(b"%PDF-")


def test_photographs_of_an_annex_are_one_pdf(cast: Cast) -> None:
    document = drafted(cast)
    sheets = [("IMG_1.HEIC", HEIC), ("IMG_2.jpg", photograph())]
    uploads: list[tuple[str, BinaryIO]] = [(name, io.BytesIO(sheet)) for name, sheet in sheets]

    annexes.enclose(document, uploads, by=cast.minh, at=MONDAY)

    annex = Attachment.objects.get(document=document, kind=FileKind.ANNEX)
    assert annex.name == "IMG_1.pdf"
    assert len(pypdfium2.PdfDocument(files.read(annex.file))) == len(sheets)


def test_a_file_among_photographs_is_refused(cast: Cast) -> None:
    document = drafted(cast)
    uploads: list[tuple[str, BinaryIO]] = [("a.pdf", pdf()), ("b.jpg", io.BytesIO(photograph()))]

    with pytest.raises(Refusal, match="không gửi lẫn"):
        annexes.enclose(document, uploads, by=cast.minh, at=MONDAY)
    assert not Attachment.objects.filter(kind=FileKind.ANNEX).exists()


def test_enclose_is_refused_to_strangers_for_other_files_and_after_signing(cast: Cast) -> None:
    document = drafted(cast)

    with pytest.raises(NotPermitted):
        annexes.enclose(document, [("a.pdf", pdf())], by=cast.quang, at=MONDAY)
    with pytest.raises(WrongType):
        annexes.enclose(document, [("a", io.BytesIO(b"MZ khong phai"))], by=cast.minh, at=MONDAY)
    signed(cast, document)
    with pytest.raises(Conflict):
        annexes.enclose(document, [("a.pdf", pdf())], by=cast.minh, at=MONDAY)
    with pytest.raises(Conflict):
        annexes.remove(document, 1, by=cast.minh)


def test_remove_takes_an_annex_out(cast: Cast) -> None:
    document = drafted(cast)
    made = annexes.enclose(document, [("a.pdf", pdf())], by=cast.minh, at=MONDAY)

    annexes.remove(document, made.pk, by=cast.minh)

    assert not Attachment.objects.exists()
