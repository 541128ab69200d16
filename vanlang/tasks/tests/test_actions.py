# ruff: noqa: PLR0913, PLR0917 a test names everybody it needs
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from vanlang.identity.api import Person, Role, Unit
from vanlang.kernel import journal
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.models import Entry
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal
from vanlang.tasks import api as tasks
from vanlang.tasks.actions import deciding, extending, working
from vanlang.tasks.actions.assigning import Order, assign_to_each
from vanlang.tasks.models import Extension, Report, Task
from vanlang.tasks.rules.clarity import WRITTEN
from vanlang.tasks.rules.states import Event, Kind, State, WrongState
from vanlang.tasks.tests.conftest import (
    FRIDAY,
    KEY,
    MONDAY,
    SOURCE,
    Give,
    as_actor,
    committee,
    official,
)

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=2)
ANSWER = tasks.Source("documents", "d-2", "Công văn số 7/UBND-VP", "/van-ban/d-2/")


def kinds(task: Task) -> list[str]:
    return list(journal.history(task).values_list("kind", flat=True))


def hand_in(task: Task, person: Person, *, children_note: str = "") -> Task:
    return working.report(
        task,
        key=uuid4(),
        text="Đã xong",
        by=as_actor(person),
        at=LATER,
        children_note=children_note,
    )


def test_assign_makes_all_six_clear(task: Task, muong_bi: Unit) -> None:
    assert all(getattr(task, column) for column in WRITTEN)
    assert task.in_charge == "Chủ tịch (UBND xã Mường Bi)"
    assert task.due_at == task.original_due_at
    assert task.number == "1/2026"
    assert task.root_id == task.pk
    assert kinds(task) == [Event.ASSIGNED]


def test_assign_twice_gives_once(give: Give) -> None:
    assert give().pk == give().pk
    assert Task.objects.count() == 1
    assert give("2").number == "2/2026"


def test_assign_with_a_key_of_others_is_refused(
    give: Give, task: Task, van_son: Unit, quang: Person
) -> None:
    with pytest.raises(Conflict):
        give(giver=van_son, by=as_actor(quang))


def test_assign_is_refused_to_a_stranger_and_leaves_no_trace(give: Give, quang: Person) -> None:
    with pytest.raises(NotPermitted):
        give(by=as_actor(quang))

    assert Task.objects.count() == 0
    assert not Entry.objects.filter(kind=Event.ASSIGNED).exists()


def test_assign_names_the_person(give: Give, minh: Person, quang: Person) -> None:
    assert give(person_id=minh.pk).in_charge == "Đinh Văn Minh, Công chức"
    with pytest.raises(Refusal, match="không công tác"):
        give("2", person_id=quang.pk)


@pytest.mark.parametrize("column", WRITTEN)
def test_the_database_refuses_what_is_not_clear(task: Task, column: str) -> None:
    with (
        pytest.raises(IntegrityError, match="tasks_are_clear_in_all_six_ways"),
        transaction.atomic(),
    ):
        Task.objects.filter(pk=task.pk).update(**{column: ""})


def test_one_order_to_148_takes_as_many_statements_as_to_2(
    province: Unit, tam: Person, muong_bi: Unit
) -> None:
    units = [committee(f"H44.{n:05}", f"xã {n}") for n in range(148)]
    order = Order(
        key=KEY,
        title="Báo cáo thực hiện Kế hoạch 100 ngày",
        product="Báo cáo theo mẫu",
        giver=province,
        lead=province,
        due_on=FRIDAY,
        supporting=(muong_bi,),
        source=SOURCE,
    )
    counts = []
    for number, leads in enumerate((units[:2], units)):
        with CaptureQueriesContext(connection) as found:
            first = assign_to_each(
                replace(order, key=UUID(int=number)), leads, by=as_actor(tam), at=MONDAY
            )
        counts.append(len(found) - 1)  # the actor is looked up within

    assert first.children.count() == 148
    assert counts[0] == counts[1] <= 12
    assert first.kind == Kind.ORDER
    child = tasks.of_source("documents", "d-1").get(lead=units[147], root=first)
    assert child.number == "2.148/2026"
    assert kinds(child) == [Event.ASSIGNED]
    assert child.supports.get().unit == muong_bi


