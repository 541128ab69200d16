"""The nine statuses: each told once, in any order, before or after their document."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest

from vanlang.data_gateway.models import Agency, Message, Peer
from vanlang.data_gateway.rules.states import Kind
from vanlang.data_gateway.rules.states import State as Carried
from vanlang.documents.actions import incoming
from vanlang.documents.actions.exchange import statuses
from vanlang.documents.models import (
    Dispatch,
    IncomingEntry,
    StatusNote,
)
from vanlang.documents.queries import exchange as queries
from vanlang.documents.rules import edxml
from vanlang.documents.rules.outgoing import DispatchState
from vanlang.documents.tests import edxml_samples as samples
from vanlang.documents.tests.cast import Cast
from vanlang.documents.tests.exchange_desk import (
    G22,
    HERE,
    LATER,
    MONDAY,
    Come,
    issue,
    letter,
    row,
    sent_statuses,
    told,
)
from vanlang.kernel import files, queue


def test_every_step_is_told_once(cast: Cast, come: Come) -> None:
    come(letter())
    entry = incoming.register(IncomingEntry.objects.get(), by=cast.nga, at=MONDAY)
    for kind in ("arrived", "registered", "directed", "started", "closed", "directed"):
        status = {
            "arrived": edxml.Status.ARRIVED,
            "registered": edxml.Status.REGISTERED,
            "directed": edxml.Status.ASSIGNED,
            "started": edxml.Status.IN_PROGRESS,
            "closed": edxml.Status.FINISHED,
        }[kind]
        statuses.tell_of(entry, status, why="", staff="Bùi Thị Nga", at=MONDAY)

    assert sent_statuses() == ["01", "03", "04", "05", "06"]


@pytest.mark.django_db(transaction=True)
def test_the_journal_carries_the_steps_to_the_sender(come: Come, cast: Cast) -> None:
    come(letter())
    incoming.register(IncomingEntry.objects.get(), by=cast.nga, at=MONDAY)
    queue.drain()

    assert sent_statuses() == ["01", "03"]
    status = samples.read(files.read(Message.objects.filter(kind=Kind.STATUS)[1].file)).message
    assert isinstance(status, edxml.StatusMessage)
    assert status.is_signed
    assert status.staff.name == "Bùi Thị Nga"
    assert status.about.document_id == "G22,2026/03/02,7816/VPCP-TTĐT"


def test_a_status_for_one_who_left_waits_and_is_told_later(cast: Cast, come: Come) -> None:
    come(letter())
    Agency.objects.filter(code=G22).update(valid_to=MONDAY)
    entry = IncomingEntry.objects.select_related("document", "unit").get()

    statuses.tell_of(entry, edxml.Status.ARRIVED, why="", staff="", at=MONDAY)

    note = StatusNote.objects.get()
    assert (note.message_id, "không còn trên trục" in note.error) == ("", True)
    Agency.objects.create(
        code=G22, name="VPCP", peer=Peer.objects.get(), valid_from=MONDAY, changed_at=MONDAY
    )
    for waiting in queries.untold(before=LATER, since=MONDAY - timedelta(days=1)):
        statuses.tell_again(waiting, cast.unit, at=LATER)
        statuses.tell_again(waiting, cast.unit, at=LATER)
    assert sent_statuses() == ["01"]


ORDERS = list(permutations(["01", "03", "06"]))


@pytest.mark.parametrize("order", ORDERS)
def test_statuses_in_any_order_and_twice_end_the_same(
    cast: Cast, come: Come, order: tuple[str, ...]
) -> None:
    document = issue(cast, G22)

    for code in (*order, *order):
        come(told(edxml.Status(code), document), kind=Kind.STATUS)

    found = row(document)
    assert (found.state, found.last_status) == (DispatchState.DELIVERED, "06")
    assert found.received_at == MONDAY
    assert StatusNote.objects.filter(is_sent=False).count() == 3


def test_a_returned_document_says_why(cast: Cast, come: Come) -> None:
    document = issue(cast, G22)

    come(told(edxml.Status.RETURNED, document, description="Sai nơi nhận"), kind=Kind.STATUS)

    (one,) = queries.progress(document)
    assert one.is_bad
    assert "Sai nơi nhận" in one.error
    assert [note.name for note in one.notes] == ["Từ chối tiếp nhận"]


def test_a_status_of_an_unknown_document_is_kept(cast: Cast, come: Come) -> None:
    about = edxml.Answered(HERE.code, "9/UBND", date(2026, 11, 23), "H44.05158,2026/11/23,9/UBND")
    status = replace(samples.receipt(), sender=samples.GOVERNMENT_OFFICE, about=about)

    transfer = come(edxml.write_status(status), kind=Kind.STATUS)

    assert transfer.state == Carried.ACKNOWLEDGED
    assert queries.unmatched(before=LATER).get().document is None


def test_a_receipt_before_its_document_is_matched(cast: Cast, come: Come) -> None:
    document = issue(cast, G22)
    come(told(edxml.Status.REGISTERED, document), kind=Kind.STATUS)
    StatusNote.objects.update(document=None)
    Dispatch.objects.update(last_status="", state=DispatchState.QUEUED)

    statuses.match(document, at=LATER)

    assert row(document).last_status == "03"
    assert StatusNote.objects.get().document == document


def test_a_status_finds_its_document_without_our_id(cast: Cast, come: Come) -> None:
    document = issue(cast, G22)
    about = edxml.Answered(
        document.author_code, document.notation, document.issued_on, "9fbfbad2-f1f8-4256"
    )

    come(told(edxml.Status.ARRIVED, document, about=about), kind=Kind.STATUS)

    assert row(document).last_status == "01"
