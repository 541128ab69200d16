"""A name mistyped at the counter is set right everywhere; what is signed stays and is named."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from vanlang.identity.api import Person, Registration, register_citizen
from vanlang.kernel import queue
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.models import Entry, Notice
from vanlang.kernel.refusals import NotPermitted, Refusal
from vanlang.public_services.actions import (
    accepting,
    correcting,
    drafts,
    filing,
    settling,
    submission,
)
from vanlang.public_services.actions.filing import Filing, Receipt
from vanlang.public_services.models import Delivery, Dossier, Draft, Result
from vanlang.public_services.queries import agencies, corrections, documents, procedures
from vanlang.public_services.rules import corrections as corrections_rules
from vanlang.public_services.rules.answers import FormRefused
from vanlang.public_services.rules.states import Channel, DeliveryManner, State, WrongState
from vanlang.public_services.tests.conftest import (
    HOUR,
    MONDAY,
    Cast,
    definition_with,
    look_and_seal,
    publish,
)
from vanlang.public_services.tests.test_acting import SHIPPED, SINGLE
from vanlang.public_services.tests.test_pages import SignIn, sign_in
from vanlang.public_services.tests.test_result_papers import read
from vanlang.public_services.tests.test_settling import certify

__all__ = ["sign_in"]
pytestmark = pytest.mark.django_db(databases=["default", "side"])
WRONG, RIGHT = "Quách Văn Hương", "Quách Văn Hùng"
NUMBER = "003088000777"
BORN = "1988-04-12"
REASON = "Gõ nhầm so với thẻ căn cước."
FORM = {
    "requester_name": WRONG,
    "requester_identity_number": NUMBER,
    "requester_birth_date": BORN,
    "requester_address": "Xóm Lồ",
    "requester_phone": "0912000111",
    "marital_status": "single",
    "purpose": "other",
    "purpose_detail": "Vay vốn",
    "period_from": "2020-01-01",
}
# The platform sets it itself, where no ministry's system does.
RESULT = replace(SINGLE.result, paper=replace(SINGLE.result.paper, system=""))
CHANGES = {"requester_name": RIGHT, "requester_address": "Xóm Lạ, xã Mường Bi, tỉnh Phú Thọ"}


def at_counter(cast: Cast, *, level: int = 0, channel: Channel = Channel.DIRECT) -> Dossier:
    """Take in what Quách Văn Hùng brought, his name typed wrong."""
    version = publish(definition_with(form=SINGLE.form, result=RESULT))
    visitor = register_citizen(
        Registration(name=WRONG, identity_number=NUMBER, identity_level=level),
        by=PLATFORM,
        at=MONDAY,
    )
    agency = agencies.agency(cast.muong_bi.pk)
    receipt = filing.file(
        Filing(
            key=uuid4(),
            version_id=version.pk,
            definition=procedures.definition_of(version),
            applicant=visitor,
            receiving=agency,
            competent=agency,
            channel=Channel.DIRECT,
            form=FORM,
        ),
        by=cast.minh,
        at=MONDAY,
    )
    Dossier.objects.filter(pk=receipt.dossier_id).update(channel=int(channel))
    dossier = Dossier.objects.get(pk=receipt.dossier_id)
    return accepting.accept(dossier, by=cast.minh, at=MONDAY + HOUR)


def corrected(cast: Cast, dossier: Dossier, **changes: str) -> Dossier:
    given = changes or CHANGES
    at = MONDAY + 2 * HOUR
    return correcting.correct(dossier, given, reason=REASON, by=cast.minh, at=at)


def receipt_of(dossier: Dossier) -> str:
    return read(documents.receipt_paper(dossier, at=MONDAY + 3 * HOUR).pdf)


def draft_of(dossier: Dossier) -> str:
    result = Result.objects.get(dossier=dossier)
    return read(documents.result_paper(dossier, result, at=MONDAY).pdf)


@pytest.fixture
def dossier(cast: Cast) -> Dossier:
    return at_counter(cast)


def test_the_receipt_has_the_right_name_and_says_what_it_replaces(
    cast: Cast, dossier: Dossier
) -> None:
    assert WRONG in receipt_of(dossier)

    text = receipt_of(corrected(cast, dossier))

    assert f"Tiếp nhận hồ sơ của: {RIGHT}" in text
    assert "Địa chỉ: Xóm Lạ, xã Mường Bi, tỉnh Phú Thọ" in text
    assert WRONG not in text
    assert (
        "Giấy này lập lúc 02/03/2026 10:00, thay cho giấy tiếp nhận hồ sơ và hẹn trả kết quả lập "
        "lúc 02/03/2026 09:00; đã sửa: họ, chữ đệm, tên, nơi cư trú." in text
    )


def test_a_name_is_written_one_way_in_form_and_receipt(cast: Cast, dossier: Dossier) -> None:
    after = corrected(cast, dossier, requester_name="quách thị hoè")

    assert after.form["requester_name"] == after.applicant_name == "Quách Thị Hòe"
    assert "Tiếp nhận hồ sơ của: Quách Thị Hòe" in receipt_of(after)


def test_a_second_correction_replaces_the_second_receipt(cast: Cast, dossier: Dossier) -> None:
    corrected(cast, dossier)

    again = correcting.correct(
        dossier, {"requester_name": WRONG}, reason=REASON, by=cast.minh, at=MONDAY + 4 * HOUR
    )

    text = receipt_of(again)
    assert "thay cho giấy tiếp nhận hồ sơ và hẹn trả kết quả lập lúc 02/03/2026 10:00" in text
    assert "đã sửa: họ, chữ đệm, tên." in text


def test_the_draft_of_the_result_has_the_right_name(cast: Cast, dossier: Dossier) -> None:
    settling.start(dossier, by=cast.minh, at=MONDAY + HOUR)
    drafted = documents.prefilled_result(dossier, at=MONDAY)
    settling.submit(dossier, fields=drafted, by=cast.minh, at=MONDAY + HOUR)
    before = draft_of(dossier)
    assert WRONG.upper() in before
    assert f"ông (bà) {WRONG}" in before

    text = draft_of(corrected(cast, dossier))

    assert f"Họ, chữ đệm, tên: {RIGHT.upper()}" in text
    assert f"ông (bà) {RIGHT}" in text
    assert "Nơi cư trú: Xóm Lạ, xã Mường Bi, tỉnh Phú Thọ" in text
    assert WRONG not in text
    assert WRONG.upper() not in text


def test_pages_search_and_the_person_have_the_right_name(
    cast: Cast, dossier: Dossier, sign_in: SignIn
) -> None:
    corrected(cast, dossier)
    queue.drain()

    minh, owner = sign_in(cast.minh), sign_in(dossier.applicant)
    desk = minh.get(reverse("public_services-officer-dossier", args=[dossier.code]))
    found = minh.get(reverse("public_services-look-up"), {"q": RIGHT}).content.decode()
    gone = minh.get(reverse("public_services-look-up"), {"q": WRONG}).content.decode()
    inbox = minh.get(reverse("public_services-inbox")).content.decode()
    own = owner.get(reverse("public_services-dossier", args=[dossier.code])).content.decode()

    page = desk.content.decode()
    for text in (page, own):
        assert RIGHT in text
        assert f"<del>{WRONG}</del> → <ins>{RIGHT}</ins>" in text
        assert REASON in text
        assert text.count(WRONG) == 1
    assert RIGHT in inbox
    assert WRONG not in inbox
    assert dossier.code in found
    assert "Không có hồ sơ nào khớp" in gone
    assert Person.objects.get(identity_number=NUMBER).name == RIGHT
    told = Notice.objects.filter(person_id=dossier.applicant_id, subject__contains="được sửa")
    assert REASON.rstrip(".") in told.get().text


def test_the_journal_has_old_new_and_why(cast: Cast, dossier: Dossier) -> None:
    corrected(cast, dossier)

    entry = Entry.objects.get(kind="public_services.corrected")
    assert entry.actor_name == cast.minh.name
    assert entry.payload["requester_name_before"] == WRONG
    assert entry.payload["requester_name_after"] == RIGHT
    assert entry.payload["reason"] == REASON


def sign(cast: Cast, dossier: Dossier) -> Result:
    certify(cast)
    settling.start(dossier, by=cast.minh, at=MONDAY + HOUR)
    fields = documents.prefilled_result(dossier, at=MONDAY)
    settling.submit(dossier, fields=fields, by=cast.minh, at=MONDAY + HOUR)
    settling.review(dossier, by=cast.minh, at=MONDAY + HOUR)
    settling.sign(dossier, by=cast.hoa, at=MONDAY + 1.5 * HOUR)
    return Result.objects.get(dossier=dossier)


def test_what_was_signed_is_drafted_right_when_it_is_sent_back(
    cast: Cast, dossier: Dossier
) -> None:
    signed = sign(cast, dossier).signed_file

    corrected(cast, dossier)

    result = Result.objects.get(dossier=dossier)
    assert result.signed_file == signed
    assert result.fields["fact_requester_name"] == RIGHT


def test_a_sealed_result_stays_and_the_page_says_so(
    cast: Cast, dossier: Dossier, sign_in: SignIn
) -> None:
    sign(cast, dossier)
    Delivery.objects.create(dossier=dossier, manner=DeliveryManner.COUNTER)
    look_and_seal(cast.minh, dossier, at=MONDAY + 1.75 * HOUR)
    issued = Result.objects.get(dossier=dossier)

    corrected(cast, dossier)

    result = Result.objects.get(dossier=dossier)
    assert (result.file, result.fields) == (issued.file, issued.fields)
    desk = sign_in(cast.minh).get(reverse("public_services-officer-dossier", args=[dossier.code]))
    own = sign_in(dossier.applicant).get(reverse("public_services-dossier", args=[dossier.code]))
    for page in (desk, own):
        assert f"vẫn ghi như cũ: Kết quả số {result.symbol}" in page.content.decode()
    dossier.refresh_from_db()
    assert corrections.name_at(dossier, MONDAY + 3 * HOUR) == RIGHT
    checked = Client().get(reverse("public_services-verify"), {"ma": result.verification_code})
    assert "Quách … Hương" in checked.content.decode()


def test_what_the_electronic_identity_says_stays(cast: Cast, sign_in: SignIn) -> None:
    dossier = at_counter(cast, level=2)

    corrected(cast, dossier, **CHANGES)

    dossier.refresh_from_db()
    assert dossier.applicant_name == WRONG
    assert dossier.form["requester_name"] == WRONG
    assert dossier.form["requester_address"] == CHANGES["requester_address"]
    page = sign_in(cast.minh).get(reverse("public_services-correct", args=[dossier.code]))
    assert 'name="requester_name"' not in page.content.decode()
    with pytest.raises(Refusal, match="chưa sửa gì"):
        corrected(cast, dossier, requester_name=RIGHT)


def test_what_a_citizen_wrote_online_is_theirs(cast: Cast, sign_in: SignIn) -> None:
    dossier = at_counter(cast, channel=Channel.ONLINE)

    with pytest.raises(Refusal, match="khai trực tuyến"):
        corrected(cast, dossier)
    page = sign_in(cast.minh).get(reverse("public_services-correct", args=[dossier.code]))
    assert "khai trực tuyến" in page.content.decode()


def test_a_stranger_corrects_nothing(cast: Cast, dossier: Dossier, sign_in: SignIn) -> None:
    for who in (cast.quang, cast.hoa, cast.stranger):
        with pytest.raises(NotPermitted):
            correcting.correct(dossier, CHANGES, reason=REASON, by=who, at=MONDAY + 2 * HOUR)
    address = reverse("public_services-correct", args=[dossier.code])
    assert sign_in(cast.quang).post(address, CHANGES).status_code == 404


@pytest.mark.parametrize("state", [State.RETURNED, State.WITHDRAWN, State.STOPPED])
def test_what_is_over_is_corrected_by_the_laws_own_procedure(
    cast: Cast, dossier: Dossier, state: State
) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(
        state=int(state), finished_at=MONDAY + HOUR, outcome="on_time"
    )

    with pytest.raises(WrongState, match="đính chính"):
        corrected(cast, dossier)


def test_a_signature_that_waits_for_its_time_is_not_changed_under_way(
    cast: Cast, dossier: Dossier
) -> None:
    settling.start(dossier, by=cast.minh, at=MONDAY + HOUR)
    fields = documents.prefilled_result(dossier, at=MONDAY)
    settling.submit(dossier, fields=fields, by=cast.minh, at=MONDAY + HOUR)
    Result.objects.filter(dossier=dossier).update(sign_asked_at=MONDAY + HOUR)

    with pytest.raises(WrongState, match="dấu thời gian"):
        corrected(cast, dossier)

    dossier.refresh_from_db()
    assert dossier.applicant_name == WRONG


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"requester_name": "123 !!"}, "requester_name"),
        ({"requester_birth_date": "2099-01-01"}, "requester_birth_date"),
        ({"requester_birth_date": "1950-01-01"}, "requester_identity_number"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    cast: Cast, dossier: Dossier, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(FormRefused) as refused:
        corrected(cast, dossier, **changes)

    assert field in refused.value.problems


def test_the_page_asks_for_a_reason_and_corrects(
    cast: Cast, dossier: Dossier, sign_in: SignIn
) -> None:
    minh = sign_in(cast.minh)
    address = reverse("public_services-correct", args=[dossier.code])
    shown = minh.get(address).content.decode()
    assert f'value="{WRONG}"' in shown
    assert FORM["requester_phone"] not in shown  # it is masked on the desk, too

    without = minh.post(address, FORM | CHANGES)
    assert without.status_code == 422
    assert "lý do sửa" in without.content.decode()
    assert f'value="{RIGHT}"' in without.content.decode()
    done = minh.post(address, FORM | CHANGES | {"reason": REASON})

    assert done.status_code == 302
    dossier.refresh_from_db()
    assert dossier.applicant_name == RIGHT
    assert dossier.form["requester_birth_date"] == BORN


def test_a_mistyped_telephone_is_set_right_and_stays_masked_on_the_desk(
    cast: Cast, dossier: Dossier, sign_in: SignIn
) -> None:
    done = corrected(cast, dossier, requester_phone="0987654321")

    assert done.applicant_phone == done.form["requester_phone"] == "0987654321"
    assert "Số điện thoại: 0987654321" in receipt_of(done)
    page = sign_in(cast.minh).get(reverse("public_services-officer-dossier", args=[done.code]))
    assert "098•••••21" in page.content.decode()
    for number in ("0987654321", FORM["requester_phone"]):
        assert number not in page.content.decode()


def test_a_mother_who_filed_herself_is_corrected_as_mother_too(cast: Cast) -> None:
    birth = SHIPPED["1.001193"]
    form = {"relation": "mother", "requester_name": "Bùi Thị Lam", "mother_name": "Bùi Thị Lam"}

    specs = {
        spec.key
        for spec in corrections_rules.fields(birth, form, channel=Channel.DIRECT, is_verified=False)
    }
    verified = {
        spec.key
        for spec in corrections_rules.fields(birth, form, channel=Channel.DIRECT, is_verified=True)
    }

    assert {"requester_name", "mother_name", "child_name", "child_birth_place"} <= specs
    assert specs - verified == {
        "requester_name",
        "requester_birth_date",
        "mother_name",
        "mother_birth_date",
    }


def received(cast: Cast, **form: str) -> Draft:
    """Receive Quách Văn Hùng at the counter, his name typed wrong, and fill in the form."""
    version = publish(definition_with(form=SINGLE.form, result=RESULT))
    visitor = register_citizen(
        Registration(name=WRONG, identity_number=NUMBER), by=PLATFORM, at=MONDAY
    )
    beginning = drafts.Beginning(
        key=uuid4(),
        code=version.procedure.code,
        receiving_area="05158",
        applicant=visitor,
        channel=Channel.DIRECT,
    )
    draft = drafts.begin(beginning, by=cast.minh, at=MONDAY)
    drafts.save_form(draft, FORM | form, by=cast.minh, at=MONDAY)
    return draft


def taken_in(cast: Cast, draft: Draft) -> Receipt:
    return submission.submit_at_counter(
        draft.pk,
        delivery=DeliveryManner.COUNTER,
        fee_collected=False,
        declared=True,
        by=cast.minh,
        at=MONDAY,
    )


def test_whoever_has_no_telephone_is_served_at_the_counter(cast: Cast) -> None:
    draft = received(cast, requester_phone="")

    receipt = taken_in(cast, draft)

    dossier = Dossier.objects.get(pk=receipt.dossier_id)
    assert (dossier.applicant_phone, dossier.state) == ("", State.ACCEPTED)
    assert "Số điện thoại: Email:" in receipt_of(dossier)


def test_a_telephone_that_cannot_be_is_refused_at_the_counter_too(cast: Cast) -> None:
    draft = received(cast, requester_phone="12")

    with pytest.raises(FormRefused) as refused:
        taken_in(cast, draft)

    assert set(refused.value.problems) == {"requester_phone"}


@pytest.mark.parametrize(
    ("key", "value"), [("requester_name", RIGHT), ("requester_identity_number", "003088000999")]
)
def test_a_form_cannot_name_somebody_else_than_the_receipt(
    cast: Cast, key: str, value: str
) -> None:
    draft = received(cast, **{key: value})

    with pytest.raises(FormRefused) as refused:
        taken_in(cast, draft)

    assert "khác người nộp đã nhận" in refused.value.problems[key]
    assert not Dossier.objects.exists()
