"""What follows from a task's steps: people are told, and an order closes with its last part."""

from datetime import date
from uuid import UUID

from vanlang.kernel import calendars, journal
from vanlang.kernel.models import Entry
from vanlang.tasks.actions import deciding, following_calendar, telling
from vanlang.tasks.rules.states import Event
from vanlang.tasks.rules.wording import SUBJECTS


@journal.on(*SUBJECTS)
def tell_those_concerned(entry: Entry) -> None:
    telling.tell(entry)


@journal.on(Event.CLOSED, Event.CANCELLED)
def close_the_order_with_its_last_part(entry: Entry) -> None:
    deciding.conclude_above(UUID(entry.about_id), at=entry.at)


@journal.on(calendars.Event.DAY_AMENDED)
def move_what_falls_due(entry: Entry) -> None:
    following_calendar.follow_calendar(
        entry.payload["unit"],
        date.fromisoformat(entry.payload["on"]),
        ground=entry.payload["basis"],
        by=entry.actor,
        at=entry.at,
    )
