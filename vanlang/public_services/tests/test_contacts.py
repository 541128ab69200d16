"""How somebody is reached is what they wrote for this dossier: on paper, on pages, in notices."""

import pytest
from django.urls import reverse

from vanlang.kernel import notices, queue
from vanlang.kernel.models import Notice
from vanlang.public_services.actions import accepting
from vanlang.public_services.models import Dossier, ProcedureVersion
from vanlang.public_services.queries import documents
from vanlang.public_services.rules import prefill
from vanlang.public_services.tests.conftest import (
    HOUR,
    MONDAY,
    Cast,
    definition_with,
    file_for,
    publish,
)
from vanlang.public_services.tests.test_acting import OTHER, REQUESTER, SHIPPED, SINGLE
from vanlang.public_services.tests.test_pages import SignIn, sign_in
from vanlang.public_services.tests.test_result_papers import read

__all__ = ["sign_in"]
ACCOUNT, TYPED = "0912345678", "0987654321"
ANSWERS = {
    "requester_name": "Bùi Thị Lan",
    "requester_identity_number": "003188000123",
    "requester_birth_date": "1988-04-21",
    "requester_address": "Xóm Lồ",
    "requester_phone": TYPED,
    "requester_email": "hop.thu.khac@example.vn",
}


@pytest.fixture
def version(cast: Cast) -> ProcedureVersion:
    return publish(definition_with(form=(SINGLE.form[0], REQUESTER)))


def receipt_of(cast: Cast, dossier: Dossier) -> str:
    accepted = accepting.accept(dossier, by=cast.minh, at=MONDAY + HOUR)
    return read(documents.receipt_paper(accepted, at=MONDAY + HOUR).pdf)


@pytest.mark.django_db(databases=["default", "side"])
def test_the_telephone_of_this_dossier_stands_everywhere(
    cast: Cast, version: ProcedureVersion, sign_in: SignIn
) -> None:
    dossier = file_for(cast, version, answers=ANSWERS)

    receipt = receipt_of(cast, dossier)
    officer = sign_in(cast.minh)
    desk = officer.get(reverse("public_services-officer-dossier", args=[dossier.code]))
    revealed = officer.post(reverse("public_services-reveal", args=[dossier.code]))

    assert f"Số điện thoại: {TYPED}" in receipt
    assert "Email: hop.thu.khac@example.vn" in receipt
    assert "Địa chỉ: Xóm Lồ, xã Mường Bi, tỉnh Phú Thọ" in receipt
    assert "098•••••21" in desk.content.decode()
    assert TYPED in revealed.content.decode()
    for text in (receipt, desk.content.decode(), revealed.content.decode()):
        assert ACCOUNT not in text
        assert "091•••••78" not in text
        assert "lan@example.vn" not in text


@pytest.mark.django_db
def test_notices_go_where_this_dossier_says(
    cast: Cast, version: ProcedureVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Carried:
        def carry(self, _notice: Notice) -> None:
            """Take it."""

    monkeypatch.setattr(notices, "_plugs", {"sms": Carried, "email": Carried})
    dossier = file_for(cast, version, answers=ANSWERS)
    queue.drain()
    accepting.accept(dossier, by=cast.minh, at=MONDAY + HOUR)
    queue.drain()

    addresses = Notice.objects.filter(person_id=cast.lan.pk).exclude(address="")
    assert set(addresses.values_list("address", flat=True)) == {TYPED, "hop.thu.khac@example.vn"}
    assert addresses.count() == 4


@pytest.mark.django_db
def test_an_address_left_empty_is_not_filled_in_from_the_account(
    cast: Cast, version: ProcedureVersion
) -> None:
    dossier = file_for(cast, version, answers={**ANSWERS, "requester_email": ""})

    assert dossier.applicant_email == ""


@pytest.mark.django_db
def test_who_files_for_another_is_reached_at_their_own_telephone(
    cast: Cast, version: ProcedureVersion
) -> None:
    other = {**OTHER, "requester_phone": TYPED}

    dossier = file_for(cast, version, answers=other)

    assert dossier.applicant_phone == ACCOUNT


@pytest.mark.django_db
def test_a_form_that_asks_for_no_telephone_leaves_the_accounts(cast: Cast) -> None:
    dossier = file_for(cast, publish(definition_with()))

    assert dossier.applicant_phone == ACCOUNT


@pytest.mark.parametrize("definition", SHIPPED.values(), ids=lambda one: one.code)
def test_every_form_that_ships_asks_how_one_is_reached(definition: object) -> None:
    form = {"requester_phone": TYPED, "owner_phone": TYPED, "acting_for": "self"}

    contact = prefill.contact(definition, form)  # type: ignore[arg-type]

    assert contact["phone"] == TYPED
    assert set(contact) == {"phone", "email", "address"}
