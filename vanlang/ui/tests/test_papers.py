"""Papers: archives with one typeface, the same bytes each time, any text as text."""

import io
import re
import unicodedata
from datetime import timedelta

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from vanlang.ui import papers
from vanlang.ui.tests.paper_samples import (
    ALPHABET,
    MM,
    NAMES,
    NOW,
    PAGE_WIDTH,
    RECEIPT,
    RESULT,
    SAMPLES,
    inked,
    is_font,
    text_of,
    words_of,
)


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
