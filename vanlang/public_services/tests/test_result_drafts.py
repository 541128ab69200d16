"""The draft of a result is kept while one types; a file from a ministry's system stays as it is."""

import io

import pikepdf
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from vanlang.identity.models import AccessEntry
from vanlang.kernel import files
from vanlang.kernel.refusals import NotPermitted, Refusal, WrongType
from vanlang.public_services.actions import accepting, result_drafts, settling
from vanlang.public_services.actions.papers import Upload
from vanlang.public_services.forms.results import Drafting
from vanlang.public_services.management.commands.load_procedures import definitions
from vanlang.public_services.models import Dossier
from vanlang.public_services.models.dossiers import DossierPaper
from vanlang.public_services.models.results import Result
from vanlang.public_services.queries import documents
from vanlang.public_services.rules import results
from vanlang.public_services.rules.parts import ResultPaper, ResultSection, ResultSpec
from vanlang.public_services.rules.results import ResultRefused
from vanlang.public_services.rules.states import PaperOrigin, WrongState
from vanlang.public_services.tests.conftest import (
    HOUR,
    MONDAY,
    STEPS,
    Cast,
    definition_with,
    file_for,
    look_and_seal,
    publish,
)
from vanlang.public_services.tests.test_pages import SignIn, sign_in
from vanlang.signing import api as signing
from vanlang.ui.tests.test_photographs import HEIC, photograph

__all__ = ["sign_in"]
pytestmark = pytest.mark.django_db(databases=["default", "side"])
MINISTRY = ResultSpec(
    name="Giấy khai sinh",
    signer_title="Chủ tịch",
    paper=ResultPaper(
        title="Giấy khai sinh",
        system="Hệ thống hộ tịch của Bộ Tư pháp",
        sections=(ResultSection(lines=("Nội dung|{reason}",)),),
    ),
)


def a_pdf(words: str = "Tu he thong cua Bo") -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(595, 842))
        made.docinfo["/Title"] = words
        made.save(out)
    return out.getvalue()


def upload(content: bytes, name: str = "giay khai sinh.pdf") -> Upload:
    return Upload(io.BytesIO(content), name)


def text_of(pdf: bytes) -> str:
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    return " ".join(" ".join(pages).split())


@pytest.fixture
def dossier(cast: Cast) -> Dossier:
    """A dossier at the step where its result is drafted."""
    filed = file_for(cast, publish(definition_with()))
    accepting.accept(filed, by=cast.minh, at=MONDAY)
    return settling.start(filed, by=cast.minh, at=MONDAY)


def page(dossier: Dossier) -> str:
    return reverse("public_services-draft", args=[dossier.code])


def certify(cast: Cast) -> None:
    leader = type(cast.lan).objects.get(pk=str(cast.hoa.person_id))
    signing.issue_test_certificates([leader, cast.muong_bi], at=MONDAY)


def road(dossier: Dossier, cast: Cast, *, body: str = "") -> Result:
    """Let the dossier go from its draft to the end."""
    fields = {"body": body} if body else {}
    dossier = settling.submit(dossier, fields=fields, by=cast.minh, at=MONDAY + HOUR)
    while dossier.step_role == "reviewer":
        dossier = settling.review(dossier, by=cast.minh, at=MONDAY + HOUR)
    dossier = settling.sign_now(dossier, by=cast.hoa, at=MONDAY + 2 * HOUR)
    look_and_seal(cast.minh, dossier, at=MONDAY + 3 * HOUR)
    return Result.objects.get()


def test_what_is_typed_is_kept_while_one_types(
    cast: Cast, dossier: Dossier, sign_in: SignIn
) -> None:
    minh = sign_in(cast.minh)

    kept = minh.post(page(dossier), {"body": "Xác nhận đang"}, headers={"X-Draft": "1"})
    again = minh.get(page(dossier)).content.decode()
    dossier.refresh_from_db()

    assert kept.status_code == 204
    assert "Xác nhận đang" in again
    assert dossier.step_role == "processor"
    assert 'data-draft-url="' in again


