"""Annex I to the millimetre: the fourteen boxes of a document that the platform makes itself."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pikepdf
import pypdfium2
import pytest

from vanlang.documents.queries import word_papers
from vanlang.documents.queries.papers import body_of
from vanlang.documents.rules.drafts import Draft
from vanlang.ui import papers

NOW = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)
MM = 72 / 25.4
HEIGHT = 297
LEFT_MARGIN, RIGHT_EDGE = 30, 195  # 30 to 35 mm on the left, 15 to 20 on the right
BODY = (
    "Điều 1. Ban hành kèm theo Quyết định này Kế hoạch chuyển đổi số.\n"
    "Điều 2. Quyết định này có hiệu lực kể từ ngày ký và thay thế các quyết định trước đây về"
    " cùng nội dung, trừ trường hợp pháp luật có quy định khác về hiệu lực.\n"
    "=== Phụ lục I\n| STT | Nhiệm vụ | Hạn |\n| 1 | Số hóa | 30/6/2027 |"
)
DECISION: dict[str, Any] = {
    "at": NOW,
    "title": "Quyết định 15/QĐ-UBND",
    "superior": "",
    "agency": "Ủy ban nhân dân\ntỉnh Phú Thọ",
    "number": "15",
    "symbol": "QĐ-UBND",
    "place": "Phú Thọ",
    "date": date(2026, 2, 3),
    "kind": "Quyết định",
    "summary": "Về việc ban hành Kế hoạch chuyển đổi số",
    "urgency": "Khẩn",
    "enacted_by": "Chủ tịch Ủy ban nhân dân tỉnh Phú Thọ",
    "bases": ["Căn cứ Luật Tổ chức chính quyền địa phương;"],
    "verb": "Quyết định",
    "body": body_of(Draft(body=BODY)),
    "annex_of": "Quyết định số 15/QĐ-UBND",
    "signing_as": ["TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"],
    "signer": "Đinh Thị Hòa",
    "recipients": ["Như Điều 3", "Lưu: VT, KGVX.MTN(03)"],
    "seal_mm": 36,
    "address": "Số 2, đường Trần Phú, phường Việt Trì",
}
LETTER: dict[str, Any] = {
    **DECISION,
    "number": "1234",
    "symbol": "UBND-KGVX",
    "kind": "",
    "summary": "tăng cường an toàn thông tin",
    "to": ["Các sở, ban, ngành", "Ủy ban nhân dân các xã, phường"],
    "enacted_by": "",
    "verb": "",
    "bases": [],
    "urgency": "",
    "body": body_of(Draft(body="Thực hiện chỉ đạo.\n1. Rà soát.")),
}
PARTY: dict[str, Any] = {
    **LETTER,
    "party": True,
    "agency": "Tỉnh ủy Phú Thọ",
    "number": "04",
    "symbol": "KH/TU",
    "kind": "Kế hoạch",
    "to": [],
    "signing_as": ["T/M Ban Thường vụ", "Phó Bí thư"],
}


def made(data: dict[str, Any]) -> papers.Paper:
    return papers.render("documents/outgoing", data)


def place_of(pdf: bytes, words: str, page: int = 0) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of `words` in millimetres from the upper left."""
    text = pypdfium2.PdfDocument(pdf)[page].get_textpage()
    found = text.search(words, match_case=True).get_next()
    assert found is not None, words
    boxes = [text.get_charbox(found[0] + offset) for offset in range(found[1])]
    left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, top = max(box[2] for box in boxes), max(box[3] for box in boxes)
    return left / MM, HEIGHT - top / MM, right / MM, HEIGHT - bottom / MM


def words_of(pdf: bytes) -> str:
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()
    return " ".join(text.split())


