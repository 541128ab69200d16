from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from vanlang.kernel.deadlines import ZONE, Calendar, Hours, Season, Term, TermUnit
from vanlang.kernel.refusals import Refusal
from vanlang.public_services.rules import answers, codes, outcomes, results, steps
from vanlang.public_services.rules.answers import World
from vanlang.public_services.rules.outcomes import Outcome
from vanlang.public_services.rules.parts import Choice, FieldKind, FieldSpec
from vanlang.public_services.rules.plausible import NumberFacts
from vanlang.public_services.rules.states import (
    AT_WORK,
    CLOSED,
    MOVES,
    PAUSED,
    STATE_NAMES,
    State,
    WrongState,
    move,
)
from vanlang.public_services.tests.conftest import definition_with

DUE = datetime(2026, 3, 5, 10, 0, tzinfo=UTC)  # 17:00 in Phú Thọ
DAY = (("07:30", "11:30"), ("13:30", "17:30"))


@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("state", State)
def test_every_state_and_verb_is_decided(state: State, verb: str) -> None:
    starts, end = MOVES[verb]
    if state in starts:
        assert move(state, verb) == end
    else:
        with pytest.raises(WrongState):
            move(state, verb)


def test_every_state_has_a_name_and_every_open_one_a_way_out() -> None:
    left = {start for starts, end in MOVES.values() for start in starts if end != start}

    assert set(STATE_NAMES) == set(State)
    assert left == set(State) - CLOSED
    assert not AT_WORK & PAUSED


@pytest.mark.parametrize(
    ("finished", "supplements", "expected"),
    [
        (DUE - timedelta(days=1), 0, Outcome.EARLY),
        (DUE - timedelta(hours=2), 0, Outcome.ON_TIME),
        (DUE, 0, Outcome.ON_TIME),
        (DUE + timedelta(seconds=1), 0, Outcome.LATE),
        (DUE - timedelta(days=1), 1, Outcome.EARLY),
        (DUE - timedelta(days=1), 2, Outcome.LATE),
    ],
)
def test_outcome_compares_the_end_with_the_promise(
    finished: datetime, supplements: int, expected: Outcome
) -> None:
    assert outcomes.outcome(finished, DUE, supplements=supplements) == expected


@pytest.mark.parametrize(
    ("written", "unit", "day", "number"),
    [
        ("H44.05158-261122-0001", "H44.05158", date(2026, 11, 22), 1),
        ("h15.50.05.13-261008-0975", "H15.50.05.13", date(2026, 10, 8), 975),
        ("G09.20-20260609-0092637", "G09.20", date(2026, 6, 9), 92637),
        ("000.00.00.H44-261122-10000", "000.00.00.H44", date(2026, 11, 22), 10000),
    ],
)
def test_codes_of_every_system_are_read(written: str, unit: str, day: date, number: int) -> None:
    assert codes.parse(written) == codes.DossierCode(unit, day, number)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "H44-261322-0001",
        "H44.05158-261122-001",
        "' OR 1=1 --",
        "../../etc/passwd",
        "H44.05158-261122-0001'; DROP TABLE public_services_dossier; --",
        "H44.05158-261122-٠٠٠١",
        "A" * 10_000,
    ],
)
def test_what_is_no_code_is_refused(written: str) -> None:
    with pytest.raises(codes.NoSuchCode):
        codes.parse(written)


def test_a_code_is_written_with_at_least_four_digits() -> None:
    code = codes.DossierCode("H44.05158", date(2026, 11, 22), 7)

    assert str(code) == "H44.05158-261122-0007"
    assert codes.parse(str(code)) == code


WORLD = World(
    today=date(2026, 11, 22),
    number_facts=lambda _number: NumberFacts(is_female=True, birth_year=1990),
    is_commune={"05158"}.__contains__,
    identity_number=lambda text: text,
    phone=lambda text: text,
)


@pytest.mark.parametrize(
    ("spec", "given", "kept"),
    [
        (FieldSpec(key="a", label="A"), "  Bùi\tThị \x00 Lan ", "Bùi Thị Lan"),
        (FieldSpec(key="a", label="A", kind=FieldKind.DATE), "22/11/2026", "2026-11-22"),
        (FieldSpec(key="a", label="A", kind=FieldKind.DATE), "2026-11-22", "2026-11-22"),
        (FieldSpec(key="a", label="A", kind=FieldKind.MONEY), "1.500.000", "1500000"),
        (FieldSpec(key="a", label="A", kind=FieldKind.NUMBER, digits=2), "120.5", "120.5"),
        (FieldSpec(key="a", label="A", kind=FieldKind.NUMBER, digits=2), "1.234,50", "1234.5"),
        (FieldSpec(key="a", label="A", kind=FieldKind.NUMBER, digits=2), "0,75", "0.75"),
        (FieldSpec(key="a", label="A", kind=FieldKind.COMMUNE), "05158", "05158"),
        (FieldSpec(key="a", label="A", kind=FieldKind.YES_NO, required=False), "", "no"),
        (FieldSpec(key="a", label="A", kind=FieldKind.YES_NO), "on", "yes"),
        (FieldSpec(key="a", label="A", kind=FieldKind.LONG_TEXT), "một \r\n hai", "một\nhai"),
        (FieldSpec(key="a", label="A", kind=FieldKind.EMAIL), "lan@example.vn", "lan@example.vn"),
    ],
)
def test_right_answers_are_kept_in_one_form(spec: FieldSpec, given: str, kept: str) -> None:
    assert answers.answer(spec, given, WORLD) == kept


