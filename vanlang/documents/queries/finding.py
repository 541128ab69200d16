"""Finding among a million documents: by words with or without accents, and by what is known.

What people ask becomes one query of words over one index, in which stands also who may read; so
the index gives only a reader's own, and `visible_to` judges each of them once more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.db.models.functions import Cast

from vanlang.documents.models import Document, SavedSearch
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
    found = _matching(actor, wanted, terms)
    page = list(
        found.select_related("author").order_by("-search_row__sorted_on", "-search_row__document")[
            start : start + size + 1
        ]
    )
    has_more = len(page) > size
    count = start + len(page)
    if has_more:
        count = found.order_by()[:COUNTED_AT_MOST].count()
    return Found(page[:size], count, has_more, start, terms)


def suggest(actor: Actor, text: str) -> list[Document]:
    """Return a few documents in which the words stand, the last of them perhaps unfinished."""
    terms = words.split(search.fold(text))[: words.MOST_WORDS]
    if not terms or len(terms[-1]) < SHORTEST:
        return []
    asked = [words.all_of(*terms[:-1])] if terms[:-1] else []
    query = " & ".join([*asked, words.beginning(terms[-1]), _readable(actor)])
    return list(
        _answering(actor, query).order_by("-search_row__sorted_on", "-search_row__document")[
            :SUGGESTED
        ]
    )


def _matching(actor: Actor, wanted: Wanted, terms: list[str]) -> QuerySet[Document]:
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
    query = _readable(actor)
    if asked:
        query = f"{words.all_of(*asked)} & {query}"
    found = _answering(actor, query)
    if wanted.since:
        found = found.filter(search_row__sorted_on__gte=wanted.since)
    if wanted.until:
        found = found.filter(search_row__sorted_on__lte=wanted.until)
    return found


def _answering(actor: Actor, query: str) -> QuerySet[Document]:
    asked = Cast(Value(query), SearchQueryField())
    return visible_to(actor).filter(Holds(F("search_row__words"), asked))


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
