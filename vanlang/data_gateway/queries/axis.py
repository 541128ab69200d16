"""What a member of the axis may see: its own, and the directory that all share."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from vanlang.data_gateway import permissions
from vanlang.data_gateway.models import Call, Delivery, Member, MemberAgency
from vanlang.data_gateway.rules.answers import DeliveryState
from vanlang.kernel.actors import Actor

A_MINUTE = timedelta(minutes=1)


def members(actor: Actor) -> QuerySet[Member]:
    """The only door from a screen to the members of the axis."""
    found = Member.objects.all()
    return found if permissions.may_administer(actor) else found.none()


def member(system_id: str) -> Member | None:
    return Member.objects.filter(system_id=system_id, is_active=True).first()


def calls_lately(member: Member, *, at: datetime) -> int:
    return Call.objects.filter(member=member, at__gt=at - A_MINUTE).count()


def directory() -> QuerySet[MemberAgency]:
    return MemberAgency.objects.filter(valid_to__isnull=True).order_by("code")


def directory_since(version: int) -> QuerySet[MemberAgency]:
    return MemberAgency.objects.filter(version__gt=version).order_by("version")


def agency(code: str) -> MemberAgency | None:
    return directory().filter(code=code).select_related("member").first()


def to_be_fetched(member: Member, *, at: datetime) -> QuerySet[Delivery]:
    """Return what lies ready for a member, in the order in which it came."""
    return (
        Delivery.objects.filter(
            recipient=member, state=DeliveryState.INITIAL, consignment__expires_at__gt=at
        )
        .select_related("consignment", "consignment__file")
        .order_by("pk")
    )


def sent_by(member: Member, *, since: datetime, after: int) -> QuerySet[Delivery]:
    """Return what became of a member's own messages, by the time of the last change."""
    return (
        Delivery.objects.filter(sender=member)
        .filter(Q(updated_at__gt=since) | Q(updated_at=since, pk__gt=after))
        .select_related("consignment", "consignment__file")
        .order_by("updated_at", "pk")
    )


def reachable_by(member: Member, doc_id: UUID) -> Delivery | None:
    """Return a way of this message that the member is an end of; for others there is none."""
    return (
        Delivery.objects.filter(Q(sender=member) | Q(recipient=member), consignment=doc_id)
        .select_related("consignment", "consignment__file")
        .order_by("pk")
        .first()
    )
