"""Every read of incoming documents; a screen begins at `visible_to`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    UUIDField,
    When,
)

from vanlang.documents.models import Attachment, Direction, Forwarding, IncomingEntry
from vanlang.documents.permissions.documents import READERS
from vanlang.documents.queries.documents import grants_of
from vanlang.documents.rules.arrivals import Arrival
from vanlang.documents.rules.states import OPEN, EntryState
from vanlang.documents.rules.words import key_of
from vanlang.identity.api import Role, Unit
from vanlang.kernel import search
from vanlang.kernel.actors import Actor
from vanlang.kernel.questions import Given, Question


def visible_to(actor: Actor) -> QuerySet[IncomingEntry]:
    """Return the entries at the actor's agencies, and those handed to them, they may read."""
    held = grants_of(actor)
    if held is None:
        return IncomingEntry.objects.none()
    mine = Exists(at_hand(actor).filter(entry=OuterRef("pk")))
    here = Q(unit__in=sorted(actor.agencies_where(*READERS)))
    return IncomingEntry.objects.filter(
        here | Q(mine), Exists(held.filter(document=OuterRef("document")))
    ).select_related("document", "unit")


def at_hand(actor: Actor) -> QuerySet[Forwarding]:
    """Return what was handed to the actor or to their office."""
    if actor.person_id is None:
        return Forwarding.objects.none()
    handed = Q(person=actor.person_id)
    if actor.unit_id is not None:
        handed |= Q(unit=actor.unit_id)
    return Forwarding.objects.filter(handed)


@dataclass(frozen=True, slots=True)
class Twin:
    """An entry of the same author, notation and date."""

    pk: UUID
    number: int | None
    year: int | None


SAME_DAY_AND_NOTATION = 300  # every commune of a province may issue its "01/KH-UBND" on one day


def _alike(unit: int | Given, key: str | Given, on: date | Given) -> QuerySet[IncomingEntry]:
    """Return entries of the same notation and date; the author is compared by `_same_author`."""
    return IncomingEntry.objects.filter(  # type: ignore[misc]  # the stubs know values alone
        unit=unit, document__notation_key=key, document__issued_on=on
    ).exclude(state=EntryState.RETURNED)


def _alike_given() -> QuerySet[IncomingEntry]:
    return _alike(
        Given("unit", BigIntegerField()), Given("key", CharField()), Given("on", DateField())
    )


TWIN_FIELDS = ("pk", "arrival_number", "year", "document__author_name", "document__author_code")
ALIKE = Question(lambda: _alike_given().values_list(*TWIN_FIELDS)[:SAME_DAY_AND_NOTATION])
REGISTERED_ALIKE = Question(
    lambda: (
        _alike_given()
        .filter(arrival_number__isnull=False)
        .exclude(pk=Given("entry", UUIDField()))
        .values_list(*TWIN_FIELDS)[:SAME_DAY_AND_NOTATION]
    )
)


def _same_author(name: str, code: str, other_name: str, other_code: str) -> bool:
    # Names come from many keyboards: SQL would compare signs where people read letters.
    return (bool(code) and code == other_code) or search.is_same(name, other_name)


def _first_twin(rows: Sequence[tuple[Any, ...]], name: str, code: str) -> Twin | None:
    for key, number, year, other_name, other_code in rows:
        if _same_author(name, code, other_name, other_code):
            return Twin(key, number, year)
    return None


ARRIVED_AT = Question(
    lambda: IncomingEntry.objects.filter(document=Given("document", UUIDField())).values_list(
        "unit_id"
    )
)
OUTCOMES = Question(
    lambda: (
        Attachment.objects.filter(document=Given("document", UUIDField()))
        .order_by()
        .values_list("outcome")
    )
)


def twin(arrival: Arrival, unit: Unit) -> Twin | None:
    """Return the entry that looks like what arrives now, registered or not."""
    if not arrival.notation.strip() or arrival.issued_on is None:
        return None
    rows = ALIKE.tuples(unit=unit.pk, key=key_of(arrival.notation), on=arrival.issued_on)
    return _first_twin(rows, arrival.author_name, arrival.author_code)


def registered_twin(entry: IncomingEntry) -> Twin | None:
    """Return another entry in the agency's register that looks like the same document."""
    one = entry.document
    if not one.notation.strip() or one.issued_on is None:
        return None
    rows = REGISTERED_ALIKE.tuples(
        unit=entry.unit_id, key=key_of(one.notation), on=one.issued_on, entry=entry.pk
    )
    return _first_twin(rows, one.author_name, one.author_code)


