"""What is wrong with a figure becomes a finding, and the finding a task of its owner."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import transaction

from vanlang.indicators import permissions
from vanlang.indicators.actions.recording import New
from vanlang.indicators.models import Definition, Finding, Value
from vanlang.indicators.queries import checking as queries
from vanlang.indicators.rules import quality
from vanlang.indicators.rules.quality import RULE_NAMES, Fault
from vanlang.indicators.rules.states import FINDING_MOVES, Event, FindingState, ValueKind, move
from vanlang.kernel import journal
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.deadlines import Term, TermUnit
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.tasks import api as tasks

SYSTEM = "indicators"
# Not reversed: a command that opens findings would load every screen for this one address.
PAGE = "/chi-so/chat-luong/{}/"
MENDED = "Số liệu đã được sửa, không còn sai."
# What one did late, or after closing, stays done; it is explained.
MENDABLE = (
    quality.Rule.PARTS,
    quality.Rule.JUMP,
    quality.Rule.COPY,
    quality.Rule.IMPOSSIBLE,
    quality.Rule.DIFFERENT,
)
Known = dict[tuple[int, str, int], Value]


def reported_before(news: Sequence[New]) -> Known:
    """Return what was in force of the same periods before the new values take its place."""
    return queries.in_force(
        [(new.definition.indicator_id, new.period.key, new.unit.pk) for new in news],
        ValueKind.REPORTED,
    )


def check(taken: Sequence[tuple[New, Value]], *, before: Known, at: datetime) -> list[Finding]:
    """Hold every rule against what just came in, and open what it finds."""
    places = [(new.definition.indicator_id, new.period, new.unit.pk) for new, _ in taken]
    previous = queries.in_force(
        [(indicator, period.previous().key, unit) for indicator, period, unit in places],
        ValueKind.REPORTED,
    )
    counted = queries.in_force(
        [(indicator, period.key, unit) for indicator, period, unit in places],
        ValueKind.COUNTED,
    )
    wholes = queries.wholes({new.definition.code for new, _ in taken})
    opened = []
    for new, row in taken:
        place = (row.indicator_id, new.period.key, row.unit_id)
        last = previous.get((row.indicator_id, new.period.previous().key, row.unit_id))
        faults = _of_one(
            new,
            last=None if last is None else last.value,
            counted=counted[place].value if place in counted else None,
            is_edit=place in before,
            at=at,
        )
        opened += [open_finding(fault, row, at=at) for fault in faults]
        if new.definition.code in wholes:
            opened += check_parts(wholes[new.definition.code], row, at=at)
    return opened


def _of_one(
    new: New, *, last: Decimal | None, counted: Decimal | None, is_edit: bool, at: datetime
) -> list[Fault]:
    limits = new.definition.limits
    closing_at = queries.closing_at(new.definition, new.period)
    if new.due_at is not None:  # what was sent in time with its report is late nowhere
        closing_at = max(closing_at, new.due_at)
    faults = [quality.late(at, closing_at, is_edit=is_edit)]
    if new.value is not None:
        faults += [
            quality.impossible(new.value, limits),
            quality.jumped(new.value, last, limits),
            quality.copied(new.value, last),
            quality.differs(new.value, counted, limits),
        ]
    return [fault for fault in faults if fault is not None]


def check_parts(wholes: Sequence[Definition], row: Value, *, at: datetime) -> list[Finding]:
    """Add the parts up, when the whole comes in and whenever one of its parts does."""
    opened = []
    for whole in wholes:
        values = queries.values_of([whole.code, *whole.part_codes], row)
        total = values.get(whole.code)
        if total is None:
            continue
        parts = [values[code].value if code in values else None for code in whole.part_codes]
        fault = quality.parts_differ(total.value, parts)
        if fault is not None:
            opened.append(open_finding(fault, total, at=at))
    return opened


@transaction.atomic
def open_finding(fault: Fault, row: Value, *, at: datetime) -> Finding:
    """Open a finding and give it to the unit as a task; one that is open already stays the one."""
    known = (
        Finding.objects.select_for_update()
        .filter(
            rule=fault.rule,
            indicator=row.indicator_id,
            unit=row.unit_id,
            period_key=row.period_key,
        )
        .exclude(state=FindingState.CLOSED)
        .first()
    )
    if known is not None:
        return known
    finding = Finding.objects.create(
        rule=fault.rule,
        indicator_id=row.indicator_id,
        unit_id=row.unit_id,
        period_key=row.period_key,
        value=row,
        text=fault.text,
        found_at=at,
    )
    finding.task_id = _give(finding, at=at)
    finding.save(update_fields=["task_id"])
    journal.record(Event.FINDING_OPENED, about=finding, by=PLATFORM, at=at)
    return finding


def _give(finding: Finding, *, at: datetime) -> UUID:
    """Have the owner of the figure look: a task from whoever answers for the indicator."""
    definition = finding.value.definition
    giver = finding.indicator.owner
    label = f"{definition.name}, {finding.value.period.name.lower()}"
    order = tasks.Order(
        key=finding.pk,
        title=f"{RULE_NAMES[quality.Rule(finding.rule)]}: {label}"[:500],
        content=finding.text,
        product="Số liệu đã kiểm tra, sửa lại hoặc giải trình",
        giver=giver.agency or giver,
        lead=finding.unit,
        term=Term(settings.INDICATORS_FINDING_DAYS, TermUnit.WORKING_DAYS),
        source=tasks.Source(SYSTEM, str(finding.pk), label[:300], PAGE.format(finding.pk)),
    )
    task = tasks.assign(order, by=PLATFORM, at=at)
    return UUID(str(task.pk))


def close_mended(places: Iterable[queries.Place], *, at: datetime) -> list[Finding]:
    """Close what is no longer wrong at these places, now that the value was mended.

    A jump or a copy is held against the period before, so the one after is looked at too.
    """
    closed = []
    for finding in queries.open_at(places, MENDABLE):
        if queries.fault_of(finding) is None:
            closed.append(close(finding, word=MENDED, by=PLATFORM, at=at))
    return closed


@transaction.atomic
def explain(finding: Finding, *, explanation: str, by: Actor, at: datetime) -> Finding:
    """Say why the figure is right all the same."""
    finding = (
        Finding.objects.select_for_update(of=("self",)).select_related("unit").get(pk=finding.pk)
    )
    refuse_unless(permissions.may_report(by, finding.unit.agency_id or finding.unit_id))
    finding.state = move(FINDING_MOVES, FindingState(finding.state), "explain")
    if not explanation.strip():
        raise Refusal("Ghi nội dung giải trình.", field="explanation")
    finding.explanation, finding.explained_at = explanation.strip(), at
    finding.explainer_name = by.name
    finding.save(update_fields=["state", "explanation", "explained_at", "explainer_name"])
    journal.record(Event.FINDING_EXPLAINED, about=finding, by=by, at=at)
    return finding


@transaction.atomic
def close(finding: Finding, *, word: str, by: Actor, at: datetime) -> Finding:
    """Be content, or have the figure corrected: whoever answers for the indicator closes."""
    finding = (
        Finding.objects.select_for_update(of=("self",))
        .select_related("indicator__owner")
        .get(pk=finding.pk)
    )
    refuse_unless(permissions.may_verify(by, finding.indicator))
    finding.state = move(FINDING_MOVES, FindingState(finding.state), "close")
    if not word.strip():
        raise Refusal("Ghi kết luận.", field="word")
    finding.closing_word, finding.closed_at = word.strip(), at
    finding.save(update_fields=["state", "closing_word", "closed_at"])
    journal.record(Event.FINDING_CLOSED, about=finding, by=by, at=at)
    # Its task ends with it; whoever closed the finding answers for the indicator that gave it.
    word = finding.closing_word
    tasks.close_of_source(SYSTEM, str(finding.pk), word=word, by=PLATFORM, at=at)
    return finding


def close_with_task(finding_id: UUID, *, at: datetime) -> None:
    """The task was accepted, so the finding is done with; harmless when it is already."""
    finding = Finding.objects.filter(pk=finding_id).first()
    if finding is not None and finding.state != FindingState.CLOSED:
        close(finding, word="Nhiệm vụ rà soát đã hoàn thành.", by=PLATFORM, at=at)
