"""More time: asked for with a reason, granted or refused. What the term was stays on record."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from vanlang.kernel import calendars, journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless
from vanlang.tasks import permissions
from vanlang.tasks.actions.assigning import facts_of
from vanlang.tasks.models import Extension, Task
from vanlang.tasks.rules import terms
from vanlang.tasks.rules.states import Event, Kind, State, move


@transaction.atomic
def ask(  # noqa: PLR0913 one sentence, each word with its name
    task: Task, *, key: UUID, due_on: date, reason: str, by: Actor, at: datetime
) -> Extension:
    """Ask the giver for more time. The same `key` again changes nothing."""
    task = _locked(task)
    refuse_unless(permissions.may_work(by, task))
    asked = Extension.objects.filter(pk=key).first()
    if asked is not None:
        if asked.task_id != task.pk:
            raise Conflict("Mã gửi này đã được dùng cho một đề nghị khác.")
        return asked
    move(State(task.state), "extend")
    if task.extensions.filter(decided_at=None).exists():
        raise Conflict("Đã có một đề nghị gia hạn đang chờ trả lời.")
    if not reason.strip():
        raise Refusal("Ghi rõ lý do xin gia hạn.", field="reason")
    wanted = terms.later_due(
        due_on, current=task.due_at, at=at, calendar=calendars.for_unit(task.lead.code)
    )
    asked = Extension.objects.create(
        id=key,
        task=task,
        reason=reason.strip(),
        due_before=task.due_at,
        wanted_due_at=wanted,
        asked_at=at,
        asker_name=", ".join(part for part in (by.name, by.post) if part),
    )
    payload = facts_of(task) | {"wanted": wanted.isoformat(), "reason": asked.reason}
    journal.record(Event.EXTENSION_ASKED, about=task, by=by, at=at, payload=payload)
    return asked


@transaction.atomic
def grant(
    extension: Extension, *, due_on: date | None = None, word: str = "", by: Actor, at: datetime
) -> Task:
    """Give more time: as much as was asked for, or until another day."""
    # From the top down, as everybody who locks more than one.
    tree = Task.objects.select_for_update(of=("self",))
    above = tree.filter(children=extension.task_id).first()
    task = _locked(extension.task)
    refuse_unless(permissions.may_decide(by, task))
    asked = _waiting(extension)
    move(State(task.state), "extend")
    granted = asked.wanted_due_at
    if due_on is not None:
        granted = terms.later_due(
            due_on, current=task.due_at, at=at, calendar=calendars.for_unit(task.lead.code)
        )
    _lengthen(above, granted)
    before, task.due_at = task.due_at, granted
    task.save(update_fields=["due_at"])
    asked.decided_at, asked.decider_name = at, by.name
    asked.granted_due_at, asked.word = granted, word.strip()
    asked.save(update_fields=["decided_at", "decider_name", "granted_due_at", "word"])
    payload = facts_of(task) | {"before": before.isoformat(), "after": granted.isoformat()}
    journal.record(Event.EXTENDED, about=task, by=by, at=at, payload=payload)
    return task


@transaction.atomic
def refuse(extension: Extension, *, word: str, by: Actor, at: datetime) -> Task:
    """Leave the term as it is, and say why."""
    task = _locked(extension.task)
    refuse_unless(permissions.may_decide(by, task))
    asked = _waiting(extension)
    if not word.strip():
        raise Refusal("Ghi rõ lý do không đồng ý.", field="word")
    asked.decided_at, asked.decider_name, asked.word = at, by.name, word.strip()
    asked.save(update_fields=["decided_at", "decider_name", "word"])
    payload = facts_of(task) | {"reason": asked.word}
    journal.record(Event.EXTENSION_REFUSED, about=task, by=by, at=at, payload=payload)
    return task


def _locked(task: Task) -> Task:
    locked = Task.objects.select_for_update(of=("self",)).select_related("lead")
    return locked.get(pk=task.pk)


def _waiting(extension: Extension) -> Extension:
    asked = Extension.objects.select_for_update().get(pk=extension.pk)
    if asked.decided_at is not None:
        raise Conflict("Đề nghị gia hạn này đã được trả lời.")
    return asked


def _lengthen(parent: Task | None, granted: datetime) -> None:
    """A part of a task may not outlast it; an order lasts as long as its last part."""
    if parent is None or parent.due_at >= granted:
        return
    if parent.kind == Kind.TASK:
        raise Refusal("Việc con không được có hạn sau nhiệm vụ chứa nó.", field="due_on")
    if parent.is_open:
        parent.due_at = granted
        parent.save(update_fields=["due_at"])
