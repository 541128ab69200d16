"""Phiên ký số: presence is proved once, by the PIN or the second factor; guesses are locked out."""

import re
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from vanlang.identity.api import Person, Role, Unit
from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.models import Notice
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal
from vanlang.signing.actions import pins, sessions
from vanlang.signing.actions.certificates import issue_test_certificates
from vanlang.signing.actions.looks import note_look
from vanlang.signing.actions.signing import certify, seal_organisation, sign_person
from vanlang.signing.models import Certificate, Signature, SigningPin, SigningSession
from vanlang.signing.queries.sessions import presence
from vanlang.signing.rules import sessions as rules
from vanlang.signing.rules.sessions import Event, NoSession, Proof
from vanlang.signing.tests.conftest import Paper, acting, clerk_of, make_official, sign

pytestmark = pytest.mark.django_db

PIN, WRONG = "250701", "111222"
BROWSER, OTHER_BROWSER = "a" * 64, "b" * 64
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def in_browser(person: Person, key: str = BROWSER) -> Actor:
    return replace(acting(person), session=key)


@pytest.fixture
def leader(hoa: Person) -> Actor:
    """Hòa in a browser, with a PIN and no signing session there."""
    pins.give_test_pins([hoa], PIN, at=timezone.now())
    return in_browser(hoa)


def sign_as(actor: Actor, paper: Paper) -> bytes:
    return sign_person(paper.pdf, signer=actor, box=paper.boxes["person"], at=timezone.now())


def test_nobody_signs_seals_or_certifies_without_a_session(
    paper: Paper, hoa: Person, muong_bi: Unit, leader: Actor
) -> None:
    signed, now = sign(paper, hoa), timezone.now()
    clerk = replace(clerk_of(muong_bi), session=BROWSER)
    note_look(sha256(signed).hexdigest(), by=clerk, at=now)
    before = Signature.objects.count()

    with pytest.raises(NoSession):
        sign_as(leader, paper)
    with pytest.raises(NoSession):
        seal_organisation(signed, unit=muong_bi, box=None, at=now, by=clerk)
    with pytest.raises(NoSession):
        certify(signed, unit=muong_bi, lines=("SAO Y",), at=now, by=clerk)

    assert Signature.objects.count() == before


def test_one_pin_signs_many_for_a_quarter_of_an_hour(
    paper: Paper, leader: Actor, settings: Settings
) -> None:
    settings.SIGNING_SESSION_MINUTES = 15
    now = timezone.now()
    session = sessions.prove(PIN, by=leader, at=now)

    for _ in range(3):
        sign_as(leader, paper)
    with pytest.raises(NoSession):
        sessions.require(leader, at=now + 15 * MINUTE)

    assert Signature.objects.count() == 3
    assert session.expires_at == now + 15 * MINUTE
    assert SigningSession.objects.filter(session=BROWSER).count() == 1
    assert [one.kind for one in journal.history(session)] == [Event.SESSION_OPENED]


def test_the_session_ends_with_the_browsers_and_at_a_word(leader: Actor) -> None:
    now = timezone.now()
    session = sessions.prove(PIN, by=leader, at=now)

    with pytest.raises(NoSession):
        sessions.require(replace(leader, session=OTHER_BROWSER), at=now)
    sessions.require(leader, at=now)
    sessions.end(by=leader, at=now + MINUTE)
    with pytest.raises(NoSession):
        sessions.require(leader, at=now + 2 * MINUTE)

    assert Event.SESSION_ENDED in {one.kind for one in journal.history(session)}


def test_what_is_tried_again_counts_from_when_it_was_asked(leader: Actor) -> None:
    now = timezone.now()
    sessions.prove(PIN, by=leader, at=now)
    sessions.end(by=leader, at=now + 5 * MINUTE)
    job, later = replace(leader, session=""), now + timedelta(hours=2)
    SigningSession.objects.filter(proof=Proof.STAND_IN).delete()

    sessions.require(job, at=later, asked_at=now + MINUTE)
    for asked_at in (None, now - MINUTE, now + 6 * MINUTE):
        with pytest.raises(NoSession):
            sessions.require(job, at=later, asked_at=asked_at)


def test_five_wrong_pins_warn_then_lock_even_against_the_right_one(
    leader: Actor, minh: Person
) -> None:
    now, said = timezone.now(), []
    for _ in range(5):
        with pytest.raises(Refusal) as refused:
            sessions.prove(WRONG, by=leader, at=now)
        said.append(refused.value.message)
    with pytest.raises(Conflict, match="bị khóa"):
        sessions.prove(PIN, by=leader, at=now)

    assert "Còn 4 lần thử" in said[0]
    assert "bị khóa" in said[4]
    kinds = [one.kind for one in journal.history(SigningPin.objects.get())]
    assert kinds.count(Event.PIN_WRONG) == 5
    assert kinds.count(Event.PIN_LOCKED) == 1
    told = set(Notice.objects.values_list("person_id", "subject"))
    assert told == {
        (leader.person_id, "Mã PIN ký số bị nhập sai 3 lần"),
        (leader.person_id, "Mã PIN ký số bị khóa"),
        (minh.pk, "Mã PIN ký số bị khóa"),
    }
    assert not SigningSession.objects.filter(session=BROWSER).exists()


