"""Documents and statuses over the axis: nothing lost, nothing doubled, every refusal with words."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vanlang.data_gateway.models import Agency, Message, Peer, Transfer
from vanlang.data_gateway.rules.states import Direction, Kind
from vanlang.data_gateway.rules.states import State as Carried
from vanlang.documents.actions import addressing, ending, incoming, issuing
from vanlang.documents.actions.exchange import changes, receiving, sending, statuses
from vanlang.documents.models import (
    Attachment,
    ChangeRequest,
    Dispatch,
    Document,
    EdxmlMessage,
    IncomingEntry,
    StatusNote,
)
from vanlang.documents.queries import exchange as queries
from vanlang.documents.rules import edxml
from vanlang.documents.rules.exchange import ChangeState
from vanlang.documents.rules.outgoing import DispatchState
from vanlang.documents.rules.states import EntryState, Source, State, WrongState
from vanlang.documents.tests import edxml_samples as samples
from vanlang.documents.tests.cast import Cast, drafted, make_cast, signed
from vanlang.identity.api import Person
from vanlang.kernel import files, notices, queue
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal
from vanlang.signing import api as signing
from vanlang.signing.actions.certificates import revoke
from vanlang.signing.models import Certificate

G22, H15 = "G22", "H15"
# Signatures of messages are judged by the clock: evidence about certificates is of today.
MONDAY = timezone.now().replace(microsecond=0)
LATER = MONDAY + timedelta(hours=2)
HERE = edxml.Organisation(code="H44.05158", name="Ủy ban nhân dân xã Mường Bi")


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def peer(cast: Cast) -> Peer:
    peer = Peer.objects.create(
        name="Trục",
        connector="folder",
        address="/a",
        system_id="h44",
        secret_name="A",  # noqa: S106
    )
    for code, name, behind in (
        (cast.unit.code, cast.unit.name, None),
        (cast.other.code, cast.other.name, None),
        (G22, "Văn phòng Chính phủ", peer),
        (H15, "Ủy ban nhân dân tỉnh Đắk Lắk", peer),
    ):
        Agency.objects.create(
            code=code,
            name=name,
            is_ours=behind is None,
            peer=behind,
            valid_from=MONDAY,
            changed_at=MONDAY,
        )
    return peer


@pytest.fixture
def come(peer: Peer) -> Callable[..., Transfer]:
    """Return a function that brings a message as the gateway does; it may do so again."""

    def one(
        content: bytes, *, to: str = HERE.code, sender: str = G22, kind: Kind = Kind.EDOC
    ) -> Transfer:
        file = files.store(content, by=PLATFORM, at=MONDAY)
        message, _ = Message.objects.get_or_create(
            direction=Direction.IN,
            from_code=sender,
            message_id=f"m-{file.sha256[:20]}",
            defaults={
                "kind": kind,
                "file": file,
                "created_at": MONDAY,
                "expires_at": MONDAY + timedelta(days=5),
            },
        )
        transfer, _ = Transfer.objects.get_or_create(
            message=message,
            to_code=to,
            defaults={
                "direction": Direction.IN,
                "from_code": sender,
                "peer": peer,
                "state": Carried.RECEIVED,
                "created_at": MONDAY,
                "expires_at": MONDAY + timedelta(days=5),
            },
        )
        receiving.receive(transfer, at=MONDAY)
        transfer.refresh_from_db()
        return transfer

    return one


Come = Callable[..., Transfer]


def directive(**changes: object) -> edxml.Message:
    facts = {"recipients": (HERE,), "issued_on": date(2026, 11, 20), "due_on": None, **changes}
    return samples.directive(**facts)


def letter(**changes: object) -> bytes:
    return samples.written(directive(**changes))


def told(status: edxml.Status, document: Document, **changes: object) -> bytes:
    facts: dict[str, object] = {
        "sender": samples.GOVERNMENT_OFFICE,
        "status": status,
        "at": MONDAY,
        "about": edxml.Answered(
            document.author_code, document.notation, document.issued_on, document.exchange_id
        ),
    }
    return edxml.write_status(replace(samples.receipt(), **{**facts, **changes}))  # type: ignore[arg-type]


def sent_statuses() -> list[str]:
    """Return the statuses that lie in the outbox, as their recipients will read them."""
    found = []
    for message in Message.objects.filter(direction=Direction.OUT, kind=Kind.STATUS).order_by("pk"):
        status = samples.read(files.read(message.file)).message
        assert isinstance(status, edxml.StatusMessage)
        found.append(status.status.value)
    return found


def issue(cast: Cast, *codes: str, document: Document | None = None) -> Document:
    draft = document or drafted(cast, at=MONDAY)
    outsiders = [addressing.Outsider(name=f"Cơ quan {code}", code=code) for code in codes]
    addressing.address(draft, units=[], outsiders=outsiders, by=cast.minh, at=MONDAY)
    return issuing.issue(signed(cast, draft, MONDAY), by=cast.nga, at=MONDAY)


def row(document: Document, code: str = G22) -> Dispatch:
    return Dispatch.objects.get(document=document, code=code)


# Sending


def test_issue_puts_one_signed_message_into_the_outbox(cast: Cast, peer: Peer) -> None:
    document = issue(cast, G22, H15)

    message = Message.objects.get(direction=Direction.OUT)
    content = files.read(message.file)
    found = samples.read(content)
    assert isinstance(found.message, edxml.Message)
    assert {one.to_code for one in message.transfers.all()} == {G22, H15}
    assert [one.code for one in found.message.recipients] == [G22, H15]
    assert found.message.document_id == document.exchange_id == message.message_id
    assert signing.verify_xml(content, at=MONDAY + timedelta(days=400)).outcome != "altered"
    (path,) = found.files.values()
    assert signing.verify(path.read_bytes()).signatures


def test_issue_sends_nothing_when_it_is_undone(cast: Cast, peer: Peer) -> None:
    draft = drafted(cast, at=MONDAY)
    addressing.address(
        draft, units=[], outsiders=[addressing.Outsider("VPCP", G22)], by=cast.minh, at=MONDAY
    )
    waiting = signed(cast, draft, MONDAY)

    with pytest.raises(NotPermitted):
        issuing.issue(waiting, by=cast.quang, at=MONDAY)

    assert not Message.objects.exists()
    assert not EdxmlMessage.objects.exists()


def test_issue_is_not_held_up_by_an_agency_that_left(cast: Cast, peer: Peer) -> None:
    Agency.objects.filter(code=H15).update(valid_to=MONDAY)

    document = issue(cast, G22, H15, "G99")

    assert row(document).state == DispatchState.QUEUED
    for code in (H15, "G99"):
        assert row(document, code).state == DispatchState.FAILED
        assert "rời trục" in row(document, code).error


def test_issue_says_when_the_agency_is_not_on_the_axis(cast: Cast, peer: Peer) -> None:
    Agency.objects.filter(code=cast.unit.code).delete()

    document = issue(cast, G22)

    assert document.state == State.ISSUED
    assert "chưa đăng ký" in row(document).error


def test_issue_delivers_at_once_to_a_code_that_sits_here(cast: Cast, peer: Peer) -> None:
    document = issue(cast, cast.other.code)

    assert IncomingEntry.objects.get(document=document).unit == cast.other
    assert not Message.objects.exists()


def test_send_again_reaches_who_came_back(cast: Cast, peer: Peer) -> None:
    Agency.objects.filter(code=H15).update(valid_to=MONDAY)
    document = issue(cast, G22, H15)
    Agency.objects.create(code=H15, name="Đắk Lắk", peer=peer, valid_from=MONDAY, changed_at=MONDAY)

    sending.send_again(document, by=cast.nga, at=LATER)

    assert row(document, H15).state == DispatchState.QUEUED
    assert Transfer.objects.filter(to_code=H15).count() == 1
    assert Transfer.objects.filter(to_code=G22).count() == 1
    with pytest.raises(Conflict):
        sending.send_again(document, by=cast.nga, at=LATER)
    with pytest.raises(NotPermitted):
        sending.send_again(document, by=cast.quang, at=LATER)


def test_the_axis_reports_are_noted_per_recipient(cast: Cast, peer: Peer) -> None:
    document = issue(cast, G22, H15)

    for event, code in (("sent", G22), ("delivered", G22), ("sent", H15), ("expired", H15)):
        _report(document, event, code, why="Quá hạn" if event == "expired" else "")

    assert row(document).state == DispatchState.DELIVERED
    assert row(document, H15).state == DispatchState.FAILED
    assert row(document, H15).error == "Quá hạn"


def test_a_report_of_refusal_returns_the_row(cast: Cast, peer: Peer) -> None:
    document = issue(cast, G22)

    _report(document, "refused", G22, why="N.Subject: Thiếu Subject.")
    _report(document, "delivered", G22)  # late, and out of order

    assert row(document).state == DispatchState.RETURNED
    assert "N.Subject" in row(document).error


def _report(document: Document, event: str, code: str, why: str = "") -> None:
    from vanlang.documents.actions.exchange import carriage  # noqa: PLC0415

    carriage.note(
        f"data_gateway.{event}",
        message_id=document.exchange_id,
        from_code=document.author_code,
        to_code=code,
        why=why,
        at=LATER,
    )


# Receiving


def test_receive_makes_an_entry_once(cast: Cast, come: Come) -> None:
    content = letter()

    for _ in range(3):
        transfer = come(content)

    entry = IncomingEntry.objects.get()
    document = entry.document
    assert transfer.state == Carried.ACKNOWLEDGED
    assert (entry.unit, entry.source, entry.state) == (cast.unit, Source.AXIS, EntryState.ARRIVED)
    assert (document.notation, document.number) == ("7816/VPCP-TTĐT", 7816)
    assert (document.author_code, document.urgency, document.is_directive) == (G22, 1, True)
    assert Attachment.objects.get().name == "7816-VPCP-TTĐT.signed.pdf"
    assert StatusNote.objects.count() == 0  # told by the listener, after the commit


def test_receive_at_two_agencies_is_one_document(cast: Cast, come: Come) -> None:
    both = letter(recipients=(HERE, edxml.Organisation(code=cast.other.code, name=cast.other.name)))

    come(both)
    come(both, to=cast.other.code)

    assert Document.objects.count() == 1
    assert IncomingEntry.objects.count() == 2


def test_receive_of_the_same_document_in_another_message_is_one_entry(
    cast: Cast, come: Come
) -> None:
    come(letter())
    come(letter(traces=()))

    assert Message.objects.count() == 2
    assert IncomingEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<edXML", "R.XML"),
        (samples.written(directive(subject="x" * 501)), "R.Subject"),
        (samples.written(directive(recipients=(samples.PROVINCE,))), "không gửi cho H44.05158"),
        (samples.written(directive(sender=samples.PROVINCE)), "ghi nơi gửi H44"),
        (samples.written(directive(sphere="Tuyệt mật")), "mật"),
        (samples.written(directive(issued_on=date(2037, 1, 1))), "sau ngày đến"),
        (edxml.write_status(replace(samples.receipt(), sender=samples.GOVERNMENT_OFFICE)), "loại"),
    ],
)
def test_receive_sends_back_with_the_exact_reason(
    cast: Cast, come: Come, content: bytes, words: str
) -> None:
    transfer = come(content)

    assert transfer.state == Carried.REFUSED
    assert words in transfer.reason
    assert not IncomingEntry.objects.exists()


def test_receive_returns_what_is_for_nobody_here_with_02(cast: Cast, come: Come) -> None:
    gone = edxml.Organisation(code="H44.09999", name="Ủy ban nhân dân xã không có")
    Agency.objects.create(
        code=gone.code, name=gone.name, is_ours=True, valid_from=MONDAY, changed_at=MONDAY
    )

    transfer = come(letter(recipients=(gone,)), to=gone.code)

    assert transfer.state == Carried.REFUSED
    assert "không có ở hệ thống này" in transfer.reason
    note = StatusNote.objects.get()
    assert (note.code, note.from_code, note.to_code) == ("02", gone.code, G22)
    assert sent_statuses() == ["02"]


def test_receive_returns_what_is_for_an_agency_that_was_merged(cast: Cast, come: Come) -> None:
    cast.unit.valid_to = date(2026, 6, 30)
    cast.unit.save(update_fields=["valid_to"])

    transfer = come(letter())

    assert "giải thể hoặc sáp nhập" in transfer.reason
    assert sent_statuses() == ["02"]


def by(cast: Cast, content: bytes) -> bytes:
    """Return a message signed with Vân Sơn's key, as if it were another province's."""
    kept = io.BytesIO()
    signing.sign_xml(io.BytesIO(content), kept, unit=cast.other, inside="edXMLHeader", at=MONDAY)
    return kept.getvalue()


def test_receive_keeps_the_verdict_on_the_signature(cast: Cast, come: Come) -> None:
    come(by(cast, letter()))

    kept = EdxmlMessage.objects.get()
    assert kept.outcome == "genuine"
    assert kept.document == Document.objects.get()


def test_receive_sends_back_what_was_changed_after_signing(cast: Cast, come: Come) -> None:
    changed = by(cast, letter()).replace("rà soát".encode(), "bãi bỏ".encode())

    transfer = come(changed)

    assert transfer.state == Carried.REFUSED
    assert "không phải nội dung đã được ký" in transfer.reason
    assert sent_statuses() == ["02"]


def test_receive_sends_back_what_a_revoked_key_signed(cast: Cast, come: Come) -> None:
    from vanlang.signing.queries import evidence  # noqa: PLC0415

    content = by(cast, letter())
    certificate = Certificate.objects.get(unit=cast.other)
    revoke(certificate, by=PLATFORM, at=MONDAY, reason="Mất thiết bị")
    evidence.forget()

    transfer = come(content)

    assert "đã bị thu hồi" in transfer.reason


def test_receive_can_be_told_to_take_only_signed_messages(
    cast: Cast, come: Come, settings: object
) -> None:
    settings.EDXML_SIGNATURE_REQUIRED = True  # type: ignore[attr-defined]

    assert come(letter()).state == Carried.REFUSED
    assert come(by(cast, letter())).state == Carried.ACKNOWLEDGED


def test_receive_takes_a_message_with_prefixes_nobody_declared(cast: Cast, come: Come) -> None:
    """As the official sample has them: it can be read, only its signature cannot be judged."""
    content = letter().replace(
        b"<edXML:AttachmentEncoded xmlns:edXML=", b"<ed:AttachmentEncoded a="
    )

    transfer = come(content.replace(b"</edXML:AttachmentEncoded>", b"</ed:AttachmentEncoded>"))

    assert transfer.state == Carried.ACKNOWLEDGED
    assert EdxmlMessage.objects.get().outcome == "unreadable"


def test_receive_lets_nobody_slip_another_document_under_an_id(cast: Cast, come: Come) -> None:
    come(letter())
    other = samples.attachment("khac.pdf", samples.pdf(3))
    forged = directive(attachments=(other,))
    of_h15 = directive(sender=edxml.Organisation(code=H15, name="Đắk Lắk"))

    again = come(samples.written(forged, {other.content_id: samples.pdf(3)}))
    stolen = come(samples.written(of_h15), sender=H15)

    assert "nội dung khác" in again.reason
    assert "cơ quan khác" in stolen.reason
    assert Document.objects.count() == 1


def test_receive_takes_no_document_for_our_own(cast: Cast, come: Come) -> None:
    document = issue(cast, G22)

    transfer = come(letter(document_id=document.exchange_id))

    assert "cơ quan khác" in transfer.reason


# Statuses


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


# Recall, update, replace


def recall(reason: str = "Ban hành nhầm") -> bytes:
    business = edxml.Business(
        purpose=edxml.Purpose.RECALL, reason=reason, document_id=directive().document_id
    )
    return letter(business=business, attachments=())


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


def test_our_recall_asks_every_recipient_and_hears_the_answers(cast: Cast, come: Come) -> None:
    document = issue(cast, G22, H15)
    ended = ending.recall(document, reason="Sai số liệu", by=cast.hoa, at=LATER)
    for _ in range(1):
        sending.ask_back(ended, reason="Sai số liệu", by=PLATFORM, at=LATER)
    recalled = Message.objects.filter(kind=Kind.EDOC).latest("pk")
    found = samples.read(files.read(recalled.file)).message

    come(told(edxml.Status.CHANGE_AGREED, ended), kind=Kind.STATUS)
    refusing = told(
        edxml.Status.CHANGE_REFUSED,
        ended,
        sender=edxml.Organisation(code=H15, name="Đắk Lắk"),
        description="Đã triển khai",
    )
    come(refusing, sender=H15, kind=Kind.STATUS)

    assert isinstance(found, edxml.Message)
    assert found.business.purpose == edxml.Purpose.RECALL
    assert found.business.document_id == document.exchange_id
    assert row(ended).state == DispatchState.RECALLED
    assert "Đã triển khai" in row(ended, H15).error


def test_our_replacement_names_what_it_replaces(cast: Cast, peer: Peer) -> None:
    old = issue(cast, G22)
    draft = drafted(cast, at=MONDAY)
    Document.objects.filter(pk=draft.pk).update(replaces=old)
    draft.refresh_from_db()

    issue(cast, G22, document=draft)

    found = samples.read(files.read(Message.objects.latest("pk").file)).message
    assert isinstance(found, edxml.Message)
    assert found.business.replacements == (edxml.Replacement(old.exchange_id, (G22,)),)


def test_our_update_goes_out_with_the_reason(cast: Cast, peer: Peer) -> None:
    document = issue(cast, G22)

    sending.update(document, reason="Bổ sung phụ lục", by=cast.nga, at=LATER)

    found = samples.read(files.read(Message.objects.latest("pk").file)).message
    assert isinstance(found, edxml.Message)
    assert found.business.purpose == edxml.Purpose.UPDATE
    with pytest.raises(NotPermitted):
        sending.update(document, reason="", by=cast.quang, at=LATER)
    ending.recall(document, reason="Sai", by=cast.hoa, at=LATER)
    with pytest.raises(WrongState):
        sending.update(document, reason="", by=cast.nga, at=LATER)


# Screens


def client_of(client: Client, person_id: UUID | None) -> Client:
    assert person_id is not None
    client.force_login(Person.objects.get(pk=person_id))
    return client


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


def test_names_in_a_message_are_safe_and_of_one_file_each() -> None:
    from vanlang.documents.rules.exchange import bare_notation, file_name  # noqa: PLC0415

    assert file_name("a/b\\c.pdf", set()) == "a-b-c.pdf"
    assert file_name("a.pdf", {"a.pdf", "a (2).pdf"}) == "a (3).pdf"
    assert len(file_name("x" * 400 + ".pdf", set())) <= 200
    assert bare_notation("07/QĐ-UBND", 7) == "QĐ-UBND"
    assert bare_notation("55-NQ/TU", 55) == "55-NQ/TU"
    assert Path(file_name("..", set())).name == "tep"
