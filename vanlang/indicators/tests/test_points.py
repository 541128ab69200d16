"""A set with points, as DTI is one: 1,000 in all, what the unit gave itself, what it was given."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from vanlang.identity.api import Unit
from vanlang.indicators.actions import cards as actions
from vanlang.indicators.actions import verifying
from vanlang.indicators.actions.cards import Card, Line
from vanlang.indicators.models import Scorecard, Verification
from vanlang.indicators.queries import cards, values
from vanlang.indicators.rules.states import Decides
from vanlang.indicators.tests.conftest import MARCH, MONDAY, Define, Tell
from vanlang.indicators.tests.test_screens import client_of
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.refusals import Refusal

pytestmark = pytest.mark.django_db(databases=["default", "side"])
D = Decimal
DTI = Card(
    code="dti",
    name="Chỉ số chuyển đổi số",
    level="province",
    block="committee",
    total=D(1000),
    lines=(
        Line("1", "Thể chế số", D(400)),
        Line("1.1", "Nghị quyết, kế hoạch", D(400), "points", indicator="the_che"),
        Line("2", "Hoạt động số", D(600)),
        Line("2.1", "Dịch vụ công", D(300), "points", indicator="dich_vu"),
        Line("2.2", "Dữ liệu số", D(300), "points", indicator="du_lieu"),
    ),
)
SELF = {"the_che": "390", "dich_vu": "300", "du_lieu": "280"}
GIVEN = {"the_che": "300", "dich_vu": "266", "du_lieu": "200"}


@pytest.fixture
def dti(define: Define, province: Unit) -> Scorecard:
    for code in SELF:
        define(
            code,
            unit_name="điểm",
            decides=Decides.VERIFIED,
            for_province=True,
            for_communes=False,
            green=None,
            amber=None,
            highest=D(400),
        )
    drafted = actions.lay_out(DTI, owner=province, by=PLATFORM, at=MONDAY)
    return actions.publish(drafted, by=PLATFORM, at=MONDAY)


def give(code: str, tam: Actor) -> None:
    check = Verification.objects.get(indicator__code=code)
    word = "Theo minh chứng đã nộp"
    verifying.verify(check, value=D(GIVEN[code]), word=word, by=tam, at=MONDAY)


def page_of(name: str, code: str, actor: Actor) -> str:
    """Return a page as it stood at the end of Monday."""
    answer = client_of(actor).get(reverse(name, args=[code]), {"ngay": "2026-03-02"})
    return str(answer.content.decode())


def test_self_score_and_verified_score_stand_side_by_side_and_add_up(
    dti: Scorecard, province: Unit, tell: Tell, tam: Actor
) -> None:
    for code, value in SELF.items():
        tell(value, code=code, unit=province)
        give(code, tam)

    board = cards.board(dti, on=MARCH.start)
    (standing,) = board.standings
    said = values.said(tam, province, board.asked)
    lines = cards.lines_of_points(board, standing, said)

    assert (standing.score.points, standing.score.out_of) == (D(766), D(1000))
    assert standing.score.is_enough
    assert [
        (line.criterion.number, line.depth, line.own.points, line.given.points) for line in lines
    ] == [
        ("1", 0, D(390), D(300)),
        ("1.1", 1, D(390), D(300)),
        ("2", 0, D(580), D(466)),
        ("2.1", 1, D(300), D(266)),
        ("2.2", 1, D(280), D(200)),
    ]


def test_what_nobody_has_verified_gives_no_points_and_is_told_as_missing(
    dti: Scorecard, province: Unit, tell: Tell, tam: Actor
) -> None:
    for code, value in SELF.items():
        tell(value, code=code, unit=province)
    give("the_che", tam)

    page = page_of("indicators-card", "dti", tam)

    assert "Được 300 trong 1.000 điểm, còn 2 tiêu chí chưa có số liệu" in page
    assert "390,00" in page
    assert ">580,00<" in page
    assert "Điểm từng tiêu chí" in page_of("indicators-unit", province.code, tam)


def test_others_do_not_see_what_was_not_verified(
    dti: Scorecard, province: Unit, tell: Tell, quang: Actor
) -> None:
    tell("390", code="the_che", unit=province)

    page = page_of("indicators-card", "dti", quang)

    assert "Chưa có số liệu" in page
    assert "390" not in page


def test_on_a_past_day_the_points_are_those_of_that_day(
    dti: Scorecard, province: Unit, tell: Tell, tam: Actor
) -> None:
    tell("390", code="the_che", unit=province)
    give("the_che", tam)

    board = cards.board(dti, on=date(2026, 3, 1), as_of=MONDAY.replace(day=1))
    (standing,) = board.standings

    assert standing.score.points is None
    assert values.said(tam, province, board.asked, as_of=board.as_of) == {}


def test_a_set_with_points_whose_leaves_have_none_is_not_put_in_force(province: Unit) -> None:
    lines = (Line("1", "Một", points=Decimal(10)), Line("1.1", "Một một"), Line("1.2", "Một hai"))
    laid = Card("bo-diem", "Bộ điểm", "commune", "committee", total=Decimal(10), lines=lines)
    card = actions.lay_out(laid, owner=province, by=PLATFORM, at=MONDAY)

    with pytest.raises(Refusal, match="Một: được 10 điểm mà chưa tiêu chí thành phần nào có điểm"):
        actions.publish(card, by=PLATFORM, at=MONDAY)

    card.refresh_from_db()
    assert card.state == "draft"
