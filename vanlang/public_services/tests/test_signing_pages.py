"""The leader's and the clerk's list: one PIN for many, and a wrong one loses nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from vanlang.identity.api import Person
from vanlang.public_services.actions import accepting, settling
from vanlang.public_services.models import Dossier, ProcedureVersion, Result
from vanlang.public_services.tests.conftest import HOUR, MONDAY, Cast, file_for
from vanlang.signing import api as signing

pytestmark = pytest.mark.django_db(databases=["default", "side"])
PIN, WRONG = "250701", "111222"
SIGN, SEAL = "/can-bo/ky/", "/can-bo/dong-dau/"


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def three(cast: Cast, version: ProcedureVersion) -> list[Dossier]:
    """Three results that wait for Hòa's signature; she and Minh, the clerk, have a PIN."""
    people = list(Person.objects.filter(username__in=["hoa", "minh"]))
    signing.issue_test_certificates([people[0], people[1], cast.muong_bi], at=MONDAY)
    signing.give_test_pins(people, PIN, at=MONDAY)
    return [to_sign(cast, version) for _ in range(3)]


def to_sign(cast: Cast, version: ProcedureVersion) -> Dossier:
    dossier = accepting.accept(file_for(cast, version), by=cast.minh, at=MONDAY + HOUR)
    settling.start(dossier, by=cast.minh, at=MONDAY + HOUR)
    settling.submit(dossier, fields={"body": "Xác nhận."}, by=cast.minh, at=MONDAY + HOUR)
    return settling.review(dossier, by=cast.minh, at=MONDAY + HOUR)


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(username=username))
    return client


def ticks(page: str) -> int:
    return page.count(" checked")


def test_three_results_are_signed_with_one_pin(three: list[Dossier]) -> None:
    hers = signed_in("hoa")
    chosen = [str(one.pk) for one in three]
    asked = hers.get(SIGN).content.decode()

    first = hers.post(SIGN, {"dossier": chosen[:2], "pin": PIN}).content.decode()
    rest = hers.post(SIGN, {"dossier": chosen[2:]})

    assert 'name="pin"' in asked
    assert "Đã ký 2 văn bản" in first
    assert 'name="pin"' not in first
    assert "Phiên ký mở đến" in first
    assert "Đã ký 1 văn bản" in rest.content.decode()
    assert Result.objects.filter(signed_at__isnull=False).count() == 3


@pytest.mark.parametrize("pin", [WRONG, ""])
def test_without_the_right_pin_nothing_is_signed_and_the_ticks_stay(
    three: list[Dossier], pin: str
) -> None:
    hers = signed_in("hoa")
    chosen = [str(one.pk) for one in three[:2]]

    page = hers.post(SIGN, {"dossier": chosen, "pin": pin})

    words = page.content.decode()
    assert page.status_code in {409, 422}
    assert ("Còn 4 lần thử" if pin else "Bạn nhập mã PIN") in words
    assert ticks(words) == 2
    assert pin == "" or f'value="{pin}"' not in words
    assert not Result.objects.filter(signed_at__isnull=False).exists()


def test_when_the_session_has_run_out_the_pin_is_asked_again(
    three: list[Dossier],
) -> None:
    hers = signed_in("hoa")
    hers.post(SIGN, {"dossier": [str(three[0].pk)], "pin": PIN})

    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        page = hers.post(SIGN, {"dossier": [str(three[1].pk)]})

    assert page.status_code == 409
    assert 'name="pin"' in page.content.decode()
    assert ticks(page.content.decode()) == 1


def test_on_the_dossiers_page_the_pin_is_asked_of_who_may_sign_alone(
    three: list[Dossier],
) -> None:
    address = f"/can-bo/ho-so/{three[0].code}/"
    hers, clerks = signed_in("hoa"), signed_in("minh")

    missing = hers.post(f"{address}ky/")
    done = hers.post(f"{address}ky/", {"pin": PIN})
    not_hers = clerks.post(f"/can-bo/ho-so/{three[1].code}/ky/", {"pin": WRONG})

    assert missing.status_code == 409
    assert "Bạn nhập mã PIN" in missing.content.decode()
    assert done.status_code == 302
    assert not_hers.status_code == 403
    assert "lần thử" not in not_hers.content.decode()


def test_a_refused_seal_keeps_the_ticks(three: list[Dossier], cast: Cast) -> None:
    for dossier in three[:2]:
        settling.sign(dossier, by=cast.hoa, at=timezone.now() - timedelta(minutes=5))
    clerk = signed_in("minh")
    clerk.get(f"/can-bo/ho-so/{three[0].code}/ban-da-ky/")
    chosen = [str(one.pk) for one in three[:2]]

    no_pin = clerk.post(SEAL, {"dossier": chosen})
    partly = clerk.post(SEAL, {"dossier": chosen, "pin": PIN}).content.decode()

    assert no_pin.status_code == 409
    assert ticks(no_pin.content.decode()) == 2
    assert "Đã đóng dấu 1 kết quả" in partly
    assert "chưa mở xem" in partly
    assert ticks(partly) == 1
    assert Result.objects.filter(sealed_at__isnull=False).count() == 1
