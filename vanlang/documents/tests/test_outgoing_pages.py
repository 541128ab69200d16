"""The screens of outgoing documents, as drafter, reviewer, leader, clerk and stranger see them."""

import html
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from vanlang.documents.models import Document
from vanlang.documents.rules import types
from vanlang.documents.rules.states import State
from vanlang.documents.tests.cast import (
    MONDAY,
    Cast,
    drafted,
    id_of,
    issued,
    laid_before,
    signed,
)
from vanlang.identity.api import Person
from vanlang.kernel.actors import Actor
from vanlang.signing import api as signing

PIN = "250701"
pytestmark = pytest.mark.django_db(databases=["default", "side"])


def as_(client: Client, actor: Actor) -> Client:
    client.force_login(Person.objects.get(pk=id_of(actor)))
    return client


def written(**changed: str) -> dict[str, str]:
    return {
        "key": str(uuid4()),
        "subject": "tăng cường an toàn thông tin",
        "to": "Các thôn trong xã",
        "bases": "",
        "body": "Thực hiện chỉ đạo.\n1. Rà soát.",
        "recipients": "Như trên",
        "urgency": "1",
        "access": "internal",
        "circulation": "",
        "marks": "",
        **changed,
    }


def value_of(content: bytes, name: str) -> str:
    """Return what a field of the page's form begins with."""
    text = html.unescape(content.decode())
    found = re.search(rf'<textarea name="{name}"[^>]*>([^<]*)</textarea>', text)
    found = found or re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found is not None, name
    return found[1].strip()


def test_every_kind_begins_with_a_template(client: Client, cast: Cast) -> None:
    as_(client, cast.minh)

    page = client.get(reverse("documents-draft"))
    assert page.status_code == 200
    for kind in types.ADMINISTRATIVE:
        assert f"?loai={kind.code}" in page.content.decode()
        form = client.get(reverse("documents-draft"), {"loai": kind.code})
        assert form.status_code == 200, kind.code
        assert len(value_of(form.content, "body")) > len("[…]")


def test_a_draft_is_written_revised_compared_and_printed(client: Client, cast: Cast) -> None:
    as_(client, cast.minh)

    made = client.post(f"{reverse('documents-draft')}?loai=CV", written())
    document = Document.objects.get()
    assert made.url == reverse("documents-outgoing", args=[document.pk])  # type: ignore[attr-defined]
    changed = written(body="Thực hiện chỉ đạo.\n1. Rà soát ngay.")
    client.post(reverse("documents-draft-revise", args=[document.pk]), changed)
    compared = client.get(reverse("documents-compare", args=[document.pk])).content.decode()

    assert "<ins>" in compared
    pdf = client.get(reverse("documents-pdf", args=[document.pk]))
    assert pdf.content.startswith(b"%PDF-")


def test_a_draft_without_text_is_shown_again_with_its_errors(client: Client, cast: Cast) -> None:
    as_(client, cast.minh)

    page = client.post(f"{reverse('documents-draft')}?loai=CV", written(subject="", body=""))

    assert page.status_code == 422
    assert 'id="errors"' in page.content.decode()


def test_a_state_secret_is_refused_where_it_was_chosen(client: Client, cast: Cast) -> None:
    as_(client, cast.minh)

    page = client.post(f"{reverse('documents-draft')}?loai=CV", written(access="Mật"))

    assert page.status_code == 422
    assert "văn thư mật" in page.content.decode()
    assert not Document.objects.exists()


def give_pins(*actors: Actor) -> None:
    people = Person.objects.filter(pk__in=[id_of(actor) for actor in actors])
    signing.give_test_pins(people, PIN, at=MONDAY)


