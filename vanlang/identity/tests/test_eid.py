import os
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.test import Client

from vanlang.identity.models import Person
from vanlang.identity.queries.people import person_by_identity_number
from vanlang.identity.views import eid

pytestmark = [pytest.mark.django_db, pytest.mark.urls("vanlang.identity.tests.urls")]
START = "/dang-nhap/dinh-danh-dien-tu/?next=/thu/"
LAN = "003188000123"


def at_provider(client: Client) -> str:
    """Begin to sign in; return the provider's page."""
    asked = client.get(START)["Location"]
    assert urlsplit(asked).path == "/eid/authorize"
    return asked


def signed_in_as(client: Client, number: str) -> str:
    back = client.post(at_provider(client), {"choice": number})["Location"]
    answer = client.get(back)
    return answer.get("Location", "") or answer.content.decode()


def test_a_citizen_signs_in_and_is_registered(client: Client) -> None:
    place = signed_in_as(client, LAN)
    shown = client.get("/thu/").content.decode()

    lan = person_by_identity_number(LAN)
    assert place == "/thu/"
    assert shown == "Bùi Thị Lan|True"
    assert lan is not None
    assert (lan.commune_code, lan.phone, lan.identity_level) == ("05158", "0301000123", 2)
    assert not lan.has_usable_password()


def test_the_second_time_is_the_same_person_with_what_changed(client: Client) -> None:
    signed_in_as(client, LAN)
    Person.objects.update(phone="0912345678", name="Bùi Lan")

    signed_in_as(Client(), LAN)

    lan = Person.objects.get()
    assert (lan.name, lan.phone) == ("Bùi Thị Lan", "0301000123")


def test_who_was_filed_for_at_a_counter_is_found_again(client: Client, lan: Person) -> None:
    signed_in_as(client, LAN)

    assert Person.objects.get() == lan


def test_an_organisation_signs_in(client: Client) -> None:
    signed_in_as(client, "0300000017")

    cooperative = Person.objects.get()
    assert (cooperative.kind, cooperative.tax_code) == ("business", "0300000017")


def test_ones_own_citizen(client: Client) -> None:
    own = {
        "choice": "own",
        "name": "Lường Văn Thử",
        "identity_number": "003 095 000 999",
        "birthdate": "1995-02-03",
        "commune_code": "05158",
    }

    back = client.post(at_provider(client), own)["Location"]
    client.get(back)

    assert Person.objects.get().identity_number == "003095000999"


def test_ones_own_citizen_needs_a_number_that_can_be(client: Client) -> None:
    own = {"choice": "own", "name": "A B", "identity_number": "9", "birthdate": "1995-02-03"}

    answer = client.post(at_provider(client), own).content.decode()

    assert "đúng 12 chữ số" in answer
    assert not Person.objects.exists()


def test_cancelling_leaves_nothing(client: Client) -> None:
    back = client.post(at_provider(client), {"choice": "cancel"})["Location"]

    page = client.get(back, follow=True).content.decode()

    assert "Bạn đã dừng đăng nhập" in page
    assert not Person.objects.exists()


def test_a_code_works_once(client: Client) -> None:
    back = client.post(at_provider(client), {"choice": LAN})["Location"]
    code = parse_qs(urlsplit(back).query)["code"][0]
    client.get(back)
    asked = at_provider(client)
    state = parse_qs(urlsplit(asked).query)["state"][0]

    answer = client.get(f"{urlsplit(back).path}?code={code}&state={state}")

    assert answer.status_code == 401
    assert "Chưa đăng nhập được" in answer.content.decode()


def test_another_browsers_answer_is_refused(client: Client) -> None:
    back = client.post(at_provider(client), {"choice": LAN})["Location"]

    answer = Client().get(back)

    assert answer.status_code == 401
    assert not Person.objects.exists()


def test_the_provider_sends_nobody_elsewhere(client: Client) -> None:
    asked = at_provider(client).replace("%2F%2Ftestserver", "%2F%2Fevil.example")

    answer = client.post(asked, {"choice": LAN})

    assert answer.status_code == 422


def test_over_http_the_provider_keeps_the_standard(client: Client) -> None:
    found = client.get("/eid/.well-known/openid-configuration").json()
    verifier = "v" * 43
    callback = "http://testserver/dang-nhap/dinh-danh-dien-tu/xong/"
    asked = {
        "client_id": "vanlang",
        "redirect_uri": callback,
        "response_type": "code",
        "scope": "openid profile",
        "state": "s",
        "nonce": "n",
        "code_challenge": eid.challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    back = client.post(found["authorization_endpoint"], {"choice": LAN}, query_params=asked)[
        "Location"
    ]
    form = {
        "grant_type": "authorization_code",
        "code": parse_qs(urlsplit(back).query)["code"][0],
        "redirect_uri": callback,
        "client_id": "vanlang",
        "client_secret": "stand-in",
    }

    stolen = client.post(found["token_endpoint"], {**form, "code_verifier": "w" * 43})
    given = client.post(found["token_endpoint"], {**form, "code_verifier": verifier}).json()
    key = jwt.PyJWKSet.from_dict(client.get(found["jwks_uri"]).json()).keys[0]
    token = jwt.decode(
        given["id_token"], key, algorithms=["RS256"], audience="vanlang", issuer=found["issuer"]
    )
    holder = client.get(
        found["userinfo_endpoint"], headers={"Authorization": f"Bearer {given['access_token']}"}
    ).json()

    assert stolen.json() == {"error": "invalid_grant"}
    assert (token["sub"], token["nonce"]) == (LAN, "n")
    assert holder["name"] == "Bùi Thị Lan"
    assert client.get(found["userinfo_endpoint"]).status_code == 401


PROBE = """
import django
django.setup()
from django.urls import Resolver404, resolve
try:
    resolve("/eid/")
except Resolver404:
    print("not routed")
try:
    import vanlang.identity.views.eid
except django.core.exceptions.ImproperlyConfigured as refusal:
    print(refusal)
"""


def test_production_has_no_stand_in() -> None:
    production = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "vanlang.config.settings",
        "VANLANG_MODE": "production",
        "VANLANG_DATABASE_URL": "postgresql:///nowhere",
        "VANLANG_SECRET_KEY": "x" * 50,
        "VANLANG_HOSTS": "vanlang.example",
    }

    said = subprocess.run(
        [sys.executable, "-c", PROBE], env=production, capture_output=True, text=True, check=False
    )

    assert "not routed" in said.stdout, said.stderr
    assert "cannot run in production" in said.stdout
