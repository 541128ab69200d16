"""The pages by way of the test client: no JavaScript anywhere."""

import io
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from vanlang.identity.api import Person
from vanlang.kernel.actors import PLATFORM
from vanlang.public_services.actions import publishing
from vanlang.public_services.models import (
    Dossier,
    DossierPaper,
    Draft,
    ProcedureVersion,
    StoreItem,
)
from vanlang.public_services.rules.parts import OnlineLevel, PaperSource, PaperSpec
from vanlang.public_services.rules.states import State
from vanlang.public_services.tests.conftest import (
    ANSWERS,
    Cast,
    definition_with,
    file_for,
    publish,
)

pytestmark = pytest.mark.django_db(databases=["default", "side"])
PAPERS = (
    PaperSpec(code="KQ.A", name="Giấy chứng sinh"),
    PaperSpec(code="KQ.B", name="Thông tin cư trú", source=PaperSource.DATABASE),
)
SignIn = Callable[[object], Client]


def a_pdf(text: str = "x") -> io.BytesIO:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = text
        pdf.save(out)
    out.seek(0)
    out.name = "giấy chứng sinh.pdf"
    return out


@pytest.fixture
def sign_in(cast: Cast) -> SignIn:
    def signed_in(actor: object) -> Client:
        client = Client()
        person_id = getattr(actor, "person_id", None) or getattr(actor, "pk", None)
        client.force_login(Person.objects.get(pk=str(person_id)))
        return client

    return signed_in


def begin(client: Client, code: str = "9.000001", area: str = "05158") -> Draft:
    answer = client.post(
        reverse("public_services-file", args=[code]),
        {"key": str(uuid4()), "receiving_area": area},
    )
    assert answer.status_code == 302, answer.content.decode()
    return Draft.objects.latest("created_at")


def page(name: str, draft: Draft) -> str:
    return reverse(f"public_services-{name}", args=["9.000001", draft.pk])


def test_the_road_without_papers(cast: Cast, version: ProcedureVersion, sign_in: SignIn) -> None:
    lan = sign_in(cast.lan)
    first = lan.get(reverse("public_services-file", args=["9.000001"])).content.decode()
    assert "phường Việt Trì" in first

    draft = begin(lan)
    shown = lan.get(page("form", draft)).content.decode()
    assert "Bùi Thị Lan" in shown
    assert "Điền sẵn: Thông tin cán bộ đã ghi" in shown  # she has no level yet
    wrong = lan.post(page("form", draft), {"name": "Bùi Thị Lan", "born": "31/02/2020"})
    assert wrong.status_code == 422
    assert "Bạn chưa điền “Lý do”" in wrong.content.decode()
    assert "Ngày không có thật" in wrong.content.decode()
    right = lan.post(page("form", draft), ANSWERS)
    assert right.url == page("check", draft)  # type: ignore[attr-defined]
    assert "Vay vốn" in lan.get(page("check", draft)).content.decode()
    filed = lan.post(page("check", draft), {"delivery": "electronic", "declared": "1"})

    dossier = Dossier.objects.get()
    assert filed.url == reverse("public_services-dossier", args=[dossier.code])  # type: ignore[attr-defined]
    assert dossier.pk == draft.pk
    assert not Draft.objects.exists()
    again = lan.post(page("check", draft), {"delivery": "electronic", "declared": "1"})
    assert again.url == filed.url  # type: ignore[attr-defined]
    assert Dossier.objects.count() == 1
    mine = lan.get(filed.url).content.decode()  # type: ignore[attr-defined]
    assert dossier.code in mine
    assert "Bộ phận tiếp nhận đang kiểm tra" in mine
    receipt = lan.get(reverse("public_services-receipt", args=[dossier.code]))
    assert receipt["Content-Type"] == "application/pdf"
    assert dossier.code in lan.get(reverse("public_services-mine")).content.decode()


