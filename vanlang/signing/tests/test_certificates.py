"""Certificates as rows and screens: who sees which, what ends soon, who may change what."""

import io
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from vanlang.identity.api import Person, Unit
from vanlang.kernel.actors import PLATFORM, STRANGER
from vanlang.kernel.models import Notice
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal, WrongType
from vanlang.signing.actions import certificates as actions
from vanlang.signing.actions import images, warnings
from vanlang.signing.models import Certificate, Signature, SignatureImage
from vanlang.signing.queries import authority, certificates
from vanlang.signing.rules import authority as rules
from vanlang.signing.rules.states import (
    EXPIRY_WARNING,
    STARTS,
    Kind,
    State,
    Validity,
    check_may,
    state_of,
)
from vanlang.signing.tests.conftest import Paper, acting, sign

NOW = timezone.now()


def test_every_verb_starts_only_where_its_table_says() -> None:
    for verb, starts in STARTS.items():
        for state in State:
            if state in starts:
                check_may(verb, state)
            else:
                with pytest.raises(Conflict):
                    check_may(verb, state)


@pytest.mark.parametrize(
    ("days_left", "revoked_days_ago", "expected"),
    [
        (1000, None, State.VALID),
        (60, None, State.EXPIRING),
        (1, None, State.EXPIRING),
        (0, None, State.EXPIRED),
        (-5, None, State.EXPIRED),
        (1000, 0, State.REVOKED),
        (1000, -1, State.VALID),
        (2000, None, State.PENDING),
    ],
)
def test_the_state_is_read_from_the_dates_and_found_by_them(
    days_left: int, revoked_days_ago: int | None, expected: State, hoa: Person
) -> None:
    ends = NOW + timedelta(days=days_left)
    revoked = None if revoked_days_ago is None else NOW - timedelta(days=revoked_days_ago)
    validity = Validity(ends - timedelta(days=1800), ends, revoked)
    Certificate.objects.filter(person=hoa).update(
        valid_from=validity.valid_from,
        valid_to=validity.valid_to,
        revoked_at=revoked,
        revocation_reason="x" if revoked else "",
    )

    found = [
        state
        for state in State
        if Certificate.objects.filter(certificates.in_state(state, NOW), person=hoa).exists()
    ]

    assert state_of(validity, NOW) == expected
    assert found == [expected]


def test_issue_gives_each_owner_one(hoa: Person, muong_bi: Unit) -> None:
    first = actions.issue_test_certificates([hoa, muong_bi], at=timezone.now())

    again = actions.issue_test_certificates([hoa, muong_bi], at=timezone.now())

    assert [one.pk for one in first] == [one.pk for one in again]
    assert [one.kind for one in first] == [Kind.PERSON, Kind.ORGANISATION]
    assert Certificate.objects.count() == 2


@pytest.mark.filterwarnings("ignore:Attribute's length")  # the library counts bytes
def test_a_long_vietnamese_name_stands_whole_in_the_certificate(muong_bi: Unit) -> None:
    """64 letters are allowed; the library counts bytes, and the demonstration did not start."""
    name = "Ban Thường trực Ủy ban Mặt trận Tổ quốc Việt Nam xã Mường Bi"
    Unit.objects.filter(pk=muong_bi.pk).update(name=name)
    muong_bi.refresh_from_db()
    assert len(name) < len("x" * 64) < len(name.encode())

    (made,) = actions.issue_test_certificates([muong_bi], at=NOW)

    assert name in x509.load_der_x509_certificate(bytes(made.der)).subject.rfc4514_string()


def test_issue_is_refused_to_a_stranger(muong_bi: Unit) -> None:
    with pytest.raises(NotPermitted):
        actions.issue_test_certificates([muong_bi], at=timezone.now(), by=STRANGER)


def test_no_key_is_in_the_database(hoa: Person) -> None:
    certificate = Certificate.objects.get(person=hoa)

    assert certificate.key.startswith("pkcs12:")
    assert b"PRIVATE" not in bytes(certificate.der) + bytes(certificate.chain)


def test_renew_leaves_the_old_one_as_it_is(hoa: Person, minh: Person) -> None:
    old = Certificate.objects.get(person=hoa)

    new = actions.renew_test_certificate(old, by=acting(minh), at=timezone.now())

    assert new.person == hoa
    assert new.serial != old.serial
    assert Certificate.objects.get(pk=old.pk).revoked_at is None


def test_renew_is_refused_to_another_agencys_administrator(hoa: Person, quang: Person) -> None:
    certificate = Certificate.objects.get(person=hoa)

    with pytest.raises(NotPermitted):
        actions.renew_test_certificate(certificate, by=acting(quang), at=timezone.now())


def test_revoke_is_refused_to_another_agencys_administrator(hoa: Person, quang: Person) -> None:
    certificate = Certificate.objects.get(person=hoa)

    with pytest.raises(NotPermitted):
        actions.revoke(certificate, by=acting(quang), at=timezone.now(), reason="Thử")


