"""Writing cells: merged with what others wrote meanwhile, and every value kept for good.

One save is one lock, one read where somebody else was faster, and three writes, however many cells
it has: 148 communes may do so in the same minute.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import refuse_unless
from vanlang.reports import permissions
from vanlang.reports.models import CellEntry, Submission, Tier
from vanlang.reports.queries import coverage
from vanlang.reports.rules import figures, merging, narratives, places
from vanlang.reports.rules.merging import Conflict
from vanlang.reports.rules.states import Event, Origin, Standing, State, may_move

BATCH = 2000
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form sends: its values by place, and the revision of the report it began with."""

    revision: int
    values: Values
    key: UUID | None = None


@dataclass(frozen=True, slots=True)
class Crossed:
    """A conflict, and who wrote what stands there, when."""

    conflict: Conflict
    writer_name: str
    written_at: datetime


@dataclass(slots=True)
class Saved:
    """What became of a form. `set_aside` was too late and stands in the history, not the report."""

    report: Submission
    written: int = 0
    crossed: list[Crossed] = field(default_factory=list)
    set_aside: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def keep(
    report: Submission, filled: Filled, *, by: Actor, at: datetime, origin: Origin = Origin.TYPED
) -> Saved:
    """Keep what somebody filled in. Nothing of it is lost: not what crossed another's writing, not
    what came after the report was sent or its round closed.
    """
    report = locked(report)
    refuse_unless(permissions.may_write(by, report))
    allowed = set(fillable(report))
    typed = {place: value for place, value in filled.values.items() if place in allowed}
    now = report.values
    base = _base(report, filled.revision, now)
    merged = merging.merge(base=base, now=now, typed=typed)
    if not may_move(State(report.state), "write") or not report.round.is_open:
        late = merged.writes | {one.place: one.mine for one in merged.conflicts}
        _set_aside(report, late, Standing.TOO_LATE, filled, origin, by=by, at=at)
        return Saved(report, set_aside=late)
    if merged.conflicts and _was_saved(report, filled.key):
        return Saved(report)  # the same form again, after others went on from it
    crossing = {one.place: one.mine for one in merged.conflicts}
    _set_aside(report, crossing, Standing.CROSSED, filled, origin, by=by, at=at)
    written = put(report, merged.writes, origin, key=filled.key, by=by, at=at)
    return Saved(report, written, _crossed(report, merged.conflicts))


def fillable(report: Submission) -> list[str]:
    """Return the places people may fill in: above, what is added up from below is not among them.

    A figure that is wrong is mended where it was reported; its report is opened again for that.
    """
    definition = report.round.definition
    cells = figures.entered_places(definition, report.covers)
    if report.tier != "reporter":
        cells = [place for place in cells if not _is_added_up(report, place)]
    sections = [places.section(one.code) for one in definition.sections]
    explained = [place for place in report.cells if place.startswith(places.EXPLANATION)]
    return [*cells, *sections, *explained, *_asked_for(report)]


def put(  # noqa: PLR0913 one sentence, said once
    report: Submission,
    values: Values,
    origin: Origin,
    *,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
    event: Event = Event.SAVED,
) -> int:
    """Write values into a locked report, with the words that follow from them; count them."""
    before = report.values
    changed = {place: value for place, value in values.items() if before.get(place, "") != value}
    given = {place: (value, origin) for place, value in changed.items()}
    given |= {place: (text, Origin.TEMPLATE) for place, text in _words(report, changed).items()}
    if not given:
        return 0
    report.revision += 1
    cells = dict(report.cells)
    for place, (value, source) in given.items():
        cells[place] = [value, source, report.revision]
    report.cells = cells
    CellEntry.objects.bulk_create(
        [
            CellEntry(
                submission=report,
                place=place,
                value=value,
                before=before.get(place, ""),
                origin=source,
                revision=report.revision,
                key=key,
                written_at=at,
                writer_id=by.person_id,
                writer_name=by.name,
            )
            for place, (value, source) in given.items()
        ],
        batch_size=BATCH,
    )
    report.save(update_fields=["cells", "revision"])
    payload: dict[str, journal.Fact] = {"revision": report.revision, "cells": len(changed)}
    payload["from"] = origin.value
    journal.record(event, about=report, by=by, at=at, payload=payload)
    return len(changed)


