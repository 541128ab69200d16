"""What is still open at units, for whoever ends one."""

from django.db.models import Q

from vanlang.tasks.models import Task
from vanlang.tasks.rules.states import OPEN


def tasks_at(unit_ids: frozenset[int]) -> int:
    """Count the open tasks that these units lead or have given."""
    theirs = Q(lead__in=unit_ids) | Q(lead_agency__in=unit_ids) | Q(giver_agency__in=unit_ids)
    return Task.objects.filter(theirs, state__in=[state.value for state in OPEN]).count()