def size_of(pdf: bytes, words: str, page: int = 0) -> tuple[float, str]:
    """Return the size and the typeface of the first letter of `words`."""
    sheet = pypdfium2.PdfDocument(pdf)[page]
    text = sheet.get_textpage()
    found = text.search(words, match_case=True).get_next()
    assert found is not None, words
    name = bytes(100)
    length = pypdfium2.raw.FPDFText_GetFontInfo(text.raw, found[0], name, len(name), None)
    size = pypdfium2.raw.FPDFText_GetFontSize(text.raw, found[0])
    return size, name[: length - 1].decode()


@pytest.fixture(scope="module")
def decision() -> bytes:
    return made(DECISION).pdf


@pytest.fixture(scope="module")
def letter() -> bytes:
    return made(LETTER).pdf


@pytest.fixture(scope="module")
def party() -> bytes:
    return made(PARTY).pdf


def test_the_page_is_a4_with_the_margins_of_the_decree(decision: bytes) -> None:
    with pikepdf.open(io.BytesIO(decision)) as pdf:
        assert [round(float(edge) / MM) for edge in pdf.pages[0].mediabox] == [0, 0, 210, 297]
    left, _, right, _ = place_of(decision, "Quyết định này có hiệu lực kể từ")
    assert left >= LEFT_MARGIN
    assert right <= RIGHT_EDGE
    _, top, _, _ = place_of(decision, "CỘNG HÒA")
    assert 20 <= top <= 25


def test_no_comma_hangs_into_the_right_margin() -> None:
    body = body_of(Draft(body="thành viên, " * 200))

    rows = word_papers.read(made({**DECISION, "body": body}).pdf).rows

    assert max(row.x2 for row in rows) / MM <= RIGHT_EDGE + 0.1


def test_boxes_1_to_4_stand_in_two_columns(decision: bytes) -> None:
    agency, nation = place_of(decision, "ỦY BAN NHÂN DÂN"), place_of(decision, "CỘNG HÒA")
    number, day = place_of(decision, "Số: 15/QĐ-UBND"), place_of(decision, "Phú Thọ, ngày 03")

    assert agency[2] < nation[0]
    assert abs(agency[1] - nation[1]) < 1
    assert abs(number[1] - day[1]) < 2
    assert place_of(decision, "ngày 03 tháng 02 năm 2026")


@pytest.mark.parametrize(
    ("words", "sizes", "face"),
    [
        ("CỘNG HÒA", (12, 13), "Bold"),
        ("Độc lập", (13, 14), "Bold"),
        ("ỦY BAN NHÂN DÂN", (12, 13), "Tinos"),
        ("Số: 15", (13, 13), "Tinos"),
        ("Phú Thọ, ngày", (13, 14), "Italic"),
        ("QUYẾT ĐỊNH", (13, 14), "Bold"),
        ("Về việc ban hành", (13, 14), "Bold"),
        ("Căn cứ Luật", (13, 14), "Italic"),
        ("Điều 1.", (13, 14), "Bold"),
        ("TM. ỦY BAN", (13, 14), "Bold"),
        ("Đinh Thị Hòa", (13, 14), "Bold"),
        ("Nơi nhận:", (12, 12), "BoldItalic"),
        ("- Như Điều 3", (11, 11), "Tinos"),
        ("KHẨN", (13, 14), "Bold"),
        ("Số 2, đường", (11, 12), "Tinos"),
    ],
)
def test_each_box_has_its_size_and_face(
    decision: bytes, words: str, sizes: tuple[int, int], face: str
) -> None:
    size, name = size_of(decision, words)

    assert sizes[0] - 0.1 <= size <= sizes[1] + 0.1, (size, name)
    assert face in name.replace("-", "")


