"""A session that ends while one types loses nothing, and shows nothing to anybody else."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.test_architecture import routes
from vanlang.identity.actions import typed
from vanlang.identity.actions.sessions import end_sessions
from vanlang.identity.actions.typed import Typing
from vanlang.identity.models import Person, TypedForm
from vanlang.identity.queries import actors
from vanlang.identity.tests.conftest import PASSWORD
from vanlang.kernel.refusals import NotPermitted

pytestmark = pytest.mark.django_db(databases=["default", "side"])

TEXT = "Báo cáo tình hình chuyển đổi số tháng 11"
FORM = {
    "reason": TEXT,
    "csrfmiddlewaretoken": "x",
    "password": "bi-mat-khong-giu",
    "roles": ["a", "b"],
}
PAGE = "/uy-quyen/"


@pytest.fixture
def minh(minh: Person) -> Person:
    """Minh with a password of his own, as after the first sign-in."""
    Person.objects.filter(pk=minh.pk).update(
        password=make_password(PASSWORD), password_changed_at=timezone.now()
    )
    minh.refresh_from_db()
    return minh


def ended(client: Client, person: Person) -> None:
    """Let somebody work in this browser until their session ends."""
    client.force_login(person)
    client.get("/toi/")
    end_sessions(person.pk)


def test_what_was_sent_after_the_session_ended_waits_for_its_writer(
    client: Client, minh: Person
) -> None:
    ended(client, minh)

    answer = client.post(PAGE, FORM)
    form = TypedForm.objects.get()
    client.post(
        answer["Location"].replace("/dang-nhap/", "/dang-nhap/can-bo/"),
        {"login": minh.username, "password": PASSWORD},
    )
    page = client.get(f"/toi/da-go/{form.pk}/").content.decode()

    assert answer.status_code == 302
    assert answer["Location"].endswith(f"next=%2Ftoi%2Fda-go%2F{form.pk}%2F")
    assert (form.person, form.path) == (minh, PAGE)
    assert form.fields == [["reason", TEXT], ["roles", "a"], ["roles", "b"]]
    assert TEXT in page
    assert "bi-mat-khong-giu" not in page


def test_signing_in_leads_to_what_was_typed(client: Client, minh: Person) -> None:
    ended(client, minh)
    sign_in = client.post(PAGE, FORM)["Location"].replace("/dang-nhap/", "/dang-nhap/can-bo/")

    answer = client.post(sign_in, {"login": minh.username, "password": PASSWORD})

    assert answer["Location"] == f"/toi/da-go/{TypedForm.objects.get().pk}/"


def test_what_was_typed_is_sent_on_to_where_it_was_going(client: Client, minh: Person) -> None:
    ended(client, minh)
    client.post(PAGE, FORM)
    form = TypedForm.objects.get()
    client.force_login(minh)

    sent = {"to": "", "reason": TEXT}
    answer = client.post(f"/toi/da-go/{form.pk}/gui/", sent, follow=True)
    form.refresh_from_db()

    assert answer.redirect_chain == [(PAGE, 307)]
    assert TEXT in answer.content.decode()  # the form again, with what was typed and what it lacks
    assert form.sent_at is not None


def test_files_are_named_since_they_must_be_chosen_again(client: Client, minh: Person) -> None:
    ended(client, minh)
    client.post(PAGE, {"reason": TEXT, "file": SimpleUploadedFile("ảnh.pdf", b"%PDF-1.7")})
    client.force_login(minh)

    page = client.get(f"/toi/da-go/{TypedForm.objects.get().pk}/").content.decode()

    assert "ảnh.pdf" in page
    assert "Tệp phải chọn lại" in page


def test_nobody_else_in_that_browser_sees_it(client: Client, minh: Person, quang: Person) -> None:
    ended(client, minh)
    client.post(PAGE, FORM)
    form = TypedForm.objects.get()
    client.force_login(quang)

    for address in (f"/toi/da-go/{form.pk}/", f"/toi/da-go/{form.pk}/gui/"):
        assert client.get(address).status_code in {404, 405}
        assert client.post(address).status_code == 404
    with pytest.raises(NotPermitted):
        typed.drop_typed(form, by=actors.actor_of(quang, timezone.now()))
    assert TypedForm.objects.filter(sent_at=None).count() == 1


@pytest.mark.parametrize("mark", ["", "x", "Im1lIg:1:2", "\x00"])
def test_a_browser_that_cannot_say_whose_it_is_keeps_nothing(client: Client, mark: str) -> None:
    client.cookies["vanlang_writer"] = mark

    answer = client.post(PAGE, FORM)

    assert answer.status_code == 302
    assert not TypedForm.objects.exists()


def test_signing_out_takes_the_mark_along(client: Client, minh: Person) -> None:
    client.force_login(minh)
    client.get("/toi/")
    client.post("/dang-xuat/")

    client.post(PAGE, FORM)

    assert not TypedForm.objects.exists()


def test_a_form_left_open_while_one_signed_in_elsewhere_is_kept(minh: Person) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    client.force_login(minh)
    client.get("/toi/")

    answer = client.post(PAGE, FORM)

    assert answer["Location"] == f"/toi/da-go/{TypedForm.objects.get().pk}/"


@pytest.mark.parametrize("origin", ["https://noi-khac.example", "null"])
def test_a_page_from_elsewhere_leaves_nothing(minh: Person, origin: str) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Origin": origin})
    client.force_login(minh)
    client.get("/toi/")

    assert client.post(PAGE, FORM).status_code == 403
    assert not TypedForm.objects.exists()


def test_saving_while_one_types_says_that_the_session_ended(client: Client, minh: Person) -> None:
    ended(client, minh)

    answer = client.post(PAGE, FORM, headers={"X-Draft": "1"})

    assert answer.status_code == 401
    assert answer.json() == {"sign_in": "/dang-nhap/"}
    assert not TypedForm.objects.exists()


def test_a_password_to_be_changed_first_loses_nothing(client: Client, minh: Person) -> None:
    client.force_login(minh)
    client.get("/toi/")
    Person.objects.filter(pk=minh.pk).update(must_change_password=True)
    client.post("/dang-nhap/can-bo/", {"login": minh.username, "password": PASSWORD})
    client.get("/")
    client.post("/dang-xuat/")
    client.post("/dang-nhap/can-bo/", {"login": minh.username, "password": PASSWORD})

    client.get("/nhiem-vu/?muc=given")
    new = "Muong-Bi 2026 trang"
    answer = client.post(
        "/toi/bao-mat/mat-khau/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )

    assert answer["Location"] == "/nhiem-vu/?muc=given"


def test_every_form_behind_a_sign_in_keeps_what_was_typed(client: Client, minh: Person) -> None:
    lost = []
    for route, pattern in routes():
        if "<" in route or not getattr(pattern.callback, "login_required", True):
            continue
        ended(client, minh)
        TypedForm.objects.all().delete()
        client.post(route, FORM)
        if route != "/dang-xuat/" and not TypedForm.objects.filter(path=route).exists():
            lost.append(route)

    assert lost == []


def test_only_the_newest_of_one_person_stay(minh: Person) -> None:
    at = timezone.now()
    for number in range(typed.MOST_OF_A_PERSON + 5):
        typed.keep_typed(
            Typing(f"/{number}/", [("text", TEXT)]),
            person_id=minh.pk,
            at=at + timedelta(seconds=number),
        )

    paths = list(TypedForm.objects.order_by("typed_at").values_list("path", flat=True))
    assert paths == [f"/{number}/" for number in range(5, 25)]
    assert typed.forget_typed(before=at + timedelta(days=1)) == 20


@pytest.mark.parametrize(
    "typing",
    [
        Typing("/a/", []),
        Typing("/a/", [("csrfmiddlewaretoken", "x")]),
        Typing("/a/", [("text", "x" * (typed.MOST_CHARACTERS + 1))]),
        Typing("/" + "a" * 600, [("text", "x")]),
    ],
)
def test_what_cannot_be_kept_is_not(minh: Person, typing: Typing) -> None:
    assert typed.keep_typed(typing, person_id=minh.pk, at=timezone.now()) is None


@pytest.mark.parametrize(("who", "leads_to"), [("minh", "/can-bo/")])
def test_an_official_begins_at_their_work(
    client: Client, request: pytest.FixtureRequest, who: str, leads_to: str
) -> None:
    person: Person = request.getfixturevalue(who)

    answer = client.post(reverse("account_login"), {"login": person.username, "password": PASSWORD})

    assert answer["Location"] == leads_to
