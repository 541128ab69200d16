"""What tests of papers share: a sample of each, and where its words stand."""

import unicodedata
from datetime import UTC, date, datetime, timedelta

import pikepdf
import pypdfium2
from pypdfium2 import raw

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


def is_font(thing: pikepdf.Object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"
