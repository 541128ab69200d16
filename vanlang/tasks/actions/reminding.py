"""Reminders before and on the day, escalation when late, and the daily digest: each only once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from vanlang.identity import api as identity
from vanlang.identity.api import Unit
from vanlang.kernel import calendars, journal, notices
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.days import day_of
from vanlang.tasks.actions.assigning import facts_of
from vanlang.tasks.models import Digest, Reminder, Task
from vanlang.tasks.queries import recipients
from vanlang.tasks.queries.reminders import near_their_term, unfinished
from vanlang.tasks.rules import reminders
from vanlang.tasks.rules import wording as words
from vanlang.tasks.rules.reminders import Reach, Step
from vanlang.tasks.rules.states import Event, State
from vanlang.ui import wording

TO_DO, DUE_TODAY, LATE, TO_ACCEPT = "phải làm", "đến hạn hôm nay", "đã quá hạn", "chờ nghiệm thu"


def remind_due(*, at: datetime) -> int:
    """Remind of every task that has come to a step it was not reminded of; return how many.

    Nobody is reminded on a day off. Each task is a transaction of its own: a second run, at the
    same time or later, finds the step taken.
    """
    if not calendars.for_unit().is_working_day(day_of(at)):
        return 0
    steps = reminders.steps(settings.TASKS_REMIND_BEFORE, settings.TASKS_ESCALATE_AFTER)
    ahead = at + timedelta(days=max([step.days for step in steps], default=0) + 1)
    count = 0
    for task in near_their_term(before=ahead):
        step = reminders.reached(steps, due_at=task.due_at, at=at)
        if step is not None and _is_told(task, step):
            continue
        count += step is not None and remind(task, step, at=at)
    return count


def _is_told(task: Task, step: Step) -> bool:
    return any(
        (told.step, told.due_at) == (step.code, task.due_at) for told in task.reminders.all()
    )


@transaction.atomic
def remind(task: Task, step: Step, *, at: datetime) -> bool:
    """Remind of one task at one step of its term; return False when that was done already."""
    task = (
        Task.objects.select_for_update(of=("self",)).select_related("lead", "giver").get(pk=task.pk)
    )
    if task.state not in (State.ASSIGNED, State.STARTED):
        return False
    _, is_new = Reminder.objects.get_or_create(
        task=task, step=step.code, due_at=task.due_at, defaults={"sent_at": at}
    )
    if not is_new:
        return False
    day = day_of(at)
    people = recipients.at_the_lead(task, on=day)
    if step.reach == Reach.LEADERS:
        people |= recipients.leaders(task.lead, on=day) | recipients.at_the_giver(task, on=day)
    for person in sorted(people):
        notices.send(
            person_id=person,
            email=identity.recipient(person).email,
            subject=words.shortened(f"Nhiệm vụ {step.text}: {task.title}"),
            text=f"Nhiệm vụ số {task.number} của {task.lead.short_name}, {step.text} "
            f"(hạn {wording.moment(task.due_at)}), {task.state_name.lower()}.",
            link=task.get_absolute_url(),
            about=f"tasks.reminder:{task.pk}:{step.code}",
            at=at,
        )
    payload = facts_of(task) | {"step": step.code, "escalated": str(step.reach == Reach.LEADERS)}
    journal.record(Event.REMINDED, about=task, by=PLATFORM, at=at, payload=payload)
    return True


def send_digests(*, at: datetime) -> int:
    """Send everybody with work before them one notice of the day; return how many were sent."""
    day = day_of(at)
    if not calendars.for_unit().is_working_day(day):
        return 0
    counts = _counts(unfinished(), at=at)
    known = set(Digest.objects.filter(day=day).values_list("person_id", flat=True))
    return sum(
        _send_digest(person, counts[person], at=at) for person in sorted(counts.keys() - known)
    )


def _counts(tasks: Iterable[Task], *, at: datetime) -> dict[UUID, dict[str, int]]:
    """Count what waits for each: work in person, of the agencies they lead, and to accept."""
    day = day_of(at)
    counts: dict[UUID, dict[str, int]] = defaultdict(lambda: dict.fromkeys(KINDS, 0))
    leaders: dict[int, set[UUID]] = {}

    def leading(unit: Unit) -> set[UUID]:
        agency = unit.agency_id or unit.pk
        if agency not in leaders:
            leaders[agency] = recipients.leaders(unit, on=day)
        return leaders[agency]

    for task in tasks:
        if task.state == State.REPORTED:
            people = {task.given_by_id} if task.given_by_id else leading(task.giver)
            kinds = [TO_ACCEPT]
        else:
            people = leading(task.lead) | ({task.person_id} if task.person_id else set())
            kinds = [TO_DO]
            if task.due_at < at:
                kinds.append(LATE)
            elif day_of(task.due_at) == day:
                kinds.append(DUE_TODAY)
        for person in people:
            for kind in kinds:
                counts[person][kind] += 1
    return counts


KINDS = (TO_DO, DUE_TODAY, LATE, TO_ACCEPT)


@transaction.atomic
def _send_digest(person: UUID, counts: dict[str, int], *, at: datetime) -> bool:
    _, is_new = Digest.objects.get_or_create(
        person_id=person, day=day_of(at), defaults={"sent_at": at}
    )
    if is_new:
        notices.send(
            person_id=person,
            email=identity.recipient(person).email,
            subject=f"Nhiệm vụ ngày {wording.day(at)}",
            text=words.digest(counts),
            link=reverse("tasks-mine"),
            about=f"tasks.digest:{day_of(at)}",
            at=at,
        )
    return is_new
