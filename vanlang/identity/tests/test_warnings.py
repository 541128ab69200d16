"""Administrators hear in time of a year whose days off nobody has laid down."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from vanlang.identity.actions import warnings
from vanlang.identity.models import Person, Unit
from vanlang.identity.queries.units import province_committee
from vanlang.identity.rules import Role
from vanlang.identity.tests.conftest import make_official
from vanlang.kernel.models import Notice

pytestmark = pytest.mark.django_db
OCTOBER = datetime(2026, 10, 5, 2, tzinfo=UTC)


@pytest.fixture
def tam(muong_bi: Unit) -> Person:
    return make_official("tam", "Phạm Thị Tâm", province_committee(), "Quản trị", Role.ADMIN)


def test_the_provinces_administrators_are_told_once_a_month(tam: Person, minh: Person) -> None:
    told = [warnings.warn_of_calendar(at=OCTOBER + timedelta(days=days)) for days in (0, 1, 29, 31)]

    assert told == [1, 0, 0, 1]
    notice = Notice.objects.filter(person_id=tam.pk).first()
    assert notice is not None
    assert notice.subject == "Lịch nghỉ năm 2027 chưa chính thức"
    assert not Notice.objects.filter(person_id=minh.pk).exists()


def test_nobody_is_told_while_every_year_within_reach_is_laid_down(
    tam: Person, settings: Settings
) -> None:
    assert warnings.warn_of_calendar(at=datetime(2026, 3, 2, 2, tzinfo=UTC)) == 0
    settings.CALENDAR_FINAL_YEARS = frozenset({2027})
    assert warnings.warn_of_calendar(at=OCTOBER) == 0


def test_an_installation_without_its_units_has_nobody_to_tell() -> None:
    assert warnings.warn_of_calendar(at=OCTOBER) == 0
