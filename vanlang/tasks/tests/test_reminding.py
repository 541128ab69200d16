# ruff: noqa: PLR0913, PLR0917 a test names everybody it needs
from datetime import timedelta
from uuid import uuid4

import pytest
from pytest_django import Settings

from vanlang.identity.api import Person, Role, Unit
from vanlang.kernel import notices, queue
from vanlang.tasks.actions import deciding, extending, reminding, working
from vanlang.tasks.actions.assigning import Order, assign_to_each
from vanlang.tasks.models import Digest, Reminder
from vanlang.tasks.rules.states import State
from vanlang.tasks.tests.conftest import FRIDAY, KEY, MONDAY, Give, as_actor, official

pytestmark = pytest.mark.django_db
DUE_DAY, MONDAY_AFTER = MONDAY + timedelta(days=4), MONDAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def steps(settings: Settings) -> None:
    settings.TASKS_REMIND_BEFORE, settings.TASKS_ESCALATE_AFTER = [3, 1], [1, 7]


def subjects(person: Person) -> list[str]:
    return [notice.subject for notice in notices.inbox(person.pk)]


def test_each_step_is_reminded_once(give: Give, minh: Person, hoa: Person, tam: Person) -> None:
    give(person_id=minh.pk)

    told = [reminding.remind_due(at=MONDAY + timedelta(days=day)) for day in (0, 1, 1, 2, 3, 4, 4)]

    assert told == [0, 1, 0, 0, 1, 1, 0]
    assert len(subjects(minh)) == 3
    assert subjects(minh)[0].startswith("Nhiệm vụ đến hạn hôm nay")
    assert subjects(tam) == []


def test_nobody_is_reminded_on_a_day_off(give: Give, minh: Person) -> None:
    give(person_id=minh.pk)

    assert reminding.remind_due(at=MONDAY + timedelta(days=5)) == 0  # Saturday
    assert reminding.remind_due(at=MONDAY_AFTER) == 1
    assert Reminder.objects.get().step == "late_1"


def test_late_work_goes_up_to_the_leaders(
    give: Give, minh: Person, hoa: Person, tam: Person
) -> None:
    give(person_id=minh.pk)

    reminding.remind_due(at=MONDAY_AFTER)

    for person in (minh, hoa, tam):
        assert subjects(person) == ["Nhiệm vụ quá hạn 1 ngày: Rà soát thủ tục hành chính"]


def test_what_was_handed_in_is_not_reminded(give: Give, minh: Person) -> None:
    working.report(give(), key=KEY, text="x", by=as_actor(minh), at=MONDAY)

    assert reminding.remind_due(at=DUE_DAY) == 0


def test_a_new_term_is_reminded_anew(give: Give, minh: Person, tam: Person) -> None:
    task = give(person_id=minh.pk)
    reminding.remind_due(at=DUE_DAY)
    asked = extending.ask(
        task, key=KEY, due_on=FRIDAY + timedelta(days=7), reason="x", by=as_actor(minh), at=DUE_DAY
    )
    extending.grant(asked, by=as_actor(tam), at=DUE_DAY)

    assert reminding.remind_due(at=DUE_DAY) == 0
    assert reminding.remind_due(at=DUE_DAY + timedelta(days=7)) == 1


def test_the_digest_is_sent_once_a_day(give: Give, minh: Person, hoa: Person, tam: Person) -> None:
    give("1", person_id=minh.pk)
    give("2")
    handed_in = working.report(give("3"), key=KEY, text="x", by=as_actor(minh), at=MONDAY)

    sent = [reminding.send_digests(at=DUE_DAY) for _ in range(2)]

    assert handed_in.state == State.REPORTED
    assert sent == [3, 0]
    assert Digest.objects.count() == 3
    found = {person: notices.inbox(person.pk).get().text for person in (minh, hoa, tam)}
    assert found[minh] == "Hôm nay có 1 nhiệm vụ phải làm, 1 nhiệm vụ đến hạn hôm nay."
    assert found[hoa] == "Hôm nay có 2 nhiệm vụ phải làm, 2 nhiệm vụ đến hạn hôm nay."
    assert found[tam] == "Hôm nay có 1 nhiệm vụ chờ nghiệm thu."
    assert reminding.send_digests(at=DUE_DAY + timedelta(days=1)) == 0  # Saturday


def test_each_step_is_told_to_those_it_concerns(
    give: Give, minh: Person, hoa: Person, tam: Person, quang: Person, muong_bi: Unit
) -> None:
    clerk = official("vanthu", "Bùi Văn Thư", muong_bi, Role.CLERK)
    task = give()
    queue.drain()
    assert [len(subjects(person)) for person in (hoa, clerk, minh, tam, quang)] == [1, 1, 0, 0, 0]

    working.entrust(task, person_id=minh.pk, by=as_actor(hoa), at=MONDAY)
    working.report(task, key=uuid4(), text="x", by=as_actor(minh), at=MONDAY)
    deciding.send_back(task, reason="Thiếu", by=as_actor(tam), at=MONDAY)
    queue.drain()

    assert subjects(minh)[0] == "Trả lại để làm tiếp: Rà soát thủ tục hành chính"
    assert len(subjects(minh)) == 2
    assert subjects(tam) == ["Chờ nghiệm thu: Rà soát thủ tục hành chính"]


def test_an_order_closes_by_listening(
    province: Unit, tam: Person, muong_bi: Unit, hoa: Person
) -> None:
    order = Order(KEY, "Việc", "Báo cáo", province, province, due_on=FRIDAY)
    first = assign_to_each(order, [muong_bi], by=as_actor(tam), at=MONDAY)
    task = first.children.get()
    working.report(task, key=uuid4(), text="x", by=as_actor(hoa), at=MONDAY)
    deciding.accept(task, by=as_actor(tam), at=MONDAY)

    queue.drain()

    first.refresh_from_db()
    assert first.state == State.CLOSED
