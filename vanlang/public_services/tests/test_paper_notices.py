"""Whom no telephone, mail or account reaches is told on paper, and told when they hold it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vanlang.identity.api import Registration, register_citizen
from vanlang.kernel import journal, notices, queue
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.days import day_of, written
from vanlang.kernel.models import Notice
from vanlang.kernel.refusals import Conflict, NotPermitted
from vanlang.public_services.actions import (
    accepting,
    claims,
    correcting,
    delivering,
    filing,
    paper_notices,
    settling,
)
from vanlang.public_services.actions.filing import Filing
from vanlang.public_services.models import Delivery, Dossier, FeeClaim, PaperNotice
from vanlang.public_services.queries import agencies, procedures
from vanlang.public_services.rules.paper_notices import (
    MOVES,
    PaperNoticeState,
    move,
    needs_paper,
)
from vanlang.public_services.rules.parts import FeeRule
from vanlang.public_services.rules.states import Channel, DeliveryManner, Event
from vanlang.public_services.tests.conftest import Cast, definition_with, look_and_seal, publish
from vanlang.public_services.tests.test_acting import SINGLE
from vanlang.public_services.tests.test_correcting import FORM, NUMBER, REASON, RESULT, RIGHT, WRONG
from vanlang.public_services.tests.test_fee_claims import FEES
from vanlang.public_services.tests.test_pages import SignIn, sign_in
from vanlang.public_services.tests.test_result_papers import read
from vanlang.public_services.tests.test_settling import certify

__all__ = ["sign_in"]
pytestmark = pytest.mark.django_db(databases=["default", "side"])
LIST = "public_services-paper-notices"
PHONE = "0912000111"


def brought(  # noqa: PLR0913 what was brought, each with its name
    cast: Cast,
    *,
    phone: str = "",
    channel: Channel = Channel.DIRECT,
    manner: DeliveryManner = DeliveryManner.COUNTER,
    level: int = 0,
    fees: tuple[FeeRule, ...] = (),
) -> Dossier:
    """File at the counter of Mường Bi what Quách Văn Hương brought or sent."""
    version = publish(
        definition_with(form=SINGLE.form, result=RESULT, fees=fees, free_of_charge=not fees)
    )
    now = timezone.now()
    visitor = register_citizen(
        Registration(name=WRONG, identity_number=NUMBER, identity_level=level), by=PLATFORM, at=now
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
            channel=channel,
            form=FORM | {"requester_phone": phone},
        ),
        by=cast.minh,
        at=now,
    )
    if manner != DeliveryManner.ELECTRONIC:
        Delivery.objects.create(
            dossier_id=receipt.dossier_id,
            manner=manner,
            recipient=WRONG,
            phone=PHONE,
            street="Xóm Lồ",
        )
    queue.drain()
    return Dossier.objects.get(pk=receipt.dossier_id)


def accept(cast: Cast, dossier: Dossier) -> Dossier:
    accepting.accept(dossier, by=cast.minh, at=timezone.now())
    queue.drain()
    return Dossier.objects.get(pk=dossier.pk)


def correct(cast: Cast, dossier: Dossier, **changes: str) -> Dossier:
    given = changes or {"requester_name": RIGHT}
    correcting.correct(dossier, given, reason=REASON, by=cast.minh, at=timezone.now())
    queue.drain()
    return Dossier.objects.get(pk=dossier.pk)


def finish(cast: Cast, dossier: Dossier) -> Dossier:
    now = timezone.now()
    certify(cast)
    accept(cast, dossier)
    settling.start(dossier, by=cast.minh, at=now)
    settling.submit(dossier, fields={"body": "Xác nhận."}, by=cast.minh, at=now)
    settling.review(dossier, by=cast.minh, at=now)
    settling.sign(dossier, by=cast.hoa, at=now)
    look_and_seal(cast.minh, dossier, at=now)
    queue.drain()
    return Dossier.objects.get(pk=dossier.pk)


def waiting() -> list[PaperNotice]:
    return list(PaperNotice.objects.filter(state=PaperNoticeState.WAITING).order_by("made_at"))


def text_of(client: Client, notice: PaperNotice) -> str:
    answer = client.get(reverse("public_services-paper-notice", args=[notice.pk]))
    assert answer["Content-Type"] == "application/pdf"
    return read(answer.content)


def ended(client: Client, *rows: PaperNotice, way: str = "handed_over", **fields: str) -> str:
    posted = {
        "notice": [str(row.pk) for row in rows],
        "way": way,
        "day": day_of(timezone.now()).isoformat(),
        **fields,
    }
    answer = client.post(reverse(LIST), posted)
    return f"{answer.status_code} {answer.content.decode()}"


@pytest.fixture
def minh(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.minh)


@pytest.fixture
def row(cast: Cast) -> PaperNotice:
    """Give one that waits: their name was set right."""
    correct(cast, accept(cast, brought(cast)))
    return PaperNotice.objects.get()


def test_a_ready_result_is_told_on_paper(cast: Cast, minh: Client) -> None:
    dossier = finish(cast, brought(cast))

    desk = minh.get(reverse("public_services-inbox")).content.decode()
    (notice,) = waiting()
    text = text_of(minh, notice)

    assert "Thông báo cần in: 1" in desk
    assert "ỦY BAN NHÂN DÂN XÃ MƯỜNG BI" in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert f"PHIẾU THÔNG BÁO Hồ sơ {dossier.code} đã giải quyết xong" in text
    assert f"Kính gửi: Ông/bà {WRONG}" in text
    assert "giải quyết xong lúc" in text
    assert (
        "Mời ông/bà đến Bộ phận Một cửa, Ủy ban nhân dân xã Mường Bi nhận bản giấy, mang theo "
        "giấy tiếp nhận hồ sơ và giấy tờ tùy thân." in text
    )
    assert "kho của bạn" not in text
    assert f"Mã hồ sơ: {dossier.code}" in text
    assert "Thủ tục: Xác nhận tình trạng hôn nhân" in text
    assert "Nơi hỏi: Bộ phận Một cửa, Ủy ban nhân dân xã Mường Bi" in text
    assert "/tra-cuu/ bằng mã hồ sơ" in text
    assert "NGƯỜI NHẬN" in text
    assert "NGƯỜI THÔNG BÁO (Ký và ghi rõ họ tên) Hà Văn Minh" in text


@pytest.mark.parametrize(
    ("manner", "words"),
    [
        (DeliveryManner.POST, "Bản giấy được gửi qua bưu chính đến địa chỉ ông/bà đã ghi."),
        (DeliveryManner.ELECTRONIC, "cần bản in, mời ông/bà đến Bộ phận Một cửa"),
    ],
)
def test_a_ready_result_says_how_this_one_is_had(
    cast: Cast, minh: Client, manner: DeliveryManner, words: str
) -> None:
    finish(cast, brought(cast, manner=manner))

    (notice,) = waiting()
    assert words in text_of(minh, notice)


def test_corrected_data_are_told_on_paper_old_and_new(
    cast: Cast, minh: Client, row: PaperNotice
) -> None:
    text = text_of(minh, row)

    assert f"Thông tin trong hồ sơ {row.dossier.code} đã được sửa" in text
    assert f"“{WRONG}” sửa thành “{RIGHT}”." in text
    assert f"Lý do: {REASON}" in text
    assert "Giấy tiếp nhận in từ bây giờ thay cho giấy cũ." in text
    assert f"Kính gửi: Ông/bà {RIGHT}" in text


def test_who_sent_the_dossier_by_post_is_told_that_it_was_accepted(
    cast: Cast, minh: Client
) -> None:
    dossier = accept(cast, brought(cast, channel=Channel.POST))

    (notice,) = waiting()
    text = text_of(minh, notice)
    assert f"Hồ sơ {dossier.code} được tiếp nhận" in text
    assert "Hẹn trả kết quả" in text


def test_at_the_counter_the_receipt_tells_of_acceptance_and_steps_inside_are_no_papers(
    cast: Cast,
) -> None:
    dossier = accept(cast, brought(cast))
    settling.start(dossier, by=cast.minh, at=timezone.now())
    queue.drain()

    assert waiting() == []


def test_a_fee_to_be_paid_is_told_on_paper(cast: Cast, minh: Client) -> None:
    dossier = brought(cast, fees=FEES)
    FeeClaim.objects.create(
        dossier=dossier, group="poor", name="Hộ nghèo", full_amount=8000, amount=3000
    )

    claims.refuse(dossier, note="Sổ đã hết hạn.", by=cast.minh, at=timezone.now())

    (notice,) = waiting()
    text = text_of(minh, notice)
    assert f"Hồ sơ {dossier.code} cần nộp thêm 8.000 đồng" in text
    assert "thấy ông/bà không thuộc diện “Hộ nghèo”: Sổ đã hết hạn." in text
    assert "Mời ông/bà nộp tại Bộ phận Một cửa, Ủy ban nhân dân xã Mường Bi" in text


def test_nobody_is_told_before_the_paper_left(cast: Cast, minh: Client, row: PaperNotice) -> None:
    kinds = [entry.kind for entry in journal.history(row.dossier)]
    assert Event.NOTICE_WRITTEN in kinds
    assert Event.NOTICE_HANDED_OVER not in kinds

    page = ended(minh, row)

    assert page.startswith("200")
    assert "Đã ghi nhận 1 thông báo" in page
    assert "Không có thông báo nào cần in" in page
    row.refresh_from_db()
    today = day_of(timezone.now())
    assert (row.state, row.ended_on) == ("handed_over", today)
    assert row.ended_by_name == "Hà Văn Minh"
    entry = journal.history(row.dossier).last()
    assert entry is not None
    assert entry.kind == Event.NOTICE_HANDED_OVER
    assert entry.actor_name == "Hà Văn Minh"
    assert entry.payload["day"] == today.isoformat()
    assert "Thông báo cần in" not in minh.get(reverse("public_services-inbox")).content.decode()
    dossier = minh.get(reverse("public_services-officer-dossier", args=[row.dossier.code]))
    assert f"đã trao ngày {written(today)}, Hà Văn Minh ghi" in dossier.content.decode()


def test_a_notice_ends_once(cast: Cast, row: PaperNotice) -> None:
    now = timezone.now()
    paper_notices.hand_over(row, on=day_of(now), by=cast.minh, at=now)

    with pytest.raises(Conflict, match="Đã trao"):
        paper_notices.post(row, on=day_of(now), by=cast.minh, at=now)

    assert [e.kind for e in journal.history(row.dossier)].count(Event.NOTICE_HANDED_OVER) == 1
    assert Event.NOTICE_POSTED not in [e.kind for e in journal.history(row.dossier)]


def test_what_went_by_post_has_its_parcels_number_or_none(
    cast: Cast, minh: Client, row: PaperNotice
) -> None:
    correct(cast, row.dossier, requester_address="Xóm Lạ")
    first, second = waiting()
    wrong = ended(minh, first, way="posted", **{f"parcel-{first.pk}": "??"})
    assert wrong.startswith("409")
    assert "Bạn ghi mã bưu gửi trên vận đơn" in wrong
    assert 'value="??"' in wrong  # what was typed stays

    page = ended(minh, first, second, way="posted", **{f"parcel-{first.pk}": " eh123456789vn "})

    assert page.startswith("200")
    assert "Đã ghi nhận 2 thông báo" in page
    numbers = PaperNotice.objects.order_by("made_at").values_list("state", "parcel_number")
    assert list(numbers) == [("posted", "EH123456789VN"), ("posted", "")]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"way": "burnt"}, "Bạn chọn “Đã trao” hoặc “Đã gửi bưu điện”."),
        ({"day": ""}, "Bạn ghi ngày trao hoặc gửi."),
        ({"day": "hôm nay"}, "Bạn ghi ngày theo mẫu"),
        ({"day": "2001-01-01"}, "Ngày trao hoặc gửi phải từ"),
        ({"day": "9999-12-31"}, "Ngày trao hoặc gửi phải từ"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_ends(
    minh: Client, row: PaperNotice, fields: dict[str, str], words: str
) -> None:
    page = ended(minh, row, **fields)

    assert page[:3] in {"409", "422"}
    assert words in page
    assert f'value="{row.pk}" checked' in page
    assert waiting() == [row]


def test_nothing_ticked_is_asked_for(minh: Client, row: PaperNotice) -> None:
    for name in (LIST, "public_services-paper-notices-print"):
        answer = minh.post(reverse(name), {"way": "posted", "day": "2026-03-02"})
        assert answer.status_code == 422
        assert "Bạn chọn ít nhất một thông báo." in answer.content.decode()
    assert waiting() == [row]


def test_several_are_printed_as_one_file(cast: Cast, minh: Client, row: PaperNotice) -> None:
    correct(cast, row.dossier, requester_address="Xóm Lạ")
    rows = waiting()

    answer = minh.post(
        reverse("public_services-paper-notices-print"), {"notice": [str(r.pk) for r in rows]}
    )

    text = read(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    assert text.count("PHIẾU THÔNG BÁO") == 2
    assert f"sửa thành “{RIGHT}”" in text
    assert "sửa thành “Xóm Lạ”" in text
    assert waiting() == rows  # printed is not told


def test_another_counter_sees_nothing(cast: Cast, sign_in: SignIn, row: PaperNotice) -> None:
    quang, hoa, lan = sign_in(cast.quang), sign_in(cast.hoa), sign_in(cast.lan)
    own = reverse("public_services-paper-notice", args=[row.pk])

    assert "Không có thông báo nào cần in" in quang.get(reverse(LIST)).content.decode()
    assert quang.get(own).status_code == 404
    assert ended(quang, row).startswith("422")
    assert "Thông báo cần in" not in quang.get(reverse("public_services-inbox")).content.decode()
    for client in (hoa, lan):  # a leader has no counter, a citizen no desk
        assert client.get(reverse(LIST)).status_code in {403, 404}
        assert client.get(own).status_code in {403, 404}
    for stranger in (cast.quang, cast.hoa, cast.lan_acts):
        now = timezone.now()
        with pytest.raises(NotPermitted):
            paper_notices.hand_over(row, on=day_of(now), by=stranger, at=now)
    assert waiting() == [row]


@pytest.mark.parametrize(
    ("phone", "level", "channel"),
    [(PHONE, 0, Channel.DIRECT), ("", 2, Channel.DIRECT), (PHONE, 0, Channel.POST)],
)
def test_who_is_reached_otherwise_gets_no_paper(
    cast: Cast, phone: str, level: int, channel: Channel
) -> None:
    dossier = brought(cast, phone=phone, level=level, channel=channel)
    if not level:
        correct(cast, dossier)
    finish(cast, dossier)

    assert not PaperNotice.objects.exists()


def test_who_files_online_reads_their_account() -> None:
    reached = {
        "online": needs_paper(Channel.ONLINE, phone="", email="", has_account=False),
        "mail": needs_paper(Channel.DIRECT, phone="", email="a@example.vn", has_account=False),
        "nothing": needs_paper(Channel.DIRECT, phone="", email="", has_account=False),
    }

    assert reached == {"online": False, "mail": False, "nothing": True}


def test_who_signs_in_later_reads_it_there_and_the_paper_is_dropped(
    cast: Cast, minh: Client, row: PaperNotice
) -> None:
    dossier = row.dossier
    register_citizen(
        Registration(name=RIGHT, identity_number=NUMBER, identity_level=2),
        by=PLATFORM,
        at=timezone.now(),
    )
    queue.drain()

    row.refresh_from_db()
    assert (row.state, row.ended_on) == ("dropped", None)
    assert "đăng nhập" in row.note
    inbox = notices.inbox(dossier.applicant_id)
    assert row.subject in inbox.values_list("subject", flat=True)
    assert journal.history(dossier).last().kind == Event.NOTICE_DROPPED  # type: ignore[union-attr]
    assert row.subject not in minh.get(reverse(LIST)).content.decode()


class Carried:
    def carry(self, _notice: Notice) -> None:
        """Take it."""


def test_a_telephone_added_later_gets_what_waited_on_paper(
    cast: Cast, minh: Client, row: PaperNotice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "_plugs", {"sms": Carried})

    dossier = correct(cast, row.dossier, requester_phone="0912 000 222")

    row.refresh_from_db()
    assert dossier.applicant_phone == "0912000222"
    assert row.state == PaperNoticeState.DROPPED
    assert waiting() == []
    sent = Notice.objects.filter(address="0912000222").values_list("text", flat=True)
    assert row.text in sent
    page = minh.get(reverse("public_services-officer-dossier", args=[dossier.code]))
    assert "0912000222" not in page.content.decode()
    assert "091•••••22" in page.content.decode()


def test_who_fetched_the_result_need_not_be_told_that_it_is_ready(cast: Cast) -> None:
    dossier = finish(cast, brought(cast))
    (notice,) = waiting()

    delivering.return_result(dossier, by=cast.minh, at=timezone.now())
    queue.drain()

    notice.refresh_from_db()
    assert (notice.state, notice.note) == ("dropped", "Người nộp đã nhận kết quả.")


def test_an_event_heard_twice_is_written_once(cast: Cast, row: PaperNotice) -> None:
    again = paper_notices.write(
        row.dossier,
        kind=row.kind,
        about=row.about,
        subject="Khác",
        text="Khác",
        at=timezone.now() + timedelta(hours=1),
    )

    assert again == row
    assert PaperNotice.objects.get().subject == row.subject


@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("state", PaperNoticeState)
def test_every_state_against_every_verb(state: PaperNoticeState, verb: str) -> None:
    starts, end = MOVES[verb]

    if state in starts:
        assert move(state, verb) == end
    else:
        with pytest.raises(Conflict):
            move(state, verb)
