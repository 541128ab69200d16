"""A notice reaches its person by every channel they gave, or its failure is there to be seen."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from vanlang.kernel import notices, queue
from vanlang.kernel.models import Channel, Job, Notice, NoticeState

pytestmark = pytest.mark.django_db

LAN, QUANG = UUID(int=1), UUID(int=4)
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
SUBJECT = "Hồ sơ H44.05158-261120-0001 đã có kết quả"
LONG = "Ủy ban nhân dân xã Mường Bi đã giải quyết xong hồ sơ của bà. Mời bà nhận kết quả. " * 3


class Post:
    """A carrier that keeps what it gets, unless it is down or knows no such address."""

    def __init__(self) -> None:
        self.got: list[Notice] = []
        self.is_down = False

    def carry(self, notice: Notice) -> None:
        if self.is_down:
            raise notices.NotDelivered("421 closed for today")
        if notice.address.startswith("khong-co"):
            raise notices.NotDelivered("550 no such user", is_final=True)
        self.got.append(notice)


@pytest.fixture(autouse=True)
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    post = Post()
    monkeypatch.setattr(notices, "_plugs", {"email": lambda: post, "sms": lambda: None})
    return post


def tell(
    *, person_id: UUID = LAN, email: str = "", phone: str = "", text: str = LONG
) -> list[Notice]:
    return notices.send(
        person_id=person_id, email=email, phone=phone, subject=SUBJECT, text=text, at=AT,
        link="https://vanlang.example/ho-so/1", about="public_services.dossier:1",
    )  # fmt: skip


def test_send_always_reaches_the_inbox_at_once() -> None:
    (notice,) = tell(phone="0912345678")

    assert (notice.channel, notice.state, notice.sent_at) == ("in_app", "sent", AT)
    assert list(notices.inbox(LAN)) == [notice]
    assert not Job.objects.exists()  # no SMS is set up here


def test_send_makes_one_row_a_channel(post: Post) -> None:
    notices.plug(Channel.SMS, lambda: post)

    rows = tell(email="lan@example.vn", phone="0912345678")

    assert [row.channel for row in rows] == [Channel.IN_APP, Channel.EMAIL, Channel.SMS]
    assert [row.state for row in rows] == ["sent", "queued", "queued"]
    assert [row.address for row in rows] == ["", "lan@example.vn", "0912345678"]


def test_nothing_leaves_when_the_change_is_rolled_back(post: Post) -> None:
    with transaction.atomic():
        tell(email="lan@example.vn")
        transaction.set_rollback(True)

    queue.drain()

    assert post.got == []
    assert not Notice.objects.exists()


def test_what_was_delivered_is_not_sent_again(post: Post) -> None:
    _, row = tell(email="lan@example.vn")
    queue.drain()

    row = notices.deliver(row.pk, at=AT)

    assert row.state == NoticeState.SENT
    assert post.got == [row]


def test_a_channel_that_is_down_is_tried_again_later(post: Post) -> None:
    post.is_down = True
    _, row = tell(email="lan@example.vn")

    row = notices.deliver(row.pk, at=AT)
    row = notices.deliver(row.pk, at=AT)

    assert (row.state, row.attempt_count) == (NoticeState.QUEUED, 2)
    assert row.last_error == "421 closed for today"
    later = [AT + timedelta(seconds=30), AT + timedelta(seconds=60)]
    assert list(Job.objects.order_by("pk").values_list("run_at", flat=True))[1:] == later


def test_a_notice_fails_visibly_after_its_attempts_and_may_be_retried(post: Post) -> None:
    post.is_down = True
    _, row = tell(email="lan@example.vn")
    queue.drain()
    assert list(notices.failed()) == [row]
    post.is_down = False

    notices.retry(row, at=AT)
    queue.drain()

    assert not notices.failed().exists()
    assert post.got == [row]


def test_an_address_that_is_none_fails_at_once(post: Post) -> None:
    _, row = tell(email="khong-co@example.vn")

    row = notices.deliver(row.pk, at=AT)

    assert (row.state, row.attempt_count) == (NoticeState.FAILED, 1)


def test_the_command_shows_what_failed_and_retries_it(post: Post) -> None:
    post.is_down = True
    _, row = tell(email="lan@example.vn")
    queue.drain()
    post.is_down = False
    out = StringIO()

    call_command("notices", "--retry", stdout=out)
    queue.drain()

    assert "Thư điện tử lan@example.vn" in out.getvalue()
    assert "421 closed for today" in out.getvalue()
    assert post.got == [row]


def test_retry_leaves_alone_what_has_not_failed(post: Post) -> None:
    _, row = tell(email="lan@example.vn")
    queue.drain()

    notices.retry(row, at=AT)
    queue.drain()

    assert post.got == [row]


def test_a_channel_that_was_unplugged_waits(post: Post) -> None:
    _, row = tell(email="lan@example.vn")
    notices.plug(Channel.EMAIL, lambda: None)

    row = notices.deliver(row.pk, at=AT)

    assert row.state == NoticeState.QUEUED
    assert post.got == []


def test_mark_read_is_for_ones_own_notices() -> None:
    (mine,) = tell()
    (other,) = tell(person_id=QUANG)

    assert notices.mark_read(LAN, at=AT, notice_id=other.pk) == 0
    assert notices.mark_read(LAN, at=AT) == 1
    assert notices.mark_read(LAN, at=AT) == 0
    mine.refresh_from_db()
    assert mine.read_at == AT


def test_inbox_shows_the_newest_first_and_only_ones_own() -> None:
    (first,) = tell()
    (second,) = tell()
    tell(person_id=QUANG)

    assert list(notices.inbox(LAN)) == [second, first]


def test_a_sent_notice_must_have_a_time() -> None:
    (notice,) = tell()

    with pytest.raises(IntegrityError, match="sent_notices_have_a_time"), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(sent_at=None)


def test_what_is_of_use_for_minutes_is_neither_sent_late_nor_kept(post: Post) -> None:
    until = AT + timedelta(minutes=5)
    words = {"person_id": LAN, "subject": SUBJECT, "text": "Mã 123456", "at": AT, "in_app": False}
    (early,) = notices.send(email="lan@example.vn", useful_until=until, **words)  # type: ignore[arg-type]
    (late,) = notices.send(email="lan@example.vn", useful_until=until, **words)  # type: ignore[arg-type]

    early = notices.deliver(early.pk, at=AT)
    late = notices.deliver(late.pk, at=until)

    assert [notice.state for notice in (early, late)] == ["sent", "failed"]
    assert len(post.got) == 1
    assert not Notice.objects.filter(text__contains="123456").exists()
    assert notices.retry(late, at=until).state == "failed"