def test_the_whole_road_by_its_pages(client: Client, cast: Cast) -> None:
    give_pins(cast.hoa, cast.nga)
    as_(client, cast.minh)
    client.post(f"{reverse('documents-draft')}?loai=CV", written())
    document = Document.objects.get()
    places = {"groups": [], "others": "H44.05152", "outsiders": "G22 – Văn phòng Chính phủ"}
    client.post(reverse("documents-address", args=[document.pk]), places)
    asked = {
        "people": [str(id_of(cast.thu))],
        "manner": "together",
        "signer": str(id_of(cast.hoa)),
    }
    sent = client.post(reverse("documents-send", args=[document.pk]), asked)
    assert sent.status_code == 302

    as_(client, cast.thu)
    assert "chờ bạn" in client.get(reverse("documents-outgoing-list")).content.decode()
    client.post(reverse("documents-outgoing-act", args=[document.pk, "ky-nhay"]))
    as_(client, cast.hoa)
    page = client.post(reverse("documents-to-sign"), {"document": [str(document.pk)], "pin": PIN})
    assert "Đã ký 1 văn bản" in page.content.decode()
    as_(client, cast.nga)
    blind = client.post(reverse("documents-to-issue"), {"document": [str(document.pk)], "pin": PIN})
    assert blind.status_code == 409
    assert "chưa mở xem" in blind.content.decode()
    assert f'value="{document.pk}" checked' in blind.content.decode()
    opened = client.get(reverse("documents-pdf", args=[document.pk])).content
    assert [one.kind for one in signing.verify(opened).signatures] == [signing.Kind.PERSON]
    shown = client.get(reverse("documents-to-issue")).content.decode()
    assert "đã xem" in shown
    page = client.post(reverse("documents-to-issue"), {"document": [str(document.pk)]})

    assert "Đã đóng dấu và phát hành 1 văn bản" in page.content.decode()
    document.refresh_from_db()
    assert document.state == State.ISSUED
    assert document.dispatches.filter(channel="axis").exists()
    shown = client.get(reverse("documents-outgoing", args=[document.pk])).content.decode()
    assert "01/UBND-VHXH" in shown


def test_signing_nothing_says_so(client: Client, cast: Cast) -> None:
    laid_before(cast, drafted(cast))
    as_(client, cast.hoa)

    page = client.post(reverse("documents-to-sign"))

    assert "Bạn chọn ít nhất một văn bản" in page.content.decode()


def test_what_is_refused_is_said_on_the_page(client: Client, cast: Cast) -> None:
    document = laid_before(cast, drafted(cast))
    as_(client, cast.hoa)

    page = client.post(reverse("documents-outgoing-act", args=[document.pk, "tra-lai"]))

    assert page.status_code == 422
    assert "Ghi lý do trả lại" in page.content.decode()


def test_a_wrong_pin_signs_nothing_and_keeps_the_right_that_was_chosen(
    client: Client, cast: Cast
) -> None:
    give_pins(cast.hoa)
    document = laid_before(cast, drafted(cast))
    as_(client, cast.hoa)
    sign = reverse("documents-outgoing-act", args=[document.pk, "ky"])

    wrong = client.post(sign, {"authority": "Q.", "pin": "111222"})
    words = wrong.content.decode()

    assert wrong.status_code == 422
    assert "Còn 4 lần thử" in words
    assert '<option value="Q." selected>' in words
    document.refresh_from_db()
    assert (document.state, document.number) == (State.AWAITING_SIGNATURE, None)
    assert client.post(sign, {"authority": "", "pin": PIN}).status_code == 302


def test_a_wrong_pin_of_the_clerk_issues_nothing_and_keeps_the_ticks(
    client: Client, cast: Cast
) -> None:
    give_pins(cast.nga)
    first, second = (signed(cast, drafted(cast)) for _ in range(2))
    as_(client, cast.nga)

    page = client.post(
        reverse("documents-to-issue"), {"document": [str(second.pk)], "pin": "111222"}
    )

    words = page.content.decode()
    assert page.status_code == 422
    assert f'value="{second.pk}" checked' in words
    assert f'value="{first.pk}">' in words
    assert not Document.objects.filter(state=State.ISSUED).exists()


