"""Taking in, registering, returning: Nghị định 30/2020/NĐ-CP, Điều 21 to 23."""

import unicodedata
from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vanlang.documents.actions import incoming
from vanlang.documents.models import Attachment, Document, Grant, IncomingEntry
from vanlang.documents.queries import documents
from vanlang.documents.queries import incoming as queries
from vanlang.documents.rules.arrivals import Duplicate
from vanlang.documents.rules.secrecy import StateSecret
from vanlang.documents.rules.states import EntryState, FileKind, Source, WrongState
from vanlang.documents.tests.conftest import MONDAY, Arrive, as_actor, letter, official, unit_of
from vanlang.identity.api import Person, Role, Unit
from vanlang.kernel import files, journal, notices
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal


def test_arrive_waits_for_the_clerk_and_tells_them(arrive: Arrive, thao: Person) -> None:
    entry = arrive()

    assert entry.state == EntryState.ARRIVED
    assert entry.arrival_number is None
    assert notices.inbox(thao.pk).first().subject == "Có văn bản đến, chờ vào sổ"  # type: ignore[union-attr]
    assert [e.kind for e in journal.history(entry)] == ["documents.arrived"]


def test_arrive_is_refused_to_a_stranger(muong_bi: Unit, quang: Person) -> None:
    with pytest.raises(NotPermitted):
        incoming.arrive(letter(), unit=muong_bi, source=Source.PAPER, by=as_actor(quang), at=MONDAY)

    assert not Document.objects.exists()


@pytest.mark.parametrize("marking", ["Mật", "TỐI MẬT", " tuyệt mật "])
def test_arrive_refuses_state_secrets_and_says_where_they_go(arrive: Arrive, marking: str) -> None:
    with pytest.raises(StateSecret) as refused:
        arrive(marking=marking)

    assert "văn thư mật" in refused.value.message
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject": "  "}, "subject"),
        ({"author_name": ""}, "author_name"),
        ({"issued_on": date(2026, 12, 30)}, "issued_on"),
    ],
)
def test_arrive_refuses_what_cannot_be(
    arrive: Arrive, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        arrive(**changes)

    assert refused.value.field == field


def test_the_same_message_twice_is_one_entry(muong_bi: Unit, van_son: Unit) -> None:
    sent = letter(exchange_id="H44,2026/11/20,1234/UBND-KGVX")

    first, again = (
        incoming.arrive(sent, unit=muong_bi, source=Source.AXIS, by=PLATFORM, at=MONDAY)
        for _ in range(2)
    )
    other = incoming.arrive(sent, unit=van_son, source=Source.AXIS, by=PLATFORM, at=MONDAY)

    assert first == again
    assert other.document_id == first.document_id
    assert Document.objects.count() == 1


def test_anothers_id_does_not_lead_to_their_document(
    restricted: IncomingEntry, van_son: Unit, quang: Person
) -> None:
    Document.objects.update(exchange_id="H44,2026/11/20,55/UBND-NC")
    forged = letter(exchange_id="H44,2026/11/20,55/UBND-NC", author_code="X01")

    with pytest.raises(Conflict):
        incoming.arrive(forged, unit=van_son, source=Source.AXIS, by=PLATFORM, at=MONDAY)

    assert not documents.visible_to(as_actor(quang)).exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_message_at_once_is_one_entry(muong_bi: Unit) -> None:
    sent = letter(exchange_id="H44,2026/11/20,1234/UBND-KGVX")

    def take_in() -> None:
        try:
            incoming.arrive(sent, unit=muong_bi, source=Source.AXIS, by=PLATFORM, at=MONDAY)
        finally:
            connection.close()

    threads = [Thread(target=take_in) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Document.objects.count() == 1
    assert IncomingEntry.objects.count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        {"notation": " 1234/ubnd-kgvx"},
        {"notation": "1234/UBND\u2011KGVX"},
        {"notation": "1234/UBND–KGVX"},
        {"notation": "1234/UBND-\u200bKGVX"},
        {"author_code": "", "author_name": unicodedata.normalize("NFD", letter().author_name)},
        {"author_code": "", "author_name": letter().author_name.upper()},
        {"author_code": "", "author_name": f"{letter().author_name}\u200b"},
    ],
)
def test_the_same_paper_is_shown_and_not_taken_in_twice(
    arrive: Arrive, registered: IncomingEntry, typed: dict[str, str]
) -> None:
    with pytest.raises(Duplicate) as refused:
        arrive(**typed)

    assert refused.value.entry_id == str(registered.pk)
    assert "1/2026" in refused.value.message
    assert IncomingEntry.objects.count() == 1


def test_another_paper_with_the_same_number_comes_in_when_said_so(
    registered: IncomingEntry, muong_bi: Unit, thao: Person
) -> None:
    by = as_actor(thao)

    another = incoming.arrive(
        letter(), unit=muong_bi, source=Source.PAPER, by=by, at=MONDAY, is_another=True
    )
    with pytest.raises(Duplicate):
        incoming.register(another, by=by, at=MONDAY)
    done = incoming.register(another, by=by, at=MONDAY, is_another=True)

    assert done.arrival_number == 2


