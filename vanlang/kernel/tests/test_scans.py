"""Watermarks are no text, and texts of before Unicode are found."""

import io
import unicodedata
from pathlib import Path

import fontpkg_be_vietnam_pro
import pikepdf
import pytest
from PIL import Image, ImageDraw, ImageFont

from vanlang.kernel import files, scans, search
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import WrongType
from vanlang.kernel.tests.test_notices import AT

SENTENCE = "Ủy ban nhân dân xã đề nghị các đơn vị báo cáo kết quả thực hiện trước ngày mười lăm"


def in_tcvn3(text: str) -> str:
    back = {value: key for key, value in scans.TCVN3.items()}
    return "".join(back.get(sign, sign) for sign in text)


@pytest.mark.parametrize(
    "text",
    [
        "Scanned with CamScanner",
        "Scanned by CamScanner\nScanned by CamScanner\n3",
        "Quét bằng CamScanner",
        "Adobe Scan 12 Nov 2026",
        "https://camscanner.com",
    ],
)
def test_a_watermark_says_nothing(text: str) -> None:
    assert scans.says_nothing(text)


@pytest.mark.parametrize("text", ["", SENTENCE, f"{SENTENCE}\nScanned with CamScanner", "Số 12"])
def test_a_text_says_something_even_with_a_watermark(text: str) -> None:
    assert not scans.says_nothing(text)


def test_tcvn3_becomes_unicode_and_is_found() -> None:
    old = in_tcvn3("ban nhân dân xã đề nghị các đơn vị báo cáo kết quả thực hiện")

    assert "®" in old
    assert scans.in_unicode(old) == "ban nhân dân xã đề nghị các đơn vị báo cáo kết quả thực hiện"
    assert "bao cao ket qua" in search.fold(scans.in_unicode(old))


@pytest.mark.parametrize(
    ("old", "unicode"),
    [
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"),
    ],
)
def test_vni_becomes_unicode(old: str, unicode: str) -> None:
    found = scans.in_unicode(old)

    assert search.fold(found) == search.fold(unicode)


@pytest.mark.parametrize(
    "text", [SENTENCE, "Plain English text", "Café à la crème", "", "12 × 3 = 36", "señor niño"]
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert scans.in_unicode(text) == text


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif"])
def test_a_phones_own_format_is_refused_with_what_to_do(brand: bytes) -> None:
    with pytest.raises(WrongType, match="Tương thích nhất"):
        files.check_upload(io.BytesIO(b"\0\0\0\x18ftyp" + brand + b"\0" * 40))


def test_a_scan_whose_only_text_is_a_watermark_is_read(db: None) -> None:
    font = next(Path(fontpkg_be_vietnam_pro.__file__).parent.rglob("*-Regular.ttf"))
    picture = Image.new("L", (1654, 600), "white")
    text = "Khảo sát cầu treo Bản Lác"
    ImageDraw.Draw(picture).text((120, 200), text, font=ImageFont.truetype(font, 60))
    page = io.BytesIO()
    picture.save(page, "PDF", resolution=200)
    page.seek(0)
    out = io.BytesIO()
    with pikepdf.open(page) as scan:
        mark = b"q BT /F1 9 Tf 20 8 Td (Scanned with CamScanner) Tj ET Q"
        helvetica = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
        fonts = {"/F1": pikepdf.Dictionary({k: pikepdf.Name(v) for k, v in helvetica.items()})}
        scan.pages[0].Resources["/Font"] = pikepdf.Dictionary(fonts)
        scan.pages[0].contents_add(scan.make_stream(mark))
        scan.save(out)
    stored = files.store(out.getvalue(), by=PLATFORM, at=AT)

    found = files.recognise(stored.sha256, by=PLATFORM, at=AT)

    assert "cau treo ban lac" in found.folded


BOOK = "Báo cáo kết quả thực hiện chỉ tiêu thu ngân sách của xã Mường Bi tháng mười một"
ODD = {
    "nothing odd": BOOK.encode(),
    "zeros between letters": b"\0\0".join([BOOK.encode(), BOOK.encode()]),
    "a file of zeros behind": BOOK.encode() + bytes(5000),
    "pages without text": b"\f\f\f" + BOOK.encode() + b"\f\f",
    "letters and marks apart": unicodedata.normalize("NFD", BOOK).encode(),
    "bytes of another encoding": BOOK.encode() + b"\n\xff\xfe\xc3\x28\xa0\xa1",
    "half a letter at the end": BOOK.encode() + "ộ".encode()[:2],
    "a lone surrogate": BOOK.encode() + b"\xed\xa0\x80",
    "a mark of byte order": b"\xef\xbb\xbf" + BOOK.encode(),
    "commands to a terminal": b"\x1b[31m" + BOOK.encode() + b"\x1b[0m\x07\x08",
    "writing turned round": "\u202e".encode() + BOOK.encode() + "\u202c\u2066\u2069".encode(),
    "nothing between letters": BOOK.replace("a", "a\u200b").encode(),
    "a page of markup": b"<script>alert(1)</script>{{ 7*7 }}' OR 1=1 --" + BOOK.encode(),
    "a formula": b"=cmd|'/c calc'!A1\n" + BOOK.encode(),
    "line ends of three kinds": BOOK.replace(" ", "\r\n", 4).replace(" ", "\r", 4).encode(),
    "one word of a million letters": BOOK.encode() + b" " + b"a" * 10**6,
    "more than a book": BOOK.encode() + b"\n" + b"dong chu \n" * 10**6,
    "blanks without end": BOOK.encode() + b" " * 10**6,
    "signs beyond the first plane": BOOK.encode() + "𝕏😀\U0010ffff\ufffe".encode(),
    "fine print in ligatures": BOOK.encode() + "ﬁ ﬂ ㎡ ½ ①".encode(),
    "full width": BOOK.encode() + "　ＡＢＣ１２３".encode(),
}
# A reader of another make: it writes what stands beside the file that it is to read.
READER = "import shutil, sys; shutil.copyfile({odd!r}, sys.argv[2])"


@pytest.mark.parametrize("odd", ODD)
def test_whatever_a_reader_writes_is_kept_and_found(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: str
) -> None:
    (tmp_path / "odd").write_bytes(ODD[odd])
    (tmp_path / "reader.py").write_text(READER.format(odd=str(tmp_path / "odd")))
    monkeypatch.setattr(files, "WRITTEN_TEXT", tmp_path / "reader.py")
    scan = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(scan)
    stored = files.store(scan.getvalue(), by=PLATFORM, at=AT)

    row = files.recognise(stored.sha256, by=PLATFORM, at=AT)

    row.refresh_from_db()
    assert list(files.saying("ket qua thu ngan sach muong bi")) == [row]
    assert len(row.text) <= files.LONGEST_TEXT
    hidden = {sign for sign in row.text if unicodedata.category(sign) in {"Cc", "Cf", "Cs"}}
    assert hidden <= {"\n", "\t"}
