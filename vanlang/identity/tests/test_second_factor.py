import base64
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from vanlang.identity.actions.sessions import idle_seconds
from vanlang.identity.models import Person, Session, Unit
from vanlang.identity.rules import Role
from vanlang.identity.tests.conftest import PASSWORD, make_official
from vanlang.kernel.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.urls("vanlang.identity.tests.urls")]
SECURITY = "/toi/bao-mat/"


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def chief(muong_bi: Unit) -> Person:
    person = make_official("chi", "Bạch Thị Chi", muong_bi, "Chánh Văn phòng", Role.ADMIN)
    Person.objects.filter(pk=person.pk).update(
        password=make_password(PASSWORD), password_changed_at=timezone.now()
    )
    return person


def sign_in(client: Client, username: str = "chi") -> str:
    response = client.post("/dang-nhap/can-bo/", {"login": username, "password": PASSWORD})
    return response.get("Location", "")


def code_for(secret: str, *, ahead: int = 0) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time())) + ahead
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def switch_on(client: Client) -> str:
    """Say the password once more, then read the secret and answer with its code."""
    asked = client.get(f"{SECURITY}ung-dung/")["Location"]
    back = client.post(asked, {"password": PASSWORD, "next": f"{SECURITY}ung-dung/"})["Location"]
    page = client.get(back).content.decode()
    found = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert found is not None
    client.post(f"{SECURITY}ung-dung/", {"code": code_for(found[1])})
    return found[1]


def test_the_picture_of_the_key_stands_alone(client: Client, chief: Person) -> None:
    sign_in(client)
    asked = client.get(f"{SECURITY}ung-dung/")["Location"]
    back = client.post(asked, {"password": PASSWORD, "next": f"{SECURITY}ung-dung/"})["Location"]

    picture = re.search(
        r'src="data:image/svg\+xml;base64,([^"]+)"', client.get(back).content.decode()
    )

    assert picture is not None
    drawn = base64.b64decode(picture[1])
    assert b'xmlns="http://www.w3.org/2000/svg"' in drawn, "without it, <img> shows nothing"


def test_administrators_add_a_second_factor_before_anything_else(
    client: Client, chief: Person
) -> None:
    sign_in(client)

    assert client.get("/thu/")["Location"] == SECURITY
    assert "bắt buộc có bước xác thực thứ hai" in client.get(SECURITY).content.decode()


def test_from_then_on_the_password_alone_opens_nothing(client: Client, chief: Person) -> None:
    sign_in(client)
    secret = switch_on(client)
    assert client.get("/thu/").status_code == 200
    client.post("/dang-xuat/")

    place = sign_in(client)
    before = client.get("/thu/").status_code
    wrong = client.post(place, {"code": "000000"}).content.decode()
    client.post(place, {"code": code_for(secret, ahead=1)})

    assert place == "/dang-nhap/can-bo/buoc-hai/"
    assert before == 302
    assert "Mã không đúng" in wrong
    assert client.get("/thu/").status_code == 200


def test_the_secret_is_sealed_in_the_table(client: Client, chief: Person) -> None:
    sign_in(client)
    secret = switch_on(client)

    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]

    assert secret not in stored


def test_who_holds_the_account_is_told_of_an_application_that_was_added(
    client: Client,
    chief: Person,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    sign_in(client)
    with django_capture_on_commit_callbacks(execute=True):
        switch_on(client)

    told = Notice.objects.get(person_id=chief.pk, subject__contains="thêm ứng dụng xác thực")

    assert "Nếu không phải bạn làm" in told.text


def test_the_last_factor_of_an_administrator_stays(client: Client, chief: Person) -> None:
    sign_in(client)
    switch_on(client)

    page = client.post(f"{SECURITY}ung-dung/tat/").content.decode()

    assert "bắt buộc" in page
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


def test_a_recovery_code_stands_in_for_the_phone_once(client: Client, chief: Person) -> None:
    sign_in(client)
    switch_on(client)
    page = client.get(f"{SECURITY}ma-du-phong/").content.decode()
    spare = re.findall(r"<code>(\d+)</code>", page)[0]
    client.post("/dang-xuat/")

    first = client.post(sign_in(client), {"code": spare})
    client.post("/dang-xuat/")
    second = client.post(sign_in(client), {"code": spare})

    assert first.status_code == 302
    assert "Mã không đúng" in second.content.decode()


def test_others_need_one_only_where_the_province_says_so(
    client: Client, chief: Person, settings: Settings
) -> None:
    officer = make_official("to", "Xa Thị Tơ", chief.posts.get().unit, "Công chức", Role.CLERK)
    Person.objects.filter(pk=officer.pk).update(password=make_password(PASSWORD))

    sign_in(client, "to")
    free = client.get("/thu/").status_code
    settings.SECOND_FACTOR_FOR = "all"
    bound = client.get("/thu/").status_code

    assert (free, bound) == (200, 302)


def test_officials_have_their_own_idle_limit(
    client: Client, chief: Person, settings: Settings
) -> None:
    settings.IDLE_MINUTES_OFFICIAL = 15

    sign_in(client)

    left = Session.objects.get(person=chief).expires_at - timezone.now()
    assert 14 * 60 < left.total_seconds() <= idle_seconds(is_official=True) == 15 * 60
