"""From the draft to the leader's desk: initials in turn or in parallel, sending back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from vanlang.documents.actions import grants, telling, words
from vanlang.documents.actions.drafting import latest_version, locked, write_comment
from vanlang.documents.actions.grants import Reader
from vanlang.documents.models import Document, Initial
from vanlang.documents.permissions import outgoing as may
from vanlang.documents.permissions.documents import AT_WORK
from vanlang.documents.queries import outgoing as queries
from vanlang.documents.queries import word_papers
from vanlang.documents.rules import drafts, outgoing, types
from vanlang.documents.rules.drafts import Draft
from vanlang.documents.rules.outgoing import Asked, InitialState
from vanlang.documents.rules.secrecy import Ground
from vanlang.documents.rules.states import Event, State, move
from vanlang.identity.api import Role, actor_of
from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.signing import api as signing


@dataclass(frozen=True, slots=True)
class Turn:
    """Whom to ask for initials, and in which turn; one turn is asked together."""

    person_id: UUID
    order: int = 1


@transaction.atomic
def send(
    document: Document, turns: Sequence[Turn], *, signer_id: UUID, by: Actor, at: datetime
) -> Document:
    """Send the draft on: to those whose initials are needed, or else straight to the signer."""
    document = locked(document)
    refuse_unless(may.may_revise(by, document))
    _refuse_unfinished(document)
    _refuse_strangers(document, turns, signer_id, at=at)
    _refuse_without_room(document, signer_id, at=at)
    document.signer_id = signer_id
    if not turns:
        return _lay_before(document, by=by, at=at)
    document.state = move(State(document.state), "send_for_initials")
    document.save(update_fields=["state", "signer"])
    latest = Initial.objects.filter(document=document).aggregate(last=Max("round_number"))["last"]
    first = min(turn.order for turn in turns)
    asked = [
        Initial(
            document=document,
            person_id=turn.person_id,
            order=turn.order,
            round_number=(latest or 0) + 1,
            version_number=latest_version(document).number,
            state=InitialState.ASKED if turn.order == first else InitialState.WAITING,
            asked_at=at,
        )
        for turn in turns
    ]
    Initial.objects.bulk_create(asked)
    people = [turn.person_id for turn in turns]
    _open(document, [*people, signer_id], by=by, at=at)
    _tell([one.person_id for one in asked if one.state == InitialState.ASKED], document, at=at)
    payload = {"people": len(people)}
    journal.record(Event.SENT_FOR_INITIALS, about=document, by=by, at=at, payload=payload)
    return document


@transaction.atomic
def initial(document: Document, *, by: Actor, at: datetime, note: str = "") -> Document:
    """Agree with the draft; the last one's agreement lays it before the signer."""
    document = locked(document)
    mine = _asked_of(document, by)
    document.state = move(State(document.state), "initial")
    mine.state, mine.note, mine.answered_at = InitialState.AGREED, note.strip()[:1000], at
    mine.save(update_fields=["state", "note", "answered_at"])
    journal.record(Event.INITIALLED, about=document, by=by, at=at, payload={"order": mine.order})
    rows = list(queries.current_round(document))
    turn = outgoing.next_turn([Asked(row.order, InitialState(row.state)) for row in rows])
    if turn is None:
        return _lay_before(document, by=by, at=at)
    waiting = [row for row in rows if row.order == turn and row.state == InitialState.WAITING]
    for row in waiting:
        row.state, row.asked_at = InitialState.ASKED, at
        row.save(update_fields=["state", "asked_at"])
    _tell([row.person_id for row in waiting], document, at=at)
    return document


