from datetime import date, timedelta

import pytest

from vanlang.identity.actions.posts import (
    appoint,
    delegate,
    dismiss,
    report_away,
    revoke_delegation,
)
from vanlang.identity.models import Delegation, Person, Unit
from vanlang.identity.queries import posts
from vanlang.identity.queries.actors import actor_of
from vanlang.identity.queries.units import unit_by_code
from vanlang.identity.rules import DelegationKind, Event, Role, heads
from vanlang.identity.tests.conftest import MONDAY, SINCE, make_official
from vanlang.kernel import journal
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal

pytestmark = pytest.mark.django_db
TODAY, TOMORROW = date(2026, 3, 2), date(2026, 3, 3)


def hand_over(
    holder: Person,
    to: Person,
    by: Actor,
    *roles: Role,
    until: date = TOMORROW,
    reason: str = "Nghỉ phép",
) -> Delegation:
    return delegate(
        holder.posts.get(),
        to=to,
        kind=DelegationKind.SUBSTITUTION,
        roles=roles,
        since=TODAY,
        until=until,
        reason=reason,
        by=by,
        at=MONDAY,
    )


def test_delegate_writes_one_entry(hoa: Person, dung: Person) -> None:
    given = hand_over(hoa, dung, actor_of(hoa, MONDAY), Role.LEADER)

    entry = journal.history(given).get()
    assert entry.kind == Event.DELEGATED
    assert entry.payload["to"] == "Bạch Thị Dung"


def test_delegate_is_refused_to_a_stranger(hoa: Person, minh: Person, quang: Person) -> None:
    with pytest.raises(NotPermitted):
        hand_over(hoa, quang, actor_of(quang, MONDAY), Role.LEADER)

    assert not Delegation.objects.exists()


@pytest.mark.parametrize("until", [date(2026, 3, 1), date(2025, 1, 1)])
def test_delegate_is_refused_for_days_that_cannot_be(
    hoa: Person, dung: Person, until: date
) -> None:
    with pytest.raises(Refusal) as refusal:
        hand_over(hoa, dung, actor_of(hoa, MONDAY), Role.LEADER, until=until)

    assert refusal.value.field == "until"


def test_nobody_gives_away_what_they_do_not_hold(hoa: Person, minh: Person) -> None:
    with pytest.raises(Refusal, match="đang có"):
        hand_over(hoa, minh, actor_of(hoa, MONDAY), Role.RECEIVER)


def test_what_was_delegated_is_not_delegated_on(hoa: Person, dung: Person, quang: Person) -> None:
    hand_over(hoa, dung, actor_of(hoa, MONDAY), Role.LEADER)

    with pytest.raises(Refusal, match="đang có"):
        hand_over(dung, quang, actor_of(dung, MONDAY), Role.LEADER)


def test_an_administrators_role_stays_with_them(muong_bi: Unit, minh: Person) -> None:
    chief = make_official("chi", "Bạch Thị Chi", muong_bi, "Chánh Văn phòng", Role.ADMIN)

    with pytest.raises(Refusal, match="quản trị"):
        hand_over(chief, minh, actor_of(chief, MONDAY), Role.ADMIN)


def test_revoking_ends_it_at_once_and_only_once(hoa: Person, dung: Person, muong_bi: Unit) -> None:
    given = hand_over(hoa, dung, actor_of(hoa, MONDAY), Role.LEADER)
    assert actor_of(dung, MONDAY).holds(Role.LEADER, muong_bi.pk)

    revoke_delegation(given, by=actor_of(hoa, MONDAY), at=MONDAY)

    assert not actor_of(dung, MONDAY).holds(Role.LEADER, muong_bi.pk)
    with pytest.raises(Conflict):
        revoke_delegation(given, by=actor_of(hoa, MONDAY), at=MONDAY)


def test_revoking_is_refused_to_a_stranger(hoa: Person, dung: Person, quang: Person) -> None:
    given = hand_over(hoa, dung, actor_of(hoa, MONDAY), Role.LEADER)

    with pytest.raises(NotPermitted):
        revoke_delegation(given, by=actor_of(quang, MONDAY), at=MONDAY)


def test_a_counter_whose_only_receiver_is_away_is_unmanned(
    minh: Person, hoa: Person, muong_bi: Unit
) -> None:
    before = posts.unmanned(Role.RECEIVER, muong_bi, TODAY)
    report_away(
        minh.posts.get(),
        since=TODAY,
        until=TOMORROW,
        reason="Ốm",
        by=actor_of(minh, MONDAY),
        at=MONDAY,
    )
    away = posts.unmanned(Role.RECEIVER, muong_bi, TODAY)
    listed = posts.unmanned_counters(TODAY)
    hand_over(minh, hoa, actor_of(minh, MONDAY), Role.RECEIVER)
    stood_in = posts.unmanned(Role.RECEIVER, muong_bi, TODAY)

    assert (before, away, stood_in) == (False, True, False)
    assert listed == [(muong_bi, Role.RECEIVER)]
    assert posts.unmanned_counters(TODAY) == []
    assert set(posts.holders(Role.RECEIVER, muong_bi, on=TODAY)) == {minh, hoa}


def test_who_is_away_does_not_stand_in(minh: Person, hoa: Person, muong_bi: Unit) -> None:
    by = actor_of(minh, MONDAY)
    report_away(minh.posts.get(), since=TODAY, until=TODAY, reason="", by=by, at=MONDAY)
    hand_over(minh, hoa, by, Role.RECEIVER)
    Person.objects.filter(pk=hoa.pk).update(is_active=False)

    assert posts.unmanned(Role.RECEIVER, muong_bi, TODAY)


