"""Searches that an official keeps for themselves."""

from datetime import datetime

from django.db import transaction

from vanlang.documents.models import SavedSearch
from vanlang.documents.permissions import documents as permissions
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Refusal, refuse_unless

MOST = 50


@transaction.atomic
def keep(*, name: str, query: str, by: Actor, at: datetime) -> SavedSearch:
    """Keep a search under a name; the same name again is the new search."""
    refuse_unless(permissions.may_search(by) and by.person_id is not None)
    if not name.strip() or not query:
        raise Refusal("Hãy đặt tên cho tìm kiếm.", field="name")
    mine = SavedSearch.objects.filter(person=by.person_id)
    if mine.count() >= MOST and not mine.filter(name=name.strip()).exists():
        raise Refusal(f"Chỉ lưu được {MOST} tìm kiếm; hãy bỏ bớt.", field="name")
    kept, _ = SavedSearch.objects.update_or_create(
        person_id=by.person_id,
        name=name.strip()[:100],
        defaults={"query": query[:1000], "saved_at": at},
    )
    return kept


@transaction.atomic
def drop(kept: SavedSearch, *, by: Actor) -> None:
    refuse_unless(kept.person_id == by.person_id)
    kept.delete()
