"""Notices on paper: written for whom nothing else reaches, ended at the counter or needed no more.

Nobody was told before a paper was handed over or sent: that is what the journal says.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from vanlang.kernel import journal, notices
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.days import day_of, written
from vanlang.kernel.refusals import NotPermitted, Refusal, refuse_unless
from vanlang.public_services.models.dossiers import Dossier
from vanlang.public_services.models.paper_notices import PaperNotice
from vanlang.public_services.permissions import paper_notices as permissions
from vanlang.public_services.queries import paper_notices as queries
from vanlang.public_services.rules import deliveries
from vanlang.public_services.rules import paper_notices as rules
from vanlang.public_services.rules.paper_notices import PaperNoticeState
from vanlang.public_services.rules.states import Event

ENDED = ("state", "ended_at", "ended_on", "ended_by", "ended_by_name", "parcel_number")


def write(  # noqa: PLR0913 a notice has these facts
    dossier: Dossier, *, kind: str, about: str, subject: str, text: str, at: datetime
) -> PaperNotice | None:
    """Write what a counter has to print, if nothing but paper reaches the person; once."""
    if not queries.needs_paper(dossier):
        return None
    notice, is_new = PaperNotice.objects.get_or_create(
        dossier=dossier,
        about=about,
        defaults={"kind": kind, "subject": subject, "text": text, "made_at": at},
    )
    if is_new:
        _record(Event.NOTICE_WRITTEN, notice, by=PLATFORM, at=at)
    return notice


@transaction.atomic
def hand_over(notice: PaperNotice, *, on: date, by: Actor, at: datetime) -> PaperNotice:
    """Note that the person has the paper in their hands: they are told."""
    notice = _lock(notice, by=by)
    notice.state = rules.move(PaperNoticeState(notice.state), "hand_over")
    return _end(notice, Event.NOTICE_HANDED_OVER, on=on, by=by, at=at)


@transaction.atomic
def post(
    notice: PaperNotice, *, on: date, parcel_number: str = "", by: Actor, at: datetime
) -> PaperNotice:
    """Note that the paper went by post, with the parcel's number if it has one."""
    notice = _lock(notice, by=by)
    notice.state = rules.move(PaperNoticeState(notice.state), "post")
    if parcel_number.strip():
        notice.parcel_number = deliveries.parcel(parcel_number)
    return _end(notice, Event.NOTICE_POSTED, on=on, by=by, at=at)


@transaction.atomic
def drop_if_reached(person_id: UUID, *, at: datetime) -> int:
    """Drop what waits on paper for somebody who has an account now; return how many that were.

    The same words stand in the account already.
    """
    rows = [row for row in queries.waiting_for(person_id) if not queries.needs_paper(row.dossier)]
    for row in rows:
        _drop(row, rules.HAS_ACCOUNT, at=at)
    return len(rows)


@transaction.atomic
def send_instead(dossier: Dossier, *, at: datetime) -> int:
    """Send to a telephone that was added what waits on paper; return how many that were."""
    if queries.needs_paper(dossier):
        return 0
    rows = [row for row in queries.of_dossier(dossier) if row.state == PaperNoticeState.WAITING]
    for row in rows:
        notices.send(
            person_id=dossier.applicant_id,
            email=dossier.applicant_email,
            phone=dossier.applicant_phone,
            subject=row.subject,
            text=row.text,
            about=row.about,
            at=at,
            in_app=False,
        )
        _drop(row, rules.HAS_CONTACT, at=at)
    return len(rows)


@transaction.atomic
def drop_news_of_result(dossier: Dossier, *, at: datetime) -> None:
    """Drop the news that a result is ready: the person has it, on paper, by now."""
    for row in queries.of_dossier(dossier):
        if row.kind == Event.FINISHED and row.state == PaperNoticeState.WAITING:
            _drop(row, rules.HAS_RESULT, at=at)


def _lock(notice: PaperNotice, *, by: Actor) -> PaperNotice:
    row = (
        PaperNotice.objects.select_for_update(of=("self",))
        .select_related("dossier__applicant")
        .filter(pk=notice.pk)
        .first()
    )
    if row is None:
        raise NotPermitted("Không có thông báo này.")
    refuse_unless(permissions.may_end(by, row))
    return row


def _end(notice: PaperNotice, kind: Event, *, on: date, by: Actor, at: datetime) -> PaperNotice:
    first, last = day_of(notice.made_at), day_of(at)
    if not first <= on <= last:
        raise Refusal(
            f"Ngày trao hoặc gửi phải từ {written(first)} đến {written(last)}.", field="day"
        )
    notice.ended_at, notice.ended_on = at, on
    notice.ended_by_id, notice.ended_by_name = by.person_id, by.name
    notice.save(update_fields=ENDED)
    _record(kind, notice, by=by, at=at)
    return notice


def _drop(notice: PaperNotice, note: str, *, at: datetime) -> None:
    row = PaperNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if row.state != PaperNoticeState.WAITING:
        return
    row.state, row.note = rules.move(PaperNoticeState(row.state), "drop"), note
    row.ended_at = at
    row.save(update_fields=["state", "note", "ended_at"])
    _record(Event.NOTICE_DROPPED, row, by=PLATFORM, at=at)


def _record(kind: Event, notice: PaperNotice, *, by: Actor, at: datetime) -> None:
    payload: dict[str, journal.Fact] = {
        "code": notice.dossier.code,
        "notice": str(notice.pk),
        "subject": notice.subject,
    }
    if notice.ended_on:
        payload |= {"day": notice.ended_on.isoformat(), "parcel": notice.parcel_number}
    if notice.note:
        payload["note"] = notice.note
    journal.record(kind, about=notice.dossier, by=by, at=at, payload=payload)
