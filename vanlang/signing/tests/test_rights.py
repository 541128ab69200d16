"""TM., KT., TL., TUQ., Q.: who may sign by which right, and what then stands above the name."""

import pytest

from vanlang.identity.api import Unit, load_units
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import Refusal
from vanlang.signing.queries.signers import usual_signer
from vanlang.signing.rules import rights
from vanlang.signing.rules.rights import Signer, SigningRight
from vanlang.signing.tests.conftest import MONDAY

CHAIR = Signer("Chủ tịch", "Chủ tịch", "Ủy ban nhân dân")
DEPUTY = Signer("Phó Chủ tịch", "Chủ tịch", "Ủy ban nhân dân")
DIRECTOR = Signer("Giám đốc", "Giám đốc")
VICE = Signer("Phó Giám đốc", "Giám đốc")
OFFICE = Signer("Chánh Văn phòng", "Chủ tịch", "Ủy ban nhân dân")
MANDATED = Signer("Chánh Văn phòng", "Chủ tịch", "Ủy ban nhân dân", is_mandated=True)
SECRETARY = Signer("Bí thư", "Bí thư", "Ban Thường vụ", is_party=True)
VICE_SECRETARY = Signer("Phó Bí thư", "Bí thư", "Ban Thường vụ", is_party=True)


def test_a_draft_shows_who_may_sign_each_way_once() -> None:
    alone = rights.block([(DEPUTY, "Đinh Thị Hòa")])
    either = rights.block([(DEPUTY, "Đinh Thị Hòa"), (CHAIR, "Bùi Văn Bình")])
    alike = rights.block([(DEPUTY, "Đinh Thị Hòa"), (DEPUTY, "Lò Văn Phó")])

    assert alone.name == "Đinh Thị Hòa"
    assert alone.lines == ["TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"]
    assert either.lines == [*alone.lines, "hoặc", "Chủ tịch"]
    assert alike.lines == alone.lines
    assert (either.name, alike.name) == ("", "")


@pytest.mark.parametrize(
    ("signer", "usual", "above"),
    [
        (CHAIR, SigningRight.FOR_COLLECTIVE, ["TM. Ủy ban nhân dân", "Chủ tịch"]),
        (DEPUTY, SigningRight.FOR_HEAD, ["TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"]),
        (DIRECTOR, SigningRight.HEAD, ["Giám đốc"]),
        (VICE, SigningRight.FOR_HEAD, ["KT. Giám đốc", "Phó Giám đốc"]),
        (OFFICE, SigningRight.BY_ORDER, ["TL. Chủ tịch", "Chánh Văn phòng"]),
        (SECRETARY, SigningRight.FOR_COLLECTIVE, ["T/M Ban Thường vụ", "Bí thư"]),
        (VICE_SECRETARY, SigningRight.FOR_HEAD, ["T/M Ban Thường vụ", "K/T Bí thư", "Phó Bí thư"]),
    ],
)
def test_what_stands_above_the_name(signer: Signer, usual: SigningRight, above: list[str]) -> None:
    assert rights.usual(signer) == usual
    assert rights.lines(usual, signer) == above


@pytest.mark.parametrize(
    ("chosen", "signer", "above"),
    [
        (SigningRight.HEAD, CHAIR, ["Chủ tịch"]),
        (SigningRight.ACTING, DIRECTOR, ["Q. Giám đốc"]),
        (SigningRight.ACTING, CHAIR, ["TM. Ủy ban nhân dân", "Q. Chủ tịch"]),
        (SigningRight.BY_MANDATE, MANDATED, ["TUQ. Chủ tịch", "Chánh Văn phòng"]),
        (SigningRight.BY_ORDER, MANDATED, ["TL. Chủ tịch", "Chánh Văn phòng"]),
    ],
)
def test_what_stands_above_the_name_when_chosen(
    chosen: SigningRight, signer: Signer, above: list[str]
) -> None:
    rights.check(chosen, signer)

    assert rights.lines(chosen, signer) == above


