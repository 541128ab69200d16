"""What a leader orders and what becomes of it: Nghị định 30/2020/NĐ-CP, Điều 23 and 24."""

from datetime import UTC, date, datetime, timedelta

import pytest

from vanlang.documents.actions import directing, incoming
from vanlang.documents.actions.directing import Handed, Order
from vanlang.documents.models import Direction, Document, IncomingEntry
from vanlang.documents.queries import documents
from vanlang.documents.queries import incoming as queries
from vanlang.documents.rules.states import EntryState, Event, Origin, Part, State, WrongState
from vanlang.documents.tests.conftest import KEY, MONDAY, Arrive, as_actor
from vanlang.identity.api import Person, Unit
from vanlang.kernel import journal, notices, queue
from vanlang.kernel.refusals import NotPermitted, Refusal
from vanlang.tasks import api as tasks


def order(office: Unit, **changes: object) -> Order:
    facts: dict[str, object] = {
        "text": "Giao Phòng Văn hóa - Xã hội tham mưu trả lời.",
        "lead_unit": office,
        "working_days": 3,
        "key": KEY,
    }
    return Order(**(facts | changes))  # type: ignore[arg-type]


def issued_reply(entry: IncomingEntry, author: Unit) -> Document:
    return Document.objects.create(
        origin=Origin.OWN,
        state=State.ISSUED,
        author=author,
        author_name=author.name,
        number=5,
        notation="05/UBND-VHXH",
        type_code="CV",
        subject="V/v trả lời",
        issued_on=date(2026, 11, 23),
        issued_at=MONDAY,
        reply_to=entry.document,
        folded="",
        created_at=MONDAY,
    )


def test_direct_hands_it_to_the_office_with_a_term_on_the_working_calendar(
    registered: IncomingEntry, office: Unit, economy: Unit, hoa: Person, minh: Person
) -> None:
    said = order(office, supporting=(economy,))

    direction = directing.direct(registered, said, by=as_actor(hoa), at=MONDAY)
    again = directing.direct(registered, said, by=as_actor(hoa), at=MONDAY)

    entry = IncomingEntry.objects.get()
    assert direction == again
    assert entry.state == EntryState.DIRECTED
    # Three working days from Monday 08:00; Tuesday 24 November is a day off.
    assert entry.due_at == datetime(2026, 11, 27, 1, 0, tzinfo=UTC)
    parts = {f.unit: f.part for f in queries.forwardings_of(entry)}
    assert parts == {office: Part.LEAD, economy: Part.SUPPORT}
    assert entry in queries.waiting_for(as_actor(minh))
    assert notices.inbox(minh.pk).filter(subject="Văn bản được chuyển đến bạn").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " "}, "text"),
        ({"working_days": None, "due_on": date(2026, 11, 20)}, "due_on"),
        ({"lead_unit": None, "supporting": ("office",)}, "lead"),
        ({"supporting": ("office",)}, "supporting"),
    ],
)
def test_direct_refuses_what_nobody_could_follow(
    registered: IncomingEntry, office: Unit, hoa: Person, changes: dict[str, object], field: str
) -> None:
    if changes.get("supporting"):
        changes = {**changes, "supporting": (office,)}

    with pytest.raises(Refusal) as refused:
        directing.direct(registered, order(office, **changes), by=as_actor(hoa), at=MONDAY)

    assert refused.value.field == field
    assert not Direction.objects.exists()


def test_direct_is_refused_to_strangers_and_in_the_wrong_state(
    arrive: Arrive, office: Unit, thao: Person, hoa: Person, quang: Person
) -> None:
    entry = arrive()

    for person in (thao, quang):
        with pytest.raises(NotPermitted):
            directing.direct(entry, order(office), by=as_actor(person), at=MONDAY)
    with pytest.raises(WrongState):
        directing.direct(entry, order(office), by=as_actor(hoa), at=MONDAY)


def test_nobody_has_opened_it_until_somebody_does(
    registered: IncomingEntry, office: Unit, hoa: Person, minh: Person
) -> None:
    directing.direct(registered, order(office), by=as_actor(hoa), at=MONDAY)
    later = MONDAY + timedelta(hours=5)

    before = list(queries.unopened(as_actor(hoa), before=later))
    directing.note_opening(registered, by=as_actor(minh), at=later)
    directing.note_opening(registered, by=as_actor(minh), at=later + timedelta(hours=1))

    entry = IncomingEntry.objects.get()
    assert before == [entry]
    assert not queries.unopened(as_actor(hoa), before=later).exists()
    assert (entry.first_opened_at, entry.first_opened_by) == (later, minh.name)
    assert queries.forwardings_of(entry).get().opened_at == later
    assert [e.kind for e in journal.history(entry)].count("documents.opened") == 1


