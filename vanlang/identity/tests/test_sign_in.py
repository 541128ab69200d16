from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from vanlang.identity.actions import passwords
from vanlang.identity.models import Person, Unit
from vanlang.identity.queries import sign_ins
from vanlang.identity.queries.actors import actor_of
from vanlang.identity.rules import Event, Role
from vanlang.identity.tests.conftest import MONDAY, PASSWORD, make_official
from vanlang.kernel import journal
from vanlang.kernel.refusals import NotPermitted

pytestmark = [pytest.mark.django_db, pytest.mark.urls("vanlang.identity.tests.urls")]
PAGE = "/dang-nhap/can-bo/"


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def officer(minh: Person) -> Person:
    Person.objects.filter(pk=minh.pk).update(
        password=make_password(PASSWORD), password_changed_at=timezone.now()
    )
    minh.refresh_from_db()
    return minh


def sign_in(client: Client, password: str, username: str = "minh") -> str:
    response = client.post(PAGE, {"login": username, "password": password})
    return response.get("Location", "") or response.content.decode()


def test_an_official_signs_in_and_out(client: Client, officer: Person) -> None:
    assert sign_in(client, PASSWORD) == "/uy-quyen/"  # the first room of an official here
    assert client.get("/thu/").content.decode() == "Đinh Văn Minh|True"
    assert Event.SIGNED_IN in {entry.kind for entry in journal.history(officer)}

    client.post("/dang-xuat/")

    assert client.get("/thu/").status_code == 302


def test_a_wrong_password_says_so_without_telling_who_exists(
    client: Client, officer: Person
) -> None:
    known = sign_in(client, "sai")
    unknown = sign_in(client, "sai", "khong-co")

    assert "Tên đăng nhập hoặc mật khẩu không đúng" in known
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in unknown


def test_five_wrong_passwords_lock_the_account(client: Client, officer: Person) -> None:
    for _ in range(5):
        sign_in(client, "sai")

    answer = sign_in(client, PASSWORD)

    assert "Tài khoản bị khóa" in answer
    assert Event.LOCKED in {entry.kind for entry in journal.history(officer)}
    officer.refresh_from_db()
    assert officer.locked_until is not None
    assert officer.locked_until > timezone.now() + timedelta(hours=11)


def test_a_right_password_clears_the_count(officer: Person) -> None:
    for _ in range(4):
        assert passwords.check("minh", "sai", at=MONDAY) is None
    assert passwords.check("minh", PASSWORD, at=MONDAY) == officer
    assert passwords.check("minh", "sai", at=MONDAY) is None

    officer.refresh_from_db()

    assert officer.locked_until is None
    assert officer.wrong_password_count == 1


def test_the_lock_opens_after_twelve_hours(officer: Person) -> None:
    for _ in range(5):
        passwords.check("minh", "sai", at=MONDAY)

    assert passwords.check("minh", PASSWORD, at=MONDAY + timedelta(hours=11)) is None
    assert passwords.check("minh", PASSWORD, at=MONDAY + timedelta(hours=13)) == officer


def test_unlock_is_for_administrators_alone(officer: Person, quang: Person, muong_bi: Unit) -> None:
    for _ in range(5):
        passwords.check("minh", "sai", at=MONDAY)
    chief = make_official("chi", "Bạch Thị Chi", muong_bi, "Chánh Văn phòng", Role.ADMIN)

    with pytest.raises(NotPermitted):
        passwords.unlock(officer, by=actor_of(quang, MONDAY), at=MONDAY)
    with pytest.raises(NotPermitted):
        passwords.unlock(officer, by=actor_of(officer, MONDAY), at=MONDAY)
    passwords.unlock(officer, by=actor_of(chief, MONDAY), at=MONDAY)

    assert passwords.check("minh", PASSWORD, at=MONDAY) == officer


def test_a_given_password_is_changed_before_anything_else(client: Client, officer: Person) -> None:
    Person.objects.filter(pk=officer.pk).update(must_change_password=True)
    sign_in(client, PASSWORD)
    assert client.get("/thu/")["Location"] == "/toi/bao-mat/mat-khau/"
    fresh = "Dong-Tam 2027 chieu"

    client.post(
        "/toi/bao-mat/mat-khau/",
        {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh},
    )

    assert client.get("/thu/").status_code == 200
    assert passwords.check("minh", fresh, at=MONDAY) == officer
    assert passwords.check("minh", PASSWORD, at=MONDAY) is None


def test_a_changed_password_signs_out_elsewhere(officer: Person) -> None:
    here, elsewhere = Client(), Client()
    sign_in(here, PASSWORD)
    sign_in(elsewhere, PASSWORD)
    fresh = "Dong-Tam 2027 chieu"

    here.post(
        "/toi/bao-mat/mat-khau/",
        {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh},
    )

    assert here.get("/thu/").status_code == 200
    assert elsewhere.get("/thu/").status_code == 302


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Ngan-1a", "ít nhất 14 ký tự"),
        ("chi-co-chu-thuong-thoi", "chữ hoa"),
        ("Toi-La-Minh-2026-nam", "không được chứa tên"),
        (PASSWORD, "10 mật khẩu gần nhất"),
    ],
)
def test_weak_and_used_passwords_are_refused(officer: Person, password: str, said: str) -> None:
    assert any(said in defect for defect in sign_ins.password_defects(officer, password))


def test_old_passwords_are_not_used_again(officer: Person) -> None:
    for turn in range(12):
        passwords.change_password(officer, f"Xuan-Thu {turn:02} nam", at=MONDAY)
    officer.refresh_from_db()

    assert sign_ins.was_used(officer, "Xuan-Thu 03 nam")
    assert not sign_ins.was_used(officer, PASSWORD)
    assert officer.old_passwords.count() == 10


def test_citizens_have_no_password_to_try(client: Client, lan: Person) -> None:
    answer = client.post(PAGE, {"login": lan.identity_number, "password": PASSWORD})

    assert "không đúng" in answer.content.decode()


def test_idle_accounts_are_closed(officer: Person) -> None:
    Person.objects.filter(pk=officer.pk).update(last_login=MONDAY)

    early = passwords.close_idle_accounts(at=MONDAY + timedelta(days=44))
    late = passwords.close_idle_accounts(at=MONDAY + timedelta(days=46))

    officer.refresh_from_db()
    assert (early, late) == (0, 1)
    assert not officer.is_active


@pytest.mark.parametrize("address", ["/dang-nhap/dang-ky/", "/signup/", "/accounts/signup/"])
def test_there_is_no_sign_up(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
