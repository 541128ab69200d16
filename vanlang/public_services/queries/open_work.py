"""What is still open at agencies, for whoever ends one; and whom it concerns."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from vanlang.public_services.models.dossiers import Dossier, Draft
from vanlang.public_services.rules.states import CLOSED, Channel


def _open(unit_ids: Collection[int]) -> QuerySet[Dossier]:
    at_them = Q(receiving_unit__in=unit_ids) | Q(competent_unit__in=unit_ids)
    return Dossier.objects.filter(at_them).exclude(state__in=sorted(CLOSED))


def dossiers_at(unit_ids: Collection[int]) -> int:
    return _open(unit_ids).count()


def drafts_at(unit_ids: Collection[int]) -> int:
    return Draft.objects.filter(receiving_unit__in=unit_ids).count()


def concerned(unit_ids: Collection[int]) -> list[tuple[UUID, str]]:
    """Return who has something open there: with a dossier's code, or "" for a draft of their own.

    What an official drafts for a visitor is no citizen's yet.
    """
    filed = _open(unit_ids).values_list("applicant_id", "code")
    drafts = Draft.objects.filter(receiving_unit__in=unit_ids, channel=int(Channel.ONLINE))
    return [*filed, *((person_id, "") for person_id in drafts.values_list("person_id", flat=True))]
