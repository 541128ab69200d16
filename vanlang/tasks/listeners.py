"""What follows from a task's steps: people are told, and an order closes with its last part."""

from uuid import UUID

from vanlang.kernel import journal
from vanlang.kernel.models import Entry
from vanlang.tasks.actions import deciding, telling
from vanlang.tasks.rules.states import Event
from vanlang.tasks.rules.wording import SUBJECTS


@journal.on(*SUBJECTS)
def tell_those_concerned(entry: Entry) -> None:
    telling.tell(entry)


@journal.on(Event.CLOSED, Event.CANCELLED)
def close_the_order_with_its_last_part(entry: Entry) -> None:
    deciding.conclude_above(UUID(entry.about_id), at=entry.at)
