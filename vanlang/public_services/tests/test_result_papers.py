"""Every result that ships says what its dossier says: the text of each paper, read from its PDF."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pypdfium2
import pytest

from vanlang.kernel.actors import Actor
from vanlang.public_services.management.commands.load_procedures import FOLDER, PAPERS, definitions
from vanlang.public_services.models import Dossier
from vanlang.public_services.models.results import Result
from vanlang.public_services.queries import documents
from vanlang.public_services.rules import defects, result_papers, results
from vanlang.public_services.rules.answers import shown
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.parts import (
    FieldKind,
    FieldSpec,
    ResultPaper,
    ResultSection,
    ResultSpec,
    Section,
)
from vanlang.public_services.tests.conftest import (
    MONDAY,
    Cast,
    definition_with,
    file_for,
    publish,
)

SHIPPED = {definition.code: definition for definition in definitions()}
BY_KIND = {
    FieldKind.DATE: "2026-03-05",
    FieldKind.IDENTITY_NUMBER: "025188000123",
    FieldKind.PHONE: "0912345678",
    FieldKind.EMAIL: "lan@example.vn",
    FieldKind.COMMUNE: "05158",
    FieldKind.NUMBER: "120",
    FieldKind.MONEY: "5000000",
    FieldKind.YES_NO: "yes",
}


def answer(spec: FieldSpec) -> str:
    """Return a plausible answer that says which field it is of."""
    if spec.kind == FieldKind.CHOICE:
        return spec.choices[0].value
    return BY_KIND.get(spec.kind, f"{spec.label} của Lan")


def read(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


def read_as(value: str) -> str:
    return " ".join(value.split())


@pytest.fixture
def dossier(cast: Cast) -> Dossier:
    return file_for(cast, publish(definition_with()))


def pages_of(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(pdf))


def page_of(pdf: bytes, place: int) -> str:
    pages = list(pypdfium2.PdfDocument(pdf))
    return " ".join(pages[place].get_textpage().get_text_range().split())


def paper_of(
    dossier: Dossier,
    definition: Definition,
    monkeypatch: pytest.MonkeyPatch,
    fields: Mapping[str, str] | None = None,
    signer: Actor | None = None,
) -> tuple[str, Mapping[str, str]]:
    """Return the text of the result of a dossier with every answer given, and those answers."""
    pdf, facts = pdf_of(dossier, definition, monkeypatch, fields, signer)
    return read(pdf), facts


def pdf_of(
    dossier: Dossier,
    definition: Definition,
    monkeypatch: pytest.MonkeyPatch,
    fields: Mapping[str, str] | None = None,
    signer: Actor | None = None,
) -> tuple[bytes, Mapping[str, str]]:
    dossier.form = {spec.key: answer(spec) for spec in definition.fields}
    monkeypatch.setattr(documents, "definition_of", lambda _dossier: definition)
    drafted = {**documents.prefilled_result(dossier, at=MONDAY), **(fields or {})}
    assert not results.check(definition, drafted).problems
    result = Result(
        dossier=dossier,
        fields=results.check(definition, drafted).values,
        drafted_at=MONDAY,
        verification_code="K7Q4-29TM-X3PD",
    )
    facts = {
        spec.key: shown(spec, dossier.form[spec.key], lambda _code: "xã Mường Bi")
        for spec in definition.fields
    }
    return documents.result_paper(dossier, result, signer=signer, at=MONDAY).pdf, facts


@pytest.mark.django_db(databases=["default", "side"])
def test_every_result_carries_the_facts_of_its_form(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = []
    for code, definition in SHIPPED.items():
        pdf, facts = pdf_of(dossier, definition, monkeypatch)
        text = read(pdf)
        if pages_of(pdf) > 1 and "Quyết định này có hiệu lực" not in page_of(pdf, -1):
            missing.append(f"{code}: its signature stands alone on a second page")
        if definition.result.paper.letter and "Kính gửi" not in text:
            missing.append(f"{code}: whom the letter is for")
        keys = result_papers.keys_of(definition.result_paper) & facts.keys()
        assert len(keys) >= 3, code
        lowered = text.lower()
        missing += [
            f"{code} {definition.result.name}: {key} “{facts[key]}”"
            for key in sorted(keys)
            if read_as(facts[key]).lower() not in lowered
        ]
        title = definition.result.paper.title or definition.result.name
        if not definition.result.paper.letter and title.lower() not in lowered:
            missing.append(f"{code}: its title")

    assert missing == []


@pytest.mark.django_db(databases=["default", "side"])
def test_no_result_carries_a_telephone_or_a_line_its_form_has_not(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = []
    for code, definition in SHIPPED.items():
        text, _ = paper_of(dossier, definition, monkeypatch)
        layout = definition.result_paper
        wrong += [
            f"{code}: {words}"
            for words, belongs in (
                ("0912345678", False),
                ("lan@example.vn", False),
                ("Nơi nhận", layout.recipients),
                ("Lưu: VT", layout.recipients),
                ("Về việc", bool(layout.summary)),
                ("Căn cứ", layout.bases),
                ("{", False),
                ("None", False),
            )
            if (words in text) and not belongs
        ]

    assert wrong == []


@pytest.mark.parametrize("definition", SHIPPED.values(), ids=lambda one: one.code)
def test_a_form_with_only_what_must_be_answered_leaves_no_hole(definition: Definition) -> None:
    facts = {
        spec.key: shown(spec, answer(spec), lambda _code: "xã Mường Bi")
        for spec in definition.fields
        if spec.required
    }
    case = {"agency": "Ủy ban nhân dân xã Mường Bi", "head": "Chủ tịch", "addressee": "Lan"}

    paper = result_papers.set_paper(definition.result_paper, facts | case)

    texts = [*paper.opening, *paper.closing, paper.summary, paper.authority]
    texts += [value for _, lines in paper.sections for _, value in lines]
    assert not paper.is_empty
    for text in texts:
        assert "  " not in text
        assert ": ." not in text
        assert ", ," not in text
        assert not text.endswith((",", ";")), text
        assert "{" not in text


@pytest.mark.django_db(databases=["default", "side"])
def test_a_birth_certificate_reads_as_the_form_does(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, facts = paper_of(dossier, SHIPPED["1.001193"], monkeypatch)

    order = (
        "GIẤY KHAI SINH",
        "(Bản chính)",
        f"Họ, chữ đệm, tên: {facts['child_name'].upper()}",
        "Ngày, tháng, năm sinh: 05/03/2026",
        "Ghi bằng chữ: Ngày năm tháng ba năm hai nghìn không trăm hai mươi sáu",
        "Giới tính: Nam",
        "Dân tộc:",
        "Quốc tịch:",
        "Nơi sinh:",
        "Quê quán:",
        "Họ, chữ đệm, tên người mẹ:",
        "Họ, chữ đệm, tên người cha:",
        "Họ, chữ đệm, tên người đi khai sinh:",
    )
    places = [text.find(words) for words in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)


@pytest.mark.django_db(databases=["default", "side"])
def test_what_the_officer_corrects_or_takes_out_is_what_is_printed(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, place = f"{results.FACT}child_name", f"{results.FACT}child_birth_place"

    text, facts = paper_of(
        dossier, SHIPPED["1.001193"], monkeypatch, {name: "Hà Minh An", place: ""}
    )

    assert "HÀ MINH AN" in text
    assert facts["child_name"].upper() not in text
    assert "Nơi sinh" not in text


def test_what_is_left_out_leaves_no_gap_in_the_numbers() -> None:
    lines = ("1. Tên|{name}", "2. Vốn|{capital}", "3. Lao động|{workers}", "Ghi chú|{name}")
    paper = ResultPaper(
        sections=(
            ResultSection(title="1. Hộ", lines=lines),
            ResultSection(title="2. Vốn", lines=("Vốn|{capital}",)),
            ResultSection(title="3. Chủ hộ", lines=("Tên|{name}",)),
        )
    )

    sections = result_papers.set_paper(paper, {"name": "Lan", "workers": "2"}).sections

    assert [title for title, _ in sections] == ["1. Hộ", "2. Chủ hộ"]
    assert [label for label, _ in sections[0][1]] == ["1. Tên", "2. Lao động", "Ghi chú"]


@pytest.mark.parametrize(
    "paper",
    [
        ResultPaper(opening=("Xác nhận các nội dung sau:",)),
        ResultPaper(sections=(ResultSection(lines=("Ngày|hôm nay",)),)),
    ],
)
def test_a_procedure_whose_result_says_nothing_is_not_published(paper: ResultPaper) -> None:
    definition = definition_with(result=ResultSpec(name="Giấy xác nhận", paper=paper))

    assert "empty_result" in {defect.code for defect in definition.defects() if defect.blocks}


def test_a_form_that_asks_nothing_for_the_paper_is_not_published() -> None:
    contact = FieldSpec(key="phone", label="Điện thoại", kind=FieldKind.PHONE)
    definition = definition_with(form=(Section(title="", fields=(contact,)),))

    assert "empty_result" in {defect.code for defect in defects.of(definition)}


def test_a_layout_that_names_no_field_is_told() -> None:
    paper = ResultPaper(sections=(ResultSection(lines=("Tên|{ten_khong_co}", "không có gì")),))
    definition = definition_with(result=ResultSpec(name="Giấy xác nhận", paper=paper))

    codes = {defect.code for defect in definition.defects() if defect.blocks}
    assert {"unknown_result_field", "bad_result_line"} <= codes


def test_every_line_of_a_shared_layout_serves_some_procedure() -> None:
    layouts = json.loads((FOLDER / PAPERS).read_text())["papers"]
    written = {
        line
        for layout in layouts.values()
        for part in layout.get("sections", [])
        for line in part["lines"]
    }
    used = {
        line
        for definition in SHIPPED.values()
        for section in definition.result_paper.sections
        for line in section.lines
    }

    assert written - used == set()


def test_an_imported_procedure_prints_what_its_form_asks() -> None:
    definition = replace(definition_with(), result=ResultSpec(name="Giấy xác nhận"))

    lines = [line for section in definition.result_paper.sections for line in section.lines]
    assert lines
    assert len(lines) == len({line.partition("|")[2] for line in lines})


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("05/03/2026", "Ngày năm tháng ba năm hai nghìn không trăm hai mươi sáu"),
        ("21/04/1985", "Ngày hai mươi mốt tháng tư năm một nghìn chín trăm tám mươi lăm"),
        ("15/11/2005", "Ngày mười lăm tháng mười một năm hai nghìn không trăm linh năm"),
        ("10/01/2000", "Ngày mười tháng một năm hai nghìn không trăm"),
        ("không rõ", "không rõ"),
    ],
)
def test_days_in_words(day: str, words: str) -> None:
    assert result_papers.day_in_words(day) == words


BY_BOOK = [one for one in SHIPPED.values() if one.result_paper.number_field]


@pytest.mark.django_db(databases=["default", "side"])
@pytest.mark.parametrize("definition", BY_BOOK, ids=lambda one: one.code)
def test_a_certification_bears_the_number_of_its_own_book(
    dossier: Dossier, cast: Cast, monkeypatch: pytest.MonkeyPatch, definition: Definition
) -> None:
    own = {"fact_certification_number": "125, quyển số 01/2026-SCT/BS"}

    text, _ = paper_of(dossier, definition, monkeypatch, own, cast.hoa)
    blank, _ = paper_of(dossier, definition, monkeypatch)

    assert "Số chứng thực: 125, quyển số 01/2026-SCT/BS" in text
    assert text.count("125, quyển số") == 1
    assert "/UBND" not in text
    assert "Số chứng thực:" in blank
    assert "/UBND" not in blank
    needs = results.needed(definition, dossier.form)
    empty = {**own, "fact_certification_number": ""}
    problems = results.check(definition, empty, needs=needs).problems
    assert problems["fact_certification_number"] == "Bạn chưa điền “Số chứng thực, quyển số”."


def test_what_is_certified_is_numbered_by_its_book() -> None:
    wrong = [
        one.code
        for one in SHIPPED.values()
        if one.result_paper.title.startswith("Lời chứng") != bool(one.result_paper.number_field)
    ]
    assert wrong == []
    assert len(BY_BOOK) >= 7
