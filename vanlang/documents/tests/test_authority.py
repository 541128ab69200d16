"""TM., KT., TL., TUQ., Q.: who may sign by which right, and what then stands above the name."""

from dataclasses import replace

import pytest

from vanlang.documents.rules import authority
from vanlang.documents.rules.authority import Authority, Signer
from vanlang.kernel.refusals import Refusal

CHAIR = Signer("Chủ tịch", "Chủ tịch", "Ủy ban nhân dân")
DEPUTY = Signer("Phó Chủ tịch", "Chủ tịch", "Ủy ban nhân dân")
DIRECTOR = Signer("Giám đốc", "Giám đốc")
VICE = Signer("Phó Giám đốc", "Giám đốc")
OFFICE = Signer("Chánh Văn phòng", "Chủ tịch", "Ủy ban nhân dân")
SECRETARY = Signer("Bí thư", "Bí thư", "Ban Thường vụ", is_party=True)
VICE_SECRETARY = Signer("Phó Bí thư", "Bí thư", "Ban Thường vụ", is_party=True)


@pytest.mark.parametrize(
    ("signer", "usual", "above"),
    [
        (CHAIR, Authority.FOR_COLLECTIVE, ["TM. Ủy ban nhân dân", "Chủ tịch"]),
        (DEPUTY, Authority.FOR_HEAD, ["TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"]),
        (DIRECTOR, Authority.HEAD, ["Giám đốc"]),
        (VICE, Authority.FOR_HEAD, ["KT. Giám đốc", "Phó Giám đốc"]),
        (OFFICE, Authority.BY_ORDER, ["TL. Chủ tịch", "Chánh Văn phòng"]),
        (SECRETARY, Authority.FOR_COLLECTIVE, ["T/M Ban Thường vụ", "Bí thư"]),
        (VICE_SECRETARY, Authority.FOR_HEAD, ["T/M Ban Thường vụ", "K/T Bí thư", "Phó Bí thư"]),
    ],
)
def test_what_stands_above_the_name(signer: Signer, usual: Authority, above: list[str]) -> None:
    assert authority.usual(signer) == usual
    assert authority.lines(usual, signer) == above


@pytest.mark.parametrize(
    ("chosen", "signer", "above"),
    [
        (Authority.HEAD, CHAIR, ["Chủ tịch"]),
        (Authority.ACTING, DIRECTOR, ["Q. Giám đốc"]),
        (Authority.ACTING, CHAIR, ["TM. Ủy ban nhân dân", "Q. Chủ tịch"]),
        (Authority.BY_MANDATE, OFFICE, ["TUQ. Chủ tịch", "Chánh Văn phòng"]),
        (Authority.BY_MANDATE, VICE, ["TUQ. Giám đốc", "Phó Giám đốc"]),
    ],
)
def test_what_stands_above_the_name_when_chosen(
    chosen: Authority, signer: Signer, above: list[str]
) -> None:
    authority.check(chosen, signer)

    assert authority.lines(chosen, signer) == above


@pytest.mark.parametrize(
    ("chosen", "signer"),
    [
        (Authority.FOR_HEAD, CHAIR),
        (Authority.FOR_HEAD, OFFICE),
        (Authority.HEAD, DEPUTY),
        (Authority.FOR_COLLECTIVE, DIRECTOR),
        (Authority.BY_ORDER, DEPUTY),
        (Authority.ACTING, VICE),
    ],
)
def test_check_refuses_a_right_the_post_does_not_carry(chosen: Authority, signer: Signer) -> None:
    with pytest.raises(Refusal):
        authority.check(chosen, signer)


def test_the_usual_right_is_always_allowed() -> None:
    for signer in (CHAIR, DEPUTY, DIRECTOR, VICE, OFFICE, SECRETARY, VICE_SECRETARY):
        authority.check(authority.usual(signer), signer)


def test_who_signs_by_a_written_mandate_says_so_and_a_deputy_needs_none() -> None:
    mandated = replace(OFFICE, by_mandate=True)

    assert authority.lines(authority.usual(mandated), mandated)[0].startswith("TUQ. ")
    assert authority.usual(replace(DEPUTY, by_mandate=True)) == Authority.FOR_HEAD
    authority.check(authority.usual(mandated), mandated)