def test_the_signature_stands_right_of_the_recipients(decision: bytes) -> None:
    title, name = place_of(decision, "PHÓ CHỦ TỊCH"), place_of(decision, "Đinh Thị Hòa")
    to = place_of(decision, "Nơi nhận:")
    boxes = made(DECISION).boxes

    assert to[0] < title[0]
    assert abs(to[1] - place_of(decision, "TM. ỦY BAN")[1]) < 3
    person, seal = boxes["person"], boxes["organisation"]
    assert HEIGHT - person.y2 / MM > title[3]
    assert HEIGHT - person.y1 / MM < name[1] + 1
    # The seal at its real size over the left third of the signature.
    assert round((seal.x2 - seal.x1) / MM) == 36
    third = person.x1 + (person.x2 - person.x1) / 3
    assert abs(seal.x2 - third) < 1


def test_the_urgency_frame_has_the_size_of_the_decree(decision: bytes) -> None:
    """KHẨN 20 x 8 mm and its stroke, below the number (ô 10b)."""
    page = pypdfium2.PdfDocument(decision)[0]
    frames = [
        ((box[2] - box[0]) / MM, (box[3] - box[1]) / MM)
        for box in (one.get_bounds() for one in page.get_objects() if one.type == 2)
    ]
    assert any(abs(w - 20) < 0.8 and abs(h - 8) < 0.8 for w, h in frames), frames
    assert place_of(decision, "KHẨN")[1] > place_of(decision, "Số: 15")[3]


def test_an_annex_begins_a_page_numbered_at_the_top_centre(decision: bytes) -> None:
    pages = pypdfium2.PdfDocument(decision)
    assert len(pages) == 2
    left, top, right, _ = place_of(decision, "2", page=1)
    assert abs((left + right) / 2 - (LEFT_MARGIN + RIGHT_EDGE) / 2) < 1
    assert top < 21
    assert place_of(decision, "Kèm theo Quyết định số 15/QĐ-UBND", page=1)


def test_a_letter_has_its_summary_under_its_number(letter: bytes) -> None:
    number, summary = place_of(letter, "Số: 1234/UBND-KGVX"), place_of(letter, "V/v tăng cường")

    assert summary[1] > number[3]
    assert summary[2] < 100
    assert size_of(letter, "V/v tăng")[0] == pytest.approx(12, abs=0.1)
    assert place_of(letter, "Kính gửi:")[0] > 40
    assert place_of(letter, "- Các sở, ban, ngành;")


def test_the_party_has_its_own_head(party: bytes) -> None:
    name, agency = place_of(party, "ĐẢNG CỘNG SẢN VIỆT NAM"), place_of(party, "TỈNH ỦY PHÚ THỌ")

    assert agency[2] < name[0]
    assert place_of(party, "Số 04-KH/TU")
    text = pypdfium2.PdfDocument(party)[0].get_textpage().get_text_bounded()
    assert "CỘNG HÒA" not in text
    assert "T/M BAN THƯỜNG VỤ" in text


def test_a_document_of_the_state_never_has_the_partys_head() -> None:
    text = words_of(made({**LETTER, "party": False}).pdf)

    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "ĐẢNG CỘNG SẢN" not in text
    assert "Số: 1234/UBND-KGVX" in text


def test_the_paper_is_what_an_archive_takes(decision: bytes) -> None:
    with pikepdf.open(io.BytesIO(decision)) as pdf, pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")


def test_nothing_written_is_ever_read_as_code() -> None:
    text = '#import "x" $a$ <b> @c _d_ `e` \\ // /* */ #read("/etc/passwd") | [ ]'
    pdf = made({**LETTER, "body": body_of(Draft(body=text)), "summary": text}).pdf

    shown = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()
    assert '#read("/etc/passwd")' in shown.replace("\r\n", "")


@pytest.mark.parametrize("lines", range(8, 28, 2))
def test_the_signature_never_stands_alone_on_a_page(lines: int) -> None:
    body = "\n".join(f"{place}. Rà soát phần việc được giao." for place in range(1, lines + 1))
    pdf = made({**LETTER, "body": body_of(Draft(body=body)), "annex_of": ""}).pdf

    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    place = next(place for place, words in enumerate(pages) if "Đinh Thị Hòa" in words)
    assert f"{lines}. Rà soát" in pages[place]