def test_a_right_pin_forgets_the_wrong_ones(leader: Actor) -> None:
    now = timezone.now()
    for _ in range(4):
        with pytest.raises(Refusal):
            sessions.prove(WRONG, by=leader, at=now)

    sessions.prove(PIN, by=leader, at=now)

    assert SigningPin.objects.get().wrong_count == 0


def test_a_code_of_the_second_factor_stands_in_for_the_pin(hoa: Person, paper: Paper) -> None:
    secret = "JBSWY3DPEHPK3PXP"  # noqa: S105 nobody's
    TOTP.activate(hoa, secret)
    pins.give_test_pins([hoa], PIN, at=timezone.now())
    code = format_hotp_value(hotp_value(secret, next(iter(counters()))))
    actor, now = in_browser(hoa), timezone.now()

    session = sessions.prove(code, by=actor, at=now)
    sign_as(actor, paper)
    with pytest.raises(Refusal, match="không đúng"):
        sessions.prove(code, by=in_browser(hoa, OTHER_BROWSER), at=now)

    assert session.proof == Proof.SECOND_FACTOR


@pytest.mark.parametrize("has_pin", [True, False])
def test_an_application_added_with_a_stolen_password_proves_nothing(
    hoa: Person, *, has_pin: bool
) -> None:
    now = timezone.now()
    if has_pin:
        pins.give_test_pins([hoa], PIN, at=now)
    secret = "JBSWY3DPEHPK3PXP"  # noqa: S105 the thief's
    TOTP.activate(hoa, secret)
    code = format_hotp_value(hotp_value(secret, next(iter(counters()))))
    thief = in_browser(hoa)
    assert not presence(thief, at=now).has_application

    with pytest.raises(Refusal, match="không đúng" if has_pin else "chưa đặt mã PIN"):
        sessions.prove(code, by=thief, at=now)

    assert not SigningSession.objects.filter(session=BROWSER).exists()
    assert SigningPin.objects.get().wrong_count == has_pin
    if has_pin:  # its holder, who knows the PIN, takes an application up by setting the PIN anew
        pins.set_pin("975310", "975310", proof=PIN, by=acting(hoa), at=timezone.now())
        assert presence(thief, at=now).has_application
        assert sessions.prove(code, by=thief, at=timezone.now()).proof == Proof.SECOND_FACTOR


def test_who_has_neither_is_told_to_set_a_pin_and_nothing_is_counted(hoa: Person) -> None:
    with pytest.raises(Conflict, match="chưa đặt mã PIN"):
        sessions.prove("123123", by=in_browser(hoa), at=timezone.now())

    assert SigningPin.objects.get().wrong_count == 0


def test_without_a_browser_nobody_opens_one(hoa: Person) -> None:
    pins.give_test_pins([hoa], PIN, at=timezone.now())

    SigningSession.objects.all().delete()
    with pytest.raises(NotPermitted):
        sessions.prove(PIN, by=acting(hoa), at=timezone.now())


def test_in_production_no_stand_in_signs_for_anybody(hoa: Person, settings: Settings) -> None:
    settings.STAND_INS = False

    with pytest.raises(ImproperlyConfigured):
        sessions.open_test_sessions([hoa], at=timezone.now())
    with pytest.raises(ImproperlyConfigured):
        pins.give_test_pins([hoa], PIN, at=timezone.now())


@pytest.mark.parametrize(
    "pin", ["12345", "abcdef", "123456", "654321", "111111", "121212", "１２３４５６"]
)
def test_pins_that_are_easily_guessed_are_refused(pin: str) -> None:
    with pytest.raises(Refusal):
        rules.check_new_pin(pin, pin)


def test_a_pin_is_activated_by_the_administrators_code_once(
    hoa: Person, minh: Person, quang: Person
) -> None:
    certificate, now = Certificate.objects.get(person=hoa), timezone.now()
    with pytest.raises(NotPermitted):
        pins.activate(certificate, hoa, by=acting(quang), at=now)
    with pytest.raises(NotPermitted):
        pins.activate(certificate, hoa, by=acting(hoa), at=now)
    code = pins.activate(certificate, hoa, by=acting(minh), at=now)

    with pytest.raises(Refusal, match="kích hoạt không đúng"):
        pins.set_pin(PIN, PIN, proof="0000000000", by=acting(hoa), at=now)
    pins.set_pin(PIN, PIN, proof=code, by=acting(hoa), at=now)
    with pytest.raises(Refusal, match="PIN đang dùng không đúng"):
        pins.set_pin("975310", "975310", proof=code, by=acting(hoa), at=now)
    pins.set_pin("975310", "975310", proof=PIN, by=acting(hoa), at=now)

    assert sessions.prove("975310", by=in_browser(hoa), at=now)
    assert code not in SigningPin.objects.get().activation


