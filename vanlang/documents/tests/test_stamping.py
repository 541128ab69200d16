"""The stamp on the first page: where the decree wants it, over nothing that is written."""

import io
from datetime import UTC, datetime

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from vanlang.documents import jobs
from vanlang.documents.actions import incoming
from vanlang.documents.actions import stamping as stamping_now
from vanlang.documents.models import Attachment, Document, IncomingEntry
from vanlang.documents.queries import stamping
from vanlang.documents.rules.arrivals import ArrivedFile
from vanlang.documents.rules.states import FileKind
from vanlang.documents.tests.cast import Cast, drafted, issued
from vanlang.documents.tests.conftest import MONDAY, Arrive, as_actor
from vanlang.identity.api import Person
from vanlang.kernel import files, queue
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.models import FileText
from vanlang.signing import api as signing
from vanlang.ui import papers


def letter_pdf() -> bytes:
    return papers.render(
        "public_services/result",
        {
            "at": datetime(2026, 11, 20, tzinfo=UTC),
            "title": "Công văn",
            "superior": "",
            "agency": "Ủy ban nhân dân\ntỉnh Phú Thọ",
            "number": "1234",
            "symbol": "UBND-KGVX",
            "place": "Phú Thọ",
            "date": datetime(2026, 11, 20, tzinfo=UTC).date(),
            "kind": "",
            "to": ["Ủy ban nhân dân các xã, phường"],
            "summary": "V/v rà soát hộ nghèo",
            "authority": "",
            "bases": [],
            "paragraphs": ["Đề nghị các đơn vị rà soát."] * 12,
            "facts": [],
            "closing": [],
            "signing_as": ["TM. Ủy ban nhân dân", "Chủ tịch"],
            "signer": "Nguyễn Văn An",
            "recipients": ["Như trên"],
            "seal_mm": 36,
        },
    ).pdf


@pytest.fixture
def stamped(arrive: Arrive, thao: Person, hoa: Person) -> IncomingEntry:
    kept = files.store(letter_pdf(), by=PLATFORM, at=MONDAY)
    entry = arrive(files=(ArrivedFile(kept.sha256, "cong-van.pdf"),))
    incoming.register(entry, present_to=hoa, by=as_actor(thao), at=MONDAY)
    queue.drain()
    return entry


def test_the_registered_document_has_a_stamped_copy_and_its_original(
    stamped: IncomingEntry,
) -> None:
    kinds = set(stamped.document.attachments.values_list("kind", flat=True))
    copy = Attachment.objects.get(kind=FileKind.STAMPED)
    with pypdfium2.PdfDocument(files.read(copy.file)) as pdf:
        text = pdf[0].get_textpage().get_text_bounded()

    assert kinds == {FileKind.MAIN, FileKind.STAMPED}
    assert copy.unit == stamped.unit
    for word in ("ĐẾN", "23/11/2026", "Quách Thị Hòa", "Đề nghị các đơn vị"):
        assert word in text


def test_the_words_of_the_written_document_find_it(stamped: IncomingEntry) -> None:
    original = Attachment.objects.get(kind=FileKind.MAIN)

    assert original.is_read
    assert {"soat", "ngheo"} <= set(original.words.split())


def test_the_stamp_measures_35_by_50_mm_and_covers_no_word(stamped: IncomingEntry) -> None:
    written = stamping._written_on(letter_pdf())  # noqa: SLF001
    with pikepdf.open(io.BytesIO(letter_pdf())) as pdf:
        box = [float(edge) for edge in pdf.pages[0].mediabox]

    place = stamping._free_place(box[2], box[3], written)  # noqa: SLF001

    assert round((place[2] - place[0]) / stamping.MM) == 50
    assert round((place[3] - place[1]) / stamping.MM) == 35
    assert all(stamping._overlap(place, one) == 0 for one in written)  # noqa: SLF001


def test_what_is_no_pdf_is_not_stamped_and_stops_nothing(arrive: Arrive, thao: Person) -> None:
    kept = files.store(b"%PDF-1.4 broken", by=PLATFORM, at=MONDAY)
    entry = arrive(files=(ArrivedFile(kept.sha256, "hong.pdf"),))

    incoming.register(entry, by=as_actor(thao), at=MONDAY)
    queue.run_due(MONDAY)

    assert not Attachment.objects.filter(kind=FileKind.STAMPED).exists()


def test_a_scan_is_stamped_once_it_has_been_read(arrive: Arrive, thao: Person) -> None:
    image = io.BytesIO()
    Image.new("L", (1240, 1754), 255).save(image, "PNG")
    scan = files.store(image.getvalue(), by=PLATFORM, at=MONDAY)
    entry = arrive(files=(ArrivedFile(scan.sha256, "scan.png"),))
    incoming.register(entry, by=as_actor(thao), at=MONDAY)
    assert stamping_now.stamp(entry, at=MONDAY) is None

    # What OCR leaves: a PDF with the picture and its words.
    FileText.objects.create(
        file=scan,
        text="Nội dung quét",
        folded="noi dung quet",
        searchable=files.store(letter_pdf(), by=PLATFORM, at=MONDAY),
        read_at=MONDAY,
    )
    for _ in range(2):
        jobs.read_file(scan.sha256)

    assert Attachment.objects.filter(kind=FileKind.STAMPED, unit=entry.unit).count() == 1


def test_the_copy_of_a_sealed_document_has_its_seal_and_claims_no_signature(cast: Cast) -> None:
    document = issued(cast, drafted(cast), to=(cast.other,))
    entry = IncomingEntry.objects.get(document=document)
    incoming.register(entry, by=cast.quang, at=MONDAY)
    queue.drain()
    sealed = Attachment.objects.get(document=document, kind=FileKind.MAIN)
    copy = Attachment.objects.get(document=document, kind=FileKind.STAMPED)

    content = files.read(copy.file)

    assert signing.verify(content).outcome == signing.Outcome.UNSIGNED
    assert signing.verify(files.read(sealed.file)).is_genuine
    assert sealed.name in copy.name
    assert sealed.name in copy.verdict
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert "/DSS" not in pdf.Root
        (link,) = pdf.pages[0].Annots
        assert str(link.A.URI).endswith(f"{document.pk}/")
    assert b"/ByteRange" not in content
    assert "không thay bản gốc" in text_of(content)
    assert seal_of(document, content) == seal_of(document, files.read(sealed.file))
    assert len(set(seal_of(document, content))) > 2, "nothing is drawn there"


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as pdf:
        return " ".join(str(pdf[0].get_textpage().get_text_bounded()).split())


def seal_of(document: Document, content: bytes) -> bytes:
    """Return how a reader shows the place of the seal."""
    place = document.seal_box
    assert place is not None
    with pypdfium2.PdfDocument(content) as pdf:
        pdf.init_forms()
        page = pdf[int(place["page"]) - 1]
        height = page.get_height()
        edges = (place["x1"], height - place["y2"], place["x2"], height - place["y1"])
        return bytes(page.render(scale=1).to_pil().crop(tuple(map(int, edges))).tobytes())