def test_register_numbers_through_the_year_and_begins_anew(arrive: Arrive, thao: Person) -> None:
    entries = [arrive(notation=f"{n}/TB-SNV") for n in range(3)]
    by = as_actor(thao)

    numbers = [incoming.register(e, by=by, at=MONDAY).arrival_number for e in entries[:2]]
    next_year = incoming.register(entries[2], by=by, at=MONDAY + timedelta(days=60))

    assert numbers == [1, 2]
    assert (next_year.year, next_year.arrival_number) == (2027, 1)


def test_register_gives_a_failed_number_out_again(
    arrive: Arrive, thao: Person, minh: Person
) -> None:
    first, second = arrive(notation="1/TB-SNV"), arrive(notation="2/TB-SNV")
    by = as_actor(thao)

    with pytest.raises(Refusal):
        incoming.register(first, present_to=minh, by=by, at=MONDAY)

    assert incoming.register(second, by=by, at=MONDAY).arrival_number == 1


def test_register_presents_the_same_step_and_sets_the_term(
    registered: IncomingEntry, hoa: Person
) -> None:
    assert registered.state == EntryState.PRESENTED
    assert registered.presented_to == hoa
    # Điều 23: at the latest the next working day; Tuesday is a day off (Ngày Văn hóa Việt Nam).
    assert registered.present_due_at is not None
    assert registered.present_due_at.date() == date(2026, 11, 25)
    assert [e.kind for e in journal.history(registered)] == [
        "documents.arrived",
        "documents.registered",
        "documents.presented",
    ]


def test_register_is_refused_to_a_stranger_and_in_the_wrong_state(
    arrive: Arrive, thao: Person, minh: Person, quang: Person
) -> None:
    entry = arrive()

    for person in (quang, minh):
        with pytest.raises(NotPermitted):
            incoming.register(entry, by=as_actor(person), at=MONDAY)
    incoming.register(entry, by=as_actor(thao), at=MONDAY)
    with pytest.raises(WrongState):
        incoming.register(entry, by=as_actor(thao), at=MONDAY)

    assert IncomingEntry.objects.get().arrival_number == 1


def test_send_back_needs_a_reason_and_takes_no_number(arrive: Arrive, thao: Person) -> None:
    entry, by = arrive(source=Source.EMAIL), as_actor(thao)

    with pytest.raises(Refusal):
        incoming.send_back(entry, reason=" ", by=by, at=MONDAY)
    returned = incoming.send_back(entry, reason="Gửi nhầm nơi nhận", by=by, at=MONDAY)

    assert returned.state == EntryState.RETURNED
    assert returned.arrival_number is None
    with pytest.raises(WrongState):
        incoming.register(entry, by=by, at=MONDAY)


def test_a_broken_electronic_document_is_not_registered(arrive: Arrive, thao: Person) -> None:
    file = files.store(b"%PDF-1.4 something", by=PLATFORM, at=MONDAY)
    entry = arrive(source=Source.EMAIL)
    Attachment.objects.create(
        document=entry.document,
        file=file,
        name="a.pdf",
        kind=FileKind.MAIN,
        outcome="altered",
        added_at=MONDAY,
    )

    with pytest.raises(Refusal) as refused:
        incoming.register(entry, by=as_actor(thao), at=MONDAY)

    assert "Điều 21" in refused.value.message


def test_deliver_takes_as_many_statements_for_forty_as_for_two(
    muong_bi: Unit, arrive: Arrive, quang: Person, van_son: Unit
) -> None:
    document = arrive().document
    communes = [unit_of(f"H44.9{n:04}", f"Xã {n}") for n in range(40)]
    official("van", "Lò Thị Vân", communes[7], Role.CLERK)
    few, many = [van_son, communes[0]], communes[1:]

    with CaptureQueriesContext(connection) as two:
        incoming.deliver(document, few, by=PLATFORM, at=MONDAY)
    with CaptureQueriesContext(connection) as forty:
        incoming.deliver(document, many, by=PLATFORM, at=MONDAY)
    again = incoming.deliver(document, many, by=PLATFORM, at=MONDAY)

    assert len(forty) == len(two)
    assert len(again) == len(many)
    assert IncomingEntry.objects.filter(document=document).count() == 42
    assert notices.inbox(quang.pk).count() == 1
    assert document in documents.visible_to(as_actor(quang))


def test_nobody_without_a_grant_sees_a_document(
    registered: IncomingEntry, quang: Person, lan: Person, minh: Person
) -> None:
    document = registered.document

    assert document in documents.visible_to(as_actor(minh))
    for person in (quang, lan):
        assert not documents.visible_to(as_actor(person)).exists()
        assert not queries.visible_to(as_actor(person)).exists()
    Grant.objects.all().delete()
    assert not documents.visible_to(as_actor(minh)).exists()