def test_an_activation_code_ends_after_a_week(hoa: Person, minh: Person) -> None:
    now = timezone.now()
    code = pins.activate(Certificate.objects.get(person=hoa), hoa, by=acting(minh), at=now)

    with pytest.raises(Refusal, match="quá hạn"):
        pins.set_pin(PIN, PIN, proof=code, by=acting(hoa), at=now + timedelta(days=8))


def test_a_new_activation_opens_the_lock_and_ends_what_was_open(
    leader: Actor, hoa: Person, minh: Person
) -> None:
    now = timezone.now()
    sessions.prove(PIN, by=leader, at=now)
    SigningPin.objects.update(wrong_count=5, locked_at=now)

    code = pins.activate(Certificate.objects.get(person=hoa), hoa, by=acting(minh), at=now)

    with pytest.raises(NoSession):
        sessions.require(leader, at=now + MINUTE)
    with pytest.raises(Conflict, match="chưa đặt"):
        sessions.prove(PIN, by=leader, at=now + MINUTE)
    pins.set_pin(PIN, PIN, proof=code, by=leader, at=now + MINUTE)
    sessions.prove(PIN, by=leader, at=now + MINUTE)


def test_no_administrator_activates_a_pin_of_their_own(muong_bi: Unit, minh: Person) -> None:
    """Minh administers and seals: alone he could reset and use the agency's key."""
    (certificate,) = issue_test_certificates([muong_bi], at=timezone.now())

    with pytest.raises(NotPermitted):
        pins.activate(certificate, minh, by=acting(minh), at=timezone.now())


def test_the_pages_lead_from_the_code_to_the_pin(
    client: Client, hoa: Person, minh: Person, muong_bi: Unit
) -> None:
    certificate = Certificate.objects.get(person=hoa)
    client.force_login(minh)
    page = client.post(f"/chung-thu-so/{certificate.pk}/ma-kich-hoat/", {"person": hoa.pk})
    code = re.findall(r"<b>(\d{10})</b>", page.content.decode())[0]
    hers = Client()
    hers.force_login(hoa)

    weak = hers.post("/ky-so/ma-pin/", {"proof": code, "pin": "123456", "again": "123456"})
    done = hers.post("/ky-so/ma-pin/", {"proof": code, "pin": PIN, "again": PIN})

    assert "Mã kích hoạt của Quách Thị Hòa" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert code not in client.get(f"/chung-thu-so/{certificate.pk}/").content.decode()
    assert weak.status_code == 422
    assert "quá dễ đoán" in weak.content.decode()
    assert "Đã đặt mã PIN" in done.content.decode()
    stranger = make_official("la", "Lê Văn Lạ", muong_bi, "Công chức", Role.ADMIN)
    assert (
        client.post(
            f"/chung-thu-so/{certificate.pk}/ma-kich-hoat/", {"person": stranger.pk}
        ).status_code
        == 404
    )


def test_signing_out_ends_the_session(client: Client, hoa: Person) -> None:
    pins.give_test_pins([hoa], PIN, at=timezone.now())
    client.force_login(hoa)
    SigningSession.objects.all().delete()
    request_actor = client.get("/ky-so/ma-pin/").wsgi_request.actor  # type: ignore[attr-defined]
    sessions.prove(PIN, by=request_actor, at=timezone.now())
    assert "Phiên ký đang mở" in client.get("/ky-so/ma-pin/").content.decode()

    client.post("/dang-xuat/")
    client.force_login(hoa)

    assert "Phiên ký đang mở" not in client.get("/ky-so/ma-pin/").content.decode()


def test_the_button_on_a_page_of_signing_ends_the_session(client: Client, hoa: Person) -> None:
    pins.give_test_pins([hoa], PIN, at=timezone.now())
    client.force_login(hoa)
    actor = client.get("/ky-so/ma-pin/").wsgi_request.actor  # type: ignore[attr-defined]
    sessions.prove(PIN, by=actor, at=timezone.now())

    elsewhere = client.post("/ky-so/phien/ket-thuc/", {"back": "https://evil.example/"})
    with pytest.raises(NoSession):
        sessions.require(actor, at=timezone.now())

    assert elsewhere["Location"] == "/ky-so/ma-pin/"
