"""Watermarks are no text, and texts of before Unicode are found."""

import io
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
