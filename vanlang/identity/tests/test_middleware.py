from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from vanlang.identity.actions.people import Registration, register_citizen
from vanlang.identity.actions.posts import dismiss
from vanlang.identity.actions.sessions import SessionStore, end_sessions
from vanlang.identity.models import Person, Session
from vanlang.identity.queries.actors import hashed
from vanlang.identity.tests.conftest import MONDAY, PASSWORD
from vanlang.kernel.actors import PLATFORM

pytestmark = [pytest.mark.django_db, pytest.mark.urls("vanlang.identity.tests.urls")]


@pytest.mark.parametrize("who", ["lan", "minh"])
def test_a_signed_in_request_makes_one_statement(
    client: Client, request: pytest.FixtureRequest, who: str
) -> None:
    person: Person = request.getfixturevalue(who)
    client.force_login(person)

    with CaptureQueriesContext(connection) as statements:
        response = client.get("/thu/")

    assert response.content.decode() == f"{person.name}|True"
    assert len(statements) == 1, [s["sql"] for s in statements]


def test_a_stranger_makes_none_and_is_sent_to_sign_in(client: Client) -> None:
    with CaptureQueriesContext(connection) as statements:
        response = client.get("/thu/?a=1")

    assert response.status_code == 302
    assert response["Location"] == "/dang-nhap/?next=%2Fthu%2F%3Fa%3D1"
    assert len(statements) == 0


def test_an_invented_session_key_is_nobodys(client: Client) -> None:
    client.cookies["vanlang_session"] = "a" * 32

    response = client.get("/thu/")

    assert response.status_code == 302
    assert response.cookies["vanlang_session"].value == ""


def test_citizens_do_not_reach_the_desks_of_officials(
    client: Client, lan: Person, minh: Person
) -> None:
    client.force_login(lan)
    refused = client.get("/ban/")
    client.force_login(minh)
    shown = client.get("/ban/")

    assert (refused.status_code, shown.status_code) == (403, 200)


def test_the_key_itself_is_not_in_the_table(client: Client, lan: Person) -> None:
    client.force_login(lan)
    key = client.cookies["vanlang_session"].value

    row = Session.objects.get()

    assert row.key_hash == hashed(key) != key
    assert key not in row.data
    assert row.person == lan


def test_an_ended_session_is_a_strangers(client: Client, lan: Person) -> None:
    client.force_login(lan)

    end_sessions(lan.pk)

    assert client.get("/thu/").status_code == 302


def test_a_session_ends_when_nobody_uses_it(client: Client, lan: Person) -> None:
    client.force_login(lan)
    # Long ago for the process's clock and for the database's, which clears what has ended.
    Session.objects.update(expires_at=timezone.now() - timedelta(days=3650))

    response = client.get("/thu/")
    SessionStore.clear_expired()

    assert response.status_code == 302
    assert not Session.objects.exists()


def test_a_session_in_use_is_kept_alive_now_and_then(client: Client, lan: Person) -> None:
    client.force_login(lan)
    soon = timezone.now() + timedelta(minutes=10)
    Session.objects.update(expires_at=soon)

    client.get("/thu/")
    kept = Session.objects.get().expires_at
    with CaptureQueriesContext(connection) as statements:
        client.get("/thu/")

    assert kept > soon + timedelta(minutes=30)
    assert len(statements) == 1


def test_a_changed_password_ends_sessions_opened_with_the_old(client: Client, minh: Person) -> None:
    client.force_login(minh)
    Person.objects.filter(pk=minh.pk).update(password=make_password(PASSWORD))

    assert client.get("/thu/").status_code == 302


def test_an_ended_post_signs_its_holder_out(client: Client, minh: Person) -> None:
    client.force_login(minh)

    dismiss(minh.posts.get(), by=PLATFORM, at=timezone.now())

    assert client.get("/thu/").status_code == 302


def test_a_closed_account_is_out_at_once(client: Client, minh: Person) -> None:
    client.force_login(minh)
    Person.objects.filter(pk=minh.pk).update(is_active=False)

    assert client.get("/thu/").status_code == 302


@pytest.mark.django_db(transaction=True, databases=["default", "side"])
def test_a_restarted_database_is_asked_again(client: Client) -> None:
    lan = register_citizen(
        Registration(name="Bùi Thị Lan", identity_number="003188000123"), by=PLATFORM, at=MONDAY
    )
    client.force_login(lan)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    with connections["side"].cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [backend])

    response = client.get("/thu/")

    assert response.status_code == 200
