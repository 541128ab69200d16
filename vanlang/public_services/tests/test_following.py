"""Following by code and four digits: right as often as one likes, wrong only so often."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from vanlang.kernel.refusals import TooMany
from vanlang.public_services.actions import following
from vanlang.public_services.models import Dossier, GuessCount, ProcedureVersion
from vanlang.public_services.rules.guesses import FOR_A_CODE, FOR_AN_ADDRESS, written
from vanlang.public_services.tests.conftest import MONDAY, Cast, file_for

HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"
RIGHT, WRONG = "0123", "9999"
Look = Callable[..., Dossier | None]


@pytest.fixture
def look(filed: Dossier) -> Look:
    def one(
        digits: str, address: str = HERE, *, code: str = filed.code, minutes: int = 0
    ) -> object:
        at = MONDAY + timedelta(minutes=minutes)
        return following.follow(code, digits, address=address, at=at)

    return one  # type: ignore[return-value]


def test_a_code_is_closed_after_ten_wrong_guesses_from_wherever(look: Look) -> None:
    for number in range(FOR_A_CODE.most):
        assert look(WRONG, f"203.0.113.{number}") is None

    with pytest.raises(TooMany) as refused:
        look(RIGHT, ELSEWHERE, minutes=20)

    assert refused.value.retry_after == 40 * 60
    assert "40 phút" in refused.value.message
    assert look(RIGHT, ELSEWHERE, minutes=60) is not None


def test_an_address_is_closed_after_thirty_wrong_guesses_at_whatever(look: Look) -> None:
    for number in range(FOR_AN_ADDRESS.most):
        assert look(WRONG, code=f"H44.05158-260302-{number:04}") is None

    with pytest.raises(TooMany):
        look(RIGHT, code="H44.05158-260302-9000")

    assert look(RIGHT, ELSEWHERE) is not None
    assert look(RIGHT, minutes=15) is not None


def test_whoever_is_right_may_come_again_and_again(look: Look) -> None:
    for _ in range(3 * FOR_AN_ADDRESS.most):
        assert look(RIGHT) is not None

    assert set(GuessCount.objects.values_list("count", flat=True)) == {0}


def test_the_page_says_how_long_to_wait(filed: Dossier) -> None:
    def ask(digits: str, **headers: str) -> tuple[int, str, str]:
        given = {"code": filed.code, "digits": digits}
        answer = Client().post("/tra-cuu/", given, headers=headers)
        return answer.status_code, answer.headers.get("Retry-After", ""), answer.content.decode()

    statuses = [ask(WRONG)[0] for _ in range(FOR_A_CODE.most)]
    status, retry_after, words = ask(RIGHT)

    assert set(statuses) == {422}
    assert status == 429
    assert 0 < int(retry_after) <= 3600
    assert "nhập sai quá nhiều lần" in words
    assert "Bùi" not in words


def test_behind_a_proxy_the_visitor_counts_and_not_what_they_claim(
    filed: Dossier, settings: Settings
) -> None:
    settings.PROXIES = 1
    for number in range(3):
        Client().post(
            "/tra-cuu/",
            {"code": filed.code, "digits": WRONG},
            headers={"X-Forwarded-For": f"192.0.2.{number}, {HERE}"},
        )

    assert GuessCount.objects.get(subject=f"address:{HERE}").count == 3


def test_a_household_is_one_address() -> None:
    assert written("2001:db8:1:2:a::1") == written("2001:db8:1:2:b::2") == "2001:db8:1:2::/64"
    assert written("203.0.113.7") == "203.0.113.7"
    assert written("x' OR 1=1") == "?"


def test_guesses_are_forgotten_after_a_day(look: Look) -> None:
    look(WRONG)

    assert following.forget_guesses(at=MONDAY + timedelta(hours=23)) == 0
    assert following.forget_guesses(at=MONDAY + timedelta(hours=25)) == 2


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_no_guess_more(cast: Cast, version: ProcedureVersion) -> None:
    code, at = file_for(cast, version).code, timezone.now()

    def guess(number: int) -> bool:
        try:
            following.follow(code, WRONG, address=f"203.0.113.{number}", at=at)
        except TooMany:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(6) as crowd:
        heard = list(crowd.map(guess, range(2 * FOR_A_CODE.most)))

    assert heard.count(True) == FOR_A_CODE.most
