import io
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

import pikepdf
import pytest
from django.utils import timezone

from vanlang.identity.api import DelegationKind, Person, Role, Unit, delegate, posts_of
from vanlang.kernel import timestamps
from vanlang.kernel.actors import PLATFORM, STRANGER
from vanlang.kernel.models import Entry
from vanlang.kernel.refusals import Conflict, NotPermitted, Unavailable
from vanlang.signing import api as signing
from vanlang.signing.actions.certificates import issue_test_certificates, revoke
from vanlang.signing.actions.looks import note_look
from vanlang.signing.models import Certificate, Signature, SignatureImage
from vanlang.signing.queries import evidence
from vanlang.signing.rules.states import Kind
from vanlang.signing.rules.verdicts import Level
from vanlang.signing.tests.conftest import Paper, acting, make_official, seal, sign
from vanlang.signing.views import pki


def test_sign_and_seal_make_a_document_that_is_genuine(
    paper: Paper, hoa: Person, muong_bi: Unit
) -> None:
    sealed = seal(paper, sign(paper, hoa), muong_bi)

    verdict = signing.verify(sealed)

    assert verdict.is_genuine, verdict
    assert [one.kind for one in verdict.signatures] == [Kind.PERSON, Kind.ORGANISATION]
    assert [one.name for one in verdict.signatures] == ["Quách Thị Hòa", muong_bi.name]
    assert verdict.signatures[0].title == "Chủ tịch"
    assert verdict.level == Level.LTA
    assert verdict.is_test


def test_sign_writes_down_who_signed_what(paper: Paper, hoa: Person) -> None:
    signed = sign(paper, hoa)

    signature = Signature.objects.get()
    assert signature.by_person == hoa
    assert signature.certificate.person == hoa
    assert signature.digest_before == sha256(paper.pdf).hexdigest()
    assert signature.digest_after == sha256(signed).hexdigest()
    entry = Entry.objects.get(kind="signing.signed")
    assert entry.about == f"signing.signature:{signature.pk}"
    assert entry.payload["certificate"] == signature.certificate.serial


def test_sign_is_refused_to_a_stranger(paper: Paper) -> None:
    with pytest.raises(NotPermitted):
        signing.sign_person(paper.pdf, signer=STRANGER, box=None, at=timezone.now())


def test_sign_is_refused_without_a_certificate_of_ones_own(
    paper: Paper, hoa: Person, minh: Person
) -> None:
    with pytest.raises(Conflict):
        sign(paper, minh)
    assert not Signature.objects.exists()


def test_sign_is_refused_with_a_revoked_certificate(paper: Paper, hoa: Person) -> None:
    certificate = Certificate.objects.get(person=hoa)
    revoke(certificate, by=PLATFORM, at=timezone.now(), reason="Mất thiết bị")

    with pytest.raises(Conflict):
        sign(paper, hoa)


def test_sign_is_refused_after_the_certificate_has_ended(paper: Paper, hoa: Person) -> None:
    later = timezone.now() + timedelta(days=6 * 365)

    with pytest.raises(Conflict):
        signing.sign_person(paper.pdf, signer=acting(hoa), box=None, at=later)


@pytest.mark.parametrize("content", [b"", b"khong phai PDF", b"%PDF-1.7\nhong"])
def test_sign_is_refused_for_a_file_that_is_no_pdf(content: bytes, hoa: Person) -> None:
    with pytest.raises(Conflict):
        signing.sign_person(content, signer=acting(hoa), box=None, at=timezone.now())


def test_sign_is_refused_for_a_page_that_is_not_there(paper: Paper, hoa: Person) -> None:
    box = paper.boxes["person"].__class__(7, 0, 0, 100, 50)

    with pytest.raises(Conflict):
        signing.sign_person(paper.pdf, signer=acting(hoa), box=box, at=timezone.now())


def test_seal_is_refused_before_anyone_has_signed(
    paper: Paper, hoa: Person, muong_bi: Unit
) -> None:
    with pytest.raises(NotPermitted):
        seal(paper, paper.pdf, muong_bi)


def test_seal_is_refused_for_another_agency(
    paper: Paper, hoa: Person, quang: Person, van_son: Unit
) -> None:
    signed = sign(paper, hoa)

    with pytest.raises(NotPermitted):
        seal(paper, signed, van_son)


def test_seal_is_refused_to_another_agencys_clerk(
    paper: Paper, hoa: Person, quang: Person, muong_bi: Unit
) -> None:
    signed = sign(paper, hoa)

    with pytest.raises(NotPermitted):
        signing.seal_organisation(
            signed, unit=muong_bi, box=None, at=timezone.now(), by=acting(quang)
        )


def test_seal_is_done_by_the_agencys_clerk(
    paper: Paper, hoa: Person, minh: Person, muong_bi: Unit
) -> None:
    signed = sign(paper, hoa)

    with pytest.raises(Conflict, match="chưa mở xem"):
        signing.seal_organisation(
            signed, unit=muong_bi, box=None, at=timezone.now(), by=acting(minh)
        )
    note_look(sha256(signed).hexdigest(), by=acting(minh), at=timezone.now())
    sealed = signing.seal_organisation(
        signed, unit=muong_bi, box=None, at=timezone.now(), by=acting(minh)
    )

    assert signing.verify(sealed).is_genuine
    assert Signature.objects.get(kind=Kind.ORGANISATION).by_person == minh


