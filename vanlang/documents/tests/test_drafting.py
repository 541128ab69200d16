"""The draft and its initials: versions, comments, turns, and who is refused what."""

from typing import Any
from uuid import uuid4

import pytest

from vanlang.documents.actions import (
    drafting,
    reviewing,
)
from vanlang.documents.actions.drafting import Facts
from vanlang.documents.actions.reviewing import Turn
from vanlang.documents.models import Document, DraftVersion
from vanlang.documents.queries import documents, outgoing
from vanlang.documents.rules.drafts import Draft
from vanlang.documents.rules.outgoing import InitialState
from vanlang.documents.rules.secrecy import StateSecret
from vanlang.documents.rules.states import State
from vanlang.documents.tests.cast import (
    MONDAY,
    TEXT,
    Cast,
    drafted,
    id_of,
    laid_before,
    signed,
)
from vanlang.kernel.models import Notice
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal


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
