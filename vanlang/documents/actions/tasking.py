"""What a direction orders becomes a task, and the answer that is issued closes it."""

from collections.abc import Sequence
from datetime import datetime

from vanlang.documents.models import Direction, Document
from vanlang.identity import api as identity
from vanlang.identity.api import Unit
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.tasks import api as tasks

SYSTEM = "documents"
PRODUCT = "Văn bản trả lời, hoặc báo cáo kết quả thực hiện ý kiến chỉ đạo"


def source_of(document: Document) -> tasks.Source:
    """Return how tasks know a document; a restricted one is not named outside its readers."""
    label = "Văn bản hạn chế" if document.is_restricted else _label(document)
    return tasks.Source(SYSTEM, str(document.pk), label, f"/van-ban/{document.pk}/")


def open_task(direction: Direction, supporting: Sequence[Unit], *, by: Actor, at: datetime) -> None:
    """Give the task of a direction inside the caller's transaction; its key is the direction's."""
    document, unit = direction.entry.document, direction.entry.unit
    lead = direction.lead_unit or _unit_of(direction, at) or unit
    order = tasks.Order(
        key=direction.pk,
        title="Thực hiện ý kiến chỉ đạo về văn bản hạn chế"
        if document.is_restricted
        else f"Thực hiện ý kiến chỉ đạo về: {document.subject}"[:500],
        product=PRODUCT,
        giver=unit,
        lead=lead,
        due_on=day_of(direction.due_at) if direction.due_at else None,
        content="" if document.is_restricted else direction.text,
        supporting=tuple(supporting),
        person_id=direction.lead_person_id,
        source=source_of(document),
        closes_with_answer=True,
    )
    direction.task_id = tasks.assign(order, by=by, at=at).pk
    direction.save(update_fields=["task_id"])


def close_tasks(answer: Document, *, by: Actor, at: datetime) -> None:
    """Close the tasks that what this document answers has given its author."""
    if answer.reply_to is not None and answer.author is not None:
        tasks.close_by_answer(
            source_of(answer.reply_to), answer=source_of(answer), lead=answer.author, by=by, at=at
        )


def _unit_of(direction: Direction, at: datetime) -> Unit | None:
    if direction.lead_person is None:
        return None
    posts = identity.posts_of(direction.lead_person, on=day_of(at))
    post = posts.filter(unit__agency=direction.entry.unit).first()
    return post.unit if post else None


def _label(document: Document) -> str:
    return f"{document.type_name} số {document.notation}: {document.subject}"[:300]