def twins(entry: IncomingEntry) -> QuerySet[IncomingEntry]:
    """Return other entries of the agency that look like the same document, for its page."""
    one = entry.document
    if not one.notation.strip() or one.issued_on is None:
        return IncomingEntry.objects.none()
    rows = _alike(entry.unit_id, key_of(one.notation), one.issued_on).exclude(pk=entry.pk)
    same = [
        key
        for key, _, _, name, code in rows.values_list(*TWIN_FIELDS)[:SAME_DAY_AND_NOTATION]
        if _same_author(one.author_name, one.author_code, name, code)
    ]
    return IncomingEntry.objects.filter(pk__in=same).select_related("document")


def outcomes(document_id: UUID) -> frozenset[str]:
    """Return what verifying the files of a document said."""
    return frozenset(str(row[0]) for row in OUTCOMES.tuples(document=document_id))


def waiting_for(actor: Actor) -> QuerySet[IncomingEntry]:
    """Return what waits for the actor's next step: to register, to direct, to work on."""
    clerk = sorted(actor.agencies_where(Role.CLERK))
    leader = sorted(actor.agencies_where(Role.LEADER))
    to_register = Q(unit__in=clerk, state__in=[EntryState.ARRIVED, EntryState.REGISTERED])
    to_direct = Q(unit__in=leader, state=EntryState.PRESENTED) & (
        Q(presented_to=actor.person_id) | Q(presented_to__isnull=True)
    )
    at_me = at_hand(actor).filter(entry=OuterRef("pk"), done_at__isnull=True)
    to_work = Q(Exists(at_me), state__in=[EntryState.DIRECTED, EntryState.IN_PROGRESS])
    return visible_to(actor).filter(to_register | to_direct | to_work)


def has_work(actor: Actor, _at: datetime) -> bool:
    return waiting_for(actor).exists()


def to_direct(actor: Actor) -> QuerySet[IncomingEntry]:
    """Return what was laid before the actor and has no direction yet, the most urgent first."""
    leader = sorted(actor.agencies_where(Role.LEADER))
    return (
        visible_to(actor)
        .filter(unit__in=leader, state=EntryState.PRESENTED, presented_to=actor.person_id)
        .order_by("-document__urgency", "present_due_at", "pk")
    )


def unopened(actor: Actor, *, before: datetime) -> QuerySet[IncomingEntry]:
    """Return what came, or was handed to somebody, before a moment and nobody has opened."""
    unread = Exists(_unread(before).filter(entry=OuterRef("pk")))
    return visible_to(actor).filter(
        Q(first_opened_at__isnull=True, arrived_at__lt=before) | Q(unread),
        unit__in=sorted(actor.agencies_where(*READERS)),
        state__in=sorted(OPEN),
    )


def unread_among(entries: Sequence[IncomingEntry], *, before: datetime) -> set[UUID]:
    """Return the keys of those that were handed to somebody who has not opened them."""
    found = _unread(before).filter(entry__in=[entry.pk for entry in entries])
    return set(found.values_list("entry_id", flat=True))


def _unread(before: datetime) -> QuerySet[Forwarding]:
    return Forwarding.objects.filter(
        opened_at__isnull=True, done_at__isnull=True, forwarded_at__lt=before
    )


def overdue(actor: Actor, *, at: datetime) -> QuerySet[IncomingEntry]:
    return visible_to(actor).filter(state__in=sorted(OPEN), due_at__lt=at)


def matching(entries: QuerySet[IncomingEntry], words: str) -> QuerySet[IncomingEntry]:
    """Return those whose subject, notation or author hold all words, accents or not."""
    return search.matches(entries, "document__folded", words)


def entry_of(actor: Actor, document_id: UUID) -> IncomingEntry | None:
    """Return the entry of a document at the actor's own agency, or else the one handed to them."""
    elsewhere = Case(When(unit__in=sorted(actor.agencies_where(*READERS)), then=0), default=1)
    return (
        visible_to(actor)
        .filter(document=document_id)
        .select_related("presented_to", "answered_by", "registered_by")
        .order_by(elsewhere, "arrived_at")
        .first()
    )


def directions_of(entry: IncomingEntry) -> QuerySet[Direction]:
    handed = Forwarding.objects.select_related("unit", "person")
    return (
        Direction.objects.filter(entry=entry)
        .select_related("lead_unit", "lead_person")
        .prefetch_related(Prefetch("forwardings", queryset=handed))
    )


def forwardings_of(entry: IncomingEntry) -> QuerySet[Forwarding]:
    return Forwarding.objects.filter(entry=entry).select_related("unit", "person")


def answered_by(document_id: UUID, agency_id: int) -> QuerySet[IncomingEntry]:
    """Return the open entries of a document at the agency that now answers it."""
    return IncomingEntry.objects.filter(
        document=document_id, unit=agency_id, state__in=sorted(OPEN)
    )


def with_key(key: str) -> IncomingEntry | None:
    """Return the entry that the journal tells of."""
    return IncomingEntry.objects.filter(pk=key).first()
