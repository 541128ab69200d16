"""Documents that come by e-mail: from a real IMAP conversation, each message once."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from django.test import Client
from pytest_django import Settings

from vanlang.documents import jobs
from vanlang.documents.actions import mailboxes, setting_aside
from vanlang.documents.models import Attachment, IncomingEntry, SetAsideLetter
from vanlang.documents.rules import letters
from vanlang.documents.rules.mailboxes import BadMailbox, Mailbox, read
from vanlang.documents.rules.states import Source, WrongState
from vanlang.documents.tests.conftest import MONDAY, as_actor
from vanlang.documents.tests.imap_server import Server
from vanlang.documents.tests.word_files import typed
from vanlang.identity.api import Person, Unit
from vanlang.kernel import files
from vanlang.kernel.models import Notice
from vanlang.kernel.refusals import NotPermitted, Unavailable


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
    assert "Sở Nội vụ <so@example.vn>, tiêu đề “1/SNV-VP mời họp”" in told.text
    assert "tệp không thuộc loại được nhận 1.pdf" in told.text


@pytest.mark.parametrize(
    "hostile",
    [
        mail().replace(b"Message-ID: <1@example.vn>", b"Message-ID: <"),
        mail().replace(b"Message-ID: <1@example.vn>", b"Message-ID: <a@"),
        mail().replace(b"Message-ID: <1@example.vn>", b"Message-ID: <@>"),
        b"From: a@b.vn\n" + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 3000,
        b"\x00\xff" * 999,
        b"",
    ],
    ids=["id cut", "id without end", "id of nothing", "deep", "no letter", "nothing"],
)
def test_no_letter_holds_up_the_ones_behind_it(
    server: Server, muong_bi: Unit, thao: Person, hostile: bytes
) -> None:
    bad = server.put(hostile)
    server.put(mail(2))

    outcome = mailboxes.fetch(box(server), at=MONDAY)

    assert outcome.taken + outcome.refused == 2
    assert IncomingEntry.objects.filter(document__notation="2/SNV-VP").exists()
    if outcome.refused:
        letter = SetAsideLetter.objects.get()
        assert letter.file is not None
        assert files.read(letter.file) == hostile
        assert letter.reason
        assert server.mails[bad].flags == {r"\Seen", r"\Flagged"}


def test_what_upsets_the_platform_itself_is_set_aside(
    server: Server, muong_bi: Unit, thao: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault nobody has thought of yet: the letter is kept, and the next one is taken."""
    read = letters.read

    def upset(content: bytes, *, is_checked: bool = False) -> letters.Letter:
        if b"1@example.vn" in content:
            raise ZeroDivisionError
        return read(content, is_checked=is_checked)

    monkeypatch.setattr("vanlang.documents.actions.uploads.letters.read", upset)
    server.put(mail(1))
    server.put(mail(2))

    outcome = mailboxes.fetch(box(server), at=MONDAY)

    assert (outcome.taken, outcome.refused) == (1, 1)
    assert SetAsideLetter.objects.get().subject == "1/SNV-VP mời họp"


@pytest.fixture
def aside(server: Server, muong_bi: Unit, thao: Person) -> SetAsideLetter:
    server.put(mail().replace(b"Message-ID: <1@example.vn>", b"Message-ID: <"))
    mailboxes.fetch(box(server), at=MONDAY)
    return SetAsideLetter.objects.get()


def test_the_clerk_reads_the_letter_and_takes_it_up(
    aside: SetAsideLetter, client: Client, thao: Person
) -> None:
    client.force_login(thao)
    inbox = client.get("/van-ban/").content.decode()
    page = client.get("/van-ban/den/de-rieng/").content.decode()
    raw = client.get(f"/van-ban/den/de-rieng/{aside.pk}/thu.eml")

    answer = client.post(f"/van-ban/den/de-rieng/{aside.pk}/nhan/")
    again = client.post(f"/van-ban/den/de-rieng/{aside.pk}/nhan/")

    entry = IncomingEntry.objects.get()
    assert "để riêng" in inbox
    assert "1/SNV-VP mời họp" in page
    assert "Mã thư (Message-ID) bị hỏng" in page
    assert b"Message-ID: <" in raw.content
    assert answer.headers["Location"].endswith(f"{entry.document_id}/")
    assert Attachment.objects.filter(document=entry.document).count() == 1
    assert again.status_code == 409


def test_what_cannot_be_taken_again_says_why_and_stays(
    server: Server, muong_bi: Unit, thao: Person, client: Client
) -> None:
    server.put(mail(1, content=b"MZ khong phai PDF"))
    mailboxes.fetch(box(server), at=MONDAY)
    letter = SetAsideLetter.objects.get()
    client.force_login(thao)

    answer = client.post(f"/van-ban/den/de-rieng/{letter.pk}/nhan/")
    away = client.post(f"/van-ban/den/de-rieng/{letter.pk}/bo/")

    assert answer.status_code == 422
    assert "không có tệp nào thuộc loại được nhận" in answer.content.decode()
    assert away.status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.settled_by) == ("put_away", "Bùi Thị Thảo")
    assert letter.subject not in client.get("/van-ban/den/de-rieng/").content.decode()
    assert letter.subject in client.get("/van-ban/den/de-rieng/?muc=tat-ca").content.decode()


def test_a_letter_set_aside_is_not_there_for_a_stranger(
    aside: SetAsideLetter, client: Client, quang: Person
) -> None:
    client.force_login(quang)

    assert aside.subject not in client.get("/van-ban/den/de-rieng/").content.decode()
    for verb in ("nhan", "bo"):
        assert client.post(f"/van-ban/den/de-rieng/{aside.pk}/{verb}/").status_code == 404
    assert client.get(f"/van-ban/den/de-rieng/{aside.pk}/thu.eml").status_code == 404
    with pytest.raises(NotPermitted):
        setting_aside.take_up(aside, by=as_actor(quang), at=MONDAY)
    with pytest.raises(NotPermitted):
        setting_aside.put_away(aside, by=as_actor(quang), at=MONDAY)


def test_a_letter_that_is_settled_is_not_put_away_again(
    aside: SetAsideLetter, thao: Person
) -> None:
    setting_aside.take_up(aside, by=as_actor(thao), at=MONDAY)

    with pytest.raises(WrongState):
        setting_aside.put_away(aside, by=as_actor(thao), at=MONDAY)


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