@pytest.mark.parametrize(
    ("spec", "given"),
    [
        (FieldSpec(key="a", label="A"), "   "),
        (FieldSpec(key="a", label="A", max_length=3), "bốn!"),
        (FieldSpec(key="a", label="A", kind=FieldKind.DATE), "31/02/2026"),
        (FieldSpec(key="a", label="A", kind=FieldKind.DATE), "hôm qua"),
        (FieldSpec(key="a", label="A", kind=FieldKind.DATE, check="past"), "23/11/2026"),
        (FieldSpec(key="a", label="A", kind=FieldKind.DATE, check="future"), "21/11/2026"),
        (FieldSpec(key="a", label="A", kind=FieldKind.DATE), "01/01/0001"),
        (FieldSpec(key="a", label="A", kind=FieldKind.NUMBER), "mười"),
        (FieldSpec(key="a", label="A", kind=FieldKind.NUMBER), "٣"),
        (FieldSpec(key="a", label="A", kind=FieldKind.NUMBER), "120.5"),
        (FieldSpec(key="a", label="A", kind=FieldKind.MONEY), "0.75"),
        (FieldSpec(key="a", label="A", kind=FieldKind.NUMBER, digits=2), "120.500"),
        (FieldSpec(key="a", label="A", kind=FieldKind.NUMBER, maximum=Decimal(5)), "6"),
        (FieldSpec(key="a", label="A", kind=FieldKind.NUMBER, minimum=Decimal(2)), "1"),
        (FieldSpec(key="a", label="A", kind=FieldKind.COMMUNE), "99999"),
        (FieldSpec(key="a", label="A", kind=FieldKind.EMAIL), "lan@"),
        (FieldSpec(key="a", label="A", kind=FieldKind.YES_NO), ""),
        (FieldSpec(key="a", label="A", kind=FieldKind.YES_NO), "có lẽ"),
        (
            FieldSpec(key="a", label="A", kind=FieldKind.CHOICE, choices=(Choice("x", "X"),)),
            "y",
        ),
    ],
)
def test_wrong_answers_are_refused(spec: FieldSpec, given: str) -> None:
    with pytest.raises(Refusal):
        answers.answer(spec, given, WORLD)


def test_answers_are_shown_as_people_read_them() -> None:
    def shown(kind: FieldKind, value: str) -> str:
        return answers.shown(FieldSpec(key="a", label="A", kind=kind), value, lambda _: "xã X")

    assert shown(FieldKind.DATE, "2026-11-22") == "22/11/2026"
    assert shown(FieldKind.MONEY, "1500000") == "1.500.000 đồng"
    assert shown(FieldKind.NUMBER, "1234.5") == "1.234,5"
    assert shown(FieldKind.COMMUNE, "05158") == "xã X"
    assert shown(FieldKind.YES_NO, "yes") == "Có"


def test_old_answers_are_carried_over_where_the_new_form_still_asks() -> None:
    kept, new = answers.carried_over({"name": "Lan", "gone": "x"}, definition_with())

    assert kept == {"name": "Lan"}
    assert new == ["Lý do", "Ngày sinh"]


def office_calendar() -> Calendar:
    from datetime import time  # noqa: PLC0415 - one use

    spans = tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in DAY)
    week = (spans,) * 5 + ((), ())
    return Calendar((Hours(date(2000, 1, 1), (Season(1, 1, week),)),))


def test_steps_are_due_by_their_share_of_the_term() -> None:
    calendar = office_calendar()
    start = datetime(2026, 3, 2, 7, 30, tzinfo=ZONE)
    due = datetime(2026, 3, 3, 17, 30, tzinfo=ZONE)  # two working days

    moments = [
        steps.step_due(definition_with(), i, started=start, due=due, calendar=calendar)
        for i in range(6)
    ]

    assert moments[0] == start + timedelta(hours=1, minutes=36)  # a tenth of sixteen hours
    assert moments[1] == datetime(2026, 3, 3, 9, 6, tzinfo=ZONE)
    assert moments == sorted(moments)
    assert moments[-1] == due


def test_the_counter_looks_within_eight_hours_or_the_same_day() -> None:
    calendar = office_calendar()
    at = datetime(2026, 3, 2, 9, 30, tzinfo=ZONE)

    usual = steps.check_by(at, Term(3, TermUnit.WORKING_DAYS), calendar)
    same_day = steps.check_by(at, Term(1, TermUnit.SAME_DAY), calendar)

    assert usual == datetime(2026, 3, 3, 9, 30, tzinfo=ZONE)
    assert same_day == datetime(2026, 3, 2, 17, 30, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("agency", "doc_type", "expected"),
    [
        ("Ủy ban nhân dân xã Mường Bi", "GXN", "05/GXN-UBND"),
        ("Ủy ban nhân dân xã Mường Bi", "", "05/UBND"),
        ("Sở Nông nghiệp và Môi trường", "QĐ", "05/QĐ-SNNMT"),
    ],
)
def test_result_numbers_follow_the_decree(agency: str, doc_type: str, expected: str) -> None:
    assert results.symbol(5, doc_type, agency) == expected
