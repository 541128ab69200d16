from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from vanlang.kernel.actors import Actor, ActorKind
from vanlang.reports.models import CellEntry, Round, Submission, Tier
from vanlang.reports.permissions import READERS
from vanlang.reports.rules.states import Standing, State

# Of a unit that has ended without sending nothing is asked any more; what it sent counts on.
NOT_ASKED = Q(unit__is_in_force=False) & ~Q(state=State.SENT)


def visible_to(actor: Actor) -> QuerySet[Submission]:
    """The only door from a screen to a report.

    Those at work at the agency that reports; once it was sent, the agencies above to which it
    goes. What is being drafted is seen by those who draft it.
    """
    reports = Submission.objects.select_related(
        "round__version", "round__regime", "unit", "parent", "previous"
    )
    if actor.kind == ActorKind.SYSTEM:
        return reports
    if not actor.is_official:
        return reports.none()
    agencies = actor.agencies_where(*READERS)
    above = Q(parent__unit__in=agencies) | Q(parent__parent__unit__in=agencies)
    return reports.filter(Q(unit__in=agencies) | above & Q(state=State.SENT))


def own(actor: Actor) -> QuerySet[Submission]:
    """Return the reports of the actor's own agencies."""
    return visible_to(actor).filter(unit__in=actor.agencies_where(*READERS))


def to_do(actor: Actor) -> QuerySet[Submission]:
    """Return what the actor's agencies still have to send in open rounds, the next due first."""
    waiting = own(actor).exclude(state=State.SENT).filter(round__state="open")
    return waiting.order_by("due_at", "round__regime__code", "pk")


def has_work(actor: Actor, _at: datetime) -> bool:
    return to_do(actor).exists()


def sent(actor: Actor) -> QuerySet[Submission]:
    return own(actor).filter(state=State.SENT).order_by("-sent_at", "pk")


def missed(actor: Actor) -> QuerySet[Submission]:
    """Return what was never sent though its round is closed."""
    found = own(actor).exclude(state=State.SENT).filter(round__state="closed")
    return found.order_by("-due_at", "pk")


def sent_below(report: Submission) -> QuerySet[Submission]:
    """Return the reports from below that were sent, in the official order of their units."""
    return below(report).filter(state=State.SENT)


def below(report: Submission) -> QuerySet[Submission]:
    found = Submission.objects.filter(parent=report).select_related("unit", "round__version")
    return found.order_by("unit__position", "unit__code")


def above(report: Submission) -> Submission | None:
    return Submission.objects.filter(pk=report.parent_id).first() if report.parent_id else None


def missing_below(report: Submission) -> QuerySet[Submission]:
    return below(report).exclude(state=State.SENT).exclude(NOT_ASKED)


def reporters(turn: Round) -> QuerySet[Submission]:
    """Return the reports a round begins with, in the official order."""
    found = Submission.objects.filter(round=turn, tier=Tier.REPORTER).defer("cells", "counted")
    return found.exclude(NOT_ASKED).select_related("unit").order_by("unit__position", "unit__code")


def gathered(turn: Round) -> QuerySet[Submission]:
    """Return the reports above: of who gathers, and of the top."""
    found = Submission.objects.filter(round=turn).exclude(tier=Tier.REPORTER)
    return found.select_related("unit").order_by("tier")


def with_document(document_id: str) -> Submission | None:
    """Return the report that an outgoing document was made of."""
    return Submission.objects.filter(document=UUID(document_id)).first()


def with_key(key: UUID | str) -> Submission | None:
    return Submission.objects.select_related("round__version").filter(pk=key).first()


def cells_as_of(report: Submission, at: datetime) -> dict[str, list[object]]:
    """Return the cells as they stood at a moment, value, origin and revision, to the digit."""
    entries = CellEntry.objects.filter(
        submission=report, standing=Standing.KEPT, written_at__lte=at
    )
    last = entries.order_by("place", "-revision").distinct("place")
    return {one.place: [one.value, one.origin, one.revision] for one in last}


def history(report: Submission) -> QuerySet[CellEntry]:
    """Return every value a cell was ever given, the newest first."""
    return CellEntry.objects.filter(submission=report).order_by("-pk")


def set_aside(report: Submission) -> QuerySet[CellEntry]:
    """Return what was typed but could not go in, and does not stand there meanwhile."""
    found = CellEntry.objects.filter(submission=report).exclude(standing=Standing.KEPT)
    return found.order_by("-pk")


def unsent_before(moment: datetime) -> QuerySet[Submission]:
    """Return the reports of open rounds that are due before a moment and not sent."""
    found = Submission.objects.filter(round__state="open", due_at__lt=moment)
    return (
        found.exclude(state=State.SENT)
        .exclude(NOT_ASKED)
        .defer("cells", "counted")
        .select_related("unit", "round__regime", "round__version")
        .order_by("due_at", "pk")
    )


def late(reports: QuerySet[Submission], at: datetime) -> QuerySet[Submission]:
    unsent = Q(first_sent_at=None, due_at__lt=at)
    return reports.filter(unsent | Q(first_sent_at__gt=F("due_at")))