def test_seal_is_refused_for_bytes_changed_after_signing(
    paper: Paper, hoa: Person, muong_bi: Unit
) -> None:
    signed = sign(paper, hoa)

    with pytest.raises(NotPermitted):
        seal(paper, signed + b" ", muong_bi)


def test_seal_follows_a_substitute_who_signs_for_the_agency(
    paper: Paper, hoa: Person, muong_bi: Unit
) -> None:
    today = timezone.localdate()
    dung = make_official("dung", "Bạch Thị Dung", muong_bi, "Trưởng phòng", Role.REVIEWER)
    issue_test_certificates([dung], at=timezone.now())
    delegate(
        posts_of(hoa, on=today)[0],
        to=dung,
        roles=[Role.LEADER],
        kind=DelegationKind.SUBSTITUTION,
        since=today,
        until=today,
        reason="Đi công tác",
        by=PLATFORM,
        at=timezone.now(),
    )

    sealed = seal(paper, sign(paper, dung), muong_bi)

    names = [one.name for one in signing.verify(sealed).signatures]
    assert names == ["Bạch Thị Dung", muong_bi.name]


@pytest.fixture
def _no_time_stamps() -> Iterator[None]:
    def silent(_digest: bytes) -> bytes:
        raise timestamps.NotAnswering("down")

    timestamps.use(silent)
    yield
    timestamps.use(pki.stamp)


@pytest.mark.usefixtures("_no_time_stamps")
def test_sign_waits_for_the_time_stamp_authority(paper: Paper, hoa: Person) -> None:
    with pytest.raises(Unavailable):
        sign(paper, hoa)
    assert not Signature.objects.exists()


@pytest.fixture
def _no_status() -> Iterator[None]:
    evidence.use(lambda _serial: None, pki.list_of)
    yield
    evidence.use(pki.status_of, pki.list_of)


@pytest.mark.usefixtures("_no_status")
def test_sign_waits_for_the_revocation_service(paper: Paper, hoa: Person) -> None:
    """The address in the certificate is tried next, and nobody listens there."""
    with pytest.raises(Unavailable):
        sign(paper, hoa)
    assert not Signature.objects.exists()


def test_the_images_are_drawn_once_and_kept(paper: Paper, hoa: Person, muong_bi: Unit) -> None:
    sign(paper, hoa)
    first = SignatureImage.objects.get(person=hoa)

    sign(paper, hoa)

    assert SignatureImage.objects.get(person=hoa).png == first.png
    assert first.is_test


def test_a_signed_document_keeps_the_structure_of_its_archive_format(
    paper: Paper, hoa: Person, muong_bi: Unit
) -> None:
    """What of PDF/A-2b can be seen without a validator (ISO 19005-2, 6.1 to 6.6)."""
    sealed = seal(paper, sign(paper, hoa), muong_bi)

    with pikepdf.open(io.BytesIO(sealed)) as pdf, pikepdf.open(io.BytesIO(paper.pdf)) as plain:
        metadata = pdf.Root.Metadata.read_bytes()
        assert metadata == plain.Root.Metadata.read_bytes()
        assert pdf.docinfo == plain.docinfo
        assert len(pdf.Root.OutputIntents) == len(plain.Root.OutputIntents) == 1
        assert pdf.trailer.ID[0] == plain.trailer.ID[0]
        assert "/Encrypt" not in pdf.trailer
        assert "/NeedAppearances" not in pdf.Root.AcroForm
        for field in pdf.Root.AcroForm.Fields:
            assert int(field.F) & 0b100111 == 0b100, "printed, and neither hidden nor unseen"
            has_size = field.Rect[2] != field.Rect[0]
            assert ("/AP" in field) == has_size
            if has_size:
                image = field.AP.N.Resources.XObject.Im
                assert "/Interpolate" not in image
                assert image.ColorSpace == "/DeviceRGB"
                assert image.SMask.ColorSpace == "/DeviceGray"
        for font in fonts_of(pdf):
            assert "/FontFile2" in font or "/FontFile3" in font


def fonts_of(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    return [
        found
        for found in pdf.objects
        if isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/FontDescriptor"
    ]


def test_the_seal_is_red_and_the_signature_blue(paper: Paper, hoa: Person, muong_bi: Unit) -> None:
    sealed = seal(paper, sign(paper, hoa), muong_bi)

    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        shown = [field.AP.N.Resources.XObject.Im for field in fields_of(pdf) if "/AP" in field]
        colours = [set(zip(*[iter(image.read_bytes())] * 3, strict=True)) for image in shown]
    red_green_blue = [[sum(parts) for parts in zip(*found, strict=True)] for found in colours]
    person, organisation = red_green_blue
    assert person[2] > person[1] > person[0]
    assert organisation[0] > 1.5 * organisation[2]


def fields_of(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return list(pdf.Root.AcroForm.Fields)