def test_revoke_is_refused_twice_and_without_a_reason(hoa: Person, minh: Person) -> None:
    certificate = Certificate.objects.get(person=hoa)
    with pytest.raises(Refusal):
        actions.revoke(certificate, by=acting(minh), at=timezone.now(), reason=" ")
    actions.revoke(certificate, by=acting(minh), at=timezone.now(), reason="Mất thiết bị")

    with pytest.raises(Conflict):
        actions.revoke(certificate, by=acting(minh), at=timezone.now(), reason="Mất thiết bị")


def new_pem(made: rules.Authority) -> bytes:
    key = rules.new_key().public_key()
    subject = rules.Subject(Kind.PERSON, "Quách Thị Hòa", "Ủy ban nhân dân xã Mường Bi")
    own = rules.issue(made, subject, key, timezone.now(), authority.ADDRESS)
    return own.public_bytes(Encoding.PEM) + made.issuing.pem


def test_register_takes_a_certificate_of_a_trusted_authority_once(
    muong_bi: Unit, minh: Person, hoa: Person
) -> None:
    pem = new_pem(authority.current())

    made = actions.register(hoa, pem=pem, key="pkcs11:hoa", by=acting(minh), at=timezone.now())

    assert made.key == "pkcs11:hoa"
    with pytest.raises(Conflict):
        actions.register(hoa, pem=pem, key="pkcs11:hoa", by=acting(minh), at=timezone.now())


@pytest.mark.parametrize("pem", [b"", b"khong phai PEM", b"-----BEGIN CERTIFICATE-----\nAA=="])
def test_register_is_refused_for_what_is_no_certificate(
    pem: bytes, hoa: Person, minh: Person
) -> None:
    with pytest.raises(Refusal):
        actions.register(hoa, pem=pem, key="pkcs11:hoa", by=acting(minh), at=timezone.now())


def test_register_is_refused_for_an_unknown_authority(hoa: Person, minh: Person) -> None:
    pem = new_pem(rules.establish(timezone.now(), "http://127.0.0.1:9"))

    with pytest.raises(Refusal):
        actions.register(hoa, pem=pem, key="pkcs11:hoa", by=acting(minh), at=timezone.now())


def test_a_signature_written_down_cannot_be_changed(paper: Paper, hoa: Person) -> None:
    sign(paper, hoa)

    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.update(by_name="Hà Văn Quang")


def png(colour: tuple[int, int, int, int], size: tuple[int, int] = (40, 20)) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", size, colour).save(out, "PNG")
    return out.getvalue()


def test_change_image_takes_a_transparent_png_from_its_owner(hoa: Person) -> None:
    certificate = Certificate.objects.get(person=hoa)
    given = png((0, 0, 200, 0))

    images.change(certificate, png=given, by=acting(hoa), at=timezone.now())

    assert bytes(SignatureImage.objects.get(person=hoa).png) == given


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", png((0, 0, 200, 255)), png((0, 0, 0, 0), (2001, 1))],
    ids=["empty", "gif", "cut", "opaque", "huge"],
)
def test_change_image_is_refused_for_anything_else(content: bytes, hoa: Person) -> None:
    certificate = Certificate.objects.get(person=hoa)

    with pytest.raises(WrongType):
        images.change(certificate, png=content, by=acting(hoa), at=timezone.now())


def test_change_image_is_refused_to_a_stranger(hoa: Person, quang: Person) -> None:
    certificate = Certificate.objects.get(person=hoa)

    with pytest.raises(NotPermitted):
        images.change(certificate, png=png((0, 0, 0, 0)), by=acting(quang), at=timezone.now())


def test_holders_are_warned_once_at_each_step(hoa: Person, minh: Person, muong_bi: Unit) -> None:
    ends = NOW + timedelta(days=20)
    Certificate.objects.all().update(valid_to=ends)

    first = warnings.warn_of_expiry(at=NOW)
    again = warnings.warn_of_expiry(at=NOW)
    last = warnings.warn_of_expiry(at=ends - timedelta(days=3))

    told = set(Notice.objects.values_list("person_id", flat=True))
    assert (first, again, last) == (2, 0, 2)
    assert told == {hoa.pk, minh.pk}, "the person for their own, the clerk for the seal"


def test_nobody_is_warned_who_has_a_newer_certificate(hoa: Person) -> None:
    Certificate.objects.filter(person=hoa).update(valid_to=NOW + timedelta(days=20))
    old = Certificate.objects.get(person=hoa)
    actions.renew_test_certificate(old, by=PLATFORM, at=timezone.now())

    assert warnings.warn_of_expiry(at=NOW) == 0


def test_the_list_shows_ones_own_agencies_only(
    client: Client, hoa: Person, minh: Person, quang: Person
) -> None:
    client.force_login(minh)

    page = client.get("/chung-thu-so/").content.decode()

    assert "Quách Thị Hòa" in page
    assert "Mường Bi" in page
    assert "Hà Văn Quang" not in page
    assert "Vân Sơn" not in page


