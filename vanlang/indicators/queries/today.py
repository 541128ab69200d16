"""What a leader reads in two minutes: late, turned red, to be signed, counted unlike reported."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from vanlang.documents import api as documents
from vanlang.documents.api import Document
from vanlang.identity.api import Role, Unit
from vanlang.indicators.models import ColourChange, Finding, Subscription, Verification
from vanlang.indicators.permissions import FOLLOWS
from vanlang.indicators.queries import checking, red
from vanlang.indicators.queries.checking import Difference
from vanlang.kernel.actors import Actor
from vanlang.public_services import api as public_services
from vanlang.public_services.api import Dossier
from vanlang.tasks import api as tasks
from vanlang.tasks.api import State, Task

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Today:
    """Trang lãnh đạo: the first few of each, and how many there are in all."""

    late: list[Task]
    late_count: int
    to_accept: list[Task]
    to_accept_count: int
    turned_red: list[ColourChange]
    turned_red_count: int
    red_count: int
    judged_count: int
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
            or self.red_count
            or self.differences_count
            or self.findings_count
            or self.waiting_count
        )


def read(actor: Actor, *, at: datetime) -> Today:
    """Return the page for one actor: of the units they may see, nothing else counted."""
    late, to_accept = tasks.overdue(actor, at=at), tasks.to_accept(actor)
    colours = red.read(actor, at=at)
    to_verify = checking.waiting_for(actor)
    apart = checking.differences(actor, since=at - checking.DIFFERENCES_BACK)
    findings = checking.open_findings(actor)
    papers, results = documents.to_sign(actor), public_services.to_sign(actor, at=at)
    return Today(
        *(list(late[:SHOWN]), late.count()),
        *(list(to_accept[:SHOWN]), to_accept.count()),
        *(colours.turned[:SHOWN], len(colours.turned)),
        *(colours.count, colours.judged),
        *(list(to_verify[:SHOWN]), to_verify.count()),
        *(apart[:SHOWN], len(apart)),
        *(list(findings[:SHOWN]), findings.count()),
        *(list(papers[:SHOWN]), papers.count()),
        *(results[:SHOWN], len(results)),
    )


def has_work(actor: Actor, at: datetime) -> bool:
    """Tell whether somebody who follows an agency has anything to read."""
    return bool(actor.agencies_where(Role.VIEWER)) and (
        tasks.overdue(actor, at=at).exists()
        or tasks.to_accept(actor).exists()
        or documents.to_sign(actor).exists()
        or checking.open_findings(actor).exists()
        or checking.waiting_for(actor).exists()
        or bool(public_services.to_sign(actor, at=at))
        or bool(red.read(actor, at=at).count)
    )


def is_for(actor: Actor, _at: datetime) -> bool:
    """Tell whether the page is the actor's: they lead or follow."""
    return bool(actor.agencies_where(*FOLLOWS))


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
