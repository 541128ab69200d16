"""Agencies and the nodes they sit behind."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from vanlang.data_gateway import permissions
from vanlang.data_gateway.models import Agency, Peer
from vanlang.kernel.actors import Actor


def agencies(*, on: datetime) -> QuerySet[Agency]:
    """Return the agencies that can be written to, or write, at that moment."""
    return Agency.objects.filter(_there(on)).select_related("peer").order_by("code")


def agency(code: str, *, on: datetime) -> Agency | None:
    return agencies(on=on).filter(code=code).first()


def by_codes(codes: Collection[str], *, on: datetime) -> dict[str, Agency]:
    return {one.code: one for one in agencies(on=on).filter(code__in=codes)}


def has_left(codes: Collection[str], *, on: datetime) -> set[str]:
    """Return those of the codes that were there once and are no more."""
    gone = Agency.objects.filter(code__in=codes, valid_to__lte=on)
    return set(gone.values_list("code", flat=True)) - by_codes(codes, on=on).keys()


def ours_changed(*, since: datetime | None) -> list[Agency]:
    """Return those of ours that came, left or changed after a moment, in that order."""
    found = Agency.objects.filter(is_ours=True)
    if since is not None:
        found = found.filter(changed_at__gt=since)
    return list(found.order_by("changed_at", "pk"))


def visible_agencies(actor: Actor) -> QuerySet[Agency]:
    """The only door from a screen to the directory, with those that left."""
    found = Agency.objects.select_related("peer")
    return found if permissions.may_administer(actor) else found.none()


def search(found: QuerySet[Agency], words: str) -> QuerySet[Agency]:
    return found.filter(Q(code__icontains=words) | Q(name__icontains=words)) if words else found


def peers(actor: Actor) -> QuerySet[Peer]:
    """The only door from a screen to the connections."""
    if not permissions.may_administer(actor):
        return Peer.objects.none()
    return Peer.objects.annotate(
        agency_count=Count("agencies", filter=Q(agencies__valid_to__isnull=True))
    )


def peer(pk: int) -> Peer:
    return Peer.objects.get(pk=pk)


def active_peers() -> QuerySet[Peer]:
    return Peer.objects.filter(is_active=True)


def awake_peers(*, at: datetime) -> QuerySet[Peer]:
    """Return the connections that did not fail lately, or whose pause is over."""
    return active_peers().filter(Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=at))


def _there(on: datetime) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))