@pytest.mark.parametrize("button", ["keep", "preview"])
def test_a_draft_is_kept_without_javascript(
    cast: Cast, dossier: Dossier, sign_in: SignIn, button: str
) -> None:
    minh = sign_in(cast.minh)

    answer = minh.post(page(dossier), {"body": "Nháp của Minh", button: "1"})

    assert answer.status_code == 302
    assert "Nháp của Minh" in minh.get(page(dossier)).content.decode()


def test_a_preview_before_submitting_says_that_it_is_a_draft(
    cast: Cast, dossier: Dossier, sign_in: SignIn
) -> None:
    minh = sign_in(cast.minh)

    shown = minh.post(page(dossier), {"body": "Nháp của Minh", "preview": "1"}, follow=True)

    text = text_of(shown.content)
    assert shown["Content-Type"] == "application/pdf"
    assert "DỰ THẢO" in text
    assert "Nháp của Minh" in text


def test_the_signed_paper_is_no_draft(cast: Cast, dossier: Dossier) -> None:
    result_drafts.keep(dossier, fields={"body": "Xác nhận."}, by=cast.minh, at=MONDAY)

    paper = documents.result_paper(dossier, Result.objects.get(), signer=cast.hoa, at=MONDAY)

    assert "DỰ THẢO" not in text_of(paper.pdf)


def test_looking_at_the_draft_is_known_to_the_person(
    cast: Cast, dossier: Dossier, sign_in: SignIn
) -> None:
    sign_in(cast.minh).get(page(dossier))

    entry = AccessEntry.objects.using("side").get(person=cast.lan.pk, purpose="Soạn kết quả hồ sơ")
    assert entry.about == dossier.code


def test_keeping_is_refused_to_a_stranger_and_at_another_step(cast: Cast, dossier: Dossier) -> None:
    with pytest.raises(NotPermitted):
        result_drafts.keep(dossier, fields={}, by=cast.quang, at=MONDAY)
    with pytest.raises(NotPermitted):
        result_drafts.attach(dossier, [upload(a_pdf())], by=cast.quang, at=MONDAY)
    with pytest.raises(NotPermitted):
        result_drafts.detach(dossier, by=cast.quang, at=MONDAY)
    early = file_for(cast, publish(definition_with(code="1.000001", steps=STEPS)))
    with pytest.raises((WrongState, NotPermitted)):
        result_drafts.keep(early, fields={}, by=cast.minh, at=MONDAY)


def test_an_unsigned_file_gets_a_page_on_which_it_is_signed_and_sealed(
    cast: Cast, dossier: Dossier
) -> None:
    certify(cast)
    result_drafts.attach(dossier, [upload(a_pdf())], by=cast.minh, at=MONDAY)

    result = road(dossier, cast)

    assert result.file is not None
    content = files.read(result.file)
    verdict = signing.verify(content)
    assert verdict.is_genuine, verdict.sentence
    assert len(verdict.signatures) == 2
    assert len(pypdfium2.PdfDocument(content)) == 2
    text = text_of(content)
    assert "TRANG KÝ" in text
    assert "giay khai sinh.pdf" in text
    assert result.symbol in text


def test_photographs_of_a_result_become_one_pdf_that_is_signed_and_sealed(
    cast: Cast, dossier: Dossier, sign_in: SignIn
) -> None:
    certify(cast)
    sheets = [
        SimpleUploadedFile("trang 1.HEIC", HEIC),
        SimpleUploadedFile("trang 2.jpg", photograph()),
    ]

    answer = sign_in(cast.minh).post(page(dossier), {"file": sheets, "attach": "1"})
    result = road(dossier, cast)

    assert answer.status_code == 302
    assert (result.attached_name, result.signed_elsewhere) == ("trang 1.pdf", False)
    assert result.file is not None
    content = files.read(result.file)
    assert signing.verify(content).is_genuine
    assert len(pypdfium2.PdfDocument(content)) == len(sheets) + 1
    assert "TRANG KÝ" in text_of(content)


def test_a_file_and_a_photograph_are_not_one_result(
    cast: Cast, dossier: Dossier, sign_in: SignIn
) -> None:
    sheets = [SimpleUploadedFile("a.pdf", a_pdf()), SimpleUploadedFile("b.jpg", photograph())]

    answer = sign_in(cast.minh).post(page(dossier), {"file": sheets, "attach": "1"})

    assert answer.status_code == 422
    assert "không gửi lẫn" in answer.content.decode()
    assert not Result.objects.filter(attached_file__isnull=False).exists()


