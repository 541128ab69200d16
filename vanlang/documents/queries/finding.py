"""Finding among a million documents: by words with or without accents, and by what is known.

What people ask becomes one query of words over one index, in which stands also who may read; so
the index gives only a reader's own, and `visible_to` judges each of them once more. The index has
no order, so time is walked from the newest backwards, until there are enough.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQueryField
from django.db import connection
from django.db.models import BooleanField, F, Func, Max, Min, QuerySet, UUIDField, Value
from django.db.models.functions import Cast

from vanlang.documents.models import Document, SavedSearch, SearchRow
from vanlang.documents.permissions.documents import READERS
from vanlang.documents.queries.documents import visible_to
from vanlang.documents.rules import words
from vanlang.documents.rules.words import Stretches
from vanlang.kernel import search
from vanlang.kernel.actors import Actor

PAGE = 50
COUNTED_AT_MOST = 200
SUGGESTED = 8
SHORTEST = 2
MOST_READERS = 30  # whoever reads in more places is asked of the door alone, not of the index
OTHERS_BETWEEN = 4
LOOKED_THROUGH = 300  # of the newest, before the index is asked for all that begins so
ANSWERING = "SELECT document_id FROM documents_answering(%s::tsquery, %s, %s, %s)"


class Holds(Func):
    """Whether the words of a document answer a query."""

    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = BooleanField()


class Among(Func):
    """Whether a key is one of many, which travel as one value."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
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
    found = _newest(actor, _asked(wanted, terms), wanted, most=most)
    page = _in_order(actor, found[start : start + size])
    return Found(page, len(found), len(found) > start + size, start, terms)


def suggest(actor: Actor, text: str) -> list[Document]:
    """Return a few documents in which the words stand, the last of them perhaps unfinished."""
    terms = words.split(search.fold(text))[: words.MOST_WORDS]
    if not terms or len(terms[-1]) < SHORTEST:
        return []
    whole, begun = _asked(Wanted(), terms[:-1]), words.beginning(terms[-1])
    # A common beginning is soon among the newest; a rare one costs the index little.
    near = _newest(actor, whole, Wanted(), most=LOOKED_THROUGH)
    answer = Holds(F("words"), Cast(Value(begun), SearchQueryField()))
    holding = SearchRow.objects.filter(answer, Among(F("pk"), _keys(near)))
    seen = set(holding.values_list("document_id", flat=True))
    found = [key for key in near if key in seen]
    if len(found) < SUGGESTED and len(near) == LOOKED_THROUGH:
        found = _newest(actor, [begun, *whole], Wanted(), most=SUGGESTED)
    return _in_order(actor, found[:SUGGESTED])


def _asked(wanted: Wanted, terms: list[str]) -> list[str]:
    asked = list(terms)
    if wanted.number is not None:
        asked.append(words.numbered(wanted.number))
    if wanted.type_code:
        asked.append(words.of_type(wanted.type_code))
    if wanted.author_id is not None:
        asked.append(words.of_author(wanted.author_id))
    if wanted.unit_id is not None:
        asked.append(words.arrived_at(wanted.unit_id))
    return [words.all_of(*asked)] if asked else []


def _newest(actor: Actor, asked: list[str], wanted: Wanted, *, most: int) -> list[UUID]:
    """Return what answers, the newest first: the index is asked for one stretch after another.

    What is common is enough after the first few days; what is rare costs the index nothing.
    """
    readers = words.readers(
        person_id=actor.person_id,
        office_id=actor.unit_id,
        agencies=actor.agencies_where(*READERS),
        roles=actor.grants,
    )
    if not readers:
        return []
    is_narrow = len(readers) <= MOST_READERS
    parts = [*asked, words.any_of(readers)] if is_narrow else asked
    found: list[UUID] = []
    stretches = _stretches(wanted, most)
    for since, until in stretches:
        query = " & ".join([*parts, words.any_of(words.between(since, until))])
        within = _answering if is_narrow else partial(_open_within, actor)
        more = within(query, since, until, most=stretches.missing)
        stretches.brought(len(more))
        found += more
    return _open_to(actor, found) if is_narrow else found


def _stretches(wanted: Wanted, most: int) -> Stretches:
    known = SearchRow.objects.aggregate(oldest=Min("sorted_on"), newest=Max("sorted_on"))
    oldest, newest = known["oldest"], known["newest"]
    if oldest is None:
        return Stretches(date.max, date.min, most=0)
    oldest, newest = max(oldest, wanted.since or oldest), min(newest, wanted.until or newest)
    return Stretches(oldest, newest, most=most)


def _answering(query: str, since: date, until: date, *, most: int) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(ANSWERING, [query, since, until, most])
        return [row[0] for row in cursor.fetchall()]


def _open_within(actor: Actor, query: str, since: date, until: date, *, most: int) -> list[UUID]:
    """Return what answers and is open to who reads in so many places that most of it is theirs."""
    limit = most
    while True:
        keys = _answering(query, since, until, most=limit)
        seen = _open_to(actor, keys)
        if len(keys) < limit or len(seen) >= most:
            return seen[:most]
        limit *= OTHERS_BETWEEN


def _open_to(actor: Actor, keys: list[UUID]) -> list[UUID]:
    """Ask the one door about what the index gave; keep the order."""
    if not keys:
        return []
    found = visible_to(actor).filter(Among(F("pk"), _keys(keys)))
    seen = set(found.values_list("pk", flat=True))
    return [key for key in keys if key in seen]


def _in_order(actor: Actor, keys: list[UUID]) -> list[Document]:
    found = visible_to(actor).select_related("author").in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _keys(keys: list[UUID]) -> Value:
    return Value(keys, output_field=ArrayField(UUIDField()))


def saved_by(actor: Actor) -> QuerySet[SavedSearch]:
    if actor.person_id is None:
        return SavedSearch.objects.none()
    return SavedSearch.objects.filter(person=actor.person_id)


def as_query(given: Mapping[str, str]) -> str:
    """Return the parts of an address that say what is looked for, as a saved search keeps them."""
    kept = ("q", "so", "loai", "tac_gia", "noi_nhan", "tu", "den")
    return "&".join(f"{name}={given[name]}" for name in kept if given.get(name))
