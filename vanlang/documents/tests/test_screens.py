"""What people see and press, each in their own role; and what a stranger does not."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vanlang.documents.actions import directing, incoming
from vanlang.documents.actions.directing import Order
from vanlang.documents.models import (
    Attachment,
    Direction,
    Document,
    IncomingEntry,
    Reading,
    WorkFile,
)
from vanlang.documents.rules import packages
from vanlang.documents.rules.states import EntryState, FileKind
from vanlang.documents.tests.conftest import MONDAY, Arrive, as_actor
from vanlang.identity.api import Person, Unit
from vanlang.ui.tests.test_photographs import HEIC

pytestmark = pytest.mark.django_db(databases=["default", "side"])
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def as_browser(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


def test_the_clerk_registers_and_presents_in_one_press(
    arrive: Arrive, thao: Person, hoa: Person
) -> None:
    entry, client = arrive(), as_browser(thao)

    inbox = page(client, "documents-inbox")
    shown = page(client, "documents-document", entry.document_id)
    done = client.post(
        reverse("documents-act", args=[entry.document_id, "vao-so"]), {"present_to": hoa.pk}
    )

    assert "1 văn bản chờ bạn" in inbox
    assert shown.count('class="row"') >= 1
    assert "Vào sổ và trình" in shown
    assert done.status_code == 302
    entry.refresh_from_db()
    assert (entry.state, entry.arrival_number) == (EntryState.PRESENTED, 1)
    assert "Số đến 1/" in page(client, "documents-document", entry.document_id)


def test_the_leader_directs_several_at_once(
    arrive: Arrive, thao: Person, hoa: Person, minh: Person, office: Unit
) -> None:
    entries = [arrive(notation=f"{n}/TB-SNV", subject=f"Thông báo số {n}") for n in range(3)]
    for entry in entries:
        incoming.register(entry, present_to=hoa, by=as_actor(thao), at=MONDAY)
    client = as_browser(hoa)

    asked = page(client, "documents-to-direct")
    response = client.post(
        reverse("documents-to-direct"),
        {
            "key": str(uuid4()),
            "entry": [str(entries[0].pk), str(entries[2].pk)],
            "text": "Giao phòng tham mưu.",
            "lead": f"u:{office.pk}",
            "working_days": "3",
        },
    )

    assert "3 văn bản chờ bạn chỉ đạo" in asked
    assert "Đã chỉ đạo 2 văn bản" in response.content.decode()
    states = [IncomingEntry.objects.get(pk=entry.pk).state for entry in entries]
    assert states == [EntryState.DIRECTED, EntryState.PRESENTED, EntryState.DIRECTED]
    assert "2 văn bản chờ bạn" in page(as_browser(minh), "documents-inbox")


def test_a_direction_without_words_is_422_and_keeps_what_was_chosen(
    registered: IncomingEntry, hoa: Person, office: Unit
) -> None:
    client = as_browser(hoa)

    response = client.post(
        reverse("documents-direct", args=[registered.document_id]),
        {"key": str(uuid4()), "text": "", "lead": f"u:{office.pk}"},
    )

    assert response.status_code == 422
    assert 'id="errors"' in response.content.decode()
    assert f'value="u:{office.pk}" selected' in response.content.decode()
    assert not Direction.objects.exists()


def test_the_specialist_opens_works_and_reports(
    registered: IncomingEntry, hoa: Person, minh: Person, office: Unit
) -> None:
    order = Order("Tham mưu trả lời.", lead_unit=office, working_days=3)
    directing.direct(registered, order, by=as_actor(hoa), at=MONDAY)
    client, pk = as_browser(minh), registered.document_id

    assert "Chưa ai mở" in page(as_browser(hoa), "documents-document", pk)
    shown = page(client, "documents-document", pk)
    client.post(reverse("documents-act", args=[pk, "bao-xong"]), {"note": "Đã rà soát"})

    assert "Báo xong" in shown
    after = page(as_browser(hoa), "documents-document", pk)
    assert "Đã rà soát" in after
    assert minh.name in after


def test_a_wrong_step_is_told_and_changes_nothing(registered: IncomingEntry, thao: Person) -> None:
    client, pk = as_browser(thao), registered.document_id

    again = client.post(reverse("documents-act", args=[pk, "vao-so"]))
    unknown = client.post(reverse("documents-act", args=[pk, "bay"]))
    broken = client.post(reverse("documents-act", args=[pk, "vao-so"]), {"present_to": "x"})

    assert again.status_code == 409
    assert unknown.status_code == 404
    assert broken.status_code == 404


def test_paper_comes_in_with_its_scan_and_its_twin_is_shown(muong_bi: Unit, thao: Person) -> None:
    client = as_browser(thao)
    said = {
        "unit": muong_bi.pk,
        "author_name": "Sở Nội vụ",
        "notation": "12/TB-SNV",
        "issued_on": "2026-11-20",
        "type_code": "TB",
        "subject": "Thông báo tuyển dụng",
        "urgency": "0",
        "access": "internal",
    }

    def send(**more: str) -> object:
        scan = io.BytesIO(PNG)
        scan.name = "quet.png"
        return client.post(reverse("documents-take-in"), {**said, **more, "scans": scan})

    without = client.post(reverse("documents-take-in"), said)
    secret = send(marking="Mật")
    first = send()
    second = send()
    another = send(is_another="on")
    huge = send(notation="99999999999/TB-SNV")

    assert without.status_code == 422
    assert secret.status_code == 422  # type: ignore[attr-defined]
    assert "văn thư mật" in secret.content.decode()  # type: ignore[attr-defined]
    assert first.status_code == 302  # type: ignore[attr-defined]
    assert second.status_code == 422  # type: ignore[attr-defined]
    assert "Có thể đã vào sổ rồi" in second.content.decode()  # type: ignore[attr-defined]
    assert another.status_code == 302  # type: ignore[attr-defined]
    assert huge.status_code == 302  # type: ignore[attr-defined]
    # A number that no register reaches is part of the symbol and no number.
    assert list(Document.objects.order_by("created_at").values_list("number")) == [
        (12,),
        (12,),
        (None,),
    ]


def test_a_letter_photographed_with_an_iphone_comes_in(muong_bi: Unit, thao: Person) -> None:
    scan = io.BytesIO(HEIC)
    scan.name = "IMG_0005.HEIC"
    facts = {
        "unit": muong_bi.pk,
        "author_name": "Sở Nội vụ",
        "notation": "12/TB-SNV",
        "issued_on": "2026-11-20",
        "type_code": "TB",
        "subject": "Thông báo tuyển dụng",
        "urgency": "0",
        "access": "internal",
        "scans": scan,
    }

    answer = as_browser(thao).post(reverse("documents-take-in"), facts)

    assert answer.status_code == 302, answer.content.decode()
    attachment = Attachment.objects.get(kind=FileKind.MAIN, unit=None)
    assert (attachment.name, attachment.file.content_type) == ("IMG_0005.jpg", "image/jpeg")


def test_an_email_comes_in_once(muong_bi: Unit, thao: Person) -> None:
    client = as_browser(thao)
    message = (
        b"From: =?utf-8?b?U+G7nyBO4buZaSB24bul?= <vanthu@snv.example>\r\n"
        b"Subject: =?utf-8?b?U+G7kSAxMi9UQi1TTlY=?=\r\nMessage-ID: <a@b>\r\n"
        b"Date: Mon, 23 Nov 2026 08:00:00 +0700\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n"
        b"Kinh gui\r\n--x\r\nContent-Type: image/png; name=a.png\r\n"
        b"Content-Disposition: attachment; filename=a.png\r\n"
        b"Content-Transfer-Encoding: 8bit\r\n\r\n" + PNG + b"\r\n--x--\r\n"
    )

    def send(content: bytes) -> int:
        upload = io.BytesIO(content)
        upload.name = "thu.eml"
        response = client.post(
            reverse("documents-take-in-letter"), {"unit": muong_bi.pk, "message": upload}
        )
        return response.status_code

    statuses = [send(message), send(message), send(b"not a letter")]

    assert statuses == [302, 302, 422]
    document = Document.objects.get()
    assert document.author_name == "Sở Nội vụ"
    assert document.notation == "12/TB-SNV"


def test_both_registers_have_ten_columns_as_page_pdf_and_excel(
    registered: IncomingEntry, thao: Person, minh: Person
) -> None:
    client = as_browser(thao)
    year = f"?since={registered.registered_at:%Y}-01-01&until={registered.registered_at:%Y}-12-31"

    shown = page(client, "documents-register", "den", query=year)
    pdf = client.get(reverse("documents-register-pdf", args=["den"]) + year)
    book = client.get(reverse("documents-register-xlsx", args=["di"]) + year)
    wrong = client.get(
        reverse("documents-register", args=["den"]) + "?since=2026-02-01&until=2026-01-01"
    )
    refused = as_browser(minh).get(reverse("documents-register", args=["den"]))

    assert "1234/UBND-KGVX" in shown
    assert shown.count('scope="col"') == 10
    assert pdf.content.startswith(b"%PDF-")
    assert book.content.startswith(b"PK")
    assert wrong.status_code == 422
    assert refused.status_code == 403


def test_restricted_pages_are_open_to_few_and_each_look_is_kept(
    restricted: IncomingEntry, hoa: Person, minh: Person
) -> None:
    pk = restricted.document_id

    page(as_browser(hoa), "documents-document", pk)
    refused = as_browser(minh).get(reverse("documents-document", args=[pk]))
    given = as_browser(hoa).post(
        reverse("documents-grant", args=[pk]), {"to": f"p:{minh.pk}", "reason": "Giúp việc"}
    )
    page(as_browser(minh), "documents-document", pk)

    assert refused.status_code == 404
    assert given.status_code == 302
    assert set(Reading.objects.using("side").values_list("name", flat=True)) == {
        hoa.name,
        minh.name,
    }


def test_a_work_file_goes_from_its_opening_to_the_archive(
    arrive: Arrive, muong_bi: Unit, thao: Person, minh: Person, hoa: Person
) -> None:
    entry = arrive()
    client = as_browser(minh)
    client.post(
        reverse("documents-work-file-new"),
        {
            "key": str(uuid4()),
            "unit": muong_bi.pk,
            "title": "Hồ sơ rà soát hộ nghèo năm 2026",
            "maintenance": "10 năm",
        },
    )
    file = WorkFile.objects.get()

    def step(who: Client, verb: str, **data: str) -> int:
        return who.post(reverse("documents-file-act", args=[file.pk, verb]), data).status_code

    empty = step(client, "ket-thuc")
    added = step(client, "them", document=str(entry.document_id))
    shown = page(client, "documents-work-file", file.pk)
    closed = step(client, "ket-thuc")
    early = step(client, "nop-luu-tru")
    submitted = step(as_browser(thao), "nop-luu-tru")
    fetched = as_browser(thao).get(reverse("documents-package", args=[file.pk]))

    assert (empty, added, closed, early, submitted) == (422, 302, 302, 403, 302)
    assert "1 văn bản, nhiệm vụ trong hồ sơ" in shown
    assert packages.check(fetched.content).is_whole
    file.refresh_from_db()
    # It came on paper, so not all of it was done on the network.
    assert file.is_wholly_online is False


@pytest.mark.parametrize("name", ["quang", "lan"])
def test_a_stranger_finds_no_page_of_a_document(
    request: pytest.FixtureRequest, registered: IncomingEntry, name: str
) -> None:
    client = as_browser(request.getfixturevalue(name))
    pk = registered.document_id

    pages = [
        client.get(reverse("documents-document", args=[pk])),
        client.get(reverse("documents-file", args=[pk, 1])),
        client.get(reverse("documents-grant", args=[pk])),
        client.post(reverse("documents-direct", args=[pk])),
        client.post(reverse("documents-act", args=[pk, "ket-thuc"])),
        client.post(reverse("documents-restrict", args=[pk])),
    ]

    assert {response.status_code for response in pages} <= {403, 404}
    assert all(b"KGVX" not in response.content for response in pages)


def test_the_tabs_and_filters_answer(registered: IncomingEntry, hoa: Person) -> None:
    client = as_browser(hoa)
    IncomingEntry.objects.update(
        arrived_at=timezone.now() - timedelta(hours=9), due_at=timezone.now() - timedelta(hours=1)
    )

    for query in (
        "?muc=den",
        "?muc=den&loc=chua-mo",
        "?muc=den&loc=qua-han",
        "?q=ho+ngheo",
    ):
        page(client, "documents-inbox", query=query)

    assert "chưa ai mở quá 4 giờ" in page(client, "documents-inbox", query="?muc=den")
    assert "Không có văn bản nào khớp" in page(client, "documents-inbox", query="?muc=den&q=zzz")
