from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from vanlang.ui import jinja, wording

NOON_IN_LONDON = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [
        (184207, 0, "184.207"),
        (0, 0, "0"),
        (-1250, 0, "-1.250"),
        (Decimal("12.345"), 2, "12,35"),
        (1234.5, 1, "1.234,5"),
        (None, 0, "–"),
    ],
)
def test_number_is_written_the_vietnamese_way(
    value: float | Decimal | None, digits: int, said: str
) -> None:
    assert wording.number(value, digits) == said


def test_percent_is_never_torn_from_its_sign() -> None:
    assert wording.percent(0.934) == "93,4\u00a0%"
    assert wording.percent(1) == "100,0\u00a0%"
    assert wording.percent(None) == "–"


def test_percent_does_not_round_into_a_whole() -> None:
    """0.9995 is 99,95 %, half up 100,0 %: shown with one digit as every other figure."""
    assert wording.percent(0.99949) == "99,9\u00a0%"


def test_money_and_size_are_said_with_their_unit() -> None:
    assert wording.money(8000) == "8.000\u00a0đồng"
    assert wording.size(20 * 2**20) == "20\u00a0MB"
    assert wording.size(300_000) == "293\u00a0KB"
    assert wording.size(12) == "12\u00a0B"


def test_moments_are_told_in_vietnamese_time() -> None:
    assert wording.day(NOON_IN_LONDON) == "22/11/2026"
    assert wording.moment(NOON_IN_LONDON) == "22/11/2026 00:30"
    assert wording.brief(NOON_IN_LONDON) == "22/11 00:30"
    assert wording.clock(NOON_IN_LONDON) == "00:30"
    assert wording.day(date(2026, 1, 2)) == "02/01/2026"
    assert wording.moment(None) == ""


@pytest.mark.parametrize(
    ("working", "said", "kind"),
    [
        (timedelta(hours=2, minutes=55), "còn 2 giờ 55 phút làm việc", "warn"),
        (timedelta(hours=8), "còn 1 ngày làm việc", "warn"),
        (timedelta(hours=26), "còn 3 ngày 2 giờ làm việc", "good"),
        (timedelta(minutes=-95), "quá hạn 1 giờ 35 phút làm việc", "bad"),
        (timedelta(hours=-8), "quá hạn 1 ngày làm việc", "bad"),
        (timedelta(hours=-8 * 260 - 3), "quá hạn 260 ngày làm việc", "bad"),
        (-timedelta.resolution, "vừa quá hạn", "bad"),
        (timedelta(seconds=20), "còn chưa đến 1 phút", "warn"),
        (None, "", "none"),
    ],
)
def test_term_counts_working_days_of_eight_hours(
    working: timedelta | None, said: str, kind: str
) -> None:
    assert wording.term_left(working) == said
    assert wording.term_kind(working) == kind


@pytest.mark.parametrize(
    ("working", "words"),
    [
        (timedelta(hours=2, minutes=55), "2 h 55 min of working time left"),
        (timedelta(hours=8), "1 working day left"),
        (timedelta(hours=26, minutes=5), "3 d 2 h of working time left"),
        (timedelta(minutes=-95), "1 h 35 min of working time overdue"),
        (timedelta(hours=-8 * 260 - 3), "260 working days overdue"),
        (-timedelta.resolution, "just overdue"),
        (timedelta(seconds=20), "less than 1 min of working time left"),
        (None, ""),
    ],
)
def test_the_term_says_working_time_in_english_too(working: timedelta | None, words: str) -> None:
    assert wording.term_left_in_english(working) == words
    with translation.override("en"):
        assert jinja.term_left(working) == words
    assert jinja.term_left(working) == wording.term_left(working)


def test_mask_shows_enough_to_recognise_and_not_enough_to_use() -> None:
    assert wording.mask("017190001221") == "017•••••••21"
    assert wording.mask("12345") == "•••••"
    assert wording.mask("") == ""


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("Tỉnh Phú Thọ", "tỉnh Phú Thọ"),
        ("Thành phố Hà Nội", "thành phố Hà Nội"),
        ("Xã Mường Bi", "xã Mường Bi"),
        ("phường Việt Trì", "phường Việt Trì"),
        ("Tỉnh ủy Phú Thọ", "Tỉnh ủy Phú Thọ"),
        ("Sở Xây dựng", "Sở Xây dựng"),
        ("", ""),
    ],
)
def test_places_are_written_small_inside_a_sentence(name: str, inside: str) -> None:
    assert wording.inside(name) == inside


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ông An, số 003088000456.", "Ông An, số 003•••••••56."),
        ("003 188 000 123, 003.188.000.124", "003•••••••23, 003•••••••24"),
        ("sinh tại Lào: 301088000456", "sinh tại Lào: 301•••••••56"),
        ("giá 120.000.000.000 đồng", "giá 120.000.000.000 đồng"),
        ("0912345678 và 1234567890123", "0912345678 và 1234567890123"),
        ("", ""),
    ],
)
def test_numbers_of_people_are_hidden_in_free_text(text: str, shown: str) -> None:
    assert wording.mask_numbers(text) == shown
