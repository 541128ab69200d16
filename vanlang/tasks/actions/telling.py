"""Notices of a task's steps. A step heard twice is told once."""

from uuid import UUID

from django.db import transaction

from vanlang.identity import api as identity
from vanlang.kernel import notices
from vanlang.kernel.days import day_of
from vanlang.kernel.models import Entry
from vanlang.tasks.models import Task
from vanlang.tasks.queries import recipients
from vanlang.tasks.rules import wording as words
from vanlang.tasks.rules.states import Event, Kind
from vanlang.ui import wording


@transaction.atomic
def tell(entry: Entry) -> None:
    """Tell those whom a step concerns, but not who took it."""
    task = Task.objects.select_related("lead", "giver").filter(pk=UUID(entry.about_id)).first()
    if task is None or (task.kind != Kind.TASK and entry.kind == Event.ASSIGNED):
        return
    event, on = Event(entry.kind), day_of(entry.at)
    if event in words.TO_THE_GIVER:
        people = recipients.at_the_giver(task, on=on)
    elif event == Event.ASSIGNED:
        people = recipients.newly_charged(task, on=on)
    else:
        people = recipients.at_the_lead(task, on=on)
    people.discard(UUID(str(entry.actor_id)) if entry.actor_id else UUID(int=0))
    about = f"kernel.entry:{entry.pk}"
    said = _words(task, entry)
    for person in recipients.not_told_yet(people, about):
        found = identity.recipient(person)
        notices.send(
            person_id=person,
            email=found.email,
            subject=words.shortened(words.SUBJECTS[event].format(**said)),
            text=words.TEXTS[event].format(**said),
            link=task.get_absolute_url(),
            about=about,
            at=entry.at,
        )


def _words(task: Task, entry: Entry) -> dict[str, str]:
    return {
        "title": task.title,
        "number": task.number,
        "product": task.product.rstrip("."),
        "lead": task.lead.short_name,
        "giver": task.giver.short_name,
        "due": wording.moment(task.due_at),
        "at": wording.moment(entry.at),
        "actor": entry.actor_name,
        "reason": f"{entry.payload.get('reason', '')}".rstrip(".") + ".",
    }
