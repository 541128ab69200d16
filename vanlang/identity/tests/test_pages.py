"""Every page that can be reached speaks Vietnamese and keeps strangers out."""

import re

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from vanlang.identity.models import AccessEntry, Person, Unit
from vanlang.identity.queries.units import province_committee
from vanlang.identity.rules import Role
from vanlang.identity.tests.conftest import PASSWORD, make_official

pytestmark = [
    pytest.mark.django_db(databases=["default", "side"]),
    pytest.mark.urls("vanlang.identity.tests.urls"),
]
OPEN = [
    "/dang-nhap/",
    "/dang-nhap/can-bo/",
    "/dang-nhap/da-khoa/",
    "/dang-nhap/da-huy/",
    "/eid/",
]
OWN = [
    "/toi/",
    "/toi/ai-da-xem/",
    "/toi/thong-bao/",
    "/toi/bao-mat/",
    "/dang-xuat/",
]
OFFICIALS = [
    "/toi/bao-mat/mat-khau/",
    "/toi/bao-mat/khoa/",
    "/uy-quyen/",
    "/uy-quyen/vang-nguoi/",
    "/uy-quyen/vang-nguoi/?day=2026-13-45",
    "/don-vi/",
    "/don-vi/?q=muong+bi",
    "/don-vi/?q=my+hoa",
    "/don-vi/H44.05158/",
    "/don-vi/H44.05158.00/",
]
ADMINISTRATORS = ["/nguoi/", "/nguoi/?q=lan", "/nguoi/?q=lan&page=2", "/nguoi/?q=lan&page=x"]
ENGLISH = re.compile(
    r"\b(the|your|account|password|sign|please|login|logout|email|code|key|cancel|submit|this)\b",
    re.IGNORECASE,
)


@pytest.fixture
def head(tree: None) -> Person:
    return make_official("tinh", "Phan Văn Tỉnh", province_committee(), "Chuyên viên", Role.ADMIN)


def words_of(html: str) -> str:
    """Return what people read: the text of the page without its frame's language switch."""
    main = html[html.index("<main") : html.index("</main>")]
    main = re.sub(r"<(script|code)[^>]*>.*?</\1>", " ", main, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", main)


@pytest.mark.parametrize("address", OPEN)
def test_open_pages_are_vietnamese(client: Client, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 200
    assert not ENGLISH.findall(words_of(response.content.decode()))


@pytest.mark.parametrize("address", OWN)
def test_own_pages(client: Client, lan: Person, address: str) -> None:
    closed = client.get(address).status_code
    client.force_login(lan)

    response = client.get(address)

    assert (closed, response.status_code) == (302, 200)
    assert not ENGLISH.findall(words_of(response.content.decode()).replace("passkey", ""))


@pytest.mark.parametrize("address", OFFICIALS)
def test_pages_of_officials(client: Client, minh: Person, address: str) -> None:
    Person.objects.filter(pk=minh.pk).update(password=make_password(PASSWORD))
    minh.refresh_from_db()
    client.force_login(minh)

    response = client.get(address)

    assert response.status_code == 200
    assert not ENGLISH.findall(words_of(response.content.decode()))


@pytest.mark.parametrize("address", [*OFFICIALS[2:], *ADMINISTRATORS])
def test_citizens_do_not_reach_them(client: Client, lan: Person, tree: None, address: str) -> None:
    client.force_login(lan)

    assert client.get(address).status_code == 403


@pytest.mark.parametrize("address", ADMINISTRATORS)
def test_pages_of_administrators(
    client: Client, head: Person, minh: Person, lan: Person, address: str
) -> None:
    client.force_login(minh)
    refused = client.get(address).status_code
    client.force_login(head)

    response = client.get(address)

    assert (refused, response.status_code) == (403, 200)
    assert "003188000123" not in response.content.decode()


def test_data_is_shown_after_saying_why_and_that_is_kept(
    client: Client, head: Person, lan: Person
) -> None:
    client.force_login(head)
    address = f"/nguoi/{lan.pk}/"

    masked = client.get(address).content.decode()
    refused = client.post(address, {"purpose": ""}).content.decode()
    shown = client.post(address, {"purpose": "Trả lời đơn của công dân"}).content.decode()

    assert "003188000123" not in masked + refused
    assert "003188000123" in shown
    entry = AccessEntry.objects.using("side").get()
    assert (entry.person_id, entry.purpose) == (lan.pk, "Trả lời đơn của công dân")
    assert entry.by_name == "Phan Văn Tỉnh"


def test_an_administrator_of_a_commune_does_not_see_strangers(
    client: Client, lan: Person, muong_bi: Unit
) -> None:
    chief = make_official("chi", "Bạch Thị Chi", muong_bi, "Chánh Văn phòng", Role.ADMIN)
    client.force_login(chief)

    assert client.get(f"/nguoi/{lan.pk}/").status_code == 404


def test_delegating_on_the_page(client: Client, dung: Person, hoa: Person) -> None:
    client.force_login(hoa)
    today = timezone.localdate().isoformat()
    typed = {
        "post": hoa.posts.get().pk,
        "kind": "delegation",
        "to": str(dung.pk),
        "roles": ["leader"],
        "since": today,
        "until": today,
        "reason": "Đi công tác",
    }

    wrong = client.post("/uy-quyen/", {**typed, "since": "hôm nay"}).content.decode()
    done = client.post("/uy-quyen/", typed)
    listed = client.get("/uy-quyen/").content.decode()
    client.force_login(dung)
    own = client.get("/toi/").content.decode()

    assert "Ngày không đúng" in wrong
    assert done.status_code == 302
    assert "Bạch Thị Dung được ủy quyền của Quách Thị Hòa" in listed
    assert "Thay Quách Thị Hòa" in own


def test_a_deputy_reads_beside_the_field_why_it_is_refused(
    client: Client, dung: Person, muong_bi: Unit
) -> None:
    deputy = make_official("pho", "Lò Văn Phó", muong_bi, "Phó Chủ tịch", Role.LEADER)
    client.force_login(deputy)
    today = timezone.localdate().isoformat()
    typed = {
        "post": deputy.posts.get().pk,
        "kind": "delegation",
        "to": str(dung.pk),
        "roles": ["leader"],
        "since": today,
        "until": today,
        "reason": "Đi công tác tại Hà Nội",
    }

    page = client.post("/uy-quyen/", typed)

    words = page.content.decode()
    assert page.status_code == 422
    assert "Cấp phó ký thay (KT.)" in words
    assert "Đi công tác tại Hà Nội" in words
    assert not deputy.posts.get().delegations.exists()


def test_a_stranger_does_not_find_anothers_delegation(
    client: Client, dung: Person, hoa: Person, quang: Person
) -> None:
    test_delegating_on_the_page(Client(), dung, hoa)
    pk = hoa.posts.get().delegations.get().pk
    client.force_login(quang)

    assert client.post(f"/uy-quyen/{pk}/thu-hoi/").status_code == 404
    client.force_login(hoa)
    assert client.post(f"/uy-quyen/{pk}/thu-hoi/").status_code == 302


def test_only_these_pages_are_open_to_the_world() -> None:
    found = {
        name
        for name, patterns in get_resolver("vanlang.identity.urls").reverse_dict.lists()
        if isinstance(name, str) and patterns
    }

    assert "account_signup" not in found
    assert "account_reset_password" not in found
    assert "account_email" not in found
