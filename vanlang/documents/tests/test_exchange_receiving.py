"""What comes over the axis: taken in once, or sent back with the exact reason."""

import re
from base64 import b64encode
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client

from vanlang.data_gateway.models import Agency, Message
from vanlang.data_gateway.rules.states import State as Carried
from vanlang.documents.actions.exchange import receiving
from vanlang.documents.models import (
    Attachment,
    Document,
    EdxmlMessage,
    IncomingEntry,
    StatusNote,
)
from vanlang.documents.rules import edxml
from vanlang.documents.rules.states import EntryState, Source
from vanlang.documents.tests import edxml_samples as samples
from vanlang.documents.tests.cast import Cast
from vanlang.documents.tests.exchange_desk import (
    G22,
    H15,
    HERE,
    MONDAY,
    Come,
    by,
    client_of,
    directive,
    issue,
    letter,
    sent_statuses,
)
from vanlang.identity.models import Succession
from vanlang.kernel.actors import PLATFORM
from vanlang.signing import api as signing
from vanlang.signing.actions.certificates import revoke
from vanlang.signing.models import Certificate
from vanlang.signing.queries import evidence


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
    Succession.objects.create(
        unit=cast.unit,
        successor=cast.other,
        since=date(2026, 7, 1),
        takes_over=True,
        basis="Nghị quyết số 500/NQ-UBTVQH16",
    )

    transfer = come(letter())

    assert "hoạt động đến hết ngày 30/06/2026; nay là" in transfer.reason
    assert f"{cast.other.name} ({cast.other.code})" in transfer.reason
    assert sent_statuses() == ["02"]


def test_receive_keeps_the_verdict_on_the_signature(cast: Cast, come: Come) -> None:
    come(by(cast, letter()))

    kept = EdxmlMessage.objects.get()
    assert kept.outcome == "other_signer"
    assert kept.document == Document.objects.get()


def test_receive_says_whose_signature_it_is_when_it_is_not_the_senders(
    cast: Cast, come: Come, client: Client
) -> None:
    come(by(cast, letter()))
    own = directive(sender=edxml.Organisation(cast.other.code, "x"), document_id="a")
    come(by(cast, samples.written(own)), sender=cast.other.code)

    foreign, proven = EdxmlMessage.objects.order_by("pk")
    page = client_of(client, cast.nga.person_id).get(f"/van-ban/{foreign.document_id}/")

    assert f"Chữ ký số là của {cast.other.name} (mã {cast.other.code})" in foreign.verdict
    assert "cơ quan gửi Văn phòng Chính phủ (mã G22)" in foreign.verdict
    assert "Thông điệp không do cơ quan gửi ký" in page.content.decode()
    assert foreign.verdict in unescape(page.content.decode())
    assert (proven.outcome, proven.verdict.split(".")[0]) == ("genuine", "Chữ ký số hợp lệ")


FORGED = b"<Attachment><ContentId>cid:x</ContentId><AttachmentName>thay.pdf</AttachmentName>"
FORGED += b"<ContentTransferEncoded>" + b64encode(samples.pdf(2)) + b"</ContentTransferEncoded>"
FORGED += b"</Attachment>"


@pytest.mark.parametrize("group", [b"", b"<AttachmentEncoded>"])
@pytest.mark.parametrize("inside", ["Object", "KeyInfo", "Signature"])
def test_receive_reads_no_file_out_of_what_no_signature_covers(
    cast: Cast, come: Come, inside: str, group: bytes
) -> None:
    """The signature holds, and whoever passed the message on put a document into it."""
    content = by(cast, letter(attachments=()))
    put_in = group + FORGED + group.replace(b"<", b"</")
    if inside == "Object":
        put_in = b"<Object>" + put_in + b"</Object>"
    place = b"</KeyInfo>" if inside == "KeyInfo" else b"</Signature>"
    forged = content.replace(place, put_in + place)

    verdict = signing.verify_xml(forged, at=MONDAY)
    transfer = come(forged)

    assert verdict.is_genuine
    assert transfer.state == Carried.REFUSED
    assert "nơi chữ ký số không bảo vệ" in transfer.reason
    assert not Attachment.objects.exists()


