"""Papers beside Annex I of Nghị định 30/2020: places, sizes and margins."""

import re

import pypdfium2
import pytest

from vanlang.ui import papers
from vanlang.ui.tests.paper_samples import (
    LETTER,
    MM,
    PAGE_HEIGHT,
    RECEIPT,
    RESULT,
    inked,
    place_of,
    size_of,
    words_of,
)


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


@pytest.mark.parametrize("seal_mm", [36, 42])
def test_the_seal_hides_neither_title_nor_name(seal_mm: int) -> None:
    paper = papers.render("public_services/result", {**RESULT, "seal_mm": seal_mm})

    post, name = place_of(paper.pdf, "PHÓ CHỦ TỊCH"), place_of(paper.pdf, "Đinh Thị Hòa")
    seal = paper.boxes["organisation"]
    # A round seal is narrow at its top and foot: its last millimetres cover nothing.
    assert post[3] <= PAGE_HEIGHT - seal.y2 / MM + 2.1
    assert PAGE_HEIGHT - seal.y1 / MM - 1.1 <= name[1]


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