def test_the_road_with_papers_keeps_where_they_come_from(cast: Cast, sign_in: SignIn) -> None:
    publish(definition_with(papers=PAPERS))
    lan = sign_in(cast.lan)
    draft = begin(lan)
    lan.post(page("form", draft), ANSWERS)

    nothing = lan.post(page("papers", draft), {})
    assert nothing.status_code == 422
    assert "Bạn chưa nộp giấy tờ này" in nothing.content.decode()
    refused = lan.post(page("check", draft), {"declared": "1"})
    assert refused.status_code == 422
    assert "còn thiếu giấy tờ" in refused.content.decode()
    kept = lan.post(page("papers", draft), {"paper_0": a_pdf()})
    assert kept.status_code == 302, kept.content.decode()
    lan.post(page("check", draft), {"declared": "1"})

    dossier = Dossier.objects.get()
    papers = {paper.code: paper for paper in DossierPaper.objects.filter(dossier=dossier)}
    assert papers["KQ.A"].source == "upload"
    assert papers["KQ.A"].file_name == "giấy chứng sinh.pdf"
    assert papers["KQ.B"].source == "database"
    assert papers["KQ.B"].file_id is None
    assert "hệ thống chưa tự lấy về" in papers["KQ.B"].provenance
    assert dossier.reused
    officer = sign_in(cast.minh)
    desk = officer.get(reverse("public_services-officer-dossier", args=[dossier.code]))
    assert "Bạn tra cứu trong cơ sở dữ liệu chuyên ngành" in desk.content.decode()
    officer.post(reverse("public_services-act", args=[dossier.code, "tiep-nhan"]))
    item = StoreItem.objects.get(owner=cast.lan)
    assert dossier.code in item.provenance

    second = begin(lan)
    lan.post(page("form", second), ANSWERS)
    assert "Dùng lại từ kho" in lan.get(page("papers", second)).content.decode()
    lan.post(page("papers", second), {"store_0": str(item.pk)})
    lan.post(page("check", second), {"declared": "1"})
    reused = DossierPaper.objects.get(dossier=second.pk, code="KQ.A")
    assert (reused.source, reused.file_id) == ("store", item.file_id)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.pdf", "rỗng"),
        (b"MZ\x90 an executable", "a.pdf", "loại"),
        (b"%PDF-1.7 broken", "a.pdf", "PDF"),
    ],
)
def test_bad_uploads_are_refused_beside_the_paper(
    cast: Cast, sign_in: SignIn, content: bytes, name: str, words: str
) -> None:
    publish(definition_with(papers=PAPERS))
    lan = sign_in(cast.lan)
    draft = begin(lan)
    upload = io.BytesIO(content)
    upload.name = name

    answer = lan.post(page("papers", draft), {"paper_0": upload})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not draft.papers.exists()


def test_an_encrypted_pdf_and_a_large_one_are_refused(
    cast: Cast, sign_in: SignIn, settings: object
) -> None:
    publish(definition_with(papers=PAPERS))
    lan = sign_in(cast.lan)
    draft = begin(lan)
    locked = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    locked.seek(0)
    locked.name = "a.pdf"

    answer = lan.post(page("papers", draft), {"paper_0": locked})
    settings.FILES_MAX_BYTES = 1000  # type: ignore[attr-defined]
    too_large = lan.post(page("papers", draft), {"paper_0": a_pdf("x" * 2000)})

    assert answer.status_code == too_large.status_code == 422
    assert "mật khẩu" in answer.content.decode()
    assert "Tệp quá lớn" in too_large.content.decode()
    assert not draft.papers.exists()