@transaction.atomic
def send_back(document: Document, *, note: str, by: Actor, at: datetime) -> Document:
    """Give the draft back to who wrote it, with the reason: a reviewer whose turn it is, a leader.

    The drafter may take it back in the same way.
    """
    document = locked(document)
    if not note.strip():
        raise Refusal("Ghi lý do trả lại để người soạn biết cần sửa gì.", field="note")
    mine = _asked(document, by)
    may_sign = document.state == State.AWAITING_SIGNATURE and may.may_sign(by, document)
    refuse_unless(mine is not None or may_sign or may.may_revise(by, document))
    document.state = move(State(document.state), "send_back")
    document.sign_asked_at, document.signing_request = None, None
    document.save(update_fields=["state", "sign_asked_at", "signing_request"])
    write_comment(document, note, by=by, at=at)
    for row in queries.current_round(document).filter(answered_at__isnull=True):
        is_mine = mine is not None and row.pk == mine.pk
        row.state = InitialState.OBJECTED if is_mine else InitialState.LEFT_OUT
        row.note, row.answered_at = note.strip()[:1000] if is_mine else "", at
        row.save(update_fields=["state", "note", "answered_at"])
    if document.drafter_id and document.drafter_id != by.person_id:
        subject = f"Dự thảo được trả lại: {note.strip()[:80]}"
        telling.tell(
            [document.drafter_id], subject=subject, document=document, link=_link(document), at=at
        )
    journal.record(Event.SENT_BACK, about=document, by=by, at=at, payload={"note": note[:300]})
    return document


def _lay_before(document: Document, *, by: Actor, at: datetime) -> Document:
    document.state = move(State(document.state), "submit")
    document.save(update_fields=["state", "signer"])
    if document.signer_id is not None:
        _open(document, [document.signer_id], by=by, at=at)
        telling.tell(
            [document.signer_id],
            subject="Văn bản chờ bạn ký",
            document=document,
            link=reverse("documents-to-sign"),
            at=at,
        )
    journal.record(Event.SUBMITTED, about=document, by=by, at=at)
    return document


def _refuse_unfinished(document: Document) -> None:
    version = latest_version(document)
    if document.author is None:
        raise ValueError(document)
    kind = types.find(document.type_code, document.author.block)
    if version.file_id is None:
        drafts.refuse_unfinished(Draft.of(version.content), kind)


def _refuse_without_room(document: Document, signer_id: UUID, *, at: datetime) -> None:
    """A text written in Word must leave room for this signer, and say by what right they sign."""
    word = word_papers.opened(latest_version(document))
    if word is None or document.author is None:
        return
    signer = actor_of(signer_id, at)
    post = signing.signer_of(signer, document.author, on=day_of(at))
    try:
        word_papers.right_of(word, post, name=signer.name)
    except Refusal as refusal:
        refusal.field = "signer"
        raise


def _refuse_strangers(
    document: Document, turns: Sequence[Turn], signer_id: UUID, *, at: datetime
) -> None:
    """Only people of the agency are asked, and only a leader to sign."""
    if document.author is None:
        raise ValueError(document)
    if len({turn.person_id for turn in turns}) < len(turns):
        raise Refusal("Mỗi người chỉ ký nháy một lần.", field="people")
    known = {person.pk for person in queries.colleagues(document.author, AT_WORK, at=at)}
    if not {turn.person_id for turn in turns} <= known:
        raise Refusal("Người ký nháy phải thuộc cơ quan ban hành.", field="people")
    leaders = {person.pk for person in queries.colleagues(document.author, (Role.LEADER,), at=at)}
    if signer_id not in leaders:
        raise Refusal("Người ký phải là lãnh đạo của cơ quan ban hành.", field="signer")


def _asked(document: Document, by: Actor) -> Initial | None:
    if by.person_id is None:
        return None
    found = queries.current_round(document).filter(person_id=by.person_id, state=InitialState.ASKED)
    return found.select_for_update(of=("self",)).first()


def _asked_of(document: Document, by: Actor) -> Initial:
    mine = _asked(document, by)
    refuse_unless(mine is not None and may.may_initial(by, mine))
    if mine is None:
        raise ValueError(document)  # refused already
    return mine


def _open(document: Document, people: Sequence[UUID], *, by: Actor, at: datetime) -> None:
    readers = [Reader(person_id=person) for person in people]
    grants.open_to(document, readers, ground=Ground.DRAFTING, by=by, at=at)
    words.refresh([document.pk])


def _tell(people: Sequence[UUID], document: Document, *, at: datetime) -> None:
    telling.tell(
        people, subject="Dự thảo chờ bạn ký nháy", document=document, link=_link(document), at=at
    )


def _link(document: Document) -> str:
    return reverse("documents-outgoing", args=[document.pk])
