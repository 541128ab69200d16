from datetime import date, timedelta

import pytest

from vanlang.identity.actions.posts import delegate, dismiss
from vanlang.identity.models import Person, Unit
from vanlang.identity.queries.actors import actor_of
from vanlang.identity.rules import DelegationKind, Role
from vanlang.identity.tests.conftest import MONDAY
from vanlang.kernel.actors import PLATFORM, STRANGER, ActorKind

pytestmark = pytest.mark.django_db


def test_grants_hold_at_the_agency_not_at_the_office(minh: Person, muong_bi: Unit) -> None:
    actor = actor_of(minh, MONDAY)

    assert actor.unit_code == "H44.05158.04"
    assert actor.holds(Role.RECEIVER, muong_bi.pk)
    assert actor.agencies_where(Role.RECEIVER) == {muong_bi.pk}


def test_a_citizen_has_no_grants(lan: Person) -> None:
    actor = actor_of(lan, MONDAY)

    assert actor.kind == ActorKind.CITIZEN
    assert actor.identity_number == "003188000123"
    assert actor.grants == frozenset()


def test_delegated_roles_hold_on_their_days_only(hoa: Person, dung: Person, muong_bi: Unit) -> None:
    delegate(
        hoa.posts.get(),
        to=dung,
        kind=DelegationKind.DELEGATION,
        roles=[Role.LEADER],
        since=date(2026, 3, 3),
        until=date(2026, 3, 4),
        reason="Đi công tác",
        by=actor_of(hoa, MONDAY),
        at=MONDAY,
    )

    days = {day: actor_of(dung, MONDAY + timedelta(days=day)) for day in range(4)}

    assert [days[day].holds(Role.LEADER, muong_bi.pk) for day in range(4)] == [0, 1, 1, 0]
    assert days[1].standing_in_for == "Quách Thị Hòa"
    assert days[1].post == "Trưởng phòng"


def test_an_ended_post_gives_nothing(minh: Person, muong_bi: Unit) -> None:
    from_platform = actor_of(minh, MONDAY)
    assert from_platform.grants

    dismiss(minh.posts.get(), by=PLATFORM, at=MONDAY)

    assert actor_of(minh, MONDAY).grants == frozenset()


def test_a_closed_account_is_a_stranger(minh: Person) -> None:
    Person.objects.filter(pk=minh.pk).update(is_active=False)

    assert actor_of(minh, MONDAY) == STRANGER
