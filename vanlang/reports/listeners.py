"""What follows from a report's steps, and from those of the document made of it."""

from datetime import date

from vanlang.kernel import calendars, journal
from vanlang.kernel.models import Entry
from vanlang.reports.actions import filling, following_calendar, issuing, telling
from vanlang.reports.queries import rounds, submissions
from vanlang.reports.rules.states import Event


@journal.on(Event.ROUND_OPENED)
def tell_who_reports(entry: Entry) -> None:
    turn = rounds.with_key(entry.about_id)
    if turn is not None:
        telling.tell_of_round(turn, entry=entry)


@journal.on(Event.SENT)
def add_up_above(entry: Entry) -> None:
    report = submissions.with_key(entry.about_id)
    if report is not None:
        filling.follow_below(report, at=entry.at)
        telling.tell_of_late(report, entry=entry)


@journal.on(Event.SENT_BACK, Event.REOPENED)
def tell_who_mends(entry: Entry) -> None:
    report = submissions.with_key(entry.about_id)
    if report is not None:
        telling.tell_of_step(report, entry=entry)


@journal.on("documents.issued")
def send_with_its_document(entry: Entry) -> None:
    report = submissions.with_document(entry.about_id)
    if report is not None:
        issuing.send_with_document(report, at=entry.at)


@journal.on(calendars.Event.DAY_AMENDED)
def move_what_falls_due(entry: Entry) -> None:
    following_calendar.follow_calendar(
        entry.payload["unit"],
        date.fromisoformat(entry.payload["on"]),
        ground=entry.payload["basis"],
        by=entry.actor,
        at=entry.at,
    )