def locked(report: Submission) -> Submission:
    return (
        Submission.objects.select_for_update(of=("self",))
        .select_related("round__version", "round__regime", "unit", "parent", "previous")
        .get(pk=report.pk)
    )


def words_of(report: Submission, covers: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the words that every template may use besides figures.

    The figures of a sum are those of the units below, never of the agency that adds them up.
    """
    unit = report.unit_name
    if report.tier != Tier.REPORTER:
        unit = f"các đơn vị đã báo cáo ({coverage.over(report, covers).fraction})"
    return {
        "unit": unit,
        "period": report.round.period_name,
        "from": f"{report.round.starts_on:%d/%m/%Y}",
        "to": f"{report.round.ends_on:%d/%m/%Y}",
    }


def _asked_for(report: Submission) -> list[str]:
    """An explanation may be given for whatever is found; its place is known by its beginning."""
    from_definition = figures.compute(report.round.definition, report.values, report.covers)
    found = [
        places.explanation(f"{sort}:{place}")
        for place in from_definition.values
        for sort in ("jump", "difference")
    ]
    for table in report.round.definition.tables:
        found.append(places.explanation(f"copy:{places.cell(table.code, 'bieu', 'bieu')}"))
        found += [
            places.explanation(f"unbalanced:{places.cell(table.code, row.code, str(number))}")
            for row in table.rows_for(report.covers)
            for number in range(1, len(table.checks) + 1)
        ]
    return found


def _is_added_up(report: Submission, place: str) -> bool:
    definition = report.round.definition
    table = definition.table(places.parts(place)[0])
    column = definition.column_at(place)
    if table is None or column is None:
        return False
    return column.is_summed or table.rows_are == "each_unit"


def _words(report: Submission, changed: Values) -> dict[str, str]:
    """Return the sections that nobody has put into own words, drafted anew over the figures."""
    definition = report.round.definition
    cells = report.values | dict(changed)
    covers = [(code, name) for code, name in json.loads(cells.get(places.COVERS) or "[]")]
    computed = figures.compute(definition, cells, covers)
    words = words_of(report, covers)
    found = {}
    for section in definition.sections:
        place = places.section(section.code)
        kept = report.cells.get(place)
        is_free = (kept is None or kept[1] == Origin.TEMPLATE) and place not in changed
        if is_free and section.template:
            text = narratives.drafted(section.template, computed, words)
            if text != cells.get(place, ""):
                found[place] = text
    return found


def _base(report: Submission, revision: int, now: Values) -> dict[str, str]:
    """Return the values as the form found them; asks the history only if others were faster."""
    later = [place for place, kept in report.cells.items() if kept[2] > revision]
    base = dict(now)
    if not later:
        return base
    base |= dict.fromkeys(later, "")
    known = (
        CellEntry.objects.filter(
            submission=report, place__in=later, revision__lte=revision, standing=Standing.KEPT
        )
        .order_by("place", "-revision")
        .distinct("place")
        .values_list("place", "value")
    )
    return base | dict(known)


def _was_saved(report: Submission, key: UUID | None) -> bool:
    return key is not None and CellEntry.objects.filter(submission=report, key=key).exists()


def _set_aside(  # noqa: PLR0913 one sentence, said once
    report: Submission,
    values: Values,
    standing: Standing,
    filled: Filled,
    origin: Origin,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Keep beside the report what could not go into it."""
    if not values or _was_saved(report, filled.key):
        return
    CellEntry.objects.bulk_create(
        [
            CellEntry(
                submission=report,
                place=place,
                value=value,
                before=report.values.get(place, ""),
                origin=origin,
                standing=standing,
                revision=report.revision,
                key=filled.key,
                written_at=at,
                writer_id=by.person_id,
                writer_name=by.name,
            )
            for place, value in values.items()
        ],
        batch_size=BATCH,
    )


def _crossed(report: Submission, conflicts: list[Conflict]) -> list[Crossed]:
    if not conflicts:
        return []
    entries = CellEntry.objects.filter(
        submission=report, place__in=[one.place for one in conflicts], standing=Standing.KEPT
    )
    last = {entry.place: entry for entry in entries.order_by("revision")}
    return [
        Crossed(one, last[one.place].writer_name, last[one.place].written_at) for one in conflicts
    ]
