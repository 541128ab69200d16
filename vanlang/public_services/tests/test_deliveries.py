"""Paper and paid copies: asked where to send them, seen by the officer, worked off, told."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vanlang.identity.api import Person, Registration, register_citizen
from vanlang.kernel import queue
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal
from vanlang.public_services.actions import (
    accepting,
    addressing,
    delivering,
    settling,
    submission,
)
from vanlang.public_services.management.commands.load_procedures import definitions
from vanlang.public_services.models import Delivery, Dossier, Draft
from vanlang.public_services.queries import documents
from vanlang.public_services.rules.deliveries import (
    MOVES,
    AddressRefused,
    PostalAddress,
    copies_asked,
    manners,
    move,
)
from vanlang.public_services.rules.parts import FieldSpec
from vanlang.public_services.rules.states import Channel, DeliveryManner, DeliveryState, State
from vanlang.public_services.tests.conftest import (
    ANSWERS,
    Cast,
    definition_with,
    look_and_seal,
    publish,
)
from vanlang.public_services.tests.test_pages import SignIn, begin, page, sign_in
from vanlang.public_services.tests.test_settling import certify
from vanlang.public_services.tests.test_surpluses import COPIES, FORM, WITH_COPIES, text_of, words

__all__ = ["sign_in"]
pytestmark = pytest.mark.django_db(databases=["default", "side"])
FREE = replace(WITH_COPIES, fees=(replace(COPIES, amount=0),))
ADDRESS = PostalAddress("Bùi Thị Lan", "0912345678", "Xóm Lồ", "05158")
BY_POST = {
    "delivery": "post",
    "declared": "1",
    "post-recipient": "Bùi Văn Nam",
    "post-phone": "0987 654 321",
    "post-street": "Số 5, đường Hùng Vương",
    "post-commune_code": "07900",
}
WHOLE = "Số 5, đường Hùng Vương, phường Việt Trì, tỉnh Phú Thọ"


@pytest.fixture
def lan(cast: Cast, sign_in: SignIn) -> Client:
    publish(FREE)
    return sign_in(cast.lan)


@pytest.fixture
def draft(lan: Client) -> Draft:
    begun = begin(lan)
    lan.post(page("form", begun), {**ANSWERS, "copies": "3"})
    return begun


@pytest.fixture
def posted(lan: Client, draft: Draft) -> Dossier:
    answer = lan.post(page("check", draft), BY_POST)
    assert answer.status_code == 302, answer.content.decode()
    return Dossier.objects.get(pk=draft.pk)


def finish(cast: Cast, dossier: Dossier) -> Dossier:
    """Take the dossier to the step at which its result is returned."""
    now = timezone.now()
    certify(cast)
    accepting.accept(dossier, by=cast.minh, at=now)
    settling.start(dossier, by=cast.minh, at=now)
    settling.submit(dossier, fields={"body": "Xác nhận."}, by=cast.minh, at=now)
    settling.review(dossier, by=cast.minh, at=now)
    settling.sign(dossier, by=cast.hoa, at=now)
    look_and_seal(cast.minh, dossier, at=now)
    queue.drain()
    return Dossier.objects.get(pk=dossier.pk)


def act(dossier: Dossier, verb: str) -> str:
    return reverse("public_services-act", args=[dossier.code, verb])


def own_page(dossier: Dossier) -> str:
    return reverse("public_services-dossier", args=[dossier.code])


def test_the_last_page_asks_for_the_address_filled_in_from_the_residence(
    lan: Client, draft: Draft
) -> None:
    shown = words(lan, page("check", draft))

    assert 'name="post-recipient" value="Bùi Thị Lan"' in shown
    assert 'name="post-phone" value="0912345678"' in shown
    assert 'name="post-street" value="Xóm Lồ"' in shown
    assert '<option value="05158" selected>xã Mường Bi</option>' in shown
    assert 'value="electronic"' not in shown  # three copies on paper are fetched or sent
    assert "cả 3 bản sao" in shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Xóm Lồ, xã Mường Bi, tỉnh Phú Thọ", ("Xóm Lồ", "05158", "")),
        ("Số 5, đường Láng, Phường Việt Trì, Tỉnh Phú Thọ", ("Số 5, đường Láng", "07900", "")),
        ("Số 3, phường Láng, thành phố Hà Nội", ("Số 3", "", "phường Láng, thành phố Hà Nội")),
        ("Xóm Bưng", ("Xóm Bưng", "05158", "")),
        ("", ("Xóm Lồ", "05158", "")),
    ],
)
def test_where_one_lives_is_taken_apart_so_that_a_parcel_names_each_place_once(
    cast: Cast, sign_in: SignIn, written: str, shown: tuple[str, str, str]
) -> None:
    residence = FieldSpec(
        key="home", label="Nơi cư trú", prefill="identity.address", required=False
    )
    publish(replace(FREE, form=(replace(FORM, fields=(*FORM.fields, residence)),)))
    lan = sign_in(cast.lan)
    draft = begin(lan)
    lan.post(page("form", draft), {**ANSWERS, "copies": "3", "home": written})

    last = words(lan, page("check", draft))

    street, commune, elsewhere = shown
    assert f'name="post-street" value="{street}"' in last
    assert ('<option value="05158" selected>' in last) is (commune == "05158")
    assert ('<option value="07900" selected>' in last) is (commune == "07900")
    assert (f'name="post-elsewhere" value="{elsewhere}"' in last) is bool(elsewhere)


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("post-recipient", "", "Bạn ghi họ tên người nhận."),
        ("post-phone", "12", "Số điện thoại không đúng."),
        ("post-street", " ", "Bạn ghi số nhà, đường hoặc thôn, xóm."),
        ("post-commune_code", "99999", "Bạn chọn xã, phường trong danh sách."),
        ("post-commune_code", "", "Bạn ghi xã, phường và tỉnh, thành phố."),
    ],
)
def test_what_the_post_could_not_find_is_said_at_its_field(
    lan: Client, draft: Draft, field: str, value: str, problem: str
) -> None:
    answer = lan.post(page("check", draft), {**BY_POST, field: value})

    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert "Số 5, đường Hùng Vương" in answer.content.decode() or field == "post-street"
    assert not Dossier.objects.exists()
    assert Draft.objects.exists()


def test_the_address_stands_with_the_dossier_on_pages_receipt_and_label(
    cast: Cast, lan: Client, posted: Dossier, sign_in: SignIn
) -> None:
    delivery = Delivery.objects.get()
    assert (delivery.copies, delivery.recipient) == (3, "Bùi Văn Nam")
    assert WHOLE in words(lan, own_page(posted))
    accepting.accept(posted, by=cast.minh, at=timezone.now())
    posted.refresh_from_db()
    sheet = text_of(documents.receipt_paper(posted, at=timezone.now()).pdf)
    assert f"cả 3 bản sao; người nhận: Bùi Văn Nam, 0987654321, {WHOLE}" in sheet
    minh = sign_in(cast.minh)
    desk = words(minh, reverse("public_services-officer-dossier", args=[posted.code]))
    assert "Người nhận: Bùi Văn Nam" in desk
    assert WHOLE not in desk  # personal data is opened with a purpose
    label = minh.get(reverse("public_services-label", args=[posted.code]))
    assert WHOLE in text_of(label.content)
    assert "0987654321" in text_of(label.content)


def test_an_address_in_another_province_is_written_out(lan: Client, draft: Draft) -> None:
    elsewhere = {**BY_POST, "post-commune_code": "", "post-elsewhere": "phường Ba Đình, Hà Nội"}

    assert lan.post(page("check", draft), elsewhere).status_code == 302

    own = words(lan, own_page(Dossier.objects.get()))
    assert "Số 5, đường Hùng Vương, phường Ba Đình, Hà Nội" in own


def test_the_address_is_changed_until_it_was_sent_and_by_nobody_else(
    cast: Cast, lan: Client, posted: Dossier, sign_in: SignIn
) -> None:
    address = reverse("public_services-address", args=[posted.code])
    changed = {**BY_POST, "post-street": "Số 7, phố Mới"}

    assert sign_in(cast.stranger).post(address, changed).status_code == 404
    assert sign_in(cast.quang).post(address, changed).status_code == 404
    with pytest.raises(NotPermitted):
        addressing.readdress(posted, ADDRESS, by=cast.quang, at=timezone.now())
    assert lan.post(address, {**changed, "post-street": ""}).status_code == 422
    assert lan.post(address, changed).status_code == 302
    assert "Số 7, phố Mới" in words(lan, own_page(posted))
    finished = finish(cast, posted)
    delivering.print_copies(finished, by=cast.minh, at=timezone.now())
    delivering.post(finished, parcel_number="EH123456789VN", by=cast.minh, at=timezone.now())

    assert "Không đổi được địa chỉ nữa" in words(lan, address)
    with pytest.raises(Conflict):
        addressing.readdress(posted, ADDRESS, by=cast.lan_acts, at=timezone.now())


def test_paid_copies_are_work_that_ends_with_the_parcel_number(
    cast: Cast, lan: Client, posted: Dossier, sign_in: SignIn
) -> None:
    minh = sign_in(cast.minh)
    assert "3 bản sao · Gửi bưu chính" in words(minh, reverse("public_services-inbox"))
    assert "trả sau khi có kết quả" in words(lan, own_page(posted))
    finished = finish(cast, posted)
    desk = reverse("public_services-officer-dossier", args=[posted.code])
    assert finished.state == State.FINISHED
    assert "Đã in 3 bản sao" in words(minh, desk)

    early = minh.post(act(posted, "gui-buu-dien"), {"parcel_number": "EH123456789VN"})
    minh.post(act(posted, "in-ban-sao"))
    unnumbered = minh.post(act(posted, "gui-buu-dien"), {"parcel_number": "?"})
    waiting = words(lan, own_page(posted))
    listed = words(minh, reverse("public_services-inbox"))
    sent = minh.post(act(posted, "gui-buu-dien"), {"parcel_number": "eh123456789vn"})

    assert early.status_code == unnumbered.status_code == 422
    assert "Bạn in và đánh dấu đã in 3 bản sao" in early.content.decode()
    assert "Bạn ghi mã bưu gửi" in unnumbered.content.decode()
    assert "chờ gửi bưu điện" in waiting
    assert "đã in, chờ trả" in listed
    assert sent.status_code == 302
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.parcel_number) == ("sent", "EH123456789VN")
    assert Dossier.objects.get().state == State.RETURNED
    assert "mã bưu gửi EH123456789VN" in words(lan, own_page(posted))
    followed = Client().post(
        reverse("public_services-follow"), {"code": posted.code, "digits": "0123"}
    )
    assert "mã bưu gửi EH123456789VN" in followed.content.decode()
    assert "Bùi Văn Nam" not in followed.content.decode()
    assert minh.post(act(posted, "tra-ket-qua")).status_code in {403, 409}


def test_copies_are_handed_over_at_the_counter_only_once_printed(
    cast: Cast, lan: Client, draft: Draft, sign_in: SignIn
) -> None:
    lan.post(page("check", draft), {"declared": "1", "delivery": "counter"})
    finished = finish(cast, Dossier.objects.get())
    minh, now = sign_in(cast.minh), timezone.now()
    with pytest.raises(NotPermitted):
        delivering.print_copies(finished, by=cast.quang, at=now)
    with pytest.raises(NotPermitted):
        delivering.post(finished, parcel_number="EH123456789VN", by=cast.stranger, at=now)
    with pytest.raises(Refusal, match="không chọn nhận qua bưu chính"):
        delivering.post(finished, parcel_number="EH123456789VN", by=cast.minh, at=now)

    early = minh.post(act(finished, "tra-ket-qua"))
    minh.post(act(finished, "in-ban-sao"))
    at_the_desk = reverse("public_services-officer-dossier", args=[finished.code])
    assert "chờ người nộp đến nhận" in words(minh, at_the_desk)
    assert "chờ bạn đến nhận" in words(lan, own_page(finished))
    with pytest.raises(Conflict):
        delivering.print_copies(finished, by=cast.minh, at=now)
    minh.post(act(finished, "tra-ket-qua"))

    assert early.status_code == 422
    assert Dossier.objects.get().state == State.RETURNED
    assert "3 bản sao và bản giấy: đã trao tại quầy" in words(lan, own_page(finished))


def test_without_copies_nothing_is_printed(cast: Cast, lan: Client) -> None:
    draft = begin(lan)
    lan.post(page("form", draft), {**ANSWERS, "copies": "1"})
    lan.post(page("check", draft), {"declared": "1", "delivery": "counter"})
    Delivery.objects.update(copies=0)
    finished = finish(cast, Dossier.objects.get())

    with pytest.raises(Refusal, match="không có bản sao"):
        delivering.print_copies(finished, by=cast.minh, at=timezone.now())
    delivering.return_result(finished, by=cast.minh, at=timezone.now() + timedelta(hours=1))

    assert Dossier.objects.get().state == State.RETURNED


def counter_draft(cast: Cast) -> Draft:
    now = timezone.now()
    return Draft.objects.create(
        id=uuid4(),
        person=Person.objects.get(pk=str(cast.minh.person_id)),
        applicant=cast.lan,
        version=publish(FREE),
        receiving_unit=cast.muong_bi,
        channel=int(Channel.DIRECT),
        form={**ANSWERS, "copies": "2"},
        created_at=now,
        updated_at=now,
    )


def test_the_counter_asks_for_the_address_and_shows_nothing_unagreed(
    cast: Cast, sign_in: SignIn
) -> None:
    draft, minh = counter_draft(cast), sign_in(cast.minh)
    address = reverse("public_services-counter-dossier", args=[draft.pk])

    shown = words(minh, address)
    refused = minh.post(
        address,
        {
            **ANSWERS,
            "copies": "2",
            "accept": "1",
            "declared": "1",
            "total": "0",
            "delivery": "post",
        },
    )
    accepted = minh.post(
        address, {**ANSWERS, "copies": "2", "accept": "1", "declared": "1", "total": "0", **BY_POST}
    )

    assert "Xóm Lồ" not in shown
    assert 'name="post-recipient" value="Bùi Thị Lan"' in shown
    assert refused.status_code == 422
    assert "Bạn ghi đủ địa chỉ nhận qua bưu chính." in refused.content.decode()
    assert accepted.status_code == 302, accepted.content.decode()
    assert Delivery.objects.get().street == "Số 5, đường Hùng Vương"


def test_copies_are_not_filed_without_a_way_to_get_them(cast: Cast) -> None:
    draft, now = counter_draft(cast), timezone.now()
    electronic = DeliveryManner.ELECTRONIC

    with pytest.raises(Refusal, match="2 bản sao giấy"):
        submission.submit_at_counter(
            draft.pk, delivery=electronic, declared=True, fee_collected=True, by=cast.minh, at=now
        )
    with pytest.raises(AddressRefused) as refused:
        submission.submit_at_counter(
            draft.pk,
            delivery=DeliveryManner.POST,
            declared=True,
            fee_collected=True,
            by=cast.minh,
            at=now,
        )

    assert set(refused.value.problems) == {"recipient", "phone", "street", "elsewhere"}
    assert not Dossier.objects.exists()


def test_whoever_lives_elsewhere_finds_that_filled_in(cast: Cast, sign_in: SignIn) -> None:
    publish(definition_with())
    other = register_citizen(
        Registration(
            name="Lê Thị Xa",
            identity_number="001188000777",
            address="Số 1",
            elsewhere="phường Ba Đình, Hà Nội",
        ),
        by=PLATFORM,
        at=timezone.now(),
    )
    client = sign_in(other)
    draft = begin(client)
    client.post(page("form", draft), {**ANSWERS, "name": "Lê Thị Xa"})

    shown = words(client, page("check", draft))

    assert 'name="post-elsewhere" value="phường Ba Đình, Hà Nội"' in shown
    assert 'value="electronic" checked' in shown


@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("state", DeliveryState)
def test_paper_goes_once(state: DeliveryState, verb: str) -> None:
    if state in MOVES[verb][0]:
        assert move(state, verb) == MOVES[verb][1]
    else:
        with pytest.raises(Conflict):
            move(state, verb)


def test_every_procedure_that_counts_copies_makes_them_work() -> None:
    counting = [
        one
        for one in definitions()
        if one.field("copies") and any("copies" in {r.per, r.times} for r in one.fees)
    ]

    assert len(counting) > 10
    for definition in counting:
        assert copies_asked(definition, {"copies": "3"}) == 3
        assert copies_asked(definition, {"copies": "0"}) == 0
    assert DeliveryManner.ELECTRONIC in manners(0)
    assert DeliveryManner.ELECTRONIC not in manners(1)
