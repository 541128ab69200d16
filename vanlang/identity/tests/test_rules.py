from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vanlang.identity import rules
from vanlang.identity.rules import Duty, Sex
from vanlang.kernel.refusals import Refusal


@pytest.mark.parametrize(
    ("number", "province", "sex", "year"),
    [
        ("025188000123", "025", Sex.FEMALE, 1988),
        ("017 075 000 214", "017", Sex.MALE, 1975),
        ("026301000105", "026", Sex.FEMALE, 2001),
        ("001207000963", "001", Sex.MALE, 2007),
        ("138190000001", "138", Sex.FEMALE, 1990),
    ],
)
def test_an_identity_number_says_where_when_and_who(
    number: str, province: str, sex: Sex, year: int
) -> None:
    said = rules.check_identity_number(number)

    assert (said.province, said.sex, said.birth_year) == (province, sex, year)


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("", "đúng 12 chữ số"),
        ("12345678901", "đúng 12 chữ số"),
        ("0251880001234", "đúng 12 chữ số"),
        ("02518800012a", "đúng 12 chữ số"),
        ("٠٢٥١٨٨٠٠٠١٢٣", "đúng 12 chữ số"),
        ("003188000123", "không phải mã tỉnh"),
        ("000188000123", "không phải mã tỉnh"),
        ("025588000123", "Chữ số thứ tư"),
        ("025988000123", "Chữ số thứ tư"),
    ],
)
def test_an_identity_number_that_cannot_be_is_refused(number: str, why: str) -> None:
    with pytest.raises(Refusal, match=why) as refusal:
        rules.check_identity_number(number)

    assert refusal.value.field == "identity_number"


def test_an_identity_number_of_another_year_is_refused() -> None:
    with pytest.raises(Refusal, match="năm sinh 1988"):
        rules.check_identity_number("025188000123", born=date(1989, 1, 1))


def test_numbers_of_nobody_pass_only_where_stand_ins_do() -> None:
    assert rules.check_identity_number("003188000123", demonstration=True).birth_year == 1988


@given(st.text(max_size=16))
def test_no_text_breaks_the_check(text: str) -> None:
    with suppress(Refusal):
        assert len(rules.check_identity_number(text).text) == 12


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0912 345 678", "0912345678"),
        ("+84 912.345.678", "0912345678"),
        ("(0210) 3846 123", "02103846123"),
        ("0084-912-345-678", "0912345678"),
    ],
)
def test_phones_are_kept_as_digits_from_zero(typed: str, number: str) -> None:
    assert rules.check_phone(typed) == number


@pytest.mark.parametrize("typed", ["", "12345", "0112345678", "091234567", "09123456789", "abc"])
def test_phones_that_cannot_be_are_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="Số điện thoại"):
        rules.check_phone(typed)


@pytest.mark.parametrize(
    ("written", "placed"),
    [
        ("Hoà Bình", "Hòa Bình"),
        ("Thanh Thuỷ", "Thanh Thủy"),
        ("HOÀ BÌNH", "HÒA BÌNH"),
        ("Nguyễn Thị Hoàn", "Nguyễn Thị Hoàn"),
        ("Phú Quý", "Phú Quý"),
        ("Xuân Hoè", "Xuân Hòe"),
        ("Ho\u00e0  Bi\u0300nh", "Hòa Bình"),
        ("Khoẻ", "Khỏe"),
    ],
)
def test_tones_stand_where_the_official_lists_place_them(written: str, placed: str) -> None:
    assert rules.place_tones(written) == placed


@given(st.text(max_size=40))
def test_placing_tones_twice_changes_nothing_more(text: str) -> None:
    once = rules.place_tones(text)

    assert rules.place_tones(once) == once


def test_masks_leave_enough_to_tell_people_apart() -> None:
    assert rules.mask_identity_number("025188000123") == "025•••••0123"
    assert rules.mask_identity_number("") == ""
    assert rules.mask_phone("0912345678") == "091••••678"


def test_codes_of_units() -> None:
    assert rules.unit_code("H44") == "H44"
    assert rules.unit_code("H44", "05158", "") == "H44.05158"
    assert rules.unit_code("H44", "05158", "04") == "H44.05158.04"


@pytest.mark.parametrize(
    ("password", "second", "defects"),
    [
        ("Aa1!aaaaaaaaaa", False, 0),
        ("Aa1!aaaaaaaaa", False, 1),
        ("aaaaaaaaaaaaaaa", False, 1),
        ("aaaaaaaa", True, 0),
        ("aaaaaaa", True, 1),
    ],
)
def test_passwords_of_level_three(password: str, second: bool, defects: int) -> None:
    assert len(rules.password_defects(password, has_second_factor=second)) == defects


@pytest.mark.parametrize(
    ("must", "days", "administrator", "lacks", "duty"),
    [
        (False, 10, False, False, Duty.NONE),
        (True, 10, False, True, Duty.CHANGE_PASSWORD),
        (False, 61, True, False, Duty.CHANGE_PASSWORD),
        (False, 61, False, False, Duty.NONE),
        (False, 10, True, True, Duty.ADD_SECOND_FACTOR),
    ],
)
def test_what_comes_first_after_signing_in(
    must: bool, days: int, administrator: bool, lacks: bool, duty: Duty
) -> None:
    found = rules.duty(
        must_change=must,
        password_age=timedelta(days=days),
        is_administrator=administrator,
        lacks_factor=lacks,
    )

    assert found == duty


def test_every_role_has_its_word() -> None:
    assert set(rules.ROLE_NAMES) == set(rules.Role)