def test_an_order_is_given_once_and_closes_with_its_last_part(
    province: Unit, tam: Person, muong_bi: Unit, van_son: Unit, hoa: Person, quang: Person
) -> None:
    order = Order(KEY, "Việc", "Báo cáo", province, province, due_on=FRIDAY)
    first = assign_to_each(order, [muong_bi, van_son], by=as_actor(tam), at=MONDAY)
    assert assign_to_each(order, [muong_bi], by=as_actor(tam), at=MONDAY) == first
    mine, theirs = first.children.order_by("position")

    deciding.accept(hand_in(mine, hoa), by=as_actor(tam), at=LATER)
    assert deciding.conclude_when_complete(first.pk, at=LATER) is None
    deciding.cancel(theirs, reason="Giao nhầm", by=as_actor(tam), at=LATER)
    deciding.conclude_when_complete(first.pk, at=LATER)
    deciding.conclude_when_complete(first.pk, at=LATER)

    first.refresh_from_db()
    assert first.state == State.CLOSED
    assert kinds(first).count(Event.CLOSED) == 1


def test_work_runs_from_giving_to_closing(
    task: Task, minh: Person, tam: Person, hoa: Person
) -> None:
    working.start(task, by=as_actor(minh), at=MONDAY)
    working.entrust(task, person_id=minh.pk, by=as_actor(hoa), at=MONDAY)
    hand_in(task, minh)
    deciding.send_back(task, reason="Thiếu phụ lục", by=as_actor(tam), at=LATER)
    hand_in(task, minh)
    task = deciding.accept(task, by=as_actor(tam), at=LATER)

    assert task.state == State.CLOSED
    assert task.in_charge == "Đinh Văn Minh, Công chức"
    assert [report.is_accepted for report in task.reports.order_by("pk")].count(True) == 1
    assert kinds(task) == [
        Event.ASSIGNED,
        Event.STARTED,
        Event.ENTRUSTED,
        Event.REPORTED,
        Event.SENT_BACK,
        Event.REPORTED,
        Event.CLOSED,
    ]


def test_report_sent_twice_is_one(task: Task, minh: Person) -> None:
    for _ in range(2):
        working.report(task, key=KEY, text="Xong", by=as_actor(minh), at=LATER)

    assert Report.objects.count() == 1


def test_steps_are_refused_to_a_stranger_and_leave_no_trace(
    task: Task, quang: Person, hoa: Person
) -> None:
    stranger = as_actor(quang)
    steps = (
        lambda: working.start(task, by=stranger, at=LATER),
        lambda: working.entrust(task, person_id=quang.pk, by=stranger, at=LATER),
        lambda: working.report(task, key=KEY, text="Xong", by=stranger, at=LATER),
        lambda: extending.ask(
            task, key=KEY, due_on=date(2026, 3, 20), reason="x", by=stranger, at=LATER
        ),
        lambda: deciding.accept(task, by=stranger, at=LATER),
        lambda: deciding.send_back(task, reason="x", by=stranger, at=LATER),
        lambda: deciding.conclude(task, word="x", by=stranger, at=LATER),
        lambda: deciding.cancel(task, reason="x", by=stranger, at=LATER),
        # The unit that works on it does not decide on it either.
        lambda: deciding.accept(task, by=as_actor(hoa), at=LATER),
        lambda: deciding.cancel(task, reason="x", by=as_actor(hoa), at=LATER),
    )

    for step in steps:
        with pytest.raises(NotPermitted):
            step()

    assert kinds(task) == [Event.ASSIGNED]


