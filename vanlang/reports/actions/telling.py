"""Notices about reports, many at once: one row a person in the platform."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from vanlang.identity.api import Post, Role
from vanlang.kernel import journal
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.days import day_of
from vanlang.kernel.models import Channel, Entry, Notice, NoticeState
from vanlang.reports.models import Reminder, Round, Submission
from vanlang.reports.queries import coverage, submissions
from vanlang.reports.rules.states import Event, State
from vanlang.ui import wording

BATCH = 1000
TOLD = (Role.LEADER, Role.PROCESSOR, Role.CLERK)


@transaction.atomic
def tell_of_round(turn: Round, *, entry: Entry) -> None:
    """Tell the agencies of a round what they have to report, and until when; once."""
    about = f"kernel.entry:{entry.pk}"
    if Notice.objects.filter(about=about).exists():
        return
    reports = list(submissions.reporters(turn))
    name = turn.definition.name
    _tell(
        reports,
        subject=f"Đến kỳ báo cáo: {name}"[:200],
        text="{unit} gửi báo cáo " + turn.period_name + " trước {due}.",
        about=about,
        at=entry.at,
    )


@transaction.atomic
def tell_of_step(report: Submission, *, entry: Entry) -> None:
    """Tell those at work that their report was sent back or opened again, and why; once."""
    about = f"kernel.entry:{entry.pk}"
    if Notice.objects.filter(about=about).exists():
        return
    what = "được mở lại" if entry.kind == Event.REOPENED else "bị trả lại"
    reason = str(entry.payload.get("reason") or "")
    name = report.round.definition.name
    _tell(
        [report],
        subject=f"Báo cáo {what}: {name}"[:200],
        text=f"Báo cáo {report.round.period_name} của {{unit}} {what}. Lý do: {reason}",
        about=about,
        at=entry.at,
    )


@transaction.atomic
def tell_of_late(report: Submission, *, entry: Entry) -> None:
    """Tell who gathers that a report came after their sum had gone on its way; once."""
    above, about = submissions.above(report), f"kernel.entry:{entry.pk}"
    if above is None or above.state == State.DRAFTING or not coverage.is_outdated(above):
        return
    if Notice.objects.filter(about=about).exists():
        return
    name = report.round.definition.name
    _tell(
        [above],
        subject=f"Báo cáo gửi sau khi đã tổng hợp: {name}"[:200],
        text=f"{report.unit_name} gửi báo cáo {report.round.period_name} sau khi {{unit}} đã tổng"
        " hợp. Mở bản tổng hợp để tổng hợp lại.",
        about=about,
        at=entry.at,
    )


@transaction.atomic
def remind(reports: Iterable[Submission], *, step: str, at: datetime) -> int:
    """Remind of reports that are not sent, each once a step; return of how many."""
    wanted = {one.pk: one for one in reports if one.state != State.SENT}
    known = set(
        Reminder.objects.filter(submission__in=wanted, step=step).values_list(
            "submission_id", flat=True
        )
    )
    new = [one for key, one in wanted.items() if key not in known]
    made = Reminder.objects.bulk_create(
        [Reminder(submission=one, step=step, sent_at=at) for one in new],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    for turn in {one.round_id: one.round for one in new}.values():
        name = turn.definition.name
        _tell(
            [one for one in new if one.round_id == turn.pk],
            subject=f"Nhắc nộp báo cáo: {name}"[:200],
            text="{unit} chưa gửi báo cáo " + turn.period_name + ", hạn {due}.",
            about=f"reports.reminder:{turn.pk}:{step}",
            at=at,
        )
    if new:
        payload = {"step": step}
        journal.record_each(Event.REMINDED, about=new, by=PLATFORM, at=at, payload=payload)
    return len(made)


def _tell(reports: list[Submission], *, subject: str, text: str, about: str, at: datetime) -> None:
    people = _people({one.unit_id for one in reports}, day_of(at))
    Notice.objects.bulk_create(
        [
            Notice(
                person_id=person,
                channel=Channel.IN_APP,
                subject=subject,
                text=text.format(unit=one.unit_name, due=wording.moment(one.due_at)),
                link=one.get_absolute_url(),
                about=about,
                state=NoticeState.SENT,
                created_at=at,
                sent_at=at,
            )
            for one in reports
            for person in people.get(one.unit_id, ())
        ],
        batch_size=BATCH,
    )


def _people(agencies: set[int], on: date) -> dict[int, set[UUID]]:
    """Return who is told at each agency, in one statement."""
    posts = Post.objects.filter(
        unit__agency__in=agencies,
        roles__overlap=[role.value for role in TOLD],
        valid_from__lte=on,
        person__is_active=True,
    ).exclude(valid_to__lt=on)
    found: dict[int, set[UUID]] = {}
    for agency, person in posts.values_list("unit__agency_id", "person_id"):
        if agency is not None:
            found.setdefault(agency, set()).add(person)
    return found
