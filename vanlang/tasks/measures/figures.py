"""How tasks stand: each figure a named definition over tasks, as of any time.

Not begun, doing, done, each in time or late, as the steering committee's reports have them. The
state at a time is read from when things happened, the term from the extensions granted by then, so
that a past day is reproduced to the digit. Counted for the agency that leads; what it broke down
for its own people is not counted again, and an order to many units only by its tasks.

What a system above gives itself to look after its own data is no work of the province: it says so
at start-up (`leave_out`), and none of it is counted. That is version 2 of every figure here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Case, DateTimeField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Least

from vanlang.kernel import measures
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of, midnight
from vanlang.kernel.measures import Measure, Scope, Unit, by_unit, register
from vanlang.tasks.models import Extension, Report, Task
from vanlang.tasks.queries.tasks import visible_to
from vanlang.tasks.rules.states import Kind, State

_left_out: set[str] = set()
VERSION = 2


def leave_out(system: str) -> None:
    """Count no task that `system` gave rise to: it is the upkeep of that system's own data."""
    _left_out.add(system)


def counted(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Narrow tasks to those that are counted as work of the agencies that lead them."""
    rows = tasks.filter(kind=Kind.TASK, is_part=False)
    return rows.exclude(source_system__in=_left_out) if _left_out else rows


@by_unit("lead_agency_id")
def rows(scope: Scope) -> QuerySet[Task]:
    """Return the tasks given in the period and not cancelled, with how they stood at `as_of`.

    `due_then` is the term in force then; `handed_in` when the product came in that had not been
    sent back by then; `stopped` when the clock stopped, or then where it was running.
    """
    rows = _at_all(scope).filter(
        given_at__gte=midnight(scope.start),
        given_at__lt=midnight(scope.end + timedelta(days=1)),
    )
    return as_they_stood(rows, scope.as_of)


@by_unit("lead_agency_id")
def open_rows(scope: Scope) -> QuerySet[Task]:
    """Return what was not done at `as_of`, whenever it was given: a state of the moment."""
    return as_they_stood(_at_all(scope).filter(_not_done(scope)), scope.as_of)


def _at_all(scope: Scope) -> QuerySet[Task]:
    rows = counted(Task.objects.all()).filter(
        Q(cancelled_at=None) | Q(cancelled_at__gt=scope.as_of), given_at__lte=scope.as_of
    )
    return rows if scope.unit_ids is None else rows.filter(lead_agency__in=scope.unit_ids)


def as_they_stood(tasks: QuerySet[Task], as_of: datetime) -> QuerySet[Task]:
    extensions = Extension.objects.filter(
        task=OuterRef("pk"), granted_due_at__isnull=False, decided_at__lte=as_of
    ).order_by("-decided_at", "-pk")
    sent_back = Q(is_accepted=False, decided_at__lte=as_of)
    reports = Report.objects.filter(~sent_back, task=OuterRef("pk"), sent_at__lte=as_of)
    then = Value(as_of, output_field=DateTimeField())
    # Where nothing was ever extended or handed in there is nothing to look up.
    extended = Case(
        When(due_at=F("original_due_at"), then=F("original_due_at")),
        default=Coalesce(Subquery(extensions.values("granted_due_at")[:1]), F("original_due_at")),
    )
    handed_in = Case(
        When(state=State.ASSIGNED, then=Value(None, output_field=DateTimeField())),
        # What is handed in now, by then, was not sent back: no report need be looked up.
        When(reported_at__lte=as_of, then=F("reported_at")),
        default=Subquery(reports.order_by("sent_at").values("sent_at")[:1]),
    )
    return tasks.annotate(
        due_then=extended,
        handed_in=handed_in,
        stopped=Coalesce(F("handed_in"), Least(F("closed_at"), then), then),
    )


def _done(scope: Scope) -> Q:
    return Q(closed_at__lte=scope.as_of)


def _not_done(scope: Scope) -> Q:
    return Q(closed_at=None) | Q(closed_at__gt=scope.as_of)


def _late() -> Q:
    return Q(stopped__gt=F("due_then"))


def not_begun(scope: Scope) -> Q:
    return _not_done(scope) & (Q(started_at=None) | Q(started_at__gt=scope.as_of))


def doing(scope: Scope) -> Q:
    return Q(started_at__lte=scope.as_of) & _not_done(scope)


def _all(_scope: Scope) -> Q:
    return Q()


def _both(state: Callable[[Scope], Q], *, late: bool) -> Callable[[Scope], Q]:
    def together(scope: Scope) -> Q:
        return state(scope) & (_late() if late else Q(stopped__lte=F("due_then")))

    return together


def _count(name: str, label: str, sentence: str, which: Callable[[Scope], Q]) -> Measure:
    return register(Measure(f"tasks.{name}", VERSION, label, Unit.COUNT, sentence, rows, which))


GIVEN = _count("given", "Nhiệm vụ được giao", "{numerator} nhiệm vụ được giao trong kỳ.", _all)
NOT_BEGUN_IN_TIME = _count(
    "not_begun_in_time",
    "Chưa thực hiện, trong hạn",
    "{numerator} nhiệm vụ chưa thực hiện, còn trong hạn.",
    _both(not_begun, late=False),
)
NOT_BEGUN_LATE = _count(
    "not_begun_late",
    "Chưa thực hiện, quá hạn",
    "{numerator} nhiệm vụ chưa thực hiện, đã quá hạn.",
    _both(not_begun, late=True),
)
DOING_IN_TIME = _count(
    "doing_in_time",
    "Đang thực hiện, đúng hạn",
    "{numerator} nhiệm vụ đang thực hiện, còn trong hạn hoặc đã nộp sản phẩm đúng hạn.",
    _both(doing, late=False),
)
DOING_LATE = _count(
    "doing_late",
    "Đang thực hiện, quá hạn",
    "{numerator} nhiệm vụ đang thực hiện, đã quá hạn.",
    _both(doing, late=True),
)
DONE_IN_TIME = _count(
    "done_in_time",
    "Hoàn thành đúng hạn",
    "{numerator} nhiệm vụ hoàn thành với sản phẩm nộp đúng hạn.",
    _both(_done, late=False),
)
DONE_LATE = _count(
    "done_late",
    "Hoàn thành quá hạn",
    "{numerator} nhiệm vụ hoàn thành với sản phẩm nộp sau hạn.",
    _both(_done, late=True),
)
IN_PROGRESS = _count("in_progress", "Đang thực hiện", "{numerator} nhiệm vụ đang thực hiện.", doing)
DONE = register(
    Measure(
        "tasks.done",
        VERSION,
        "Đã hoàn thành",
        Unit.PERCENT,
        "{numerator} trong {denominator} nhiệm vụ đã hoàn thành, đạt {ratio}.",
        rows,
        _done,
        _all,
    )
)
LATE = register(
    Measure(
        "tasks.late",
        VERSION,
        "Đang quá hạn",
        Unit.PERCENT,
        "{numerator} trong {denominator} nhiệm vụ chưa hoàn thành đã quá hạn, chiếm {ratio}.",
        open_rows,
        lambda _scope: _late(),
        _all,
    )
)
IN_TIME = register(
    Measure(
        "tasks.in_time",
        VERSION,
        "Hoàn thành đúng hạn",
        Unit.PERCENT,
        "{numerator} trong {denominator} nhiệm vụ hoàn thành là đúng hạn, đạt {ratio}.",
        rows,
        _both(_done, late=False),
        _done,
        left_out=LATE,
    )
)
SIX = (
    NOT_BEGUN_IN_TIME,
    NOT_BEGUN_LATE,
    DOING_IN_TIME,
    DOING_LATE,
    DONE_IN_TIME,
    DONE_LATE,
)
BOARD = (GIVEN, DONE, IN_PROGRESS, IN_TIME, LATE, *SIX)


def within(which: Q) -> list[Measure]:
    """Return the same definitions over fewer rows: what one actor sees, what one agency gave."""

    def fewer(whole: Callable[[Scope], QuerySet[Task]]) -> Callable[[Scope], QuerySet[Task]]:
        return lambda scope: whole(scope).filter(which)

    narrowed = {whole: fewer(whole) for whole in (rows, open_rows)}
    late = replace(LATE, rows=narrowed[open_rows])
    return [
        late
        if one is LATE
        else replace(one, rows=narrowed[rows], left_out=late if one.left_out else None)
        for one in BOARD
    ]


def overdue(actor: Actor, *, at: datetime) -> QuerySet[Task]:
    """Return what is overdue of all that the actor sees, by the boards' own definition."""
    day = day_of(at)
    rows_behind = measures.rows_behind(LATE, Scope(None, day, day, at))
    seen = visible_to(actor).order_by().values("pk")
    rows = rows_behind.filter(pk__in=seen).select_related("lead", "giver", "person")
    return rows.order_by("due_then", "pk")


def nothing() -> dict[str, measures.Value]:
    """Return the values of an agency that has no task."""
    return {one.code: measures.Value(0, 0 if one.denominator else None) for one in BOARD}


def summed(parts: Iterable[Mapping[str, measures.Value]]) -> dict[str, measures.Value]:
    """Return the whole of a board out of its units, so that the rows are counted once."""
    values = [nothing() | dict(part) for part in parts]
    total = {}
    for measure in BOARD:
        counts = [part[measure.code] for part in values]
        denominator = sum(value.denominator or 0 for value in counts)
        total[measure.code] = measures.Value(
            sum(value.numerator for value in counts), denominator if measure.denominator else None
        )
    return total
