"""The pages by way of the test client: no JavaScript anywhere."""

import io
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from vanlang.identity.api import Person, accesses_to
from vanlang.kernel import queue
from vanlang.kernel.actors import PLATFORM
from vanlang.public_services.actions import publishing
from vanlang.public_services.models import (
    Dossier,
    DossierPaper,
    Draft,
    ProcedureVersion,
    Result,
    StoreItem,
)
from vanlang.public_services.rules.parts import PaperSource, PaperSpec
from vanlang.public_services.rules.states import State
from vanlang.public_services.tests.conftest import (
    ANSWERS,
    Cast,
    definition_with,
    file_for,
    publish,
)
from vanlang.public_services.tests.test_settling import certify
from vanlang.signing import api as signing

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
    assert "Điền sẵn: Danh tính điện tử." in shown
    wrong = lan.post(page("form", draft), {"name": "Bùi Thị Lan", "born": "31/02/2020"})
    assert wrong.status_code == 422
    assert "Bạn chưa điền “Lý do”" in wrong.content.decode()
    assert "Ngày không có thật" in wrong.content.decode()
    right = lan.post(page("form", draft), ANSWERS)
    assert right.url == page("check", draft)  # type: ignore[attr-defined]
    assert "Vay vốn" in lan.get(page("check", draft)).content.decode()
    filed = lan.post(page("check", draft), {"delivery": "electronic"})

    dossier = Dossier.objects.get()
    assert filed.url == reverse("public_services-dossier", args=[dossier.code])  # type: ignore[attr-defined]
    assert dossier.pk == draft.pk
    assert not Draft.objects.exists()
    again = lan.post(page("check", draft), {"delivery": "electronic"})
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
    refused = lan.post(page("check", draft), {})
    assert refused.status_code == 422
    assert "còn thiếu giấy tờ" in refused.content.decode()
    kept = lan.post(page("papers", draft), {"paper_0": a_pdf()})
    assert kept.status_code == 302, kept.content.decode()
    lan.post(page("check", draft), {})

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
    lan.post(page("check", second), {})
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

    refused = lan.post(page("check", draft), {})
    assert refused.status_code == 409
    assert "phiên bản" in refused.content.decode()
    assert not Dossier.objects.exists()
    lan.post(page("renew", draft))

    shown = lan.get(page("form", draft)).content.decode()
    assert "Vay vốn" in shown
    lan.post(page("form", draft), ANSWERS)
    assert lan.post(page("check", draft), {}).status_code == 302
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
    sent = {"key": str(uuid4()), "receiving_area": "05158", "version": "1", **ANSWERS}

    first, second = lan.post(address, sent), lan.post(address, sent)
    wrong = lan.post(address, {**sent, "key": str(uuid4()), "name": ""})
    closed = lan.post(reverse("public_services-file-at-once", args=["9.9"]), sent)
    official = sign_in(cast.minh).post(address, {**sent, "key": str(uuid4())})

    assert first.status_code == second.status_code == 302
    assert first.url == second.url  # type: ignore[attr-defined]
    assert wrong.status_code == closed.status_code == 422
    assert official.status_code == 403
    assert Dossier.objects.count() == 1


def test_the_desk_from_counter_to_signature(
    cast: Cast, version: ProcedureVersion, sign_in: SignIn
) -> None:
    certify(cast)
    dossier = file_for(cast, version)
    minh, hoa, lan = sign_in(cast.minh), sign_in(cast.hoa), sign_in(cast.lan)
    desk = reverse("public_services-officer-dossier", args=[dossier.code])

    def act(client: Client, verb: str, **given: str) -> int:
        address = reverse("public_services-act", args=[dossier.code, verb])
        return client.post(address, given).status_code

    assert dossier.code in minh.get(reverse("public_services-inbox")).content.decode()
    shown = minh.get(desk).content.decode()
    assert "Tiếp nhận hồ sơ" in shown
    assert "003188000123" not in shown
    revealed = minh.post(
        reverse("public_services-reveal", args=[dossier.code]), {"purpose": "Đối chiếu giấy tờ"}
    )
    assert "003188000123" in revealed.content.decode()
    assert accesses_to(cast.lan).using("side").get().purpose == "Đối chiếu giấy tờ"
    assert act(minh, "tiep-nhan") == 302
    assert act(minh, "tiep-nhan") in {403, 409}
    assert act(minh, "thu-ly") == 302
    drafting = reverse("public_services-draft", args=[dossier.code])
    assert "Bùi Thị Lan" in minh.get(drafting).content.decode()
    assert minh.post(drafting, {"body": ""}).status_code == 422
    assert minh.post(drafting, {"body": "Xác nhận.", "fact_name": "Bùi Thị Lan"}).status_code == 302
    assert act(minh, "tra-lai", note="") == 422
    assert act(minh, "tham-tra") == 302
    signing_page = reverse("public_services-sign")
    assert dossier.code in hoa.get(signing_page).content.decode()
    preview = hoa.get(reverse("public_services-preview", args=[dossier.code]))
    assert preview.content.startswith(b"%PDF")
    assert "chọn ít nhất một" in hoa.post(signing_page).content.decode()
    assert "Đã ký" in hoa.post(signing_page, {"dossier": [str(dossier.pk)]}).content.decode()
    queue.drain()

    mine = lan.get(reverse("public_services-dossier", args=[dossier.code])).content.decode()
    assert "Tải kết quả" in mine
    item = StoreItem.objects.get(owner=cast.lan)
    download = lan.get(reverse("public_services-stored", args=[item.pk]))
    content = b"".join(download)
    assert signing.verify(content).is_genuine
    assert (
        sign_in(cast.stranger).get(reverse("public_services-stored", args=[item.pk])).status_code
        == 404
    )
    assert (
        lan.post(reverse("public_services-rate", args=[dossier.code]), {"score": "9"}).status_code
        == 422
    )
    assert (
        lan.post(reverse("public_services-rate", args=[dossier.code]), {"score": "5"}).status_code
        == 302
    )

    check = reverse("public_services-verify")
    code = Result.objects.get().verification_code
    assert "Có trong sổ kết quả" in Client().get(check, {"ma": code}).content.decode()
    unknown = Client().get(check, {"ma": "AAAA-BBBB-CCCC"})
    assert unknown.status_code == 422
    genuine = io.BytesIO(content)
    genuine.name = "a.pdf"
    assert "Thật, còn nguyên vẹn" in Client().post(check, {"file": genuine}).content.decode()
    altered = io.BytesIO(content.replace(b"/Title", b"/TitlX", 1) + b"\n")
    altered.name = "a.pdf"
    assert "Thật, còn nguyên vẹn" not in Client().post(check, {"file": altered}).content.decode()


