"""Papers: the layout to the millimetre, the letters, the archive format, and no word as code."""

import io
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import raw

from vanlang.ui import papers

NOW = datetime(2026, 11, 22, 1, 12, tzinfo=UTC)
MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210, 297
VOWELS, TONES = "aăâeêioôơuưy", "\u0300\u0301\u0303\u0309\u0323"
ACCENTED = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES]
LETTERS = "".join([*ACCENTED, *"ăâêôơưđ"])
ALPHABET = LETTERS + LETTERS.upper()

HEAD: dict[str, object] = {
    "at": NOW,
    "title": "Giấy xác nhận số 15",
    "agency": "Ủy ban nhân dân\nxã Mường Bi",
    "number": "15",
    "symbol": "XN-UBND",
    "place": "Mường Bi",
    "date": date(2026, 2, 3),
    "qr": "https://dichvucong.example.vn/kiem-tra/K7Q4-29TM-X3PD",
}
RESULT: dict[str, object] = {
    **HEAD,
    "kind": "Giấy xác nhận",
    "summary": "Về tình trạng hôn nhân",
    "bases": ["Căn cứ Luật Hộ tịch ngày 20 tháng 11 năm 2014;"],
    "paragraphs": ["Ủy ban nhân dân xã Mường Bi xác nhận các thông tin dưới đây."],
    "facts": [["Họ và tên", "Bùi Thị Lan"], ["Ngày sinh", "14/03/1990"]],
    "closing": ["Giấy này có giá trị trong 06 tháng."],
    "signing_as": ["TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"],
    "signer": "Đinh Thị Hòa",
    "recipients": ["Như trên", "Lưu: VT"],
    "code": "K7Q4-29TM-X3PD",
    "check": "Kiểm tra tại dichvucong.example.vn/kiem-tra",
}
LETTER = {**RESULT, "kind": "", "to": ["Sở Tư pháp", "Ủy ban nhân dân xã Tân Lạc"]}
RECEIPT: dict[str, object] = {
    **HEAD,
    "symbol": "",
    "code": "H44.05158-261122-0001",
    "receiving_unit": "Trung tâm Phục vụ hành chính công xã Mường Bi",
    "competent_unit": "Ủy ban nhân dân xã Mường Bi",
    "applicant": "Bùi Thị Lan",
    "submitter": "Bùi Thị Lan",
    "identity_number": "003188000123",
    "address": "Xóm Lũy Ải, xã Mường Bi, tỉnh Phú Thọ",
    "phone": "0912345678",
    "email": "lan@example.vn",
    "request": "Cấp Giấy xác nhận tình trạng hôn nhân",
    "papers": [{"name": "Tờ khai theo mẫu", "originals": 1}, {"name": "Trích lục", "copies": 2}],
    "sets": 1,
    "term": "03 ngày làm việc",
    "received_at": NOW,
    "due_at": NOW + timedelta(days=3),
    "delivery": "Bản điện tử",
    "fee": "8.000 đồng",
    "receiver": "Đinh Văn Minh",
    "follow_up": "dichvucong.example.vn/tra-cuu",
}
SLIP: dict[str, object] = {
    **HEAD,
    "code": "H44.05158-261122-0001",
    "applicant": "Bùi Thị Lan",
    "received_at": NOW,
    "due_at": NOW,
    "competent_unit": "Ủy ban nhân dân xã Mường Bi",
    "moves": [
        {"giver": "Bộ phận một cửa", "receiver": "Phòng Văn hóa", "handed_at": NOW},
        {"giver": "Phòng Văn hóa", "receiver": "Bộ phận một cửa", "handed_at": None},
    ],
}
CERTIFICATE: dict[str, object] = {
    **RESULT,
    "sections": [{"title": "Cha, mẹ", "fields": [["Họ, chữ đệm, tên", "BÙI THỊ LAN"]]}],
    "number_in_head": False,
    "place_in_head": False,
}
FEE: dict[str, object] = {
    **HEAD,
    "unit_code": "H44.05158",
    "number": "2026-0000012",
    "payer": "Bùi Thị Lan",
    "purpose": "Cấp bản sao trích lục khai sinh",
    "lines": [{"name": "Lệ phí", "amount": "8.000"}],
    "amount": "8.000 đồng",
    "in_words": "Tám nghìn đồng",
    "method": "Tiền mặt",
    "paid_at": NOW,
    "collector": "Đinh Văn Minh",
}
SAMPLES = [
    ("public_services/result", RESULT),
    ("public_services/result", LETTER),
    ("public_services/receipt", RECEIPT),
    ("public_services/control_slip", SLIP),
    ("public_services/certificate", CERTIFICATE),
    ("payments/fee_receipt", FEE),
]
NAMES = ["result", "letter", "receipt", "control_slip", "certificate", "fee_receipt"]


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in pages)