def test_a_file_that_came_signed_is_kept_byte_for_byte(cast: Cast, dossier: Dossier) -> None:
    certify(cast)
    unsigned = documents.result_paper(
        dossier,
        result_drafts.keep(dossier, fields={"body": "Của Bộ."}, by=cast.minh, at=MONDAY),
        signer=cast.hoa,
        at=MONDAY,
    )
    signed = signing.sign_person(
        unsigned.pdf, signer=cast.hoa, box=unsigned.boxes["person"], at=MONDAY, reason="Bộ ký"
    )
    result_drafts.attach(dossier, [upload(signed)], by=cast.minh, at=MONDAY)

    result = road(dossier, cast)

    assert result.signed_elsewhere
    assert result.file is not None
    assert files.read(result.file) == signed
    assert result.number is not None  # it stands in the agency's register all the same


def test_a_file_with_a_signature_that_does_not_hold_is_refused(
    cast: Cast, dossier: Dossier, sign_in: SignIn
) -> None:
    certify(cast)
    draft = result_drafts.keep(dossier, fields={"body": "Của Bộ."}, by=cast.minh, at=MONDAY)
    paper = documents.result_paper(dossier, draft, signer=cast.hoa, at=MONDAY)
    signed = signing.sign_person(
        paper.pdf, signer=cast.hoa, box=paper.boxes["person"], at=MONDAY, reason="Bộ ký"
    )
    place = signed.index(b"/Title")
    broken = signed[: place + 10] + bytes([signed[place + 10] ^ 1]) + signed[place + 11 :]

    with pytest.raises(Refusal, match="Chữ ký trong tệp"):
        result_drafts.attach(dossier, [upload(broken)], by=cast.minh, at=MONDAY)

    assert Result.objects.get().attached_file is None


@pytest.mark.parametrize("content", [b"MZ\x90\x00 chuong trinh", b"%PDF-1.7 hong", b""])
def test_what_is_no_pdf_is_told_at_its_field(
    cast: Cast, dossier: Dossier, sign_in: SignIn, content: bytes
) -> None:
    minh = sign_in(cast.minh)
    file = io.BytesIO(content)
    file.name = "ket qua.pdf"

    answer = minh.post(page(dossier), {"body": "Giữ lại nhé", "file": file, "attach": "1"})

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in shown
    assert "Giữ lại nhé" in shown
    assert not Result.objects.filter(attached_file__isnull=False).exists()


def test_taking_the_file_away_brings_the_form_back(
    cast: Cast, dossier: Dossier, sign_in: SignIn
) -> None:
    minh = sign_in(cast.minh)
    minh.post(page(dossier), {"body": "Đã gõ", "keep": "1"})
    file = io.BytesIO(a_pdf())
    file.name = "ket qua.pdf"
    minh.post(page(dossier), {"body": "Đã gõ", "file": file, "attach": "1"})
    with_file = minh.get(page(dossier)).content.decode()

    minh.post(page(dossier), {"detach": "1"})
    without = minh.get(page(dossier)).content.decode()

    assert "ket qua.pdf" in with_file
    assert "Đã gõ" not in with_file
    assert "Đã gõ" in without


@pytest.fixture
def from_a_ministry(cast: Cast) -> Dossier:
    filed = file_for(cast, publish(definition_with(result=MINISTRY)))
    accepting.accept(filed, by=cast.minh, at=MONDAY)
    return settling.start(filed, by=cast.minh, at=MONDAY)


