"""Several photographs make one paper: sent, put in order, bound into what the officer opens."""

import io
from random import Random
from typing import cast as as_type
from uuid import uuid4

import pypdfium2
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from vanlang.identity.models import AccessEntry
from vanlang.kernel import files
from vanlang.kernel.refusals import NotPermitted
from vanlang.public_services.actions import drafts, pages, papers
from vanlang.public_services.actions.drafts import Beginning
from vanlang.public_services.actions.papers import Upload
from vanlang.public_services.models import Dossier, DossierPaper, Draft, DraftPage, FeeClaim
from vanlang.public_services.rules.states import Channel
from vanlang.public_services.tests.conftest import ANSWERS, MONDAY, Cast, definition_with, publish
from vanlang.public_services.tests.test_fee_claims import FEES
from vanlang.public_services.tests.test_pages import PAPERS, SignIn, a_pdf, begin, page, sign_in
from vanlang.ui.tests.test_photographs import HEIC, SIDEWAYS, is_near, photograph

__all__ = ["sign_in"]
pytestmark = pytest.mark.django_db(databases=["default", "side"])
COLOURS = {"red": (254, 0, 0), "lime": (0, 254, 0), "yellow": (254, 254, 0)}


def named(content: bytes, name: str) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


def shot(colour: str, *, turned: int = 0) -> io.BytesIO:
    return named(photograph(colour, (400, 300), turned=turned), f"{colour}.jpg")


@pytest.fixture
def lan(cast: Cast, sign_in: SignIn) -> Client:
    publish(definition_with(papers=PAPERS))
    return sign_in(cast.lan)


@pytest.fixture
def draft(lan: Client) -> Draft:
    begun = begin(lan)
    lan.post(page("form", begun), ANSWERS)
    return begun


def send(client: Client, draft: Draft, *shots: io.BytesIO, **other: str) -> HttpResponse:
    sent = {"keep": "1", **other, **({"paper_0": list(shots)} if shots else {})}
    return as_type("HttpResponse", client.post(page("papers", draft), sent))


def names(draft: Draft) -> list[str]:
    rows = DraftPage.objects.filter(paper__draft=draft).order_by("position")
    return [row.file_name.removesuffix(".jpg") for row in rows]


def press(client: Client, draft: Draft, button: str, name: str) -> str:
    row = DraftPage.objects.get(paper__draft=draft, file_name=f"{name}.jpg")
    return client.post(page("papers", draft), {button: str(row.pk)}).content.decode()


def colours_of(pdf: bytes) -> list[str]:
    """Return what the sheets of a paper show in their corner above to the left."""
    with pypdfium2.PdfDocument(pdf) as opened:
        corners = [p.render(scale=0.2).to_pil().convert("RGB").getpixel((50, 40)) for p in opened]
    return [
        next(name for name, whole in COLOURS.items() if is_near(corner, whole))
        for corner in corners
    ]


def test_the_officer_opens_one_paper_of_the_photographs_in_the_order_they_were_put(
    cast: Cast, lan: Client, draft: Draft, sign_in: SignIn
) -> None:
    send(lan, draft, shot("red"), shot("lime"))
    send(lan, draft, shot("yellow", turned=SIDEWAYS))  # taken afterwards, held upright
    shown = press(lan, draft, "page_up", "yellow")
    press(lan, draft, "page_up", "yellow")
    press(lan, draft, "page_up", "yellow")  # it is the first already
    press(lan, draft, "page_down", "red")
    assert names(draft) == ["yellow", "lime", "red"]
    assert "3 ảnh, khi nộp thành một tệp PDF" in shown
    assert shown.count("<img ") == 3
    preview = lan.get(
        reverse("public_services-brought", args=[draft.pk, draft.papers.get(code="KQ.A").pk])
    )
    assert (
        "Bạn tải lên: 3 ảnh, gộp thành một tệp PDF"
        in lan.get(page("check", draft)).content.decode()
    )

    filed = lan.post(page("check", draft), {"declared": "1"})

    assert filed.status_code == 302
    paper = DossierPaper.objects.get(code="KQ.A")
    assert paper.file is not None
    assert (paper.file.content_type, paper.file_name) == ("application/pdf", "Giấy chứng sinh.pdf")
    assert "gộp từ 3 ảnh" in paper.provenance
    dossier = Dossier.objects.get()
    opened = sign_in(cast.minh).get(reverse("public_services-paper", args=[dossier.code, paper.pk]))
    content = b"".join(opened)
    assert colours_of(content) == ["yellow", "lime", "red"]
    assert preview.content == content
    with pypdfium2.PdfDocument(content) as pdf:
        assert [round(sheet.get_width()) for sheet in pdf] == [595, 842, 842]
    assert b"Exif" not in content
    assert not DraftPage.objects.exists()


