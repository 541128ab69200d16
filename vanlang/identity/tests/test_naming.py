"""Names belong to times: a unit is called what it was called on the day that is spoken of."""

from datetime import UTC, date, datetime

import pytest

from vanlang.identity.actions import naming, turning
from vanlang.identity.actions.naming import NewName
from vanlang.identity.actions.units import load_units
from vanlang.identity.models import Person, Unit
from vanlang.identity.queries import actors, successions, units
from vanlang.identity.tests.conftest import MONDAY
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import NotPermitted, Refusal

pytestmark = pytest.mark.django_db
BASIS = "Nghị quyết số 12/NQ-HĐND"
APRIL = date(2026, 4, 1)
FIRST_OF_APRIL = datetime(2026, 3, 31, 17, 0, tzinfo=UTC)  # 00:00 in Phú Thọ


def rename(code: str, name: str, since: date = APRIL, at: datetime = MONDAY) -> Unit:
    unit = units.unit_by_code(code)
    return naming.rename(unit, NewName(name, since, BASIS), by=PLATFORM, at=at)


def names(code: str) -> tuple[str, str]:
    unit = units.unit_by_code(code)
    return unit.name, unit.short_name


def test_a_communes_agencies_take_their_names_from_it_on_the_day(tree: None) -> None:
    rename("H44.05158.00", "Phường Mường Bi")

    assert names("H44.05158.00") == ("Xã Mường Bi", "Mường Bi")
    turning.turn(at=FIRST_OF_APRIL)
    assert names("H44.05158.00") == ("Phường Mường Bi", "Mường Bi")
    assert names("H44.05158") == (
        "Ủy ban nhân dân phường Mường Bi",
        "UBND phường Mường Bi",
    )
    assert names("H44.05158.04") == (
        "Trung tâm Phục vụ hành chính công phường Mường Bi",
        "TTPVHCC",
    )
    assert names("H44.05152") == ("Ủy ban nhân dân xã Vân Sơn", "UBND xã Vân Sơn")


def test_a_past_day_has_the_name_of_that_day(tree: None) -> None:
    rename("H44.05158.00", "Xã Mường Trời")
    turning.turn(at=FIRST_OF_APRIL)
    rename("H44.05158.00", "Xã Mường Đất", since=date(2026, 6, 1), at=FIRST_OF_APRIL)
    turning.turn(at=datetime(2026, 6, 1, 1, 0, tzinfo=UTC))

    unit = units.unit_by_code("H44.05158")
    assert unit.short_name == "UBND xã Mường Đất"
    assert successions.name_on(unit, date(2026, 3, 31)) == "Ủy ban nhân dân xã Mường Bi"
    assert successions.short_name_on(unit, APRIL) == "UBND xã Mường Trời"
    assert successions.name_on(unit, date(2020, 1, 1)) == "Ủy ban nhân dân xã Mường Bi"
    for words in ("mường bi", "mường trời", "mường đất"):
        assert unit in units.find_units(words)


def test_loading_the_units_again_does_not_undo_a_name(tree: None) -> None:
    rename("H44.05158.00", "Xã Mường Trời")
    turning.turn(at=FIRST_OF_APRIL)

    load_units(by=PLATFORM, at=FIRST_OF_APRIL)

    assert names("H44.05158") == ("Ủy ban nhân dân xã Mường Trời", "UBND xã Mường Trời")
    assert units.unit_by_code("H44.05158") in units.find_units("mường bi")


def test_rename_is_refused_to_a_stranger_and_where_it_cannot_be(quang: Person) -> None:
    unit = units.unit_by_code("H44.05158.00")
    new = NewName("Xã Mường Trời", APRIL, BASIS)

    with pytest.raises(NotPermitted):
        naming.rename(unit, new, by=actors.actor_of(quang, MONDAY), at=MONDAY)
    with pytest.raises(Refusal, match="trước hôm nay"):
        rename("H44.05158.00", "Xã Mường Trời", since=date(2026, 3, 1))
    with pytest.raises(Refusal, match="Bạn đổi tên xã"):
        rename("H44.05158", "Ủy ban nhân dân xã Khác")
    with pytest.raises(Refusal, match="đang mang tên này"):
        rename("H44.05158.00", "Xã Mường Bi")
    with pytest.raises(Refusal, match="bắt đầu bằng"):
        rename("H44.05158.00", "Mường Trời")
