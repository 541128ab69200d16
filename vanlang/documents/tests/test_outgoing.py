"""The road of an outgoing document, from the draft to everybody who is to have it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from vanlang.documents.actions import (
    addressing,
    copying,
    drafting,
    ending,
    issuing,
    reviewing,
)
from vanlang.documents.actions import signing as document_signing
from vanlang.documents.actions.drafting import Facts
from vanlang.documents.actions.reviewing import Turn
from vanlang.documents.models import Attachment, Dispatch, Document, DraftVersion, IncomingEntry
from vanlang.documents.queries import documents, outgoing
from vanlang.documents.rules import differences, draft_text, drafts
from vanlang.documents.rules.authority import Authority
from vanlang.documents.rules.differences import Mark
from vanlang.documents.rules.drafts import Draft
from vanlang.documents.rules.outgoing import Asked, InitialState, Relation, next_turn
from vanlang.documents.rules.secrecy import StateSecret
from vanlang.documents.rules.states import FileKind, State
from vanlang.documents.tests.cast import (
    DECISION,
    MONDAY,
    TEXT,
    Cast,
    a_unit,
    acting,
    appointed,
    drafted,
    id_of,
    issued,
    laid_before,
    make_cast,
    signed,
)
from vanlang.documents.tests.test_layout import words_of
from vanlang.identity.api import Block, Role
from vanlang.kernel import files, timestamps
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.models import Entry, Notice
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal
from vanlang.signing import api as signing
from vanlang.signing.actions.certificates import revoke
from vanlang.signing.views import pki

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


# ---- the draft ------------------------------------------------------------------------------


def test_draft_begins_a_document_that_only_those_on_it_see(cast: Cast) -> None:
    document = drafted(cast)

    assert document.state == State.DRAFT
    assert documents.visible_to(cast.minh).filter(pk=document.pk).exists()
    assert documents.visible_to(cast.nga).filter(pk=document.pk).exists()
    assert not documents.visible_to(cast.quang).exists()
    assert not documents.visible_to(cast.thu).exists()


def test_draft_twice_with_one_key_is_one_draft(cast: Cast) -> None:
    key = uuid4()
    facts: dict[str, Any] = {"author": cast.unit, "type_code": "CV", "text": TEXT}

    first = drafting.draft(key=key, **facts, by=cast.minh, at=MONDAY)
    second = drafting.draft(key=key, **facts, by=cast.minh, at=MONDAY)

    assert first.pk == second.pk
    assert DraftVersion.objects.count() == 1


def test_draft_is_refused_to_a_stranger(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        drafting.draft(
            key=uuid4(), author=cast.unit, type_code="CV", text=TEXT, by=cast.quang, at=MONDAY
        )


def test_draft_refuses_a_state_secret_and_says_where_it_goes(cast: Cast) -> None:
    with pytest.raises(StateSecret):
        drafting.draft(
            key=uuid4(),
            author=cast.unit,
            type_code="CV",
            text=TEXT,
            facts=Facts(marking="Mật"),
            by=cast.minh,
            at=MONDAY,
        )


def test_revise_keeps_every_version(cast: Cast) -> None:
    document = drafted(cast)

    revised = Draft(**{**_facts(TEXT), "body": TEXT.body + "\n3. Đôn đốc."})
    drafting.revise(document, revised, by=cast.minh, at=MONDAY)
    drafting.revise(document, revised, by=cast.minh, at=MONDAY)

    assert list(DraftVersion.objects.values_list("number", flat=True)) == [1, 2]
    assert outgoing.draft_of(document).body.endswith("3. Đôn đốc.")


def test_revise_is_refused_to_a_stranger_and_after_signing(cast: Cast) -> None:
    document = drafted(cast)

    with pytest.raises(NotPermitted):
        drafting.revise(document, TEXT, by=cast.quang, at=MONDAY)
    signed(cast, document)
    with pytest.raises(Conflict):
        drafting.revise(document, TEXT, by=cast.minh, at=MONDAY)


def test_comment_is_kept_and_refused_to_a_stranger(cast: Cast) -> None:
    document = drafted(cast)

    made = drafting.comment(document, text="Bổ sung căn cứ.", by=cast.thu, at=MONDAY)

    assert made.version_number == 1
    with pytest.raises(NotPermitted):
        drafting.comment(document, text="Tôi cũng góp ý.", by=cast.quang, at=MONDAY)
    signed(cast, document)
    with pytest.raises(Conflict):
        drafting.comment(document, text="Muộn rồi.", by=cast.thu, at=MONDAY)


def _facts(draft: Draft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in Draft.__slots__}


# ---- initials -------------------------------------------------------------------------------


def _turns(cast: Cast, first: int, second: int) -> list[Turn]:
    return [Turn(id_of(cast.thu), first), Turn(id_of(cast.an), second)]


def _sent(cast: Cast, first: int = 1, second: int = 2) -> Document:
    document = drafted(cast)
    return reviewing.send(
        document, _turns(cast, first, second), signer_id=id_of(cast.hoa), by=cast.minh, at=MONDAY
    )


def test_initials_in_turn_ask_the_second_after_the_first(cast: Cast) -> None:
    document = _sent(cast)

    assert outgoing.to_initial(cast.thu).get() == document
    assert not outgoing.to_initial(cast.an).exists()
    reviewing.initial(document, by=cast.thu, at=MONDAY)
    assert outgoing.to_initial(cast.an).get() == document
    done = reviewing.initial(document, by=cast.an, at=MONDAY)

    assert done.state == State.AWAITING_SIGNATURE
    assert outgoing.to_sign(cast.hoa).get() == document
    told = Notice.objects.filter(person_id=id_of(cast.hoa))
    assert told.get().subject == "Văn bản chờ bạn ký"


def test_initials_in_parallel_are_asked_together(cast: Cast) -> None:
    document = _sent(cast, 1, 1)

    assert outgoing.to_initial(cast.thu).exists()
    assert outgoing.to_initial(cast.an).exists()
    reviewing.initial(document, by=cast.an, at=MONDAY)
    done = reviewing.initial(document, by=cast.thu, at=MONDAY)

    assert done.state == State.AWAITING_SIGNATURE


def test_initial_is_refused_out_of_turn_and_to_strangers(cast: Cast) -> None:
    document = _sent(cast)

    for actor in (cast.an, cast.hoa, cast.quang):
        with pytest.raises(NotPermitted):
            reviewing.initial(document, by=actor, at=MONDAY)


def test_send_back_by_a_reviewer_asks_the_drafter_again_with_the_reason(cast: Cast) -> None:
    document = _sent(cast, 1, 1)

    back = reviewing.send_back(document, note="Sai thẩm quyền.", by=cast.thu, at=MONDAY)

    assert back.state == State.DRAFT
    assert outgoing.comments(document).get().text == "Sai thẩm quyền."
    states = set(outgoing.current_round(document).values_list("state", flat=True))
    assert states == {InitialState.OBJECTED, InitialState.LEFT_OUT}
    reviewing.send(document, _turns(cast, 1, 1), signer_id=id_of(cast.hoa), by=cast.minh, at=MONDAY)
    assert outgoing.to_initial(cast.thu).exists()


def test_send_back_is_refused_to_a_stranger_and_without_a_reason(cast: Cast) -> None:
    document = laid_before(cast, drafted(cast))

    with pytest.raises(NotPermitted):
        reviewing.send_back(document, note="Không", by=cast.quang, at=MONDAY)
    with pytest.raises(Refusal):
        reviewing.send_back(document, note=" ", by=cast.hoa, at=MONDAY)


def test_send_refuses_signers_who_do_not_lead_and_reviewers_from_elsewhere(cast: Cast) -> None:
    document = drafted(cast)

    with pytest.raises(Refusal):
        reviewing.send(document, [], signer_id=id_of(cast.thu), by=cast.minh, at=MONDAY)
    with pytest.raises(Refusal):
        reviewing.send(
            document,
            [Turn(id_of(cast.quang))],
            signer_id=id_of(cast.hoa),
            by=cast.minh,
            at=MONDAY,
        )


@given(st.lists(st.builds(Asked, st.integers(1, 4), st.sampled_from(list(InitialState)))))
def test_next_turn_is_the_lowest_that_waits(asked: list[Asked]) -> None:
    turn = next_turn(asked)

    open_orders = {
        one.order for one in asked if one.state in {InitialState.WAITING, InitialState.ASKED}
    }
    assert turn == (min(open_orders) if open_orders else None)


# ---- the signature --------------------------------------------------------------------------


def test_sign_gives_number_date_and_a_genuine_signature(cast: Cast) -> None:
    document = signed(cast, drafted(cast))

    assert document.state == State.SIGNED
    assert document.notation == "01/UBND-VHXH"
    assert document.signing_authority == Authority.FOR_COLLECTIVE
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
    assert done.signing_authority == Authority.FOR_HEAD


# ---- issue ----------------------------------------------------------------------------------


def test_issue_seals_and_delivers_in_one_go(cast: Cast) -> None:
    document = issued(cast, drafted(cast), to=(cast.other,))

    assert document.state == State.ISSUED
    main = Attachment.objects.get(document=document, kind=FileKind.MAIN)
    verdict = signing.verify(files.read(main.file))
    assert verdict.is_genuine
    assert [one.name for one in verdict.signatures] == ["Quách Thị Hòa", cast.unit.name]
    entry = IncomingEntry.objects.get(document=document)
    assert entry.unit == cast.other
    assert Dispatch.objects.get(document=document).state == "delivered"
    assert documents.visible_to(cast.quang).filter(pk=document.pk).exists()
    assert Notice.objects.filter(person_id=id_of(cast.quang)).exists()
    entries = Entry.objects.filter(about=f"documents.document:{document.pk}")
    kinds = set(entries.values_list("kind", flat=True))
    assert {"documents.issued", "documents.delivered"} <= kinds


def test_issue_lets_a_document_be_found_by_what_it_says(cast: Cast) -> None:
    document = issued(cast, drafted(cast))

    main = Attachment.objects.get(document=document, kind=FileKind.MAIN)

    assert {"thuc", "hien", "ra", "soat"} <= set(main.words.split())


def test_issue_is_refused_to_strangers_and_before_signing(cast: Cast) -> None:
    document = drafted(cast)

    with pytest.raises(Conflict):
        issuing.issue(document, by=cast.nga, at=MONDAY)
    signed(cast, document)
    for actor in (cast.quang, cast.minh, cast.hoa):
        with pytest.raises(NotPermitted):
            issuing.issue(document, by=actor, at=MONDAY)


def test_issue_is_due_by_the_next_working_day(cast: Cast) -> None:
    document = signed(cast, drafted(cast))

    due = outgoing.due_to_issue(document)

    assert due is not None

    assert due > MONDAY


def test_issue_takes_as_many_statements_for_many_as_for_few(cast: Cast) -> None:
    few = [a_unit(f"H44.1{n:04}", f"Ủy ban nhân dân xã A{n}") for n in range(2)]
    many = [a_unit(f"H44.2{n:04}", f"Ủy ban nhân dân xã B{n}") for n in range(60)]
    counted = []
    for units in (few, many):
        document = drafted(cast)
        addressing.address(document, units=units, by=cast.minh, at=MONDAY)
        signed(cast, document)
        with CaptureQueriesContext(connection) as made:
            issuing.issue(document, by=cast.nga, at=MONDAY)
        counted.append(len(made))

    assert abs(counted[1] - counted[0]) <= 2, counted
    assert IncomingEntry.objects.count() == 62


def test_address_is_refused_after_issue_and_to_strangers(cast: Cast) -> None:
    document = drafted(cast)

    with pytest.raises(NotPermitted):
        addressing.address(document, units=[cast.other], by=cast.quang, at=MONDAY)
    with pytest.raises(Refusal):
        addressing.address(document, units=[cast.unit], by=cast.minh, at=MONDAY)
    issued(cast, document)
    with pytest.raises(Conflict):
        addressing.address(document, units=[cast.other], by=cast.minh, at=MONDAY)


# ---- afterwards -----------------------------------------------------------------------------


def test_recall_tells_everybody_who_received_it(cast: Cast) -> None:
    document = issued(cast, drafted(cast), to=(cast.other,))

    recalled = ending.recall(document, reason="Sai đối tượng gửi.", by=cast.hoa, at=MONDAY)

    assert recalled.state == State.RECALLED
    subjects = Notice.objects.filter(person_id=id_of(cast.quang)).values_list("subject", flat=True)
    assert any("thu hồi" in subject for subject in subjects)
    with pytest.raises(Conflict):
        ending.recall(document, reason="Lần nữa.", by=cast.hoa, at=MONDAY)


def test_recall_is_refused_to_a_stranger(cast: Cast) -> None:
    document = issued(cast, drafted(cast), to=(cast.other,))

    with pytest.raises(NotPermitted):
        ending.recall(document, reason="Không phải của tôi.", by=cast.quang, at=MONDAY)


def test_replacing_ends_the_old_one_when_the_new_one_is_issued(cast: Cast) -> None:
    old = issued(cast, drafted(cast, text=DECISION, type_code="QĐ"))

    new = drafting.draft(
        key=uuid4(),
        author=cast.unit,
        type_code="QĐ",
        text=DECISION,
        related=(Relation.REPLACES, old),
        by=cast.nga,
        at=MONDAY,
    )
    assert Document.objects.get(pk=old.pk).state == State.ISSUED
    addressing.address(new, units=[], by=cast.nga, at=MONDAY)
    reviewing.send(new, [], signer_id=id_of(cast.hoa), by=cast.nga, at=MONDAY)
    document_signing.sign_now(new, by=cast.hoa, at=MONDAY)
    issuing.issue(new, by=cast.nga, at=MONDAY)

    ended = Document.objects.get(pk=old.pk)
    assert ended.state == State.REPLACED
    assert ended.ended_reason == "Được thay thế bằng 02/QĐ-UBND"


def test_correcting_needs_a_letter_and_replacing_equal_form(cast: Cast) -> None:
    old = issued(cast, drafted(cast, text=DECISION, type_code="QĐ"))
    facts: dict[str, Any] = {"author": cast.unit, "text": TEXT, "by": cast.nga, "at": MONDAY}

    with pytest.raises(Refusal):
        drafting.draft(key=uuid4(), type_code="TB", related=(Relation.CORRECTS, old), **facts)
    with pytest.raises(Refusal):
        drafting.draft(key=uuid4(), type_code="CV", related=(Relation.AMENDS, old), **facts)
    correction = drafting.draft(
        key=uuid4(), type_code="CV", related=(Relation.CORRECTS, old), **facts
    )
    assert correction.corrects == old


@pytest.mark.parametrize(("form", "pages"), [("SY", ""), ("SL", ""), ("TrS", "1")])
def test_copy_is_signed_by_the_agency_and_numbered(cast: Cast, form: str, pages: str) -> None:
    document = issued(cast, drafted(cast))

    copy = copying.make_copy(
        document, key=uuid4(), form=form, unit=cast.unit, by=cast.nga, at=MONDAY, pages=pages
    )

    assert copy.notation == f"01/{form}-UBND"
    main = Attachment.objects.get(document=copy, kind=FileKind.MAIN)
    verdict = signing.verify(files.read(main.file))
    assert verdict.is_genuine
    names = [one.name for one in verdict.signatures]
    whole = ["Quách Thị Hòa", cast.unit.name, cast.unit.name]
    assert names == ([cast.unit.name] if form == "TrS" else whole)


def test_copy_is_refused_to_strangers_and_of_drafts(cast: Cast) -> None:
    document = drafted(cast)

    with pytest.raises(Conflict):
        copying.make_copy(document, key=uuid4(), form="SY", unit=cast.unit, by=cast.nga, at=MONDAY)
    issued(cast, document)
    with pytest.raises(NotPermitted):
        copying.make_copy(
            document, key=uuid4(), form="SY", unit=cast.unit, by=cast.quang, at=MONDAY
        )
    with pytest.raises(Refusal):
        copying.make_copy(
            document, key=uuid4(), form="TrS", unit=cast.unit, by=cast.nga, at=MONDAY, pages="9"
        )


# ---- what is pure ---------------------------------------------------------------------------


def test_compare_shows_words_that_went_and_came() -> None:
    rows = differences.compare("Một\nHạn là ngày 30 tháng 11", "Một\nHạn là ngày 15 tháng 12")

    assert [row.is_changed for row in rows] == [False, True]
    assert [piece.text for piece in rows[1].left if piece.mark == Mark.GONE] == ["30", "11"]
    assert [piece.text for piece in rows[1].right if piece.mark == Mark.NEW] == ["15", "12"]


@given(st.text(), st.text())
def test_compare_keeps_both_texts(old: str, new: str) -> None:
    rows = differences.compare(old, new)

    def side(texts: list[str]) -> list[str]:
        return [text for text in texts if text]

    lefts = side(["".join(piece.text for piece in row.left) for row in rows])
    rights = side(["".join(piece.text for piece in row.right) for row in rows])
    assert lefts == [line.strip() for line in old.replace("\r\n", "\n").split("\n") if line.strip()]
    assert rights == [
        line.strip() for line in new.replace("\r\n", "\n").split("\n") if line.strip()
    ]


@given(st.text())
def test_any_text_is_a_draft(text: str) -> None:
    draft_text.blocks(text)
    draft_text.words(text)
    drafts.lines(text)


def test_blocks_read_articles_tables_and_annexes() -> None:
    found = draft_text.blocks(
        "Điều 1. Phạm vi\nĐiều 2. Quyết định này có hiệu lực.\n"
        "| A | B |\n|---|---|\n| 1 | **2** |\n"
        "=== Phụ lục I\n# Chương I\nI. MỤC ĐÍCH\nCâu *nghiêng*."
    )

    kinds = [block.kind.value for block in found]
    assert kinds == [
        "paragraph",
        "paragraph",
        "table",
        "annex",
        "centred",
        "paragraph",
        "paragraph",
    ]
    assert all(run.bold for run in found[0].runs)
    assert [run.bold for run in found[1].runs] == [True, False]
    assert found[2].rows[1][1][0].bold
    assert found[6].runs[1].italic


def test_bases_end_with_semicolons_and_a_stop() -> None:
    assert drafts.bases("- Căn cứ A;\nCăn cứ B\n\nTheo đề nghị của C.") == (
        "Căn cứ A;",
        "Căn cứ B;",
        "Theo đề nghị của C.",
    )
