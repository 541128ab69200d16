from uuid import UUID

from django.db.models import Count, Q, QuerySet

from vanlang.identity.api import Unit
from vanlang.kernel.actors import Actor
from vanlang.reports.models import Regime, RegimeVersion, Round, Submission
from vanlang.reports.permissions import COLLECTORS
from vanlang.reports.rules.states import VersionState


def in_force() -> QuerySet[RegimeVersion]:
    """Return the version of every regime by which rounds are opened now."""
    return RegimeVersion.objects.filter(state=VersionState.PUBLISHED).select_related(
        "regime__owner"
    )


def period_keys(regime_id: UUID) -> set[str]:
    """Return the periods for which a regime has a round already."""
    return set(Round.objects.filter(regime=regime_id).values_list("period_key", flat=True))


def visible_to(actor: Actor) -> QuerySet[RegimeVersion]:
    """Return what is or was in force, which every official may read, and one's own drafts."""
    if not actor.is_official:
        return RegimeVersion.objects.none()
    mine = Q(regime__owner__in=actor.agencies_where(*COLLECTORS))
    found = RegimeVersion.objects.filter(~Q(state=VersionState.DRAFT) | mine)
    return found.select_related("regime__owner").order_by("regime__code", "-number")


def catalogue(actor: Actor) -> list[RegimeVersion]:
    """Return of each regime what is in force, or what the actor drafts where nothing is yet."""
    chosen: dict[str, RegimeVersion] = {}
    for version in visible_to(actor):
        if version.state != VersionState.SUPERSEDED:
            held = chosen.get(version.regime.code)
            if held is None or version.state == VersionState.PUBLISHED:
                chosen[version.regime.code] = version
    return list(chosen.values())


def draft_of(regime: Regime) -> RegimeVersion | None:
    return RegimeVersion.objects.filter(regime=regime, state=VersionState.DRAFT).first()


def owners(actor: Actor) -> QuerySet[Unit]:
    """Return the agencies for which the actor may lay regimes down: those of the province."""
    found = Unit.objects.filter(pk__in=actor.agencies_where(*COLLECTORS), level="province")
    return found.order_by("path")


def rounds_of(regime: Regime, actor: Actor) -> QuerySet[Round]:
    """Return the rounds of a regime that the actor has a part in, the latest first."""
    return rounds_visible_to(actor).filter(regime=regime)


def rounds_visible_to(actor: Actor) -> QuerySet[Round]:
    """Return the rounds that the actor's agencies gather, receive or laid down."""
    if not actor.is_official:
        return Round.objects.none()
    agencies = actor.agencies_where(*COLLECTORS, "clerk", "viewer")
    gathered = Submission.objects.filter(unit__in=agencies).exclude(tier="reporter")
    found = Round.objects.filter(Q(pk__in=gathered.values("round")) | Q(regime__owner__in=agencies))
    return found.select_related("regime__owner", "version").order_by("-ends_on", "regime__code")


def with_counts(rounds: QuerySet[Round]) -> QuerySet[Round]:
    reporter = Q(submissions__tier="reporter")
    return rounds.annotate(
        asked=Count("submissions", filter=reporter, distinct=True),
        sent=Count("submissions", filter=reporter & Q(submissions__state="sent"), distinct=True),
    )
