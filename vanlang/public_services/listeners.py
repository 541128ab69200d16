"""What follows from a dossier's steps: the person is told, and the boards count again."""

from datetime import date
from uuid import UUID

from vanlang.identity.api import UnitEvent
from vanlang.kernel import calendars, journal
from vanlang.kernel.models import Entry
from vanlang.public_services.actions import (
    ending,
    paper_notices,
    recalculating,
    tallying,
    telling,
)
from vanlang.public_services.rules.states import Event

# Of the filing itself the person is told by the statement that files.
TOLD = (
    Event.ACCEPTED,
    Event.CORRECTED,
    Event.STARTED,
    Event.SIGNED,
    Event.FINISHED,
    Event.RETURNED,
)


@journal.on(*TOLD)
def tell_the_person(entry: Entry) -> None:
    """Nghị định 224/2026, Điều 15 khoản 1 điểm g: who has it, and when what happened."""
    telling.tell(entry)


@journal.on(Event.ACCEPTED, Event.FINISHED, Event.RETURNED)
def count_the_day_again(entry: Entry) -> None:
    tallying.mark_stale(entry.about_id)


@journal.on(calendars.Event.DAY_AMENDED, calendars.Event.HOURS_AMENDED)
def move_what_falls_due(entry: Entry) -> None:
    recalculating.follow_calendar(
        entry.payload["unit"], ground=entry.payload["basis"], by=entry.actor, at=entry.at
    )


@journal.on("identity.corrected")
def drop_paper_of_who_has_an_account(entry: Entry) -> None:
    """Who signs in with the electronic identity for the first time reads what was told there."""
    paper_notices.drop_if_reached(UUID(entry.about_id), at=entry.at)


@journal.on(UnitEvent.UNIT_CLOSING, UnitEvent.UNIT_ENDED)
def tell_of_the_end(entry: Entry) -> None:
    """Once when the last day is laid down; on the day itself whoever has come since."""
    ending.tell_of_the_end(int(entry.about_id), at=entry.at)


@journal.on(UnitEvent.UNIT_KEPT)
def tell_that_it_stays(entry: Entry) -> None:
    last_day = date.fromisoformat(entry.payload["last_day"])
    ending.tell_that_it_stays(int(entry.about_id), last_day, at=entry.at)
