"""What could not be taken in, letters and messages: kept as it came, told to the clerks."""

from contextlib import closing
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from vanlang.documents.actions import telling, uploads
from vanlang.documents.models import IncomingEntry, SetAsideLetter
from vanlang.documents.permissions import documents as permissions
from vanlang.documents.rules import edxml, letters
from vanlang.documents.rules.states import AsideState, Event, Source, move_letter
from vanlang.documents.rules.words import printable
from vanlang.identity import api as identity
from vanlang.identity.api import Role, Unit
from vanlang.kernel import files, journal, notices
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.models import StoredFile
from vanlang.kernel.refusals import Conflict, refuse_unless

SUBJECTS = {False: "Một thư điện tử", True: "Một thông điệp của trục liên thông"}
RETURNED = "Thông điệp này đã trả lại nơi gửi kèm lý do: văn bản vào hệ thống khi nơi gửi gửi lại."


@transaction.atomic
def set_aside(  # noqa: PLR0913 one sentence, said once
    content: bytes | None, *, unit: Unit, mailbox: str, reason: str, by: Actor, at: datetime
) -> SetAsideLetter:
    """Keep a letter that could not be taken in, and tell the agency's clerks; once."""
    refuse_unless(permissions.may_take_in(by, unit.pk))
    head = letters.head(content or b"")
    sender = " ".join(filter(None, [head.sender_name, f"<{head.sender_address}>"]))
    facts = {
        "mailbox": mailbox[:300],
        "sender": sender[:400] if head.sender_address else "",
        "subject": head.subject[:500],
        "sent_on": head.sent_on,
        "reason": printable(reason)[:500],
        "set_aside_at": at,
    }
    if content is None:
        letter, is_new = SetAsideLetter.objects.create(unit=unit, **facts), True
    else:
        file = files.store(content, by=by, at=at)
        letter, is_new = SetAsideLetter.objects.get_or_create(unit=unit, file=file, defaults=facts)
    if is_new:
        payload: dict[str, journal.Fact] = {"reason": letter.reason, "mailbox": letter.mailbox}
        journal.record(Event.SET_ASIDE, about=letter, by=by, at=at, payload=payload)
        _tell(letter, at=at)
    return letter


@transaction.atomic
def set_message_aside(  # noqa: PLR0913 one sentence, said once
    file: StoredFile, *, unit: Unit, from_code: str, reason: str, by: Actor, at: datetime
) -> SetAsideLetter:
    """Keep a message of the axis that went back unread, and tell the agency's clerks; once."""
    refuse_unless(permissions.may_take_in(by, unit.pk))
    with closing(files.open(file)) as content:
        seen = edxml.glimpse(content.read(edxml.HEAD_BYTES))
    about = " ".join(filter(None, [seen.notation, seen.subject]))
    letter, is_new = SetAsideLetter.objects.get_or_create(
        unit=unit,
        file=file,
        defaults={
            "source": Source.AXIS,
            "mailbox": f"Trục liên thông văn bản, từ mã {from_code}"[:300],
            "sender": f"{seen.sender} (mã {from_code})"[:400].strip(),
            "subject": about[:500],
            "reason": printable(reason)[:500],
            "set_aside_at": at,
        },
    )
    if is_new:
        payload: dict[str, journal.Fact] = {"reason": letter.reason, "mailbox": letter.mailbox}
        journal.record(Event.SET_ASIDE, about=letter, by=by, at=at, payload=payload)
        _tell(letter, at=at)
    return letter


@transaction.atomic
def take_up(letter: SetAsideLetter, *, by: Actor, at: datetime) -> IncomingEntry:
    """Try again, now that a person has looked at the letter; or refuse as before, with why."""
    letter = _locked(letter)
    refuse_unless(permissions.may_take_in(by, letter.unit_id))
    if letter.is_message:
        raise Conflict(RETURNED)
    if letter.file is None:
        raise Conflict("Thư này chỉ có trong hộp thư: hãy mở hộp thư để xử lý.")
    letter.state = move_letter(AsideState(letter.state), "take_up")
    entry = letter.entry = uploads.take_in_letter(
        files.read(letter.file), unit=letter.unit, by=by, at=at, is_checked=True
    )
    _settle(letter, Event.TAKEN_UP, by=by, at=at)
    return entry


@transaction.atomic
def put_away(letter: SetAsideLetter, *, by: Actor, at: datetime) -> SetAsideLetter:
    """Say that the letter brings no document; it stays to be read."""
    letter = _locked(letter)
    refuse_unless(permissions.may_take_in(by, letter.unit_id))
    letter.state = move_letter(AsideState(letter.state), "put_away")
    return _settle(letter, Event.PUT_AWAY, by=by, at=at)


def _locked(letter: SetAsideLetter) -> SetAsideLetter:
    locked = SetAsideLetter.objects.select_for_update(of=("self",))
    return locked.select_related("unit", "file").get(pk=letter.pk)


def _settle(letter: SetAsideLetter, event: Event, *, by: Actor, at: datetime) -> SetAsideLetter:
    letter.settled_at, letter.settled_by = at, by.name[:200]
    letter.save(update_fields=["state", "settled_at", "settled_by", "entry"])
    journal.record(event, about=letter, by=by, at=at)
    return letter


def _tell(letter: SetAsideLetter, *, at: datetime) -> None:
    about = f" của {letter.sender}" if letter.sender else ""
    subject = f", tiêu đề “{letter.subject}”" if letter.subject else ""
    what = "Thông điệp của trục" if letter.is_message else "Thư"
    where = "Thư vẫn nguyên ở trang thư để riêng" if letter.file else "Thư vẫn ở hộp thư, gắn cờ"
    if letter.is_message:
        where = "Nơi gửi đã được báo trả lại; bản gốc ở trang thư để riêng"
    for person_id in telling.holders([Role.CLERK], [letter.unit_id], on=day_of(at)):
        to = identity.recipient(person_id)
        notices.send(
            person_id=to.person_id,
            email=to.email,
            subject=f"{SUBJECTS[letter.is_message]} chưa nhận được vào hệ thống",
            text=f"{what}{about}{subject}: {letter.reason} {where}; hãy xem và xử lý.",
            link=reverse("documents-set-aside"),
            about=f"identity.unit:{letter.unit_id}",
            at=at,
        )