def test_report_away_is_refused_to_a_stranger(minh: Person, quang: Person) -> None:
    with pytest.raises(NotPermitted):
        report_away(
            minh.posts.get(),
            since=TODAY,
            until=TODAY,
            reason="",
            by=actor_of(quang, MONDAY),
            at=MONDAY,
        )


def test_appoint_is_for_administrators_of_the_agency(
    minh: Person, quang: Person, muong_bi: Unit, van_son: Unit
) -> None:
    chief = make_official("chi", "Bạch Thị Chi", muong_bi, "Chánh Văn phòng", Role.ADMIN)
    by = actor_of(chief, MONDAY)

    with pytest.raises(NotPermitted):
        appoint(minh, van_son, title="A", roles=[Role.CLERK], since=SINCE, by=by, at=MONDAY)
    appoint(minh, muong_bi, title="Văn thư", roles=[Role.CLERK], since=SINCE, by=by, at=MONDAY)

    assert actor_of(minh, MONDAY).holds(Role.CLERK, muong_bi.pk)


def test_citizens_and_areas_have_no_posts(lan: Person, minh: Person, muong_bi: Unit) -> None:
    area = unit_by_code("H44.05158.00")

    for person, unit in ((lan, muong_bi), (minh, area)):
        with pytest.raises(Conflict):
            appoint(person, unit, title="A", roles=[], since=SINCE, by=PLATFORM, at=MONDAY)


def test_dismiss_is_refused_to_a_stranger_and_twice(minh: Person, quang: Person) -> None:
    post = minh.posts.get()

    with pytest.raises(NotPermitted):
        dismiss(post, by=actor_of(quang, MONDAY), at=MONDAY)
    dismiss(post, by=PLATFORM, at=MONDAY)
    with pytest.raises(Conflict):
        dismiss(post, by=PLATFORM, at=MONDAY + timedelta(hours=1))


@pytest.mark.parametrize("reason", ["", ".", "abc", "x x", "nghỉ", "... ...", "a b c d e", "aa aa"])
def test_a_reason_says_something(hoa: Person, dung: Person, reason: str) -> None:
    with pytest.raises(Refusal) as refusal:
        hand_over(hoa, dung, actor_of(hoa, MONDAY), Role.LEADER, reason=reason)

    assert refusal.value.field == "reason"


def test_the_power_to_sign_never_passes_to_the_counter_or_elsewhere(
    hoa: Person, minh: Person, quang: Person, muong_bi: Unit
) -> None:
    both = make_official(
        "ca-hai", "Lò Thị Cả", muong_bi, "Trưởng phòng", Role.REVIEWER, Role.RECEIVER
    )
    officer = make_official("can", "Lò Văn Cán", muong_bi, "Chuyên viên", Role.PROCESSOR)
    for person in (minh, quang, both, officer):
        with pytest.raises(Refusal) as refusal:
            hand_over(hoa, person, actor_of(hoa, MONDAY), Role.LEADER)
        assert refusal.value.field == "to", person

    assert not Delegation.objects.exists()


@pytest.mark.parametrize(
    ("title", "is_head"),
    [
        ("Chủ tịch", True),
        ("Chủ tịch UBND xã", True),
        ("Quyền Chủ tịch", True),
        ("Q. Chủ tịch", True),
        ("Phó Chủ tịch", False),
        ("Phó Chủ tịch phụ trách", False),
        ("Chủ tịchh", False),
        ("Chánh Văn phòng", False),
    ],
)
def test_the_head_is_known_by_the_title(title: str, is_head: bool) -> None:
    assert heads(title, "Chủ tịch") is is_head


def test_a_deputy_signs_by_post_and_never_passes_it_on(dung: Person, muong_bi: Unit) -> None:
    """Nghị định 30/2020/NĐ-CP, Điều 13: the head alone gives the power to sign."""
    deputy = make_official("pho", "Lò Văn Phó", muong_bi, "Phó Chủ tịch", Role.LEADER)

    for by in (actor_of(deputy, MONDAY), PLATFORM):
        with pytest.raises(Refusal, match=r"Cấp phó ký thay \(KT\.\).*không giao lại") as refusal:
            hand_over(deputy, dung, by, Role.LEADER)
        assert refusal.value.field == "roles"

    assert not Delegation.objects.exists()


def test_who_signs_by_order_gives_nothing_on(dung: Person, muong_bi: Unit) -> None:
    office = unit_by_code(f"{muong_bi.code}.01")
    chief = make_official("chanh", "Lò Thị Chánh", office, office.head_title, Role.LEADER)

    with pytest.raises(Refusal, match="người đứng đầu"):
        hand_over(chief, dung, actor_of(chief, MONDAY), Role.LEADER)


def test_the_head_gives_it_to_a_deputy_or_to_a_head_below(
    hoa: Person, dung: Person, muong_bi: Unit
) -> None:
    deputy = make_official("pho", "Lò Văn Phó", muong_bi, "Phó Chủ tịch", Role.LEADER)
    second = make_official("ha", "Lò Thị Hạ", muong_bi, "Phó Trưởng phòng", Role.REVIEWER)

    hand_over(hoa, deputy, actor_of(hoa, MONDAY), Role.LEADER)
    hand_over(hoa, dung, actor_of(hoa, MONDAY), Role.LEADER)
    with pytest.raises(Refusal) as refusal:
        hand_over(hoa, second, actor_of(hoa, MONDAY), Role.LEADER)

    assert refusal.value.field == "to"


def test_a_delegation_has_an_end_within_a_year(hoa: Person, dung: Person) -> None:
    with pytest.raises(Refusal) as refusal:
        hand_over(hoa, dung, actor_of(hoa, MONDAY), Role.LEADER, until=date(2099, 1, 1))

    assert refusal.value.field == "until"