def test_a_broken_photograph_names_itself_and_the_others_stay(lan: Client, draft: Draft) -> None:
    answer = send(
        lan,
        draft,
        shot("red"),
        named(b"\xff\xd8\xff broken", "trang 2.jpg"),
        shot("lime"),
        named(b"MZ program", "trang 4.jpg"),
        named(HEIC, "IMG_0005.HEIC"),
    )

    words = answer.content.decode()
    assert answer.status_code == 422
    assert "“trang 2.jpg”: Tệp ảnh bị hỏng" in words
    assert "“trang 4.jpg”: Nội dung tệp không thuộc loại" in words
    assert names(draft) == ["red", "lime", "IMG_0005.HEIC"]


def test_a_paper_that_is_broken_alone_leaves_nothing(lan: Client, draft: Draft) -> None:
    answer = send(lan, draft, named(b"\xff\xd8\xff broken", "a.jpg"))

    assert answer.status_code == 422
    assert not draft.papers.exists()
    assert lan.post(page("papers", draft)).status_code == 422  # the paper is still missing


def test_photographs_sent_again_after_a_lost_line_are_not_there_twice(
    lan: Client, draft: Draft
) -> None:
    for _ in range(2):
        assert send(lan, draft, shot("red"), shot("lime")).status_code == 200

    assert names(draft) == ["red", "lime"]


def test_a_file_and_photographs_are_not_mixed_and_nothing_is_replaced_silently(
    lan: Client, draft: Draft
) -> None:
    one = a_pdf("one").read()
    send(lan, draft, shot("red"))
    beside = send(lan, draft, named(one, "one.pdf"))
    press(lan, draft, "page_out", "red")
    assert not draft.papers.exists()
    two = send(lan, draft, named(one, "one.pdf"), a_pdf("two"), shot("lime"))
    again = send(lan, draft, named(one, "one.pdf"))

    assert "không gộp được với tệp PDF" in beside.content.decode()
    assert beside.status_code == two.status_code == 422
    assert two.content.decode().count("đã có một tệp") == 4  # the second and the photograph, twice
    assert again.status_code == 200
    kept = draft.papers.get()
    assert kept.file is not None
    assert files.read(kept.file) == one


def test_removing_every_photograph_removes_the_paper(lan: Client, draft: Draft) -> None:
    send(lan, draft, shot("red"), shot("lime"))
    row = DraftPage.objects.first()
    assert row is not None

    for _ in range(2):  # pressed twice
        assert lan.post(page("papers", draft), {"page_out": str(row.pk)}).status_code == 200
    press(lan, draft, "page_out", "lime")

    assert not draft.papers.exists()


