"""Notices to people: in the platform always, by e-mail and SMS where the province has set them up.

One row a person and channel. What leaves the platform leaves after the commit, through the queue,
at least once; a channel that does not answer is tried again; `failed()` is what failed for good.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from vanlang.kernel import queue
from vanlang.kernel.models import Channel, Notice, NoticeState

COUNTED_TO = 99
# As a part of another statement: what a person has not read, of many no more than COUNTED_TO + 1.
UNREAD = f"""(
    SELECT count(*) FROM (
        SELECT FROM kernel_notice
        WHERE person_id = {{person}} AND channel = 'in_app' AND read_at IS NULL
        LIMIT {COUNTED_TO + 1}
    ) AS unread
)"""  # noqa: S608 the parts are constants
ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=30)  # doubled each time: the eighth attempt comes after an hour


class NotDelivered(Exception):
    """The channel did not take the notice; `is_final` when asking again would not help."""

    def __init__(self, message: str, *, is_final: bool = False) -> None:
        super().__init__(message)
        self.is_final = is_final


class Carrier(Protocol):
    def carry(self, notice: Notice) -> None:
        """Hand the notice over, or raise NotDelivered."""


Plug = Callable[[], Carrier | None]
_plugs: dict[str, Plug] = {}


def plug(channel: str, carrier: Plug) -> None:
    """Say, at start-up, what carries a channel; it gives None while nothing is set up."""
    _plugs[channel] = carrier


@transaction.atomic
def send(  # noqa: PLR0913 - one sentence, each word with its name
    *,
    person_id: UUID,
    subject: str,
    text: str,
    at: datetime,
    email: str = "",
    phone: str = "",
    link: str = "",
    about: str = "",
    in_app: bool = True,
    useful_until: datetime | None = None,
) -> list[Notice]:
    """Tell a person, inside the caller's transaction: nobody hears of what was rolled back.

    Without `in_app` only what leaves the platform: the caller wrote the in-app row itself.
    With `useful_until` nothing leaves after it, and the words that left are not kept.
    """
    given = {Channel.EMAIL: email, Channel.SMS: phone}
    reached = {channel: to for channel, to in given.items() if to and channel in carried()}
    addresses = {**({Channel.IN_APP: ""} if in_app else {}), **reached}
    notices = Notice.objects.bulk_create(
        Notice(
            person_id=person_id,
            channel=channel,
            address=address,
            subject=subject,
            text=text,
            link=link,
            about=about,
            created_at=at,
            state=NoticeState.SENT if channel == Channel.IN_APP else NoticeState.QUEUED,
            sent_at=at if channel == Channel.IN_APP else None,
            useful_until=None if channel == Channel.IN_APP else useful_until,
        )
        for channel, address in addresses.items()
    )
    for notice in notices:
        if notice.state == NoticeState.QUEUED:
            _later(notice, None)
    return notices


@transaction.atomic
def deliver(notice_id: int, *, at: datetime) -> Notice:
    """Carry one queued notice; put it off when its channel does not answer."""
    notice = Notice.objects.select_for_update().get(pk=notice_id)
    if notice.state != NoticeState.QUEUED:
        return notice
    notice.attempt_count += 1
    try:
        _carry(notice, at)
    except NotDelivered as problem:
        notice.last_error = str(problem)[:500]
        if notice.attempt_count < ATTEMPTS and not problem.is_final:
            _later(notice, at + FIRST_WAIT * 2 ** (notice.attempt_count - 1))
        else:
            notice.state = NoticeState.FAILED
    else:
        notice.state, notice.sent_at, notice.last_error = NoticeState.SENT, at, ""
    if notice.useful_until and notice.state != NoticeState.QUEUED:
        notice.text = "Nội dung chỉ dùng một lần, không lưu lại."
    notice.save(update_fields=["state", "sent_at", "attempt_count", "last_error", "text"])
    return notice


@transaction.atomic
def retry(notice: Notice, *, at: datetime) -> Notice:
    """Give a failed notice its attempts again, once an administrator has seen to the cause."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    if notice.state == NoticeState.FAILED and notice.useful_until is None:
        notice.state, notice.attempt_count = NoticeState.QUEUED, 0
        notice.save(update_fields=["state", "attempt_count"])
        _later(notice, at)
    return notice


def inbox(person_id: UUID) -> QuerySet[Notice]:
    """Return what a person was told in the platform, the newest first."""
    rows = Notice.objects.filter(person_id=person_id, channel=Channel.IN_APP)
    return rows.order_by("-created_at", "-pk")


def unread(person_id: UUID) -> QuerySet[Notice]:
    return inbox(person_id).filter(read_at=None)


def mark_read(
    person_id: UUID, *, at: datetime, notice_id: int | None = None, until: datetime | None = None
) -> int:
    """Note that a person has read one notice, or all of theirs; return how many were unread.

    With `until` only what they were told by then: what came since, they have not seen yet.
    """
    found = unread(person_id)
    if notice_id is not None:
        found = found.filter(pk=notice_id)
    if until is not None:
        found = found.filter(created_at__lte=until)
    return found.order_by().update(read_at=at)


def failed() -> QuerySet[Notice]:
    """Return what could not be delivered, the newest first, for administrators."""
    return Notice.objects.filter(state=NoticeState.FAILED).order_by("-created_at", "-pk")


def carried() -> Mapping[str, Carrier]:
    """Return what carries each channel that is set up in this installation."""
    return {channel: carrier for channel, make in _plugs.items() if (carrier := make())}


def _carry(notice: Notice, at: datetime) -> None:
    if notice.useful_until and at >= notice.useful_until:
        raise NotDelivered("Too late to be of use.", is_final=True)
    carrier = carried().get(notice.channel)
    if carrier is None:
        raise NotDelivered("Nothing carries this channel any more.")
    carrier.carry(notice)


def _later(notice: Notice, run_at: datetime | None) -> None:
    queue.later("kernel.send_notice", run_at=run_at, notice_id=notice.pk)
