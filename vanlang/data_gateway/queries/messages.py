"""Messages on their way: what waits, what is due, what a screen may show."""

from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from vanlang.data_gateway import permissions
from vanlang.data_gateway.models import Message, Peer, Transfer
from vanlang.data_gateway.rules.states import UNDER_WAY, Direction, State
from vanlang.kernel.actors import Actor

HEAD = 400  # two whole requests; a message to many fills many rows


def visible_to(actor: Actor) -> QuerySet[Transfer]:
    """The only door from a screen to a message on its way."""
    found = Transfer.objects.select_related("message", "message__file", "peer")
    return found if permissions.may_administer(actor) else found.none()


def transfer(pk: str | int) -> Transfer:
    return Transfer.objects.select_related("message", "message__file", "peer").get(pk=pk)


def with_state(found: QuerySet[Transfer], *, state: str, words: str) -> QuerySet[Transfer]:
    if state in set(State):
        found = found.filter(state=state)
    if words:
        found = found.filter(
            Q(from_code=words) | Q(to_code=words) | Q(message__message_id__contains=words)
        )
    return found.order_by("-created_at", "-id")


def counts(actor: Actor) -> dict[State, int]:
    found = visible_to(actor).order_by().values_list("state").annotate(count=Count("pk"))
    return {State(state): count for state, count in found}


def due(peer: Peer, *, at: datetime) -> QuerySet[Transfer]:
    """Return what may be handed to this node now.

    A message of a thread waits for those before it between the same two agencies: a recall does
    not overtake the document that it recalls.
    """
    earlier = Transfer.objects.filter(
        direction=Direction.OUT,
        state=State.WAITING,
        from_code=OuterRef("from_code"),
        to_code=OuterRef("to_code"),
        thread=OuterRef("thread"),
        pk__lt=OuterRef("pk"),
    )
    return Transfer.objects.filter(
        Q(thread="") | ~Exists(earlier),
        direction=Direction.OUT,
        peer=peer,
        state=State.WAITING,
        next_attempt_at__lte=at,
        expires_at__gt=at,
    )


def first_due(peer: Peer, *, at: datetime) -> list[int]:
    """Return the messages that may be handed over now, the longest due first.

    Asked every second and before each sending, so it reads the head of the index alone: however
    many wait after a day without an axis, it costs the same.
    """
    ways = due(peer, at=at).order_by("next_attempt_at", "message_id")
    return list(dict.fromkeys(ways.values_list("message_id", flat=True)[:HEAD]))


def unreported(peer: Peer) -> QuerySet[Transfer]:
    """Return what a node does not know yet: what we did with what it brought."""
    found = Transfer.objects.filter(direction=Direction.IN, peer=peer)
    return found.exclude(reported=F("state")).order_by("pk")


def overdue(*, at: datetime) -> QuerySet[Transfer]:
    return Transfer.objects.filter(state__in=UNDER_WAY, expires_at__lte=at).order_by("pk")


def arrived(from_code: str, message_id: str) -> Message | None:
    return Message.objects.filter(
        direction=Direction.IN, from_code=from_code, message_id=message_id
    ).first()