def test_receive_takes_no_signature_for_the_senders_that_was_wrapped(
    cast: Cast, come: Come
) -> None:
    """Ways of leaving the signature right while other words are read; none brings a document."""
    signed = by(cast, letter())
    text = signed.decode()
    (signature,) = re.findall(r"<Signature .*</Signature>", text, re.DOTALL)
    header = re.search(r"<edXML:MessageHeader>.*</edXML:MessageHeader>", text, re.DOTALL)
    assert header
    other = header[0].replace("rà soát", "bãi bỏ")
    wrapped = {
        "second header": text.replace(header[0], other + header[0]),
        "second header behind": text.replace(header[0], header[0] + other),
        "header moved into the signature": text.replace(header[0], other).replace(
            "</Signature>", f"<Object>{header[0]}</Object></Signature>"
        ),
        "by its id alone": text.replace('URI=""', 'URI="#a"').replace(
            "<edXML:MessageHeader>", '<edXML:MessageHeader Id="a">'
        ),
        "two signatures": text.replace(signature, signature * 2).replace("rà soát", "bãi bỏ"),
        "second body": text.replace("</edXML:edXMLBody>", "</edXML:edXMLBody><edXML:edXMLBody/>"),
        "comment": text.replace("rà soát", "rà<!-- --> bỏ"),
        "instruction": text.replace("rà soát", "rà<?x y?> soát"),
    }

    reasons = {name: come(content.encode()).reason for name, content in wrapped.items()}

    assert all(reasons.values()), reasons
    assert not IncomingEntry.objects.exists()


def test_receive_sends_back_what_was_changed_after_signing(cast: Cast, come: Come) -> None:
    changed = by(cast, letter()).replace("rà soát".encode(), "bãi bỏ".encode())

    transfer = come(changed)

    assert transfer.state == Carried.REFUSED
    assert "không phải nội dung đã được ký" in transfer.reason
    assert sent_statuses() == ["02"]


def test_receive_sends_back_what_a_revoked_key_signed(cast: Cast, come: Come) -> None:
    content = by(cast, letter())
    certificate = Certificate.objects.get(unit=cast.other)
    revoke(certificate, by=PLATFORM, at=MONDAY, reason="Mất thiết bị")
    evidence.forget()

    transfer = come(content)

    assert "đã bị thu hồi" in transfer.reason


def test_receive_sends_back_what_an_expired_key_signed(cast: Cast, come: Come) -> None:
    content = by(cast, letter())
    expired = Certificate.objects.get(unit=cast.other).valid_to + timedelta(days=1)

    verdict = signing.verify_xml(content, at=expired)
    transfer = come(content, at=expired)

    assert "đã hết hạn" in verdict.sentence
    assert transfer.state == Carried.REFUSED
    assert "đã hết hạn" in transfer.reason
    assert sent_statuses() == ["02"]


@pytest.mark.parametrize(
    "changes",
    [
        {"pages": 10**6, "copies": 10**6},
        {"number": "9" * 11},
        {"issued_on": date(2199, 12, 31), "due_on": date(1945, 9, 2)},
        {"subject": "x" * 500, "place": "x" * 150, "content": "x" * 500},
        {"signer": edxml.Signer("x" * 50, "x" * 150, "x" * 150)},
        {"sender": edxml.Organisation(code=G22, name="x" * 150)},
    ],
    ids=["pages", "number", "days", "texts", "signer", "sender"],
)
def test_receive_takes_or_returns_whatever_a_message_says(
    cast: Cast, come: Come, changes: dict[str, object]
) -> None:
    """Values at the edge of what edXML allows: none ends in an error that stops the axis."""
    transfer = come(letter(**changes))

    assert transfer.state in {Carried.ACKNOWLEDGED, Carried.REFUSED}
    assert bool(transfer.reason) == (transfer.state == Carried.REFUSED)


def test_receive_returns_what_upsets_it_and_takes_the_next(
    cast: Cast, come: Come, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault nobody has thought of yet."""
    with monkeypatch.context() as patch:
        patch.setattr(receiving, "arrival_of", lambda _message: 1 / 0)
        upset = come(letter())

    taken = come(letter(document_id="khac"))

    assert (upset.state, taken.state) == (Carried.REFUSED, Carried.ACKNOWLEDGED)
    assert "không ghi nhận được" in upset.reason
    assert sent_statuses() == ["02"]


def test_receive_can_be_told_to_take_only_signed_messages(
    cast: Cast, come: Come, settings: object
) -> None:
    settings.EDXML_SIGNATURE_REQUIRED = True  # type: ignore[attr-defined] # of the fixture

    assert come(letter()).state == Carried.REFUSED
    assert come(by(cast, letter())).state == Carried.REFUSED  # another agency's signature
    own = directive(sender=edxml.Organisation(cast.other.code, cast.other.name))
    content = by(cast, samples.written(own))
    assert come(content, sender=cast.other.code).state == Carried.ACKNOWLEDGED


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
