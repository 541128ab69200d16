"""Sets of criteria: blanks stay blanks, points add up, colours of 148 on one page."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from vanlang.identity.api import Unit
from vanlang.indicators.actions import cards as actions
from vanlang.indicators.actions import telling
from vanlang.indicators.actions.cards import Card, Line
from vanlang.indicators.models import Criterion, Scorecard
from vanlang.indicators.queries import cards, today, trends
from vanlang.indicators.rules.colours import Colour
from vanlang.indicators.rules.states import DefinitionState
from vanlang.indicators.tests.conftest import FEBRUARY, MONDAY, Define, Tell
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.models import Notice
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal

pytestmark = pytest.mark.django_db(databases=["default", "side"])
D = Decimal
ON = date(2026, 3, 2)
CARD = Card(
    code="cap-xa",
    name="Bộ tiêu chí cấp xã",
    level="commune",
    block="committee",
    total=D(30),
    lines=(
        Line("1", "Kỹ năng số", D(20)),
        Line("1.1", "Đã học", D(20), indicator="hoc_ky_nang_so"),
        Line("2", "", D(10)),
    ),
)


@pytest.fixture
def card(define: Define, province: Unit) -> Scorecard:
    define()
    return actions.lay_out(CARD, owner=province, by=PLATFORM, at=MONDAY)


@pytest.fixture
def published(card: Scorecard) -> Scorecard:
    return actions.publish(card, by=PLATFORM, at=MONDAY)


def test_a_blank_is_shown_as_one_and_never_invented(card: Scorecard) -> None:
    blank = card.criteria.get(number="2")

    assert blank.name == ""
    assert "chưa có tên" in blank.shown_name


def test_a_blank_is_filled_in_while_it_is_a_draft(
    card: Scorecard, tam: Actor, quang: Actor
) -> None:
    blank = card.criteria.get(number="2")
    said = {"name": "Họp trực tuyến", "points": D(10), "scoring": "colour", "indicator": None}
    with pytest.raises(NotPermitted):
        actions.fill(blank, **said, by=quang, at=MONDAY)  # type: ignore[arg-type] # as a form has it

    actions.fill(blank, **said, by=tam, at=MONDAY)  # type: ignore[arg-type] # likewise

    assert Criterion.objects.get(pk=blank.pk).name == "Họp trực tuyến"
    actions.publish(card, by=tam, at=MONDAY)
    with pytest.raises(Conflict):
        actions.fill(blank, **said, by=tam, at=MONDAY)  # type: ignore[arg-type] # likewise


def test_a_published_set_goes_on_as_a_new_version(
    published: Scorecard, tam: Actor, quang: Actor
) -> None:
    with pytest.raises(NotPermitted):
        actions.next_version(published, by=quang, at=MONDAY)
    draft = actions.next_version(published, by=tam, at=MONDAY)

    added = actions.add(draft, number="1.2", by=tam, at=MONDAY)

    assert actions.add(draft, number="1.2", by=tam, at=MONDAY).pk == added.pk
    assert [one.number for one in cards.criteria_of(draft)] == ["1", "1.1", "1.2", "2"]
    for wrong, words in (("9.1", "Chưa có tiêu chí 9"), ("một", "ghi như 3")):
        with pytest.raises(Refusal, match=words):
            actions.add(draft, number=wrong, by=tam, at=MONDAY)
    with pytest.raises(Conflict):
        actions.add(published, number="3", by=tam, at=MONDAY)


def test_a_set_that_does_not_add_up_is_not_published(
    card: Scorecard, tam: Actor, quang: Actor
) -> None:
    with pytest.raises(NotPermitted):
        actions.publish(card, by=quang, at=MONDAY)
    Criterion.objects.filter(scorecard=card, number="2").update(points=D(5))

    with pytest.raises(Refusal, match="cộng lại 25, không phải 30"):
        actions.publish(card, by=tam, at=MONDAY)

    Scorecard.objects.filter(pk=card.pk).update(total=None, main_count=8, leaf_count=47)
    with pytest.raises(Refusal, match="phải có 8"):
        actions.publish(card, by=tam, at=MONDAY)


def test_publishing_the_next_version_supersedes(published: Scorecard, province: Unit) -> None:
    again = actions.lay_out(CARD, owner=province, by=PLATFORM, at=MONDAY)
    with pytest.raises(Conflict, match="một dự thảo"):
        actions.lay_out(CARD, owner=province, by=PLATFORM, at=MONDAY)

    actions.publish(again, by=PLATFORM, at=MONDAY)

    published.refresh_from_db()
    assert (again.number, published.state) == (2, DefinitionState.SUPERSEDED)
    with pytest.raises(Conflict):
        actions.publish(published, by=PLATFORM, at=MONDAY)


def test_a_past_day_is_judged_by_the_version_of_that_day(
    published: Scorecard, tell: Tell, tam: Actor
) -> None:
    tell("95")
    draft = actions.next_version(published, by=tam, at=MONDAY + timedelta(days=3))
    newest = actions.publish(draft, by=tam, at=MONDAY + timedelta(days=3))

    assert cards.in_force(newest, None) == newest
    assert cards.in_force(newest, MONDAY + timedelta(days=4)) == newest
    assert cards.in_force(newest, MONDAY + timedelta(days=1)) == published
    # Before there was any, the first one says what would have counted.
    assert cards.in_force(newest, MONDAY - timedelta(days=9)) == published


def test_a_board_shows_every_unit_as_of_any_day(
    published: Scorecard, muong_bi: Unit, van_son: Unit, tell: Tell
) -> None:
    tell("95")
    tell("50", unit=van_son, at=MONDAY + timedelta(days=1))

    now = cards.board(published, on=ON)
    before = cards.board(published, on=ON, as_of=MONDAY + timedelta(hours=1))

    first, second = now.of(muong_bi), now.of(van_son)
    assert first is not None
    assert second is not None
    # One of two criteria is known: its colour is not the set's.
    assert [one.cells[0].colour for one in (first, second)] == [Colour.GREEN, Colour.RED]
    assert (first.colour, second.colour) == (Colour.UNKNOWN, Colour.UNKNOWN)
    assert first.words == "Chưa đủ số liệu (1/2)"
    assert (first.score.points, first.score.is_enough) == (D(20), False)
    then = before.of(van_son)
    assert then is not None
    assert then.cells[0].colour == Colour.UNKNOWN
    assert [place.rank for place in now.places] == [None, None]


def test_a_board_takes_as_many_statements_for_two_units_as_for_twenty(
    published: Scorecard,
    muong_bi: Unit,
    tell: Tell,
    django_assert_max_num_queries: object,
) -> None:
    tell("95")

    with django_assert_max_num_queries(8):  # type: ignore[operator] # pytest-django's fixture
        cards.board(published, on=ON)


def test_what_moved_is_told_with_its_reason(
    published: Scorecard, muong_bi: Unit, tell: Tell, tam: Actor, quang: Actor
) -> None:
    tell("95", period=FEBRUARY)
    tell("60", at=MONDAY + timedelta(days=1))
    at = MONDAY + timedelta(days=2)

    board = cards.board(published, on=ON, units=[muong_bi])
    changes = trends.moved(board, since=MONDAY, until=at).shown

    assert [(one.before, one.after) for one in changes] == [("good", "bad")]
    assert "từ 95,00 thành 60,00" in changes[0].why
    assert [one.points[-1][1] for one in trends.trends(board)] == [D(60)]  # of one unit its value
    page = today.read(tam, at=at)
    assert page.turned_red_count == 1
    assert today.read(quang, at=at).turned_red_count == 0


def test_of_what_moved_the_newest_are_shown_and_the_others_counted(
    published: Scorecard, muong_bi: Unit, tell: Tell
) -> None:
    days = trends.SHOWN + 3  # the first day brings a figure, the others change its colour
    for day in range(days):
        tell("60" if day % 2 else "95", at=MONDAY + timedelta(days=day))
    span = {"since": MONDAY, "until": MONDAY + timedelta(days=days)}

    board = cards.board(published, on=ON, units=[muong_bi])
    for moved in (trends.moved(board, **span), trends.moved_at(muong_bi, **span)):
        assert [one.at for one in moved.shown] == [
            MONDAY + timedelta(days=day) for day in reversed(range(3, days))
        ]
        assert moved.others == 2


def test_the_leaders_page_goes_out_once_each_morning(
    published: Scorecard, tell: Tell, tam: Actor, lan: Actor
) -> None:
    tell("95", period=FEBRUARY)
    tell("60")
    telling.subscribe(by=tam, at=MONDAY)
    telling.subscribe(by=tam, at=MONDAY)

    sent = [telling.send_each(at=MONDAY + timedelta(hours=hour)) for hour in (1, 2)]

    assert sent == [1, 0]
    letter = Notice.objects.get(about__startswith="indicators.today")
    assert "1 trong 1 chỉ số đang đỏ, 1 chuyển đỏ trong 7 ngày" in letter.text
    telling.unsubscribe(by=tam, at=MONDAY)
    assert telling.send_each(at=MONDAY + timedelta(days=1)) == 0


def test_drafts_are_there_for_their_owner_alone(
    card: Scorecard, tam: Actor, quang: Actor, lan: Actor
) -> None:
    seen = [cards.visible_to(actor).count() for actor in (tam, quang, lan)]

    assert seen == [1, 0, 0]
