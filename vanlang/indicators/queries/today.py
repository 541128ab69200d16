"""What a leader reads in two minutes: late, turned red, to be signed, counted unlike reported."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from vanlang.documents import api as documents
from vanlang.documents.api import Document
from vanlang.identity.api import Unit
from vanlang.indicators.models import ColourChange, Finding, Subscription, Verification
from vanlang.indicators.permissions import AT_WORK, oversees
from vanlang.indicators.queries import checking, values
from vanlang.indicators.queries.checking import Difference
from vanlang.indicators.rules.colours import Colour
from vanlang.kernel.actors import Actor
from vanlang.public_services import api as public_services
from vanlang.public_services.api import Dossier
from vanlang.tasks import api as tasks
from vanlang.tasks.api import State, Task

SHOWN = 5
LOOKS_BACK = timedelta(days=7)
DIFFERENCES_BACK = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Today:
    """Trang lãnh đạo: the first few of each, and how many there are in all."""

    late: list[Task]
    late_count: int
    to_accept: list[Task]
    to_accept_count: int
    turned_red: list[ColourChange]
    turned_red_count: int
    to_verify: list[Verification]
    to_verify_count: int
    differences: list[Difference]
    differences_count: int
    findings: list[Finding]
    findings_count: int
    documents: list[Document]
    documents_count: int
    results: list[Dossier]
    results_count: int

    @property
    def waiting_count(self) -> int:
        """Return what waits for the reader: to sign, to accept, to verify."""
        return (
            self.documents_count + self.results_count + self.to_accept_count + self.to_verify_count
        )

    @property
    def is_quiet(self) -> bool:
        return not (
            self.late_count
            or self.turned_red_count
            or self.differences_count
            or self.findings_count
            or self.waiting_count
        )


def read(actor: Actor, *, at: datetime) -> Today:
    """Return the page for one actor: of the units they may see, nothing else counted."""
    mine = tasks.visible_to(actor)
    late = mine.filter(
        kind="task", state__in=(State.ASSIGNED, State.STARTED), due_at__lt=at
    ).order_by("due_at", "pk")
    to_accept = mine.filter(kind="task", state=State.REPORTED, giver_agency__in=_led(actor))
    to_accept = to_accept.order_by("reported_at", "pk")
    red = turned(actor, since=at - LOOKS_BACK, until=at).filter(after=Colour.RED)
    to_verify = checking.waiting(actor).filter(_mine_to_verify(actor))
    apart = checking.differences(actor, since=at - DIFFERENCES_BACK)
    findings = checking.open_findings(actor)
    papers, results = documents.to_sign(actor), public_services.to_sign(actor, at=at)
    return Today(
        *(list(late[:SHOWN]), late.count()),
        *(list(to_accept[:SHOWN]), to_accept.count()),
        *(list(red[:SHOWN]), red.count()),
        *(list(to_verify[:SHOWN]), to_verify.count()),
        *(apart[:SHOWN], len(apart)),
        *(list(findings[:SHOWN]), findings.count()),
        *(list(papers[:SHOWN]), papers.count()),
        *(results[:SHOWN], len(results)),
    )


def _led(actor: Actor) -> frozenset[int]:
    return actor.agencies_where("leader")


def _mine_to_verify(actor: Actor) -> Q:
    follows = actor.agencies_where("leader", "viewer")
    return Q(indicator__owner__agency__in=follows)


def turned(actor: Actor, *, since: datetime, until: datetime) -> QuerySet[ColourChange]:
    """Return the changes of colour of the units one may follow: all, or one's own."""
    found = values.changes(since=since, until=until).exclude(before=Colour.UNKNOWN)
    if oversees(actor):
        return found
    return found.filter(unit__agency__in=actor.agencies_where(*AT_WORK))


def tasks_towards(unit: Unit, actor: Actor) -> QuerySet[Task]:
    """Return the open tasks of a unit that one may see: what would get it to green."""
    return (
        tasks.visible_to(actor)
        .filter(
            kind="task",
            lead_agency=unit.agency_id or unit.pk,
            state__in=(State.ASSIGNED, State.STARTED, State.REPORTED),
        )
        .order_by("due_at", "pk")
    )


def subscription(person_id: UUID) -> Subscription | None:
    return Subscription.objects.filter(person=person_id, ended_at=None).first()


def subscribers() -> QuerySet[Subscription]:
    return Subscription.objects.select_related("person").filter(ended_at=None)
