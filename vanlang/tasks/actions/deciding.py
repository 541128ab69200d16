"""What the giver does: accept or send back, conclude, cancel; and what an answer closes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from vanlang.identity.api import Unit
from vanlang.kernel import journal
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.tasks import permissions
from vanlang.tasks.actions.assigning import Source, facts_of
from vanlang.tasks.models import Extension, Report, Task
from vanlang.tasks.queries.tasks import descendants, open_children
from vanlang.tasks.rules.states import OPEN, Event, State, move

OVER = "Nhiệm vụ đã kết thúc, không xét gia hạn."
OWN_REPORT = "Người báo cáo không tự nghiệm thu kết quả của mình."
OPEN_CHILDREN = "Còn {count} việc con chưa xong. Ghi rõ lý do nếu vẫn kết thúc."
ALL_CHILDREN_ARE_DONE = "Tất cả việc con đã kết thúc."


@dataclass(slots=True)
class Outcome:
    """What became of several at once: how many are done, and why the others are not."""

    done: list[Task] = field(default_factory=list)
    refused: list[tuple[Task, str]] = field(default_factory=list)


@transaction.atomic
def accept(task: Task, *, word: str = "", by: Actor, at: datetime) -> Task:
    """Take the product as done; the task is closed, in time by when it was handed in."""
    task = Task.objects.select_for_update().get(pk=task.pk)
    refuse_unless(permissions.may_decide(by, task))
    state = move(State(task.state), "accept")
    waiting = Report.objects.select_for_update().get(task=task, decided_at=None)
    is_own = waiting.sent_by_id is not None and waiting.sent_by_id == by.person_id
    refuse_unless(not is_own, OWN_REPORT)
    left = open_children(task).count()
    if left and not (word.strip() or waiting.children_note):
        raise Refusal(OPEN_CHILDREN.format(count=left), field="word")
    _decide(waiting, accepted=True, word=word, by=by, at=at)
    return _close(task, state, word=word, how="accepted", by=by, at=at)


def accept_all(tasks: Sequence[Task], *, word: str = "", by: Actor, at: datetime) -> Outcome:
    """Accept several at once, each for itself; what one refuses does not stop the others."""
    outcome = Outcome()
    for task in tasks:
        try:
            outcome.done.append(accept(task, word=word, by=by, at=at))
        except Refusal as refusal:
            outcome.refused.append((task, refusal.message))
    return outcome


@transaction.atomic
def send_back(task: Task, *, reason: str, by: Actor, at: datetime) -> Task:
    """Return the product to be done again, with the reason; the term runs on."""
    task = Task.objects.select_for_update().get(pk=task.pk)
    refuse_unless(permissions.may_decide(by, task))
    task.state = move(State(task.state), "send_back")
    if not reason.strip():
        raise Refusal("Ghi rõ lý do trả lại.", field="reason")
    waiting = Report.objects.select_for_update().get(task=task, decided_at=None)
    _decide(waiting, accepted=False, word=reason, by=by, at=at)
    task.reported_at = None
    task.save(update_fields=["state", "reported_at"])
    payload = facts_of(task) | {"reason": reason.strip()}
    journal.record(Event.SENT_BACK, about=task, by=by, at=at, payload=payload)
    return task


@transaction.atomic
def conclude(task: Task, *, word: str, by: Actor, at: datetime) -> Task:
    """Close what needs no report: the giver says what came of it, or why it ends so."""
    task = Task.objects.select_for_update().get(pk=task.pk)
    refuse_unless(permissions.may_decide(by, task))
    state = move(State(task.state), "conclude")
    left = open_children(task).count()
    if not word.strip():
        text = OPEN_CHILDREN.format(count=left) if left else "Ghi rõ kết quả hoặc lý do kết thúc."
        raise Refusal(text, field="word")
    return _close(task, state, word=word, how="concluded", by=by, at=at)


@transaction.atomic
def conclude_when_complete(task_id: UUID, *, at: datetime) -> Task | None:
    """Close an order once the last of its parts has ended; harmless when that was done already."""
    order = Task.objects.select_for_update().get(pk=task_id)
    if not order.is_open or not order.closes_with_children or open_children(order).exists():
        return None
    state = move(State(order.state), "conclude")
    return _close(order, state, word=ALL_CHILDREN_ARE_DONE, how="children", by=PLATFORM, at=at)


def conclude_above(task_id: UUID, *, at: datetime) -> Task | None:
    """Close the order that a task is part of, if this was the last one open."""
    order = Task.objects.filter(children=task_id, closes_with_children=True).first()
    return conclude_when_complete(order.pk, at=at) if order else None


@transaction.atomic
def close_by_answer(
    source: Source, *, answer: Source, lead: Unit, by: Actor, at: datetime
) -> list[Task]:
    """Close the tasks that a document gave this agency, now that its answer has been issued.

    Only those that were ordered so. Told twice, the second time finds nothing open.
    """
    agency = lead.agency_id
    refuse_unless(agency is not None and permissions.may_answer(by, agency))
    tasks = list(
        Task.objects.select_for_update()
        .filter(
            source_system=source.system,
            source_key=source.key,
            lead_agency_id=agency,
            closes_with_answer=True,
            state__in=OPEN,
        )
        .order_by("pk")
    )
    return [_answer(task, answer, by=by, at=at) for task in tasks]


@transaction.atomic
def close_of_source(system: str, key: str, *, word: str, by: Actor, at: datetime) -> list[Task]:
    """Close the tasks that something above gave rise to, now that it is done with.

    Told twice, the second time finds nothing open.
    """
    rows = Task.objects.select_for_update().filter(
        source_system=system, source_key=key, state__in=OPEN
    )
    closed = []
    for task in rows.order_by("pk"):
        refuse_unless(permissions.may_decide(by, task))
        state = move(State(task.state), "answer")
        for waiting in Report.objects.select_for_update().filter(task=task, decided_at=None):
            _decide(waiting, accepted=True, word=word, by=by, at=at)
        closed.append(_close(task, state, word=word, how="source", by=by, at=at))
    return closed


def _answer(task: Task, answer: Source, *, by: Actor, at: datetime) -> Task:
    state = move(State(task.state), "answer")
    for waiting in Report.objects.select_for_update().filter(task=task, decided_at=None):
        _decide(waiting, accepted=True, word=f"Đã có {answer.label}.", by=by, at=at)
    Report.objects.create(
        id=uuid5(NAMESPACE_URL, f"{task.pk}|{answer.system}|{answer.key}"),
        task=task,
        text=f"Đã trả lời bằng {answer.label}.",
        answer_label=answer.label,
        answer_url=answer.url,
        sent_at=at,
        sent_by_id=by.person_id,
        sender_name=by.name,
        decided_at=at,
        decider_name=by.name,
        is_accepted=True,
    )
    # What was handed in before is what counts for the term.
    task.reported_at = task.reported_at or at
    return _close(task, state, word=f"Đã có {answer.label}.", how="answer", by=by, at=at)


@transaction.atomic
def cancel(task: Task, *, reason: str, by: Actor, at: datetime) -> Task:
    """Call a task off, and with it everything open that hangs below it."""
    task = Task.objects.select_for_update().get(pk=task.pk)
    refuse_unless(permissions.may_decide(by, task))
    state = move(State(task.state), "cancel")
    if not reason.strip():
        raise Refusal("Ghi rõ lý do hủy.", field="reason")
    below = Task.objects.select_for_update().filter(pk__in=descendants([task.pk]), state__in=OPEN)
    ended = [task, *below.order_by("pk")]
    keys = [one.pk for one in ended]
    Task.objects.filter(pk__in=keys).update(
        state=state, cancelled_at=at, closing_word=reason.strip()
    )
    _let_extensions_lapse(keys, at=at)
    payload = facts_of(task) | {"reason": reason.strip()}
    journal.record_each(Event.CANCELLED, about=ended, by=by, at=at, payload=payload)
    task.state, task.cancelled_at, task.closing_word = state, at, reason.strip()
    return task


def _decide(report: Report, *, accepted: bool, word: str, by: Actor, at: datetime) -> None:
    report.is_accepted, report.decided_at = accepted, at
    report.decider_name, report.word = by.name, word.strip()
    report.save(update_fields=["is_accepted", "decided_at", "decider_name", "word"])


def _close(  # noqa: PLR0913 one sentence, each word with its name
    task: Task, state: State, *, word: str, how: str, by: Actor, at: datetime
) -> Task:
    task.state, task.closed_at, task.closing_word = state, at, word.strip()
    task.started_at = task.started_at or at
    task.save(update_fields=["state", "closed_at", "closing_word", "started_at", "reported_at"])
    _let_extensions_lapse([task.pk], at=at)
    payload = facts_of(task) | {"how": how}
    journal.record(Event.CLOSED, about=task, by=by, at=at, payload=payload)
    return task


def _let_extensions_lapse(tasks: Sequence[UUID], *, at: datetime) -> None:
    Extension.objects.filter(task__in=tasks, decided_at=None).update(
        decided_at=at, decider_name=PLATFORM.name, word=OVER
    )
