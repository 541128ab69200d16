import pytest
from django.utils import timezone

from vanlang.demo import accounts, assignments, province
from vanlang.identity.api import commune_committees, departments, load_units, province_committee
from vanlang.kernel.actors import PLATFORM
from vanlang.tasks.models import Task
from vanlang.tasks.rules.states import Kind, State

pytestmark = pytest.mark.django_db


def test_tasks_stand_in_every_state_and_are_made_once() -> None:
    at = timezone.now()
    load_units(by=PLATFORM, at=at)
    everybody = accounts.accounts(
        province_committee(), list(commune_committees()), list(departments()), whole=False
    )
    leaders = [one for one in everybody if one.username.startswith("lanhdao")][:60]
    province.open_accounts(leaders, at=at, say=len)

    counts = [assignments.make(at=at) for _ in range(2)]

    tasks = Task.objects.filter(kind=Kind.TASK)
    assert counts[0] == counts[1] == tasks.count() + 1
    assert set(tasks.values_list("state", flat=True)) == set(State) - {State.CANCELLED}
    assert any(task.is_late(at) for task in tasks)