def test_steps_are_refused_in_the_wrong_state(
    task: Task, minh: Person, hoa: Person, tam: Person
) -> None:
    giver, worker = as_actor(tam), as_actor(minh)
    with pytest.raises(WrongState):
        deciding.accept(task, by=giver, at=LATER)
    with pytest.raises(WrongState):
        deciding.send_back(task, reason="x", by=giver, at=LATER)
    hand_in(task, minh)
    with pytest.raises(WrongState):
        hand_in(task, minh)
    with pytest.raises(WrongState):
        deciding.conclude(task, word="x", by=giver, at=LATER)
    deciding.accept(task, by=giver, at=LATER)
    for step in (
        lambda: working.start(task, by=worker, at=LATER),
        lambda: working.entrust(task, person_id=minh.pk, by=as_actor(hoa), at=LATER),
        lambda: extending.ask(
            task, key=KEY, due_on=date(2026, 3, 20), reason="x", by=worker, at=LATER
        ),
        lambda: deciding.cancel(task, reason="x", by=giver, at=LATER),
    ):
        with pytest.raises(WrongState):
            step()


def test_nobody_accepts_their_own_report(give: Give, province: Unit, tam: Person) -> None:
    own = give(lead=province, person_id=tam.pk)
    hand_in(own, tam)

    with pytest.raises(NotPermitted, match="không tự nghiệm thu"):
        deciding.accept(own, by=as_actor(tam), at=LATER)


def test_a_parent_closes_after_its_children_or_says_why(
    give: Give, task: Task, muong_bi: Unit, hoa: Person, minh: Person, tam: Person
) -> None:
    part = give("2", parent=task, giver=muong_bi, by=as_actor(hoa))
    assert part.is_part
    assert part.root_id == task.pk
    with pytest.raises(Refusal, match="1 việc con") as refused:
        hand_in(task, minh)
    assert refused.value.field == "children_note"

    hand_in(task, minh, children_note="Phần còn lại không ảnh hưởng")
    deciding.accept(task, by=as_actor(tam), at=LATER)

    assert Report.objects.get().children_note
    assert deciding.conclude(part, word="Đã xong", by=as_actor(hoa), at=LATER).closed_at == LATER


def test_a_part_ends_no_later_than_its_whole(
    give: Give, task: Task, muong_bi: Unit, hoa: Person, minh: Person
) -> None:
    with pytest.raises(Refusal, match="không được có hạn sau"):
        give("2", parent=task, giver=muong_bi, by=as_actor(hoa), due_on=date(2026, 3, 20))
    part = give("3", parent=task, giver=muong_bi, by=as_actor(hoa))
    asked = extending.ask(
        part, key=KEY, due_on=date(2026, 3, 20), reason="x", by=as_actor(minh), at=LATER
    )
    with pytest.raises(Refusal, match="không được có hạn sau"):
        extending.grant(asked, by=as_actor(hoa), at=LATER)


def test_an_extension_is_granted_and_the_original_term_kept(
    task: Task, minh: Person, tam: Person, quang: Person
) -> None:
    asked = extending.ask(
        task, key=KEY, due_on=date(2026, 3, 20), reason="Chờ số liệu", by=as_actor(minh), at=LATER
    )
    with pytest.raises(Conflict):
        extending.ask(
            task, key=uuid4(), due_on=date(2026, 3, 21), reason="x", by=as_actor(minh), at=LATER
        )
    with pytest.raises(NotPermitted):
        extending.grant(asked, by=as_actor(quang), at=LATER)

    after = extending.grant(asked, due_on=date(2026, 3, 13), by=as_actor(tam), at=LATER)

    assert after.due_at.date() == date(2026, 3, 13)
    assert after.original_due_at == task.due_at
    assert Extension.objects.get().wanted_due_at.date() == date(2026, 3, 20)
    with pytest.raises(Conflict):
        extending.refuse(asked, word="x", by=as_actor(tam), at=LATER)


def test_an_extension_is_refused_with_a_reason(task: Task, minh: Person, tam: Person) -> None:
    asked = extending.ask(
        task, key=KEY, due_on=date(2026, 3, 20), reason="Chờ", by=as_actor(minh), at=LATER
    )
    with pytest.raises(Refusal):
        extending.refuse(asked, word=" ", by=as_actor(tam), at=LATER)

    extending.refuse(asked, word="Việc gấp", by=as_actor(tam), at=LATER)

    task.refresh_from_db()
    assert task.due_at == task.original_due_at
    assert kinds(task)[-1] == Event.EXTENSION_REFUSED