def test_a_second_direction_adds_to_the_first(
    registered: IncomingEntry, office: Unit, economy: Unit, hoa: Person, minh: Person
) -> None:
    directing.direct(registered, order(office), by=as_actor(hoa), at=MONDAY)
    directing.start(registered, by=as_actor(minh), at=MONDAY)

    directing.direct(
        registered, order(economy, key=None, text="Thêm số liệu."), by=as_actor(hoa), at=MONDAY
    )

    entry = IncomingEntry.objects.get()
    assert entry.state == EntryState.IN_PROGRESS
    assert queries.directions_of(entry).count() == 2


def test_forward_from_the_clerk_to_a_person_opens_it_to_them(
    restricted: IncomingEntry, arrive: Arrive, thao: Person, minh: Person, quang: Person
) -> None:
    entry = incoming.register(arrive(), by=as_actor(thao), at=MONDAY)
    to = [Handed(Part.LEAD, person=minh)]

    directing.forward(entry, to, note="Xem giúp", by=as_actor(thao), at=MONDAY)

    entry.refresh_from_db()
    assert entry.state == EntryState.IN_PROGRESS
    assert entry in queries.waiting_for(as_actor(minh))
    with pytest.raises(NotPermitted):
        directing.forward(entry, to, by=as_actor(quang), at=MONDAY)
    with pytest.raises(WrongState):
        directing.forward(restricted, to, by=as_actor(thao), at=MONDAY)


def test_directed_to_another_agency_it_arrives_there(
    registered: IncomingEntry, van_son: Unit, hoa: Person, quang: Person
) -> None:
    directing.direct(registered, order(van_son), by=as_actor(hoa), at=MONDAY)

    there = IncomingEntry.objects.get(unit=van_son)
    assert there.state == EntryState.ARRIVED
    assert registered.document in documents.visible_to(as_actor(quang))
    found = queries.entry_of(as_actor(quang), registered.document_id)
    assert found == there


def test_each_reports_their_part_and_the_leader_closes(
    registered: IncomingEntry, office: Unit, hoa: Person, minh: Person, quang: Person
) -> None:
    directing.direct(registered, order(office), by=as_actor(hoa), at=MONDAY)
    part = queries.forwardings_of(registered).get()

    with pytest.raises(NotPermitted):
        directing.finish_part(part, note="", by=as_actor(quang), at=MONDAY)
    directing.finish_part(part, note="Đã rà soát 120 hộ", by=as_actor(minh), at=MONDAY)
    with pytest.raises(NotPermitted):
        directing.close(registered, note="", by=as_actor(quang), at=MONDAY)
    closed = directing.close(registered, note="Xong", by=as_actor(hoa), at=MONDAY)

    assert closed.state == EntryState.CLOSED
    assert not queries.waiting_for(as_actor(minh)).exists()
    with pytest.raises(WrongState):
        directing.close(registered, note="", by=as_actor(hoa), at=MONDAY)


def test_the_issue_of_an_answer_closes_what_it_answers_once(
    registered: IncomingEntry, muong_bi: Unit, office: Unit, hoa: Person
) -> None:
    directing.direct(registered, order(office), by=as_actor(hoa), at=MONDAY)
    reply = issued_reply(registered, muong_bi)

    closed = directing.answer(reply, by=as_actor(hoa), at=MONDAY)
    again = directing.answer(reply, by=as_actor(hoa), at=MONDAY)

    assert [entry.pk for entry in closed] == [registered.pk]
    assert again == []
    entry = IncomingEntry.objects.get()
    assert (entry.state, entry.answered_by) == (EntryState.CLOSED, reply)


def test_a_direction_opens_a_task_and_the_issued_answer_closes_it(
    registered: IncomingEntry, muong_bi: Unit, office: Unit, hoa: Person
) -> None:
    said = order(office, opens_task=True)

    direction = directing.direct(registered, said, by=as_actor(hoa), at=MONDAY)
    given = tasks.of_source("documents", str(registered.document_id)).get()
    reply = issued_reply(registered, muong_bi)
    journal.record(Event.ISSUED, about=reply, by=as_actor(hoa), at=MONDAY)
    queue.drain()

    direction.refresh_from_db()
    assert direction.task_id == given.pk
    assert given.lead == office
    given.refresh_from_db()
    assert given.state == tasks.State.CLOSED
    assert IncomingEntry.objects.get().state == EntryState.CLOSED


def test_a_task_of_a_restricted_document_does_not_name_it(
    restricted: IncomingEntry, office: Unit, hoa: Person
) -> None:
    directing.direct(restricted, order(office, opens_task=True), by=as_actor(hoa), at=MONDAY)

    given = tasks.of_source("documents", str(restricted.document_id)).get()
    assert "Zyxwvut" not in given.title + given.source_label + given.content


@pytest.mark.parametrize(
    ("changes", "field"), [({"lead_unit": None}, "lead"), ({"working_days": None}, "working_days")]
)
def test_a_task_needs_somebody_and_a_term(
    registered: IncomingEntry, office: Unit, hoa: Person, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        directing.direct(
            registered, order(office, opens_task=True, **changes), by=as_actor(hoa), at=MONDAY
        )

    assert refused.value.field == field