def test_the_list_is_searched_without_accents_and_by_state(
    client: Client, hoa: Person, minh: Person
) -> None:
    Certificate.objects.filter(person=hoa).update(valid_to=NOW + EXPIRY_WARNING / 2)
    client.force_login(minh)

    found = client.get("/chung-thu-so/?q=quach+thi+hoa&state=expiring").content.decode()
    others = client.get("/chung-thu-so/?q=quach+thi+hoa&state=revoked").content.decode()

    assert "Quách Thị Hòa" in found
    assert "Quách Thị Hòa" not in others


@pytest.mark.parametrize("query", ["state=' OR 1=1", "page=x", "page=-3", "q=%00", "state=%F0%9F"])
def test_the_list_bears_any_question(client: Client, minh: Person, query: str) -> None:
    client.force_login(minh)

    assert client.get(f"/chung-thu-so/?{query}").status_code in {200, 400}


def test_a_strangers_certificate_is_not_found(client: Client, hoa: Person, quang: Person) -> None:
    certificate = Certificate.objects.get(person=hoa)
    client.force_login(quang)

    answers = [
        client.get(f"/chung-thu-so/{certificate.pk}/").status_code,
        client.get(f"/chung-thu-so/{certificate.pk}/hinh.png").status_code,
        client.post(f"/chung-thu-so/{certificate.pk}/thu-hoi/", {"reason": "x"}).status_code,
        client.post(f"/chung-thu-so/{certificate.pk}/cap-lai/").status_code,
        client.post(f"/chung-thu-so/{certificate.pk}/hinh/").status_code,
    ]

    assert answers == [404] * 5


def test_an_administrator_revokes_renews_and_changes_the_image_on_the_page(
    client: Client, hoa: Person, minh: Person
) -> None:
    certificate = Certificate.objects.get(person=hoa)
    address = f"/chung-thu-so/{certificate.pk}/"
    client.force_login(minh)
    assert client.get(address).status_code == 200
    assert client.post(f"{address}thu-hoi/", {"reason": ""}).status_code == 422
    given = io.BytesIO(png((0, 0, 200, 0)))
    given.name = "chu-ky.png"

    changed = client.post(f"{address}hinh/", {"image": given})
    wrong = client.post(f"{address}hinh/", {"image": io.BytesIO(b"GIF89a")})
    revoked = client.post(f"{address}thu-hoi/", {"reason": "Mất thiết bị"})
    renewed = client.post(f"{address}cap-lai/")

    assert [a.status_code for a in (changed, wrong, revoked, renewed)] == [302, 422, 302, 302]
    assert client.get(f"{address}hinh.png").content == png((0, 0, 200, 0))
    assert Certificate.objects.filter(person=hoa).count() == 2
    assert "Mất thiết bị" in client.get(address).content.decode()


def test_an_administrator_issues_and_registers_on_the_page(
    client: Client, hoa: Person, minh: Person
) -> None:
    client.force_login(minh)

    issued = client.post("/chung-thu-so/cap-thu-nghiem/", {"owner": "minh"})
    unknown = client.post("/chung-thu-so/cap-thu-nghiem/", {"owner": "khong co"})
    pem = new_pem(authority.current()).decode()
    registered = client.post(
        "/chung-thu-so/dang-ky/", {"owner": "hoa", "pem": pem, "key": "remote:hoa"}
    )
    wrong = client.post("/chung-thu-so/dang-ky/", {"owner": "hoa", "pem": "x", "key": "remote:x"})
    leaked = client.post(
        "/chung-thu-so/dang-ky/",
        {"owner": "hoa", "pem": "-----BEGIN PRIVATE KEY-----", "key": "remote:x"},
    )

    answers = (issued, unknown, registered, wrong, leaked)
    assert [answer.status_code for answer in answers] == [302, 422, 302, 422, 422]
    assert "khóa đã lộ" in leaked.content.decode()


def test_the_pages_are_closed_to_citizens_and_plain_officials(client: Client, hoa: Person) -> None:
    client.force_login(hoa)

    assert client.get("/chung-thu-so/").status_code == 403
    assert client.post("/chung-thu-so/cap-thu-nghiem/", {"owner": "hoa"}).status_code in {302, 403}


def test_the_commands_issue_and_verify(
    muong_bi: Unit,
    minh: Person,
    hoa: Person,
    paper: Paper,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("giay")
    (folder / "signed.pdf").write_bytes(sign(paper, hoa))
    (folder / "plain.pdf").write_bytes(paper.pdf)
    said = io.StringIO()

    call_command("issue_test_certificates", "minh", "H44.05158", stdout=said)
    call_command("verify_pdf", folder / "signed.pdf", stdout=said)

    assert "Đinh Văn Minh" in said.getvalue()
    assert "Quách Thị Hòa (Văn Lang CA thử nghiệm)" in said.getvalue()
    with pytest.raises(CommandError):
        call_command("verify_pdf", folder / "plain.pdf", stdout=said)
    with pytest.raises(CommandError):
        call_command("issue_test_certificates", "khong-co", stdout=said)