@pytest.mark.parametrize("day", [FRIDAY, date(2026, 3, 1), date(2046, 1, 1)])
def test_an_extension_that_is_none_is_refused(task: Task, minh: Person, day: date) -> None:
    with pytest.raises(Refusal):
        extending.ask(task, key=KEY, due_on=day, reason="x", by=as_actor(minh), at=LATER)


def test_an_answer_closes_what_was_ordered_so(
    give: Give, muong_bi: Unit, van_son: Unit, hoa: Person, quang: Person
) -> None:
    awaited = give("1", source=SOURCE, closes_with_answer=True)
    other = give("2", source=SOURCE)
    elsewhere = give("3", source=SOURCE, closes_with_answer=True, lead=van_son)
    with pytest.raises(NotPermitted):
        tasks.close_by_answer(SOURCE, answer=ANSWER, lead=muong_bi, by=as_actor(quang), at=LATER)

    closed = tasks.close_by_answer(SOURCE, answer=ANSWER, lead=muong_bi, by=as_actor(hoa), at=LATER)
    again = tasks.close_by_answer(SOURCE, answer=ANSWER, lead=muong_bi, by=PLATFORM, at=LATER)

    assert closed == [awaited]
    assert again == []
    assert not awaited.__class__.objects.get(pk=awaited.pk).is_late(LATER)
    assert Report.objects.get().answer_label == ANSWER.label
    assert tasks.Task.objects.get(pk=other.pk).state == State.ASSIGNED
    assert tasks.Task.objects.get(pk=elsewhere.pk).state == State.ASSIGNED


def test_an_answer_takes_what_was_handed_in(give: Give, muong_bi: Unit, minh: Person) -> None:
    awaited = give(source=SOURCE, closes_with_answer=True)
    hand_in(awaited, minh)

    tasks.close_by_answer(
        SOURCE, answer=ANSWER, lead=muong_bi, by=PLATFORM, at=MONDAY + timedelta(days=30)
    )

    awaited.refresh_from_db()
    assert awaited.reported_at == LATER
    assert not awaited.is_late(MONDAY + timedelta(days=30))
    assert not Report.objects.filter(decided_at=None).exists()


def test_cancelling_takes_what_hangs_below(
    give: Give, task: Task, muong_bi: Unit, hoa: Person, minh: Person, tam: Person
) -> None:
    part = give("2", parent=task, giver=muong_bi, by=as_actor(hoa))
    extending.ask(task, key=KEY, due_on=date(2026, 3, 20), reason="x", by=as_actor(minh), at=LATER)

    deciding.cancel(task, reason="Thay bằng chỉ thị mới", by=as_actor(tam), at=LATER)

    part.refresh_from_db()
    assert part.state == State.CANCELLED
    assert part.closing_word == "Thay bằng chỉ thị mới"
    assert Extension.objects.get().decided_at == LATER
    assert kinds(part)[-1] == Event.CANCELLED


def test_accepting_several_says_what_was_refused(give: Give, minh: Person, tam: Person) -> None:
    ready, begun = hand_in(give("1"), minh), give("2")

    outcome = deciding.accept_all([ready, begun], by=as_actor(tam), at=LATER)

    assert outcome.done == [ready]
    assert [task for task, _ in outcome.refused] == [begun]


def test_visible_to_leaves_strangers_nothing(
    give: Give,
    task: Task,
    province: Unit,
    van_son: Unit,
    tam: Person,
    hoa: Person,
    minh: Person,
    quang: Person,
    lan: Person,
) -> None:
    viewer = official("xem", "Lê Thị Xem", province, Role.VIEWER)
    for person in (tam, hoa, minh, viewer):
        assert list(tasks.visible_to(as_actor(person))) == [task]
    for person in (quang, lan):
        assert tasks.visible_to(as_actor(person)).count() == 0

    helped = give("2", supporting=(van_son,))
    assert list(tasks.visible_to(as_actor(quang))) == [helped]