def test_copies_and_recall_by_their_pages(client: Client, cast: Cast) -> None:
    document = issued(cast, drafted(cast), to=(cast.other,))
    give_pins(cast.nga)
    as_(client, cast.nga)

    copied = client.post(
        reverse("documents-copy", args=[document.pk]),
        {"key": str(uuid4()), "form": "SY", "pages": "", "pin": PIN},
    )
    assert copied.status_code == 302
    copy = Document.objects.get(copy_of=document)
    shown = client.get(reverse("documents-outgoing", args=[copy.pk])).content.decode()
    assert "Bản sao của" in shown
    recall = reverse("documents-outgoing-act", args=[document.pk, "thu-hoi"])
    client.post(recall, {"note": "Sai đối tượng."})
    document.refresh_from_db()

    assert document.state == State.RECALLED


@pytest.mark.parametrize("key", ["dinh-chinh", "sua-doi", "thay-the"])
def test_corrections_begin_prefilled(client: Client, cast: Cast, key: str) -> None:
    document = issued(cast, drafted(cast))
    as_(client, cast.nga)

    page = client.get(reverse("documents-draft"), {key: str(document.pk)})

    assert page.status_code == 200
    assert document.notation in value_of(page.content, "subject")


def test_an_answer_begins_prefilled_and_goes_to_who_wrote(client: Client, cast: Cast) -> None:
    document = issued(cast, drafted(cast), to=(cast.other,))
    client.force_login(Person.objects.get(pk=id_of(cast.quang)))
    address = f"{reverse('documents-draft')}?tra-loi={document.pk}"

    begun = client.get(address)
    assert document.notation in value_of(begun.content, "body")
    client.post(address, written(to=value_of(begun.content, "to")))
    answer = Document.objects.get(reply_to=document)

    assert answer.dispatches.get().unit == cast.unit


def test_a_stranger_finds_nothing(client: Client, cast: Cast) -> None:
    document = signed(cast, drafted(cast))
    as_(client, cast.quang)

    for name in ("outgoing", "draft-revise", "address", "send", "compare", "pdf", "copy"):
        page = client.get(reverse(f"documents-{name}", args=[document.pk]))
        assert page.status_code == 404, name
    for verb in ("ky", "phat-hanh", "thu-hoi", "gop-y", "ky-nhay", "tra-lai"):
        page = client.post(reverse("documents-outgoing-act", args=[document.pk, verb]))
        assert page.status_code == 404, verb
    listed = client.get(reverse("documents-outgoing-list")).content.decode()
    assert not re.search(document.subject, listed)


def test_a_draft_is_given_up_with_a_reason(client: Client, cast: Cast) -> None:
    document = drafted(cast)
    as_(client, cast.minh)
    address = reverse("documents-outgoing-act", args=[document.pk, "huy"])

    silent = client.post(address, {"note": " "})
    done = client.post(address, {"note": "Đã có văn bản khác"})

    document.refresh_from_db()
    assert (silent.status_code, done.status_code) == (422, 302)
    assert document.state == State.CANCELLED
    shown = client.get(reverse("documents-outgoing", args=[document.pk])).content.decode()
    assert "Đã có văn bản khác" in shown
    listed = client.get(reverse("documents-outgoing-list"), {"xem": "dang-soan"})
    assert document.subject not in listed.content.decode()
    assert client.post(address, {"note": "lần nữa"}).status_code == 409


def test_a_numbered_draft_is_not_given_up_or_the_register_has_a_gap(
    client: Client, cast: Cast
) -> None:
    document = laid_before(cast, drafted(cast))
    Document.objects.filter(pk=document.pk).update(
        state=State.DRAFT, number=3, notation="03/UBND-VHXH"
    )
    as_(client, cast.minh)

    page = client.post(
        reverse("documents-outgoing-act", args=[document.pk, "huy"]), {"note": "Thôi"}
    )

    assert page.status_code == 409
    assert "hở số" in page.content.decode()
    document.refresh_from_db()
    assert document.state == State.DRAFT
