"""Issue and afterwards: delivery in one go, recall, replacement, correction, copies."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vanlang.documents.actions import (
    addressing,
    copying,
    drafting,
    ending,
    issuing,
    reviewing,
)
from vanlang.documents.actions import signing as document_signing
from vanlang.documents.models import Attachment, Dispatch, Document, IncomingEntry
from vanlang.documents.queries import documents, outgoing
from vanlang.documents.rules.outgoing import Relation
from vanlang.documents.rules.states import FileKind, State
from vanlang.documents.tests.cast import (
    DECISION,
    MONDAY,
    TEXT,
    Cast,
    a_unit,
    drafted,
    id_of,
    issued,
    laid_before,
    look_and_issue,
    signed,
)
from vanlang.identity.api import Unit
from vanlang.kernel import files
from vanlang.kernel.days import day_of
from vanlang.kernel.models import Entry, Notice
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal
from vanlang.signing import api as signing


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
            issuing.look(document, by=actor, at=MONDAY)
        with pytest.raises(NotPermitted):
            issuing.issue(document, by=actor, at=MONDAY)


def test_nothing_is_signed_or_sealed_for_an_agency_that_has_ended(cast: Cast) -> None:
    to_sign, to_seal = laid_before(cast, drafted(cast)), signed(cast, drafted(cast))
    yesterday = day_of(MONDAY) - timedelta(days=1)
    Unit.objects.filter(pk=cast.unit.pk).update(valid_to=yesterday, is_in_force=False)

    for document, step, by in (
        (to_sign, document_signing.sign_now, cast.hoa),
        (to_seal, issuing.issue, cast.nga),
    ):
        with pytest.raises(Conflict, match="lập lại ở cơ quan kế thừa"):
            step(Document.objects.get(pk=document.pk), by=by, at=MONDAY)


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
        issuing.look(document, by=cast.nga, at=MONDAY)
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
    look_and_issue(new, by=cast.nga)

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
