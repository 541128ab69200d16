"""A unit ends by day: who follows it, who may finish its work, and how it is taken back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from vanlang.identity.actions import closing, posts, turning
from vanlang.identity.actions.closing import Closing
from vanlang.identity.models import Person, Succession, Unit
from vanlang.identity.queries import actors, successions, units
from vanlang.identity.rules import Role
from vanlang.identity.tests.conftest import MONDAY, make_official
from vanlang.kernel import journal
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.models import Entry
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal

pytestmark = pytest.mark.django_db
BASIS = "Nghị quyết số 12/NQ-HĐND ngày 10/12/2025"
LAST_DAY = date(2026, 3, 31)
AFTER = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)  # 08:00 in Phú Thọ
EVE = datetime(2026, 3, 31, 16, 59, tzinfo=UTC)  # 23:59 of the last day
MIDNIGHT = datetime(2026, 3, 31, 17, 0, tzinfo=UTC)  # 00:00 of the day after


def area(code: str) -> Unit:
    return units.unit_by_code(f"H44.{code}.00")


def end(unit: Unit, *successors: Unit, last_day: date = LAST_DAY, at: datetime = MONDAY) -> Unit:
    return closing.close(unit, Closing(last_day, successors, BASIS), by=PLATFORM, at=at)


def test_close_ends_the_commune_with_all_its_agencies(tree: None) -> None:
    end(area("05158"), area("05152"))

    branch = units.below(area("05158"))
    followers = {
        row.unit.code: row.successor.code
        for row in Succession.objects.select_related("unit", "successor")
    }
    assert set(branch.values_list("valid_to", flat=True)) == {LAST_DAY}
    assert followers == {
        f"H44.05158{part}": f"H44.05152{part}"
        for part in ("", ".00", ".01", ".02", ".03", ".04", ".91", ".92", ".93")
    }


def test_the_unit_stands_until_its_last_day_is_over(muong_bi: Unit, van_son: Unit) -> None:
    end(area("05158"), area("05152"))
    ending = units.unit_by_code("H44.05158")

    turning.turn(at=EVE)
    assert ending in units.commune_committees()
    assert successions.in_office(ending, on=LAST_DAY) == ending
    turning.turn(at=MIDNIGHT)
    assert ending not in units.commune_committees()
    assert ending in units.commune_committees(on=LAST_DAY)
    assert units.communes().count() == 147
    assert successions.in_office(ending, on=AFTER.date()) == van_son


def test_the_end_is_told_on_the_day_once(tree: None) -> None:
    end(area("05158"), area("05152"))

    assert not Entry.objects.filter(kind="identity.unit_ended").exists()
    turning.turn(at=MIDNIGHT)
    turning.turn(at=AFTER)
    assert Entry.objects.filter(kind="identity.unit_ended").count() == 9
    laid_down = journal.history(area("05158")).first()
    assert laid_down is not None
    assert laid_down.payload == {
        "code": "H44.05158.00",
        "last_day": "2026-03-31",
        "successors": "H44.05152.00",
        "basis": BASIS,
    }


def test_officers_of_the_successor_hold_their_roles_for_the_work_of_the_one_before(
    quang: Person, muong_bi: Unit, van_son: Unit
) -> None:
    end(area("05158"), area("05152"))

    before = actors.actor_of(quang, EVE)
    after = actors.actor_of(quang, MIDNIGHT)
    assert before.agencies_where(Role.RECEIVER) == {van_son.pk}
    assert after.agencies_where(Role.RECEIVER) == {van_son.pk, muong_bi.pk}
    assert after.unit_name == before.unit_name


def test_posts_end_with_the_unit_and_hold_nothing_after(minh: Person, muong_bi: Unit) -> None:
    end(area("05158"), area("05152"))

    assert actors.actor_of(minh, EVE).holds(Role.RECEIVER, muong_bi.pk)
    assert actors.actor_of(minh, AFTER).grants == frozenset()
    ended = units.unit_by_code("H44.05158")
    with pytest.raises(Conflict, match="không còn hoạt động"):
        posts.appoint(
            minh, ended, title="Công chức", roles=(), since=AFTER.date(), by=PLATFORM, at=AFTER
        )


def test_of_two_successors_the_first_takes_over_and_both_serve(
    tree: None, quang: Person, muong_bi: Unit
) -> None:
    third = next(u for u in units.communes() if u.area_code not in {"05158", "05152"})
    other = make_official(
        "khac", "Lò Văn Khác", units.competent_agency(third.area_code), "Công chức", Role.RECEIVER
    )
    end(area("05158"), area("05152"), third)

    serving = successions.communes_serving("05158", on=AFTER.date())
    assert [unit.area_code for unit in serving] == ["05152", third.area_code]
    assert actors.actor_of(quang, AFTER).holds(Role.RECEIVER, muong_bi.pk)
    assert not actors.actor_of(other, AFTER).holds(Role.RECEIVER, muong_bi.pk)


def test_a_successor_that_ends_passes_on_what_it_had_taken_over(
    tree: None, quang: Person, muong_bi: Unit
) -> None:
    third = next(u for u in units.communes() if u.area_code not in {"05158", "05152"})
    heir = make_official(
        "heir", "Bùi Văn Kế", units.competent_agency(third.area_code), "Công chức", Role.RECEIVER
    )
    end(area("05158"), area("05152"))
    later = MIDNIGHT + timedelta(days=29)
    end(area("05152"), third, last_day=date(2026, 4, 30), at=later)

    day = date(2026, 5, 1)
    assert [u.pk for u in successions.communes_serving("05158", on=day)] == [third.pk]
    assert actors.actor_of(heir, later).agencies_where(Role.RECEIVER) == {
        units.competent_agency(third.area_code).pk
    }
    held = actors.actor_of(heir, later + timedelta(days=1)).agencies_where(Role.RECEIVER)
    assert muong_bi.pk in held
    assert actors.actor_of(quang, later + timedelta(days=1)).grants == frozenset()


def test_former_communes_lead_to_who_serves_them_now(tree: None) -> None:
    assert [u.name for u in successions.communes_serving("05143", on=LAST_DAY)] == ["Xã Mường Bi"]

    end(area("05158"), area("05152"))

    assert successions.communes_serving("05143", on=AFTER.date()) == [area("05152")]
    assert successions.communes_serving("99999", on=AFTER.date()) == []


def test_keep_takes_the_last_day_back_with_its_posts(minh: Person, muong_bi: Unit) -> None:
    end(area("05158"), area("05152"))

    closing.keep(area("05158"), by=PLATFORM, at=EVE)

    assert set(units.below(area("05158")).values_list("valid_to", flat=True)) == {None}
    assert not Succession.objects.exists()
    assert actors.actor_of(minh, AFTER).holds(Role.RECEIVER, muong_bi.pk)


def test_keep_is_refused_when_the_day_is_over_or_none_is_laid_down(tree: None) -> None:
    with pytest.raises(Conflict, match="không có ngày kết thúc"):
        closing.keep(area("05158"), by=PLATFORM, at=MONDAY)
    end(area("05158"), area("05152"))

    with pytest.raises(Conflict, match="31/03/2026"):
        closing.keep(area("05158"), by=PLATFORM, at=AFTER)


def test_close_is_refused_to_a_stranger_and_to_a_communes_own_administrator(
    quang: Person, van_son: Unit
) -> None:
    own = make_official("adm", "Bùi Văn Quản", van_son, "Chuyên viên", Role.ADMIN)
    decided = Closing(LAST_DAY, (area("05158"),), BASIS)

    for person in (quang, own):
        by = actors.actor_of(person, MONDAY)
        with pytest.raises(NotPermitted):
            closing.close(area("05152"), decided, by=by, at=MONDAY)
        with pytest.raises(NotPermitted):
            closing.keep(area("05152"), by=by, at=MONDAY)


def test_close_is_refused_twice(tree: None) -> None:
    end(area("05158"), area("05152"))

    with pytest.raises(Conflict, match="31/03/2026"):
        end(area("05158"), area("05152"))


def test_close_refuses_what_cannot_be(tree: None) -> None:
    code = "05158"
    with pytest.raises(Refusal, match="hôm qua"):
        end(area(code), area("05152"), last_day=date(2026, 2, 28))
    with pytest.raises(Refusal, match="ít nhất một"):
        end(area(code))
    with pytest.raises(Refusal, match="chính mình"):
        end(area(code), area(code))
    with pytest.raises(Refusal, match="cùng loại"):
        end(area(code), units.departments()[0])
    with pytest.raises(Refusal, match="Chỉ xã, phường"):
        end(units.province_committee(), units.departments()[0])
    with pytest.raises(Refusal, match="căn cứ"):
        closing.close(area(code), Closing(LAST_DAY, (area("05152"),), "."), by=PLATFORM, at=MONDAY)
    end(area("05152"), area(code))
    with pytest.raises(Refusal, match="không hoạt động vào ngày 01/04/2026"):
        end(area(code), area("05152"))