def test_a_paper_has_an_end_in_pages_and_in_bytes(
    lan: Client, draft: Draft, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_PAGES", 2)
    full = send(lan, draft, *map(shot, COLOURS))
    assert f"tối đa {30} ảnh" in full.content.decode()
    assert names(draft) == ["red", "lime"]
    press(lan, draft, "page_out", "lime")

    settings.FILES_MAX_BYTES = 2**20
    noisy = [named(_noise(seed), f"{seed}.jpg") for seed in range(3)]
    monkeypatch.setattr(pages, "MOST_PAGES", 30)
    heavy = send(lan, draft, *noisy)

    assert heavy.status_code == 422
    assert "“1.jpg”: Các ảnh của một giấy tờ cộng lại tối đa 1 MB" in heavy.content.decode()
    assert names(draft) == ["red", "0"]


def _noise(seed: int) -> bytes:
    content = io.BytesIO()
    Image.frombytes("L", (1000, 1000), Random(seed).randbytes(1_000_000)).save(content, "JPEG")  # noqa: S311
    return content.getvalue()


@pytest.mark.parametrize("number", ["", "0", "-1", "²", "9" * 30, "x", "1e3"])
@pytest.mark.parametrize("button", ["page_up", "page_down", "page_out"])
def test_a_button_for_no_page_does_nothing(
    lan: Client, draft: Draft, button: str, number: str
) -> None:
    send(lan, draft, shot("red"))

    assert lan.post(page("papers", draft), {button: number}).status_code == 200
    assert names(draft) == ["red"]


def test_nobody_elses_photographs_are_seen_moved_or_removed(
    cast: Cast, lan: Client, draft: Draft, sign_in: SignIn
) -> None:
    send(lan, draft, shot("red"), shot("lime"))
    row = DraftPage.objects.filter(paper__draft=draft).last()
    assert row is not None
    now = timezone.now()
    stranger = sign_in(cast.stranger)
    own = begin(stranger)

    for client in (stranger, sign_in(cast.quang), Client()):
        for name, pk in (("photo", row.pk), ("brought", row.paper_id)):
            address = reverse(f"public_services-{name}", args=[draft.pk, pk])
            assert client.get(address).status_code in {302, 404}
            assert client.get(address.replace(str(draft.pk), str(own.pk))).status_code in {302, 404}
    papers.move_page(own, row.pk, by_places=-1, by=cast.stranger, at=now)
    papers.remove_page(own, row.pk, by=cast.stranger, at=now)
    with pytest.raises(NotPermitted):
        papers.move_page(draft, row.pk, by_places=-1, by=cast.stranger, at=now)
    with pytest.raises(NotPermitted):
        papers.remove_page(draft, row.pk, by=cast.stranger, at=now)
    assert names(draft) == ["red", "lime"]


def test_what_was_filed_changes_no_more(cast: Cast, lan: Client, draft: Draft) -> None:
    send(lan, draft, shot("red"))
    row = DraftPage.objects.get()
    lan.post(page("check", draft), {"declared": "1"})

    with pytest.raises(NotPermitted):
        papers.remove_page(draft, row.pk, by=cast.lan_acts, at=timezone.now())
    assert press_is_redirected(lan, draft, row.pk)


def press_is_redirected(client: Client, draft: Draft, pk: int) -> bool:
    return client.post(page("papers", draft), {"page_out": str(pk)}).status_code == 302


def test_the_counter_scans_page_by_page_and_every_look_is_known(
    cast: Cast, sign_in: SignIn
) -> None:
    publish(definition_with(papers=PAPERS))
    beginning = Beginning(uuid4(), "9.000001", "05158", cast.lan, Channel.DIRECT)
    draft = drafts.begin(beginning, by=cast.minh, at=timezone.now())
    minh = sign_in(cast.minh)
    address = reverse("public_services-counter-dossier", args=[draft.pk])

    minh.post(address, {**ANSWERS, "paper_0": [shot("red"), shot("lime")]})
    row = DraftPage.objects.get(file_name="lime.jpg")
    moved = minh.post(address, {**ANSWERS, "page_up": str(row.pk)}).content.decode()
    minh.get(reverse("public_services-photo", args=[draft.pk, row.pk]))
    minh.post(address, {**ANSWERS, "accept": "1", "declared": "1"})

    assert moved.index("lime.jpg") < moved.index("red.jpg")
    paper = DossierPaper.objects.get(code="KQ.A")
    assert paper.file is not None
    assert paper.source == "scan"
    assert colours_of(files.read(paper.file)) == ["lime", "red"]
    looks = AccessEntry.objects.using("side").filter(person_id=cast.lan.pk)
    assert "xem giấy tờ vừa số hóa" in " ".join(looks.values_list("purpose", flat=True))


def test_what_shows_a_lower_fee_may_be_several_photographs_too(cast: Cast, sign_in: SignIn) -> None:
    publish(definition_with(fees=FEES, free_of_charge=False))
    lan = sign_in(cast.lan)
    draft = begin(lan)
    lan.post(page("form", draft), ANSWERS)
    claim = {"claim": "1", "group": "poor"}

    broken = lan.post(
        page("fee", draft), {**claim, "proof_file": [shot("red"), named(b"MZ", "b.jpg")]}
    )
    assert "“b.jpg”: " in broken.content.decode()
    assert lan.post(page("fee", draft), {**claim, "proof_file": shot("lime")}).status_code == 302
    second = DraftPage.objects.get(file_name="lime.jpg")
    lan.post(page("fee", draft), {"page_up": str(second.pk), "group": "poor"})
    assert names(draft) == ["lime", "red"]
    draft.refresh_from_db()
    assert draft.fee_group == "poor"

    for row in DraftPage.objects.all():
        lan.post(page("fee", draft), {"page_out": str(row.pk), "group": "poor"})

    draft.refresh_from_db()
    assert draft.fee_group == ""  # nothing shows it any more
    assert not FeeClaim.objects.exists()


def test_a_draft_from_before_keeps_the_picture_that_it_had(
    cast: Cast, lan: Client, draft: Draft
) -> None:
    papers.add_paper(draft, "KQ.A", Upload(a_pdf(), "a.pdf"), by=cast.lan_acts, at=MONDAY)
    picture = files.store(photograph(), by=cast.lan_acts, at=MONDAY)
    draft.papers.update(file=picture, file_name="cu.jpg")

    assert "cu.jpg" in lan.get(page("papers", draft)).content.decode()
    lan.post(page("check", draft), {"declared": "1"})

    assert DossierPaper.objects.get(code="KQ.A").file == picture
