"""What a clerk meets at the counter all day: all that is missing at once, in their words."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from vanlang.public_services.forms.declaration import Declaration
from vanlang.public_services.management.commands.load_procedures import definitions
from vanlang.public_services.models import Delivery, Dossier, Draft
from vanlang.public_services.queries import documents, readings
from vanlang.public_services.rules.deliveries import without_commune
from vanlang.public_services.rules.parts import Competent, CompetentRule
from vanlang.public_services.rules.voices import to_official
from vanlang.public_services.tests.conftest import ANSWERS, Cast, definition_with, publish
from vanlang.public_services.tests.test_pages import SignIn, sign_in
from vanlang.public_services.tests.test_surpluses import WITH_COPIES, words

__all__ = ["sign_in"]
pytestmark = pytest.mark.django_db(databases=["default", "side"])
VISITOR = {
    "procedure": WITH_COPIES.code,
    "identity_number": "003190000777",
    "name": "hà thị mới",
    "phone": "",
    "commune_code": "",
    "channel": "1",
    "receiving": "H44.05158",
}
FORM = {**ANSWERS, "name": "Hà Thị Mới", "copies": "2"}


def begin(minh: Client, **facts: str) -> str:
    given = {**VISITOR, **facts, "key": str(uuid4())}
    begun = minh.post(reverse("public_services-counter"), given)
    assert begun.status_code == 302, begun.content.decode()
    return str(begun.url)  # type: ignore[attr-defined]


def test_all_that_is_missing_is_said_at_once_and_nothing_is_filed(
    cast: Cast, sign_in: SignIn
) -> None:
    residence = Competent(rule=CompetentRule.COMMUNE_OF_RESIDENCE)
    publish(replace(WITH_COPIES, competent=residence, papers=definition_with().papers))
    minh = sign_in(cast.minh)
    desk = begin(minh)
    assert "ghi nơi cư trú của người nộp" in words(minh, desk)

    answer = minh.post(desk, {**FORM, "accept": "1", "total": "0"})

    said = answer.content.decode().replace("\u00a0", " ")
    assert answer.status_code == 422
    for sentence in (
        "do xã, phường nơi cư trú giải quyết",
        "Bạn đọc lời cam đoan",
        "và đánh dấu đã thu rồi tiếp nhận",
    ):
        assert sentence in said, sentence
    assert "vừa đổi thành" not in said  # the page had not shown another sum: none at all
    assert not Dossier.objects.exists()


def test_thrown_away_only_by_who_says_it_twice(cast: Cast, sign_in: SignIn) -> None:
    publish(WITH_COPIES)
    minh = sign_in(cast.minh)
    begin(minh)
    draft = Draft.objects.get()
    address = reverse("public_services-counter-discard", args=[draft.pk])

    asked = minh.post(address).content.decode()

    assert "Bỏ hồ sơ đang nhận?" in asked
    assert Draft.objects.exists()
    assert sign_in(cast.quang).post(address, {"sure": "1"}).status_code == 404
    assert minh.post(address, {"sure": "1"}).status_code == 302
    assert not Draft.objects.exists()


def test_the_form_speaks_to_the_clerk_of_the_applicant() -> None:
    assert to_official("Bạn là") == "Người nộp là"
    assert to_official("Nếu chính là bạn thì để trống") == "Nếu chính là người nộp thì để trống"
    for definition in definitions():
        parts = [
            documents.AnsweredPart(
                section.title, [(spec.key, spec.label, "") for spec in section.fields]
            )
            for section in definition.form
        ]
        labels = [
            label for part in readings.read_by_official(parts) for _, label, _ in part.answers
        ]
        assert not [label for label in labels if "bạn" in label.lower().split()]


def test_no_telephone_is_not_asked_for_and_the_words_are_the_clerks(
    cast: Cast, sign_in: SignIn
) -> None:
    definition = next(one for one in definitions() if one.code == "1.001193")
    publish(definition)
    assert not Declaration(definition, {}, at_counter=True).fields["requester_phone"].required
    assert Declaration(definition, {}).fields["requester_phone"].required
    shown = words(sign_in(cast.minh), begin(sign_in(cast.minh), procedure="1.001193"))
    assert "Người nộp là" in shown
    assert "Bạn là" not in shown
    assert "Dữ liệu về người nộp chưa đúng?" in shown


@pytest.mark.parametrize(
    ("street", "rest"),
    [
        ("Xóm Lồ, xã Mường Bi, tỉnh Phú Thọ", "Xóm Lồ"),
        ("Xóm Lồ, Xã Mường Bi", "Xóm Lồ"),
        ("Xóm Lồ", "Xóm Lồ"),
        ("xã Mường Bi, tỉnh Phú Thọ", "xã Mường Bi, tỉnh Phú Thọ"),
        ("Xóm Lồ, xã Vân Sơn, tỉnh Phú Thọ", "Xóm Lồ, xã Vân Sơn, tỉnh Phú Thọ"),
    ],
)
def test_the_commune_is_not_written_twice(street: str, rest: str) -> None:
    assert without_commune(street, "xã Mường Bi, tỉnh Phú Thọ") == rest


def test_a_parcel_names_the_commune_once(cast: Cast, sign_in: SignIn) -> None:
    publish(WITH_COPIES)
    minh = sign_in(cast.minh)
    desk = begin(minh)
    filled = {
        "accept": "1",
        "declared": "1",
        "fee_collected": "1",
        "total": "16000",
        "delivery": "post",
        "post-recipient": "Hà Thị Mới",
        "post-phone": "0912345678",
        "post-street": "Xóm Lồ, xã Mường Bi, tỉnh Phú Thọ",
        "post-commune_code": "05158",
    }
    done = minh.post(desk, {**FORM, **filled})
    assert done.status_code == 302, done.content.decode()
    assert Delivery.objects.get().street == "Xóm Lồ"
    dossier = Dossier.objects.get()
    shown = words(minh, reverse("public_services-officer-dossier", args=[dossier.code]))
    assert "Nhận hồ sơ tiếp theo" in shown