def test_follow_shows_the_steps_and_no_names(cast: Cast, version: ProcedureVersion) -> None:
    dossier = file_for(cast, version)
    address = reverse("public_services-follow")

    right = Client().post(address, {"code": dossier.code, "digits": "0123"})
    wrong = Client().post(address, {"code": dossier.code, "digits": "9999"})
    nonsense = Client().post(address, {"code": "x", "digits": "a"})

    assert "Tiếp nhận" in right.content.decode()
    assert "Bùi" not in right.content.decode()
    assert wrong.status_code == nonsense.status_code == 422
    assert Client().get(reverse("public_services-dossier", args=[dossier.code])).status_code == 302


def test_the_counter_files_for_a_person_and_accepts(cast: Cast, sign_in: SignIn) -> None:
    publish(definition_with(papers=PAPERS))
    minh = sign_in(cast.minh)
    visitor = reverse("public_services-counter")
    person = {
        "procedure": "9.000001",
        "identity_number": "003195000777",
        "name": "Hà Thị Mới",
        "channel": "1",
        "receiving": "H44.05158",
    }

    impossible = minh.post(visitor, {**person, "identity_number": "999999999999"})
    assert impossible.status_code == 422
    assert minh.get(visitor, {"q": "hon nhan"}).status_code == 200
    begun = minh.post(visitor, person)
    assert begun.status_code == 302, begun.content.decode()
    at_desk = begun.url  # type: ignore[attr-defined]
    assert "Giấy chứng sinh" in minh.get(at_desk).content.decode()
    missing = minh.post(at_desk, {**ANSWERS, "accept": "1"})
    assert missing.status_code == 422
    done = minh.post(at_desk, {**ANSWERS, "accept": "1", "paper_0": a_pdf()})
    assert done.status_code == 302, done.content.decode()

    dossier = Dossier.objects.get()
    assert dossier.channel == 1
    assert dossier.state == State.ACCEPTED
    assert dossier.applicant.name == "Hà Thị Mới"
    assert dossier.filed_by_id == cast.minh.person_id
    assert DossierPaper.objects.get(code="KQ.A").source == "scan"
    assert StoreItem.objects.get().owner_id == dossier.applicant_id
    assert sign_in(cast.hoa).get(visitor).status_code == 403
    assert sign_in(cast.quang).get(at_desk).status_code == 404


def test_look_up_finds_without_accents(
    cast: Cast, version: ProcedureVersion, sign_in: SignIn
) -> None:
    dossier = file_for(cast, version)
    address = reverse("public_services-look-up")

    assert dossier.code in sign_in(cast.minh).get(address, {"q": "bui lan"}).content.decode()
    assert dossier.code not in sign_in(cast.quang).get(address, {"q": "bui lan"}).content.decode()
    assert sign_in(cast.lan).get(address).status_code in {302, 403}


def test_programs_file_and_follow(cast: Cast, version: ProcedureVersion, sign_in: SignIn) -> None:
    lan, stranger = sign_in(cast.lan), sign_in(cast.stranger)
    given = {
        "key": str(uuid4()),
        "procedure": "9.000001",
        "receiving_area": "05158",
        "form": ANSWERS,
    }
    address = "/api/v1/dossiers"

    first = lan.post(address, given, content_type="application/json")
    again = lan.post(address, given, content_type="application/json")
    wrong = lan.post(
        address, {**given, "key": str(uuid4()), "form": {}}, content_type="application/json"
    )

    code = first.json()["code"]
    assert (first.status_code, again.status_code, wrong.status_code) == (201, 200, 422)
    assert again.json()["code"] == code
    assert set(wrong.json()["problems"]) == {"name", "reason"}
    assert lan.get(f"{address}/{code}").json()["state"] == State.REGISTERED
    assert stranger.get(f"{address}/{code}").status_code == 404
    assert Client().get(f"{address}/{code}").status_code == 401
