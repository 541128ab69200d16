"""The leader's signature: number and date without a gap, and what happens when it fails."""

from uuid import uuid4

import pytest

from vanlang.documents.actions import (
    drafting,
    reviewing,
)
from vanlang.documents.actions import signing as document_signing
from vanlang.documents.models import Attachment, Document
from vanlang.documents.rules.states import FileKind, State
from vanlang.documents.tests.cast import (
    DECISION,
    MONDAY,
    Cast,
    a_unit,
    acting,
    appointed,
    drafted,
    id_of,
    laid_before,
    signed,
)
from vanlang.documents.tests.test_layout import words_of
from vanlang.identity.api import Block, Role
from vanlang.kernel import files, timestamps
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.models import Notice
from vanlang.kernel.refusals import Conflict, NotPermitted
from vanlang.signing import api as signing
from vanlang.signing.actions.certificates import revoke
from vanlang.signing.api import SigningRight
from vanlang.signing.views import pki


def test_sign_gives_number_date_and_a_genuine_signature(cast: Cast) -> None:
    document = signed(cast, drafted(cast))

    assert document.state == State.SIGNED
    assert document.notation == "01/UBND-VHXH"
    assert document.signing_authority == SigningRight.FOR_COLLECTIVE
    attachment = Attachment.objects.get(document=document, kind=FileKind.SIGNED)
    verdict = signing.verify(files.read(attachment.file))
    assert verdict.is_genuine
    assert [one.name for one in verdict.signatures] == ["Quách Thị Hòa"]
    printed = words_of(files.read(attachment.file))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in printed
    assert "Số: 01/UBND-VHXH" in printed
    assert "Mường Bi, ngày 23 tháng 11 năm 2026" in printed
    assert Notice.objects.filter(person_id=id_of(cast.nga)).exists()


def test_sign_numbers_without_a_gap_one_series_a_kind(cast: Cast) -> None:
    letters = [signed(cast, drafted(cast)).notation for _ in range(3)]
    decision = signed(cast, drafted(cast, text=DECISION, type_code="QĐ")).notation

    assert letters == ["01/UBND-VHXH", "02/UBND-VHXH", "03/UBND-VHXH"]
    assert decision == "01/QĐ-UBND"


def test_sign_is_refused_to_strangers_and_in_the_wrong_state(cast: Cast) -> None:
    document = drafted(cast)

    with pytest.raises(Conflict):
        document_signing.sign_now(document, by=cast.hoa, at=MONDAY)
    laid_before(cast, document)
    for actor in (cast.quang, cast.minh, cast.nga):
        with pytest.raises(NotPermitted):
            document_signing.sign_now(document, by=actor, at=MONDAY)
    assert Document.objects.get(pk=document.pk).number is None


def test_sign_that_fails_uses_no_number(cast: Cast) -> None:
    document = laid_before(cast, drafted(cast))
    certificate = signing.Certificate.objects.get(person=id_of(cast.hoa))
    revoke(certificate, by=PLATFORM, at=MONDAY, reason="Mất thiết bị")

    with pytest.raises(Conflict):
        document_signing.sign_now(document, by=cast.hoa, at=MONDAY)

    assert Document.objects.get(pk=document.pk).number is None
    assert Document.objects.get(pk=document.pk).state == State.AWAITING_SIGNATURE


def test_sign_waits_for_the_time_stamp_and_is_then_done_by_the_worker(
    cast: Cast,
) -> None:
    document = laid_before(cast, drafted(cast))

    def silent(_digest: bytes) -> bytes:
        raise timestamps.NotAnswering("down")

    timestamps.use(silent)
    try:
        waiting = document_signing.sign(document, by=cast.hoa, at=MONDAY)
    finally:
        timestamps.use(pki.stamp)

    assert waiting.state == State.AWAITING_SIGNATURE
    assert waiting.sign_asked_at == MONDAY
    found = document_signing.waiting_to_sign(document.pk)
    assert found is not None
    document_signing.sign_now(found, by=cast.hoa, at=MONDAY)
    assert document_signing.waiting_to_sign(document.pk) is None


def test_the_party_numbers_through_its_term_in_its_own_form(cast: Cast) -> None:
    party = a_unit("H44.91", "Tỉnh ủy Phú Thọ", block=Block.PARTY, head="Bí thư")
    drafter = acting(appointed("dang1", "Lê Văn Đảng", party, "Chuyên viên", Role.PROCESSOR))
    secretary = appointed("dang2", "Trần Thị Thư", party, "Phó Bí thư", Role.LEADER)
    signing.issue_test_certificates([secretary, party], at=MONDAY)
    document = drafting.draft(
        key=uuid4(), author=party, type_code="NQ", text=DECISION, by=drafter, at=MONDAY
    )
    reviewing.send(document, [], signer_id=secretary.pk, by=drafter, at=MONDAY)

    done = document_signing.sign_now(document, by=acting(secretary), at=MONDAY)

    assert (done.notation, done.period) == ("01-NQ/TU", "nhiệm kỳ 2025-2030")
    file = Attachment.objects.get(document=done, kind=FileKind.SIGNED).file
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in words_of(files.read(file))
    assert done.signing_authority == SigningRight.FOR_HEAD