def words_of(pdf: bytes) -> str:
    return " ".join(text_of(pdf).split())


def place_of(pdf: bytes, words: str, page: int = 0) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of `words` in millimetres from the upper left."""
    textpage = pypdfium2.PdfDocument(pdf)[page].get_textpage()
    found = textpage.search(words, match_case=True).get_next()
    assert found is not None, words
    boxes = [textpage.get_charbox(found[0] + offset) for offset in range(found[1])]
    left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, top = max(box[2] for box in boxes), max(box[3] for box in boxes)
    return left / MM, PAGE_HEIGHT - top / MM, right / MM, PAGE_HEIGHT - bottom / MM


def inked(textpage: pypdfium2.PdfTextPage) -> list[tuple[float, float, float, float]]:
    """Return the boxes of all that is printed: no spaces."""
    return [
        textpage.get_charbox(index)
        for index in range(textpage.count_chars())
        if textpage.get_text_range(index, 1).strip(" \r\n\u200b")
    ]


def size_of(pdf: bytes, words: str) -> float:
    textpage = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    found = textpage.search(words, match_case=True).get_next()
    assert found is not None, words
    return float(raw.FPDFText_GetFontSize(textpage.raw, found[0]))


@pytest.mark.parametrize(("template", "data"), SAMPLES, ids=NAMES)
def test_papers_are_archives_with_one_embedded_typeface(
    template: str, data: dict[str, object]
) -> None:
    pdf = papers.render(template, data).pdf

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        meta = opened.open_metadata()
        fonts = [font for font in opened.objects if is_font(font)]
        intents = opened.Root.OutputIntents
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "B")
        assert intents[0].S == "/GTS_PDFA1"
        assert intents[0].DestOutputProfile is not None
    assert fonts
    for font in fonts:
        assert re.fullmatch(r"/[A-Z]{6}\+Tinos(-\w+)?", str(font.FontName))
        assert "/FontFile2" in font or "/FontFile3" in font


def is_font(thing: pikepdf.Object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"


@pytest.mark.parametrize(("template", "data"), SAMPLES, ids=NAMES)
def test_papers_are_the_same_bytes_for_the_same_data(
    template: str, data: dict[str, object]
) -> None:
    first, second = papers.render(template, data), papers.render(template, dict(data))
    other = papers.render(template, {**data, "at": NOW + timedelta(seconds=1)})

    assert first.pdf == second.pdf
    assert first.pdf != other.pdf
    assert first.pages == 1


def test_all_vietnamese_letters_are_in_every_font() -> None:
    assert len(ALPHABET) == 134

    for path in papers.FONTS.glob("*.ttf"):
        held = TTFont(path).getBestCmap()
        assert [letter for letter in ALPHABET if ord(letter) not in held] == []


def test_the_list_of_letters_is_what_the_fonts_hold() -> None:
    ranges = [line.split("-") for line in (papers.FONTS / "letters.txt").read_text().split()]
    listed = {code for ends in ranges for code in range(int(ends[0], 16), int(ends[-1], 16) + 1)}

    assert len(list(papers.FONTS.glob("*.ttf"))) == 4
    for path in papers.FONTS.glob("*.ttf"):
        assert set(TTFont(path).getBestCmap()) == listed


def test_all_vietnamese_letters_come_back_as_text() -> None:
    spaced = " ".join(ALPHABET)
    data = {**RESULT, "paragraphs": [spaced], "bases": [spaced], "signer": "ĐINH THỊ HÒA"}

    pdf = papers.render("public_services/result", data).pdf

    assert words_of(pdf).count(spaced) == 2
    assert "ĐINH THỊ HÒA" in words_of(pdf)
    assert "\ufffd" not in text_of(pdf)


def test_decomposed_letters_are_composed_and_unknown_ones_do_not_stop_a_paper() -> None:
    name = unicodedata.normalize("NFD", "Nguyễn Thị Đượm") + " 漢 \U0001f600\x00\u202e\u200b"

    pdf = papers.render("public_services/result", {**RESULT, "signer": name}).pdf

    assert "Nguyễn Thị Đượm □ □" in words_of(pdf)


@pytest.mark.parametrize(
    "words",
    [
        "#panic(1)",
        "] #sys.inputs [",
        '"); panic("',
        '#include "/etc/passwd"',
        "*đậm* _nghiêng_ $x^2$ `mã`",
        "= Tiêu đề",
        "- mục",
        "<nhan> @nhan",
        "\\u{41} \\",
        "// chú thích /* */",
    ],
)
def test_what_people_write_is_text_and_never_code(words: str) -> None:
    data = {**RESULT, "paragraphs": [words], "facts": [[words, words]], "signer": words}

    pdf = papers.render("public_services/result", data).pdf

    assert words_of(pdf).count(words) >= 2


@settings(max_examples=40)
@given(st.text(max_size=200), st.text(max_size=60))
def test_any_text_makes_a_paper(paragraph: str, name: str) -> None:
    data = {**RESULT, "paragraphs": [paragraph], "signer": name, "agency": name}

    assert papers.render("public_services/result", data).pages >= 1


@pytest.mark.parametrize(("template", "data"), SAMPLES, ids=NAMES)
def test_long_words_stay_between_the_margins(template: str, data: dict[str, object]) -> None:
    endless = "W" * 300
    written = {"applicant", "address", "email", "request", "purpose", "payer", "check"}
    data = {name: endless if name in written else value for name, value in data.items()}
    for name in ("paragraphs", "closing"):
        data[name] = [endless]

    pdf = papers.render(template, data).pdf

    for page in pypdfium2.PdfDocument(pdf):
        textpage = page.get_textpage()
        shown = inked(textpage)
        assert min(box[0] for box in shown) / MM >= 29.5
        assert max(box[2] for box in shown) / MM <= PAGE_WIDTH - 15 + 0.5


def test_a_mail_address_can_be_copied_whole() -> None:
    address = "nguyenthilan.muongbi@example.com.vn"

    pdf = papers.render("public_services/receipt", {**RECEIPT, "email": address}).pdf

    assert address in text_of(pdf)


def test_the_head_stands_where_annex_one_puts_it() -> None:
    pdf = papers.render("public_services/result", RESULT).pdf

    motto = place_of(pdf, "Độc lập - Tự do - Hạnh phúc")
    country = place_of(pdf, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    agency = place_of(pdf, "ỦY BAN NHÂN DÂN")
    number = place_of(pdf, "Số: 15/XN-UBND")
    day = place_of(pdf, "Mường Bi, ngày 03 tháng 02 năm 2026")
    middle = {name: (box[0] + box[2]) / 2 for name, box in locals().items() if name != "pdf"}
    assert 20 <= country[1] <= 22.5
    assert country[2] <= 195
    assert agency[0] >= 30
    assert motto[1] > country[1]
    assert motto[1] - country[3] < 2.5  # single spacing
    assert middle["country"] == pytest.approx(146.5, abs=1)
    assert middle["motto"] == pytest.approx(middle["country"], abs=0.5)
    assert middle["day"] == pytest.approx(middle["country"], abs=0.5)
    assert middle["agency"] == pytest.approx(64, abs=1)
    assert middle["number"] == pytest.approx(middle["agency"], abs=0.5)
    assert number[3] == pytest.approx(day[3], abs=1.5)  # ô 3 and ô 4 on one line


@pytest.mark.parametrize(
    ("words", "smallest", "largest"),
    [
        ("CỘNG HÒA XÃ HỘI", 12, 13),
        ("Độc lập - Tự do", 13, 14),
        ("ỦY BAN NHÂN DÂN", 12, 13),
        ("Số: 15", 13, 13),
        ("Mường Bi, ngày", 13, 14),
        ("GIẤY XÁC NHẬN", 13, 14),
        ("Về tình trạng", 13, 14),
        ("xác nhận các thông tin", 13, 14),
        ("KT. CHỦ TỊCH", 13, 14),
        ("Đinh Thị Hòa", 13, 14),
        ("Nơi nhận:", 12, 12),
        ("- Như trên;", 11, 11),
    ],
)
def test_sizes_of_type_are_those_of_annex_one(words: str, smallest: int, largest: int) -> None:
    pdf = papers.render("public_services/result", RESULT).pdf

    assert smallest - 0.01 <= size_of(pdf, words) <= largest + 0.01


def test_the_margins_are_those_of_annex_one() -> None:
    many = ["Nội dung được trình bày canh đều cả hai lề, cỡ chữ mười bốn. " * 12] * 14

    pdf = papers.render("public_services/result", {**RESULT, "paragraphs": many})

    textpage = pypdfium2.PdfDocument(pdf.pdf)[0].get_textpage()
    body = [box for box in inked(textpage) if PAGE_HEIGHT - box[1] / MM < 272]
    assert pdf.pages > 1
    assert min(box[0] for box in body) / MM == pytest.approx(30, abs=1)
    assert max(box[2] for box in body) / MM == pytest.approx(195, abs=1)
    assert min(PAGE_HEIGHT - box[3] / MM for box in body) >= 20
    assert max(PAGE_HEIGHT - box[1] / MM for box in body) <= 272


def test_pages_after_the_first_are_numbered_in_the_upper_margin() -> None:
    many = ["Nội dung văn bản. " * 60] * 14

    pdf = papers.render("public_services/result", {**RESULT, "paragraphs": many}).pdf

    left, top, right, bottom = place_of(pdf, "2", page=1)
    assert (left + right) / 2 == pytest.approx(30 + 165 / 2, abs=1)
    assert top > 5
    assert bottom < 20
    first = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded(top=842, bottom=786)
    assert "1" not in first


def test_the_seal_covers_the_left_third_of_the_signature() -> None:
    for seal in (36, 42):
        boxes = papers.render("public_services/result", {**RESULT, "seal_mm": seal}).boxes

        person, organisation = boxes["person"], boxes["organisation"]
        third = (person.x2 - person.x1) / 3
        assert organisation.x2 == pytest.approx(person.x1 + third, abs=0.1)
        assert (organisation.x2 - organisation.x1) / MM == pytest.approx(seal, abs=0.1)
        assert (organisation.y2 - organisation.y1) / MM == pytest.approx(seal, abs=0.1)
        assert (organisation.y1 + organisation.y2) == pytest.approx(person.y1 + person.y2, abs=0.1)
        assert organisation.x1 / MM > 30


def test_the_signature_stands_between_the_post_and_the_name() -> None:
    paper = papers.render("public_services/result", RESULT)

    post, name = place_of(paper.pdf, "PHÓ CHỦ TỊCH"), place_of(paper.pdf, "Đinh Thị Hòa")
    person = paper.boxes["person"]
    top, bottom = PAGE_HEIGHT - person.y2 / MM, PAGE_HEIGHT - person.y1 / MM
    assert post[3] <= top
    assert bottom <= name[1]
    assert (person.x1 + person.x2) / 2 / MM == pytest.approx((name[0] + name[2]) / 2, abs=0.5)
    assert person.page == 1


def test_the_signature_is_not_torn_from_its_post() -> None:
    for lines in range(12, 30, 3):
        paper = papers.render(
            "public_services/result", {**RESULT, "closing": ["Một dòng."] * lines}
        )

        page = paper.boxes["person"].page - 1
        assert place_of(paper.pdf, "PHÓ CHỦ TỊCH", page=page)
        assert place_of(paper.pdf, "Đinh Thị Hòa", page=page)


def test_a_paper_without_number_date_and_qr_leaves_their_places() -> None:
    data = {**RESULT, "number": "", "date": None, "qr": "", "code": "", "check": ""}

    words = words_of(papers.render("public_services/result", data).pdf)

    assert re.search(r"Số:\s*/XN-UBND", words)
    assert re.search(r"Mường Bi, ngày\s+tháng\s+năm", words)


def test_a_letter_carries_its_summary_under_the_number() -> None:
    pdf = papers.render("public_services/result", LETTER).pdf

    number, summary = place_of(pdf, "Số: 15/XN-UBND"), place_of(pdf, "V/v Về tình trạng")
    assert summary[1] > number[3]
    assert "Kính gửi:" in words_of(pdf)


def test_the_receipt_says_all_that_form_one_asks() -> None:
    words = words_of(papers.render("public_services/receipt", RECEIPT).pdf)

    for said in (
        *("GIẤY TIẾP NHẬN HỒ SƠ", "VÀ HẸN TRẢ KẾT QUẢ", "H44.05158-261122-0001"),
        *("Bùi Thị Lan", "003188000123", "Xóm Lũy Ải", "0912345678", "lan@example.vn"),
        *("Tờ khai theo mẫu", "01 (bộ)", "03 ngày làm việc", "8.000 đồng"),
        *("08 giờ 12 phút, ngày 22 tháng 11 năm 2026", "NGƯỜI NỘP HỒ SƠ", "Đinh Văn Minh"),
    ):
        assert said in words


def test_render_refuses_a_paper_that_is_not_there() -> None:
    for name in ("public_services/none", "../secrets", "ui/papers/nd30", "receipt", "a/b/../c"):
        with pytest.raises(papers.NoSuchPaper):
            papers.render(name, RESULT)


def test_render_asks_when_and_takes_plain_facts_only() -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(TypeError):
        papers.render("public_services/result", {**RESULT, "at": naive})
    with pytest.raises(TypeError):
        papers.render("public_services/result", {**RESULT, "signer": {1, 2}})
