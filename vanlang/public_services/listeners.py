"""What follows from a dossier's steps: the person is told at each one."""

from vanlang.kernel import journal
from vanlang.kernel.models import Entry
from vanlang.public_services.actions import telling
from vanlang.public_services.rules.states import Event

TOLD = (
    Event.FILED,
    Event.ACCEPTED,
    Event.STARTED,
    Event.SIGNED,
    Event.FINISHED,
    Event.RETURNED,
)


@journal.on(*TOLD)
def tell_the_person(entry: Entry) -> None:
    """Nghị định 224/2026, Điều 15 khoản 1 điểm g: who has it, and when what happened."""
    telling.tell(entry)
