"""Whose figures an event below changes."""

from uuid import UUID

from vanlang.identity.api import Unit
from vanlang.public_services.api import Dossier
from vanlang.tasks.api import Task


def of_dossier(key: str) -> list[int]:
    found = Dossier.objects.filter(pk=UUID(key))
    return list(found.values_list("competent_unit_id", flat=True))


def of_task(key: str) -> list[int]:
    return list(Task.objects.filter(pk=UUID(key)).values_list("lead_agency_id", flat=True))


def of_actor(unit_id: int | None) -> list[int]:
    if unit_id is None:
        return []
    found = Unit.objects.filter(pk=unit_id, agency__isnull=False)
    return [agency for agency in found.values_list("agency_id", flat=True) if agency]
