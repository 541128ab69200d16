"""The desk's pages: from counter to signature, following, looking up, programs."""

import io
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from vanlang.identity.api import Person, accesses_to
from vanlang.kernel import queue
from vanlang.public_services.models import (
    Dossier,
    DossierPaper,
    ProcedureVersion,
    Result,
    StoreItem,
)
from vanlang.public_services.queries import progress
from vanlang.public_services.rules.states import State
from vanlang.public_services.tests.conftest import (
    ANSWERS,
    HOUR,
    MONDAY,
    Cast,
    definition_with,
    file_for,
    publish,
)
from vanlang.public_services.tests.test_pages import PAPERS, SignIn, a_pdf, sign_in
from vanlang.public_services.tests.test_settling import certify
from vanlang.signing import api as signing

__all__ = ["sign_in"]
PIN = "250701"
pytestmark = pytest.mark.django_db(databases=["default", "side"])


def certify_and_give_pins(cast: Cast) -> None:
    certify(cast)
    signing.give_test_pins(Person.objects.filter(username__in=["hoa", "minh"]), PIN, at=MONDAY)


def seal_on_the_page(minh: Client, dossier: Dossier) -> None:
    """Be refused what was not opened, open it, and seal."""
    sealing_page = reverse("public_services-seal")
    assert "Đinh Thị Hòa ký" in minh.get(sealing_page).content.decode()
    blind = minh.post(sealing_page, {"dossier": [str(dossier.pk)], "pin": PIN})
    assert (blind.status_code, "chưa mở xem" in blind.content.decode()) == (409, True)
    signed = minh.get(reverse("public_services-seal-signed", args=[dossier.code])).content
    assert [one.kind for one in signing.verify(signed).signatures] == [signing.Kind.PERSON]
    assert "đã xem" in minh.get(sealing_page).content.decode()
    assert (
        "Đã đóng dấu 1"
        in minh.post(sealing_page, {"dossier": [str(dossier.pk)], "pin": PIN}).content.decode()
    )


def test_the_desk_from_counter_to_signature(
    cast: Cast, version: ProcedureVersion, sign_in: SignIn
) -> None:
    certify_and_give_pins(cast)
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
    assert "Đối chiếu giấy tờ" in {entry.purpose for entry in accesses_to(cast.lan).using("side")}
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
    assert (
        "Đã ký"
        in hoa.post(signing_page, {"dossier": [str(dossier.pk)], "pin": PIN}).content.decode()
    )
    queue.drain()
    seal_on_the_page(minh, dossier)

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

    check_as_anybody(content)


def check_as_anybody(content: bytes) -> None:
    """Ask by code and by file, rightly and wrongly, as somebody who got the paper."""
    check = reverse("public_services-verify")
    code = Result.objects.get().verification_code
    assert "Có trong sổ kết quả" in Client().get(check, {"ma": code}).content.decode()
    unknown = Client().get(check, {"ma": "AAAA-BBBB-CCCC"})
    assert unknown.status_code == 422
    for nothing, sentence in (
        (Client().get(check, {"ma": " "}), "Bạn nhập mã tra cứu"),
        (Client().post(check), "Bạn chọn tệp PDF"),
    ):
        assert nothing.status_code == 422
        assert sentence in nothing.content.decode()
    assert "không bắt buộc" not in Client().get(check).content.decode()
    genuine = io.BytesIO(content)
    genuine.name = "a.pdf"
    verdict = Client().post(check, {"file": genuine}).content.decode()
    assert "Chữ ký đúng, văn bản trình diễn" in verdict  # never "Thật": a demonstration sealed it
    assert "Thật" not in verdict.replace("Giấy tờ này có thật", "")
    assert verdict.count("không thay đổi từ khi ký") == 1
    altered = io.BytesIO(content.replace(b"/Title", b"/TitlX", 1) + b"\n")
    altered.name = "a.pdf"
    verdict = Client().post(check, {"file": altered}).content.decode()
    assert "Không xác nhận được" in verdict


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
    another = minh.post(at_desk, {**ANSWERS, "accept": "1", "declared": "1", "paper_0": a_pdf()})
    assert another.status_code == 422
    assert "khác người nộp đã nhận" in another.content.decode()
    assert 'href="#id_name"' in another.content.decode()
    right = {**ANSWERS, "name": "Hà Thị Mới", "accept": "1"}
    silent = minh.post(at_desk, right)
    assert silent.status_code == 422
    assert "Bạn đọc lời cam đoan" in silent.content.decode()
    done = minh.post(at_desk, {**right, "declared": "1"})
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


def test_the_step_says_that_its_hours_are_working_hours(cast: Cast, accepted: Dossier) -> None:
    now = progress.steps_of(accepted, at=MONDAY + 2 * HOUR)

    note = next(step.note for step in now if step.state == "now")
    assert "đang ở UBND xã Mường Bi, còn 1 ngày" in note
    assert note.endswith("làm việc")
