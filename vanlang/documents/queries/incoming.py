"""Every read of incoming documents; a screen begins at `visible_to`."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, When

from vanlang.documents.models import Direction, Forwarding, IncomingEntry
from vanlang.documents.permissions.documents import READERS
from vanlang.documents.queries.documents import grants_of
from vanlang.documents.rules.states import OPEN, EntryState
from vanlang.documents.rules.words import key_of
from vanlang.identity.api import Role, Unit
from vanlang.kernel import search
from vanlang.kernel.actors import Actor


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


def alike(
    unit: Unit, notation: str, issued_on: date | None, author_code: str, author_name: str
) -> QuerySet[IncomingEntry]:
    """Return what came to the agency with the same author, notation and date."""
    if not notation.strip() or issued_on is None:
        return IncomingEntry.objects.none()
    same_author = Q(document__author_name__iexact=author_name.strip())
    if author_code:
        same_author |= Q(document__author_code=author_code)
    return (
        IncomingEntry.objects.filter(
            same_author,
            unit=unit,
            document__notation_key=key_of(notation),
            document__issued_on=issued_on,
        )
        .exclude(state=EntryState.RETURNED)
        .select_related("document")
    )


def twins(entry: IncomingEntry) -> QuerySet[IncomingEntry]:
    """Return other entries of the agency that look like the same document."""
    document = entry.document
    found = alike(
        entry.unit,
        document.notation,
        document.issued_on,
        document.author_code,
        document.author_name,
    )
    return found.exclude(pk=entry.pk)


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