def test_a_draft_of_an_old_version_is_carried_over(
    cast: Cast, version: ProcedureVersion, sign_in: SignIn
) -> None:
    lan = sign_in(cast.lan)
    draft = begin(lan)
    lan.post(page("form", draft), ANSWERS)
    newer = definition_with(summary="Mới")
    drafted = publishing.draft(newer, by=PLATFORM, at=draft.created_at)
    publishing.publish(
        drafted.version,
        by=PLATFORM,
        at=draft.created_at,
        effective_from=(draft.created_at + timedelta(hours=7)).date(),
    )

    refused = lan.post(page("check", draft), {"declared": "1"})
    assert refused.status_code == 409
    assert "phiên bản" in refused.content.decode()
    assert not Dossier.objects.exists()
    lan.post(page("renew", draft))

    shown = lan.get(page("form", draft)).content.decode()
    assert "Vay vốn" in shown
    lan.post(page("form", draft), ANSWERS)
    assert lan.post(page("check", draft), {"declared": "1"}).status_code == 302
    assert Dossier.objects.get().version.number == 2


def test_a_stranger_sees_nothing(cast: Cast, version: ProcedureVersion, sign_in: SignIn) -> None:
    dossier = file_for(cast, version)
    lan = sign_in(cast.lan)
    draft = begin(lan)
    stranger, quang = sign_in(cast.stranger), sign_in(cast.quang)
    own = [
        reverse("public_services-dossier", args=[dossier.code]),
        reverse("public_services-receipt", args=[dossier.code]),
        page("form", draft),
        page("papers", draft),
        page("check", draft),
        page("place", draft),
        page("fee", draft),
    ]
    desk = [
        reverse("public_services-officer-dossier", args=[dossier.code]),
        reverse("public_services-draft", args=[dossier.code]),
        reverse("public_services-preview", args=[dossier.code]),
    ]

    assert {stranger.get(address).status_code for address in own} == {404}
    assert {quang.get(address).status_code for address in desk} == {404}
    assert (
        quang.post(reverse("public_services-act", args=[dossier.code, "tiep-nhan"])).status_code
        == 404
    )
    assert stranger.get(desk[0]).status_code in {302, 403, 404}
    assert Client().get(own[2]).status_code == 302
    assert Dossier.objects.get().state == State.REGISTERED


@pytest.mark.parametrize("code", ["' OR 1=1 --", "..%2f..%2fetc%2fpasswd", "H44-1", "x" * 500])
def test_a_code_with_a_trick_finds_nothing(cast: Cast, sign_in: SignIn, code: str) -> None:
    lan = sign_in(cast.lan)

    assert lan.get(f"/ho-so/{code}/").status_code in {400, 404}
    assert lan.get(f"/ho-so/{code}/giay-tiep-nhan/").status_code in {400, 404}
    assert Client().get("/tra-cuu/", {"ma": code}).status_code == 200


def test_filing_at_once_and_twice(cast: Cast, version: ProcedureVersion, sign_in: SignIn) -> None:
    lan = sign_in(cast.lan)
    address = reverse("public_services-file-at-once", args=["9.000001"])
    sent = {
        "key": str(uuid4()),
        "receiving_area": "05158",
        "version": "1",
        "declared": "1",
        **ANSWERS,
    }

    first, second = lan.post(address, sent), lan.post(address, sent)
    wrong = lan.post(address, {**sent, "key": str(uuid4()), "name": ""})
    closed = lan.post(reverse("public_services-file-at-once", args=["9.9"]), sent)
    official = sign_in(cast.minh).post(address, {**sent, "key": str(uuid4())})

    assert first.status_code == second.status_code == 302
    assert first.url == second.url  # type: ignore[attr-defined]
    assert wrong.status_code == closed.status_code == 422
    assert official.status_code == 403
    assert Dossier.objects.count() == 1


def test_what_is_filed_at_the_counter_alone_says_so_before_anything_is_chosen(
    cast: Cast, sign_in: SignIn
) -> None:
    version = publish(
        definition_with(channel=OnlineLevel.IN_PERSON, channel_reason="Phải ký trước mặt cán bộ.")
    )
    address = reverse("public_services-file", args=[version.procedure.code])

    page = sign_in(cast.lan).get(address, follow=True).content.decode()

    assert "Thủ tục này nộp tại quầy" in page
    assert "Cán bộ ghi tờ khai cùng bạn tại quầy" in page
    assert "Tờ khai điện tử" not in page
    assert "Tải lên" not in page
