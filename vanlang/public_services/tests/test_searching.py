"""What people say finds the procedure they mean, among all that ship."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vanlang.public_services.management.commands.load_procedures import definitions
from vanlang.public_services.queries.procedures import SYNONYMS
from vanlang.public_services.rules import searching
from vanlang.public_services.rules.searching import Synonyms, Text, is_one_slip, words_of

SHIPPED = definitions()
DATA = json.loads(SYNONYMS.read_text())
SAYINGS = Synonyms.from_json(DATA)
TEXTS = [
    Text.of(
        definition.code,
        definition.name,
        definition.keywords,
        f"{definition.field_of_work} {definition.result.name} {definition.life_event}",
    )
    for definition in SHIPPED
]


def codes(query: str) -> Sequence[str]:
    positions = searching.look_up(query, TEXTS, SAYINGS).positions
    return [TEXTS[position].code for position in positions]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("đăng kí kết hôn", "1.000894"),
        ("dang ki ket hon", "1.000894"),
        ("cưới", "1.000894"),
        ("lấy vợ", "1.000894"),
        ("khai sinhh", "1.001193"),
        ("khai snih", "1.001193"),
        ("kai sinh", "1.001193"),
        ("làm giấy khai sinh cho con", "1.001193"),
        ("đẻ con", "1.001193"),
        ("em muốn làm khai sinh cho bé", "1.001193"),
        ("làm sổ đỏ", "1.013978"),
        ("xin cấp sổ đỏ ở đâu", "1.013978"),
        ("sửa nhà", "1.013229"),
        ("xin phép sửa nhà", "1.013229"),
        ("xây nhà", "1.013225"),
        ("chết", "1.000656"),
        ("bố mất", "1.000656"),
        ("mở quán", "1.001612"),
        ("độc thân", "1.004873"),
        ("sao y công chứng", "2.000815"),
        ("sơ yếu lí lịch", "2.000884"),
        ("trích lục", "2.000635"),
        ("KHAI SINH", "1.001193"),
        ("Ðăng ký khai sinh", "1.001193"),  # Ð U+00D0, as old converters write it
        ("1.013225", "1.013225"),
        ("đóng quán", "1.001266"),
        ("thừa kế", "2.001406"),
        ("tranh chấp đất", "1.012812"),
        ("hộ nghèo", "1.011607"),
        ("vỉa hè", "1.013274"),
        ("nhận con nuôi", "2.001263"),
    ],
)
def test_people_find_what_they_mean(query: str, first: str) -> None:
    assert codes(query)[:1] == [first]


@pytest.mark.parametrize("saying", [text for row in DATA["synonyms"] for text in row["said"]])
def test_every_saying_leads_somewhere(saying: str) -> None:
    matches = searching.look_up(saying, TEXTS, SAYINGS)

    assert matches.positions
    assert not matches.is_near


@pytest.mark.parametrize("definition", SHIPPED, ids=lambda definition: definition.code)
def test_every_procedure_is_first_by_its_name_and_its_code(definition: object) -> None:
    text = TEXTS[SHIPPED.index(definition)]  # type: ignore[arg-type]

    assert codes(SHIPPED[TEXTS.index(text)].name)[0] == text.code
    assert codes(text.code)[0] == text.code


def test_what_no_procedure_says_in_full_gives_what_is_near_and_says_so() -> None:
    matches = searching.look_up("khai sinh quá hạn tại bệnh viện", TEXTS, SAYINGS)

    assert matches.is_near
    assert TEXTS[matches.positions[0]].code == "1.001193"


@pytest.mark.parametrize("query", ["zzz", "\x00", "((((", "²", "a" * 5000, "%", "'; DROP TABLE"])
def test_nonsense_finds_nothing_and_breaks_nothing(query: str) -> None:
    matches = searching.look_up(query, TEXTS, SAYINGS)

    assert not matches.positions or not words_of(query) or matches.is_near or len(query) < 3


def test_nothing_typed_gives_all() -> None:
    assert len(codes("  ")) == len(TEXTS)


@pytest.mark.parametrize(
    ("word", "other", "expected"),
    [
        ("sinh", "sinhh", True),
        ("sinh", "snih", True),
        ("sinh", "sih", True),
        ("sinh", "sanh", True),
        ("sinh", "kinhh", False),
        ("sinh", "hnis", False),
        ("sinh", "sinh", True),
    ],
)
def test_one_slip_of_the_keys(word: str, other: str, *, expected: bool) -> None:
    assert is_one_slip(word, other) == expected


@given(st.text(max_size=60))
def test_any_text_may_be_looked_up(query: str) -> None:
    searching.look_up(query, TEXTS[:5], SAYINGS)
