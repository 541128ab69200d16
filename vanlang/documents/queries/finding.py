"""Finding among a million documents: by words with or without accents, and by what is known.

What people ask becomes one query of words over one index, in which stands also who may read; so
the index gives only a reader's own, and `visible_to` judges each of them once more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self
from uuid import UUID

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.db.models.functions import Cast

from vanlang.documents.models import Document, SavedSearch, SearchRow
from vanlang.documents.permissions.documents import READERS
from vanlang.documents.queries.documents import visible_to
from vanlang.documents.rules import words
from vanlang.kernel import search
from vanlang.kernel.actors import Actor

PAGE = 50
COUNTED_AT_MOST = 1000
SUGGESTED = 8
SHORTEST = 2


class Holds(Func):
    """Whether the words of a document answer a query: one look into the index."""

    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = BooleanField()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; what is empty does not matter."""

    text: str = ""
    number: int | None = None
    type_code: str = ""
    author_id: int | None = None
    unit_id: int | None = None
    since: date | None = None
    until: date | None = None

    @property
    def is_empty(self) -> bool:
        return self == Wanted()


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, the newest first; `count` stops at `COUNTED_AT_MOST`."""

    rows: list[Document]
    count: int
    has_more: bool
    start: int = 0
    words: list[str] = field(default_factory=list)

    @classmethod
    def nothing(cls) -> Self:
        return cls([], 0, has_more=False)


def find(actor: Actor, wanted: Wanted, *, start: int = 0, size: int = PAGE) -> Found:
    """Return what the actor may read and looks for."""
    terms = words.split(search.fold(wanted.text))[: words.MOST_WORDS]
    if wanted.is_empty or (wanted.text.strip() and not terms):
        return Found.nothing()
    most = max(COUNTED_AT_MOST, start + size) + 1
    found = _open_to(actor, _answering(_query(actor, wanted, terms), wanted)[:most])
    page = _in_order(actor, found[start : start + size])
    return Found(page, len(found), len(found) > start + size, start, terms)


def suggest(actor: Actor, text: str) -> list[Document]:
    """Return a few documents in which the words stand, the last of them perhaps unfinished."""
    terms = words.split(search.fold(text))[: words.MOST_WORDS]
    if not terms or len(terms[-1]) < SHORTEST:
        return []
    asked = [words.all_of(*terms[:-1])] if terms[:-1] else []
    query = " & ".join([*asked, words.beginning(terms[-1]), _readable(actor)])
    return _in_order(actor, _open_to(actor, _answering(query, Wanted())[:SUGGESTED]))


def _query(actor: Actor, wanted: Wanted, terms: list[str]) -> str:
    asked = list(terms)
    if wanted.number is not None:
        asked.append(words.numbered(wanted.number))
    if wanted.type_code:
        asked.append(words.of_type(wanted.type_code))
    if wanted.author_id is not None:
        asked.append(words.of_author(wanted.author_id))
    if wanted.unit_id is not None:
        asked.append(words.arrived_at(wanted.unit_id))
    if wanted.since and wanted.until and wanted.since.year == wanted.until.year:
        asked.append(words.of_year(wanted.since.year))
    readable = _readable(actor)
    return f"{words.all_of(*asked)} & {readable}" if asked else readable


def _answering(query: str, wanted: Wanted) -> QuerySet[SearchRow]:
    """Return the rows of the index that answer, the newest first: one table, one index."""
    asked = Cast(Value(query), SearchQueryField())
    found = SearchRow.objects.filter(Holds(F("words"), asked))
    if wanted.since:
        found = found.filter(sorted_on__gte=wanted.since)
    if wanted.until:
        found = found.filter(sorted_on__lte=wanted.until)
    return found.order_by("-sorted_on", "-document")


def _open_to(actor: Actor, rows: QuerySet[SearchRow]) -> list[UUID]:
    """Ask the one door about what the index gave; keep the order."""
    keys = list(rows.values_list("document_id", flat=True))
    seen = set(visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True))
    return [key for key in keys if key in seen]


def _in_order(actor: Actor, keys: list[UUID]) -> list[Document]:
    found = visible_to(actor).select_related("author").in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _readable(actor: Actor) -> str:
    readers = words.readers(
        person_id=actor.person_id,
        office_id=actor.unit_id,
        agencies=actor.agencies_where(*READERS),
        roles=actor.grants,
    )
    return words.any_of(readers or ["nobody:"])


def saved_by(actor: Actor) -> QuerySet[SavedSearch]:
    if actor.person_id is None:
        return SavedSearch.objects.none()
    return SavedSearch.objects.filter(person=actor.person_id)


def as_query(given: Mapping[str, str]) -> str:
    """Return the parts of an address that say what is looked for, as a saved search keeps them."""
    kept = ("q", "so", "loai", "tac_gia", "noi_nhan", "tu", "den")
    return "&".join(f"{name}={given[name]}" for name in kept if given.get(name))