@pytest.mark.parametrize(
    ("chosen", "signer"),
    [
        (SigningRight.FOR_HEAD, CHAIR),
        (SigningRight.FOR_HEAD, OFFICE),
        (SigningRight.HEAD, DEPUTY),
        (SigningRight.FOR_COLLECTIVE, DIRECTOR),
        (SigningRight.BY_ORDER, DEPUTY),
        (SigningRight.ACTING, VICE),
        (SigningRight.BY_MANDATE, VICE),
        (SigningRight.BY_MANDATE, OFFICE),
    ],
)
def test_check_refuses_a_right_the_post_does_not_carry(
    chosen: SigningRight, signer: Signer
) -> None:
    with pytest.raises(Refusal):
        rights.check(chosen, signer)


def test_the_usual_right_is_always_allowed() -> None:
    for signer in (CHAIR, DEPUTY, DIRECTOR, VICE, OFFICE, SECRETARY, VICE_SECRETARY):
        rights.check(rights.usual(signer), signer)


TOGETHER = "TM. Ủy ban nhân dân"


@pytest.mark.parametrize(
    ("title", "above"),
    [
        ("Chủ tịch UBND xã", [TOGETHER, "Chủ tịch"]),
        ("Phó Chủ tịch Thường trực UBND xã", [TOGETHER, "KT. Chủ tịch", "Phó Chủ tịch"]),
        ("Phó Chủ tịch phụ trách", [TOGETHER, "KT. Chủ tịch", "Phó Chủ tịch"]),
        ("Quyền Chủ tịch", [TOGETHER, "Q. Chủ tịch"]),
        ("Q. Chủ tịch", [TOGETHER, "Q. Chủ tịch"]),
        ("Trưởng phòng", ["TL. Chủ tịch", "Trưởng phòng"]),
        ("Trưởng phòng Văn hóa - Xã hội", ["TL. Chủ tịch", "Trưởng phòng Văn hóa - Xã hội"]),
        ("Phó Chánh Văn phòng", ["TL. Chủ tịch", "KT. Chánh Văn phòng", "Phó Chánh Văn phòng"]),
    ],
)
def test_a_title_is_printed_as_the_state_lays_it_down(title: str, above: list[str]) -> None:
    signer = Signer(title, "Chủ tịch", "Ủy ban nhân dân")

    assert rights.lines(rights.usual(signer), signer) == above


# Block and title of the head of every agency that ships: how head and deputy sign there.
SHIPPED = {
    ("committee", "Chủ tịch"): ("TM. Ủy ban nhân dân", "KT. Chủ tịch"),
    ("council", "Chủ tịch"): ("TM. Hội đồng nhân dân", "KT. Chủ tịch"),
    ("front", "Chủ tịch"): ("TM. Ban Thường trực", "KT. Chủ tịch"),
    ("party", "Bí thư"): ("T/M Ban Thường vụ", "K/T Bí thư"),
    ("committee", "Giám đốc"): ("", "KT. Giám đốc"),
    ("committee", "Chánh Văn phòng"): ("", "KT. Chánh Văn phòng"),
    ("committee", "Chánh Thanh tra"): ("", "KT. Chánh Thanh tra"),
    ("committee", "Trưởng ban"): ("", "KT. Trưởng ban"),
}


@pytest.mark.django_db
def test_head_and_deputy_of_every_agency_that_ships() -> None:
    load_units(by=PLATFORM, at=MONDAY)
    agencies = [unit for unit in Unit.objects.exclude(head_title="") if unit.is_agency]

    assert {(unit.block, unit.head_title) for unit in agencies} == set(SHIPPED)
    for unit in agencies:
        together, instead = SHIPPED[unit.block, unit.head_title]
        first = [together] if together else []
        head, deputy = usual_signer(unit), usual_signer(unit, f"Phó {unit.head_title}")

        assert rights.lines(rights.usual(head), head) == [*first, unit.head_title]
        expected = [*first, instead, f"Phó {unit.head_title}"]
        assert rights.lines(rights.usual(deputy), deputy) == expected
