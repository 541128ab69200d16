"""Documents that come by e-mail: from a real IMAP conversation, each message once."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from pytest_django import Settings

from vanlang.documents import jobs
from vanlang.documents.actions import mailboxes
from vanlang.documents.models import Attachment, IncomingEntry
from vanlang.documents.rules.mailboxes import BadMailbox, Mailbox, read
from vanlang.documents.rules.states import Source
from vanlang.documents.tests.conftest import MONDAY
from vanlang.documents.tests.imap_server import Server
from vanlang.documents.tests.word_files import typed
from vanlang.identity.api import Person, Unit
from vanlang.kernel.models import Notice
from vanlang.kernel.refusals import Unavailable


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def mail(
    number: int = 1, *, content: bytes | None = None, has_id: bool = True, kind: str = "pdf"
) -> bytes:
    message = EmailMessage()
    message["From"] = "Sở Nội vụ <so@example.vn>"
    message["Subject"] = f"{number}/SNV-VP mời họp"
    message["Date"] = "Mon, 23 Nov 2026 07:00:00 +0700"
    if has_id:
        message["Message-ID"] = f"<{number}@example.vn>"
    message.set_content("Kính gửi quý cơ quan.")
    held = typed(body=f"Văn bản {number}") if content is None else content
    message.add_attachment(held, maintype="application", subtype=kind, filename=f"{number}.pdf")
    return message.as_bytes()


def box(server: Server, **changes: str) -> Mailbox:
    facts = {"user": "van-thu@example.vn", "password": "mat-khau", "folder": "INBOX"}
    facts |= {"agency": "H44.05158", **changes}
    user = facts["user"].replace("@", "%40")
    address = f"imap://{user}:{facts['password']}@127.0.0.1:{server.port}/{facts['folder']}"
    (found,) = read(f"{address}?agency={facts['agency']}")
    return found


def test_each_message_is_taken_in_once(server: Server, muong_bi: Unit, thao: Person) -> None:
    for number in (1, 2, 3):
        server.put(mail(number))

    first = mailboxes.fetch(box(server), at=MONDAY)
    again = mailboxes.fetch(box(server), at=MONDAY)

    assert (first.taken, again.taken) == (3, 0)
    assert all(one.flags == {r"\Seen"} for one in server.mails.values())
    entries = IncomingEntry.objects.filter(unit=muong_bi, source=Source.EMAIL)
    assert {one.document.notation for one in entries} == {"1/SNV-VP", "2/SNV-VP", "3/SNV-VP"}
    assert Attachment.objects.filter(document__in=entries.values("document")).count() == 3


@pytest.mark.parametrize("has_id", [True, False])
def test_killed_before_the_mark_it_comes_again_and_is_known(
    server: Server, muong_bi: Unit, thao: Person, *, has_id: bool
) -> None:
    key = server.put(mail(has_id=has_id))
    mailboxes.fetch(box(server), at=MONDAY)
    server.mails[key].flags.clear()

    mailboxes.fetch(box(server), at=MONDAY)

    assert IncomingEntry.objects.count() == 1
    assert server.mails[key].flags == {r"\Seen"}


def test_a_line_that_breaks_loses_and_doubles_nothing(
    server: Server, muong_bi: Unit, thao: Person
) -> None:
    for number in (1, 2, 3):
        server.put(mail(number))
    server.drops_after = 1

    with pytest.raises(Unavailable, match="chưa đọc được"):
        mailboxes.fetch(box(server), at=MONDAY)
    assert IncomingEntry.objects.count() == 1
    server.drops_after = None
    mailboxes.fetch(box(server), at=MONDAY)

    assert IncomingEntry.objects.count() == 3


def test_what_cannot_be_taken_in_stays_flagged_and_the_clerk_is_told_once(
    server: Server, muong_bi: Unit, thao: Person
) -> None:
    bad = server.put(mail(1, content=b"MZ khong phai PDF"))
    good = server.put(mail(2))

    outcome = mailboxes.fetch(box(server), at=MONDAY)
    mailboxes.fetch(box(server), at=MONDAY)

    assert (outcome.taken, outcome.refused) == (1, 1)
    assert server.mails[bad].flags == {r"\Seen", r"\Flagged"}
    assert server.mails[good].flags == {r"\Seen"}
    (told,) = Notice.objects.filter(person_id=thao.pk, subject__contains="thư điện tử")
    assert "Nội dung tệp không thuộc loại được nhận" in told.text


def test_a_virus_scanner_that_is_away_leaves_the_message_for_later(
    server: Server, muong_bi: Unit, thao: Person, settings: Settings
) -> None:
    key = server.put(mail())
    settings.CLAMD = "127.0.0.1:9"

    assert mailboxes.fetch(box(server), at=MONDAY).left == 1
    assert server.mails[key].flags == set()
    settings.CLAMD = ""
    assert mailboxes.fetch(box(server), at=MONDAY).taken == 1


@pytest.mark.parametrize(
    "changes", [{"password": "sai"}, {"folder": "Khac"}, {"agency": "H99"}], ids=str
)
def test_a_mailbox_that_does_not_open_says_so_without_its_password(
    server: Server, muong_bi: Unit, changes: dict[str, str]
) -> None:
    with pytest.raises(Unavailable) as refused:
        mailboxes.fetch(box(server, **changes), at=MONDAY)

    assert "van-thu@example.vn" in refused.value.message
    assert box(server, **changes).password not in refused.value.message


def test_a_mailbox_that_is_away_does_not_hold_up_the_others(
    server: Server, muong_bi: Unit, thao: Person, settings: Settings
) -> None:
    server.put(mail())
    address = f"imap://a:mat-khau@127.0.0.1:{server.port}/INBOX?agency=H44.05158"
    settings.MAILBOXES = f"imap://a:b@127.0.0.1:9/INBOX?agency=H44.05158 {address}"

    with pytest.raises(Unavailable):
        jobs.read_mailboxes()

    assert IncomingEntry.objects.count() == 1


@pytest.mark.parametrize(
    "text",
    ["http://a:b@h/?agency=H44", "imaps://h/?agency=H44", "imaps://a:matkhau@h/INBOX", "imaps://"],
)
def test_a_setting_that_names_no_mailbox_is_refused_at_the_start(text: str) -> None:
    with pytest.raises(BadMailbox) as refused:
        read(text)

    assert "matkhau" not in str(refused.value)


def test_nobody_signs_in_over_a_plain_line_to_another_machine(
    server: Server, monkeypatch: pytest.MonkeyPatch, muong_bi: Unit
) -> None:
    server.put(mail())
    monkeypatch.setattr("vanlang.documents.rules.mailboxes.HERE", set())

    with pytest.raises(Unavailable):
        mailboxes.fetch(box(server), at=MONDAY)

    assert not any("LOGIN" in said.upper() for said in server.said)
