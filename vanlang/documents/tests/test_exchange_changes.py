"""Recall, update and replacement: asked, answered, and on the clerk's page."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from vanlang.data_gateway.models import Message, Peer
from vanlang.data_gateway.rules.states import Direction, Kind
from vanlang.data_gateway.rules.states import State as Carried
from vanlang.documents.actions import incoming
from vanlang.documents.actions.exchange import changes
from vanlang.documents.models import (
    ChangeRequest,
    Document,
    IncomingEntry,
)
from vanlang.documents.rules import edxml
from vanlang.documents.rules.exchange import ChangeState
from vanlang.documents.rules.states import EntryState, State
from vanlang.documents.tests import edxml_samples as samples
from vanlang.documents.tests.cast import Cast
from vanlang.documents.tests.exchange_desk import (
    G22,
    H15,
    HERE,
    LATER,
    MONDAY,
    Come,
    client_of,
    directive,
    issue,
    letter,
    recall,
    sent_statuses,
)
from vanlang.kernel import files, notices
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal


def test_a_recall_before_registration_is_agreed_at_once(cast: Cast, come: Come) -> None:
    come(letter())
    for _ in range(2):
        come(recall())

    entry = IncomingEntry.objects.get()
    assert (entry.state, entry.return_reason) == (
        EntryState.RETURNED,
        "Nơi gửi lấy lại: Ban hành nhầm",
    )
    assert entry.document.state == State.RECALLED
    assert sent_statuses() == ["15"]


def test_status_13_asks_for_the_same(cast: Cast, come: Come) -> None:
    come(letter())
    asked = replace(
        samples.receipt(edxml.Status.RECALL_ASKED),
        sender=samples.GOVERNMENT_OFFICE,
        about=edxml.Answered(HERE.code, "", None, directive().document_id),
        description="Gửi nhầm",
    )

    come(edxml.write_status(asked), kind=Kind.STATUS)

    assert IncomingEntry.objects.get().state == EntryState.RETURNED
    assert sent_statuses() == ["15"]


@pytest.mark.parametrize(("agreed", "status"), [(True, "15"), (False, "16")])
def test_a_recall_after_registration_is_for_the_clerk_to_answer(
    cast: Cast, come: Come, agreed: bool, status: str
) -> None:
    come(letter())
    incoming.register(IncomingEntry.objects.get(), by=cast.nga, at=MONDAY)

    come(recall())

    request = ChangeRequest.objects.get()
    assert (request.state, sent_statuses()) == (ChangeState.WAITING, [])
    assert cast.nga.person_id is not None
    assert "lấy lại văn bản" in notices.inbox(cast.nga.person_id).latest("pk").subject
    with pytest.raises(NotPermitted):
        changes.answer(request, agreed=agreed, note="Không", by=cast.quang, at=LATER)
    changes.answer(request, agreed=agreed, note="Đã triển khai xong", by=cast.nga, at=LATER)
    with pytest.raises(Conflict):
        changes.answer(request, agreed=agreed, note="Lần nữa", by=cast.nga, at=LATER)
    assert sent_statuses() == [status]
    entry = IncomingEntry.objects.get()
    assert entry.arrival_number == 1  # the register keeps its number either way
    assert (entry.state == EntryState.RETURNED) is agreed


def test_refusing_needs_a_reason(cast: Cast, come: Come) -> None:
    come(letter())
    incoming.register(IncomingEntry.objects.get(), by=cast.nga, at=MONDAY)
    come(recall())

    with pytest.raises(Refusal):
        changes.answer(ChangeRequest.objects.get(), agreed=False, by=cast.nga, at=LATER)


def test_a_recall_that_overtook_its_document_waits_for_it(cast: Cast, come: Come) -> None:
    come(recall())
    assert ChangeRequest.objects.get().entry is None

    come(letter())

    assert IncomingEntry.objects.get().state == EntryState.RETURNED
    assert sent_statuses() == ["15"]


def test_nobody_recalls_what_another_sent(cast: Cast, come: Come) -> None:
    come(letter())
    business = edxml.Business(purpose=edxml.Purpose.RECALL, document_id=directive().document_id)
    foreign = letter(
        sender=edxml.Organisation(code=H15, name="Đắk Lắk"),
        document_id="H15,2026/11/20,1/UBND",
        business=business,
        attachments=(),
    )

    transfer = come(foreign, sender=H15)

    assert transfer.state == Carried.REFUSED
    assert IncomingEntry.objects.get().state == EntryState.ARRIVED


def test_an_update_changes_what_it_says_and_adds_its_files(cast: Cast, come: Come) -> None:
    come(letter())
    annex = samples.attachment("Phụ lục.pdf", samples.pdf(2))
    update = directive(
        subject="V/v rà soát (bổ sung phụ lục)",
        business=edxml.Business(
            purpose=edxml.Purpose.UPDATE, changes_document=True, reason="Thêm phụ lục"
        ),
        attachments=(*directive().attachments, annex),
    )

    come(samples.written(update, {annex.content_id: samples.pdf(2)}))

    document = Document.objects.get()
    assert document.subject == "V/v rà soát (bổ sung phụ lục)"
    assert sorted(document.attachments.values_list("name", flat=True)) == [
        "7816-VPCP-TTĐT.signed.pdf",
        "Phụ lục.pdf",
    ]
    assert sent_statuses() == ["15"]


def test_an_update_that_removes_a_recipient_takes_the_document_back(cast: Cast, come: Come) -> None:
    come(letter())
    removed = edxml.Business(
        purpose=edxml.Purpose.UPDATE,
        changes_receivers=True,
        receivers=(edxml.Receiver(HERE.code, is_added=False),),
    )

    come(letter(business=removed))

    assert IncomingEntry.objects.get().state == EntryState.RETURNED


def test_an_update_that_adds_a_recipient_brings_the_document(cast: Cast, come: Come) -> None:
    added = edxml.Business(
        purpose=edxml.Purpose.UPDATE,
        changes_receivers=True,
        receivers=(edxml.Receiver(HERE.code, is_added=True),),
    )

    come(letter(business=added))

    assert IncomingEntry.objects.get().state == EntryState.ARRIVED


def test_a_replacement_ends_the_old_document(cast: Cast, come: Come) -> None:
    come(letter())
    replacing = letter(
        document_id="G22,2026/11/21,7900/VPCP-TTĐT",
        number="7900",
        business=edxml.Business(
            purpose=edxml.Purpose.REPLACE,
            replacements=(edxml.Replacement(directive().document_id, (HERE.code,)),),
        ),
    )

    for _ in range(2):
        come(replacing)

    old, new = Document.objects.order_by("number")
    assert (old.state, new.state, new.replaces) == (State.REPLACED, State.ISSUED, old)
    assert old.ended_reason == "Được thay thế bằng 7900/VPCP-TTĐT"


def test_the_clerk_answers_on_the_page(client: Client, cast: Cast, come: Come) -> None:
    come(letter())
    incoming.register(IncomingEntry.objects.get(), by=cast.nga, at=MONDAY)
    come(recall())
    page = reverse("documents-change", args=[ChangeRequest.objects.get().pk])
    client_of(client, cast.nga.person_id)

    entry = IncomingEntry.objects.get()
    document = reverse("documents-document", args=[entry.document_id])
    linked = page in client.get(document).content.decode()
    shown = client.get(page).content.decode()
    wrong = client.post(page, {"agreed": "no", "note": ""})
    done = client.post(page, {"agreed": "no", "note": "Đã triển khai"})

    assert linked
    assert "Ban hành nhầm" in shown
    assert page not in client.get(document).content.decode()
    assert (wrong.status_code, done.status_code) == (422, 302)
    assert ChangeRequest.objects.get().state == ChangeState.REFUSED
    assert "Đã từ chối" in client.get(page).content.decode()


def test_a_stranger_does_not_see_the_request(client: Client, cast: Cast, come: Come) -> None:
    come(letter())
    come(recall())
    page = reverse("documents-change", args=[ChangeRequest.objects.get().pk])
    client_of(client, cast.quang.person_id)

    assert client.get(page).status_code == 404


def test_the_clerk_sends_an_update_from_the_page(client: Client, cast: Cast, peer: Peer) -> None:
    document = issue(cast, G22)
    browser = client_of(client, cast.nga.person_id)
    address = reverse("documents-outgoing-act", args=[document.pk, "cap-nhat"])

    offered = browser.get(reverse("documents-outgoing", args=[document.pk])).content.decode()
    silent = browser.post(address, {"note": ""})
    done = browser.post(address, {"note": "Sai hạn trả lời"})

    assert "Gửi bản cập nhật" in offered
    assert (silent.status_code, done.status_code) == (422, 302)
    update = Message.objects.filter(direction=Direction.OUT).latest("pk")
    said = samples.read(files.read(update.file)).message
    assert isinstance(said, edxml.Message)
    assert said.business.purpose == edxml.Purpose.UPDATE
    assert said.business.reason == "Sai hạn trả lời"