def test_what_only_a_ministry_may_make_is_attached(
    cast: Cast, from_a_ministry: Dossier, settings: Settings, sign_in: SignIn
) -> None:
    settings.RESULTS_FROM_MINISTRIES = True
    minh = sign_in(cast.minh)

    answer = minh.post(page(from_a_ministry), {"body": "Tự làm"})
    with pytest.raises(ResultRefused):
        settling.submit(from_a_ministry, fields={"body": "x"}, by=cast.minh, at=MONDAY)
    result_drafts.attach(from_a_ministry, [upload(a_pdf())], by=cast.minh, at=MONDAY)
    done = settling.submit(from_a_ministry, fields={}, by=cast.minh, at=MONDAY)

    assert answer.status_code == 422
    assert "Hệ thống hộ tịch của Bộ Tư pháp" in answer.content.decode()
    assert done.step_role != "processor"


def test_every_civil_status_paper_names_the_system_that_makes_it() -> None:
    from vanlang.public_services.tests.test_result_papers import SHIPPED  # noqa: PLC0415

    missing = [
        definition.code
        for definition in SHIPPED.values()
        if definition.field_of_work in {"Hộ tịch", "Nuôi con nuôi"}
        and "Bộ Tư pháp" not in definition.result.paper.system
    ]

    assert missing == []


@pytest.mark.parametrize(
    "typed",
    ["K7Q4-29TM-X3PD", "k7q429tmx3pd", " K7Q4 29TM X3PD ", "k7q4 - 29tm - x3pd", "K7Q4–29TM–X3PD"],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert results.read_code(typed) == "K7Q4-29TM-X3PD"


def test_of_two_codes_that_look_alike_the_one_typed_is_found() -> None:
    codes = results.readings("K7Q4-25TM-X3PD")

    assert codes[0] == "K7Q4-25TM-X3PD"
    assert "K7D4-2STM-X3PQ" in codes
    assert len(results.readings("8888-8888-8888")) <= results.MOST_READINGS


@pytest.mark.parametrize("typed", ["", "K7Q4", "²²²", "x" * 40, "\x00"])
def test_what_is_no_code_is_left_as_it_is(client: Client, typed: str) -> None:
    assert "-" not in results.read_code(typed)
    assert client.post(reverse("public_services-verify"), {"code": typed}).status_code in {200, 422}


def test_wrong_type_is_a_refusal(cast: Cast, dossier: Dossier) -> None:
    with pytest.raises(WrongType):
        result_drafts.attach(dossier, [upload(b"GIF89a" + b"\0" * 40)], by=cast.minh, at=MONDAY)


def test_the_result_of_one_dossier_is_not_given_to_another(cast: Cast, dossier: Dossier) -> None:
    certify(cast)
    given = road(dossier, cast, body="Đã xác nhận.")
    other = file_for(cast, dossier.version)
    accepting.accept(other, by=cast.minh, at=MONDAY + 4 * HOUR)
    other = settling.start(other, by=cast.minh, at=MONDAY + 4 * HOUR)

    for file in (given.file, given.signed_file):
        assert file is not None
        with pytest.raises(Refusal, match="hồ sơ khác"):
            result_drafts.attach(
                other, [upload(files.read(file))], by=cast.minh, at=MONDAY + 5 * HOUR
            )

    assert not Result.objects.filter(dossier=other).exists()


def test_a_receipt_names_no_paper_that_nobody_handed_in(cast: Cast, dossier: Dossier) -> None:
    handed_in = files.store(a_pdf(), by=cast.minh, at=MONDAY)
    rows = [
        ("Bản án ly hôn", PaperOrigin.DATABASE, None),
        ("Căn cước", PaperOrigin.SCAN, handed_in),
    ]
    for name, source, file in rows:
        DossierPaper.objects.create(
            dossier=dossier, code=name, name=name, source=source, file=file, added_at=MONDAY
        )

    text = text_of(documents.receipt_paper(dossier, at=MONDAY).pdf)

    assert "Căn cước" in text
    assert "ly hôn" not in text


def test_facts_to_check_stand_under_the_section_they_come_from() -> None:
    birth = next(each for each in definitions() if each.code == "1.001193")

    parts = Drafting(birth, {}, answers={}).parts

    titles = [part.title for part in parts]
    assert titles[:4] == ["", "Cán bộ ghi", "Người yêu cầu", "Người được khai sinh"]
    assert [field.name for field in parts[1].fields] == ["fact_child_identity_number"]
    assert sum(len(part.fields) for part in parts) == len(Drafting(birth, {}, answers={}).fields)
