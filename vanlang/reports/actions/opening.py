"""Rounds: opened by the calendar, one report a unit, closed and opened again by hand."""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import transaction

from vanlang.identity import api as identity
from vanlang.identity.api import Level, Unit
from vanlang.kernel import calendars, deadlines, journal, queue
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.days import day_of, midnight
from vanlang.kernel.deadlines import Term
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless
from vanlang.reports import permissions
from vanlang.reports.models import CellEntry, RegimeVersion, Round, Submission, Tier
from vanlang.reports.queries import regimes
from vanlang.reports.rules import periods, places
from vanlang.reports.rules.definitions import Definition, Reporters
from vanlang.reports.rules.periods import Period
from vanlang.reports.rules.states import Event, Origin, RoundState, VersionState

BATCH = 500


def open_due(*, at: datetime) -> int:
    """Open every round whose period has ended and that is not open yet; return how many."""
    today = day_of(at)
    count = 0
    for version in regimes.in_force():
        definition = version.definition
        since = day_of(version.published_at or at)
        known = regimes.period_keys(version.regime_id)
        for period in periods.ended(
            definition.frequency, since=since, on=today, cut_off=definition.cut_off
        ):
            if period.key not in known:
                open_round(version, period, by=PLATFORM, at=at)
                count += 1
    return count


@transaction.atomic
def open_round(version: RegimeVersion, period: Period, *, by: Actor, at: datetime) -> Round:
    """Open a round with a report for every unit that exists at the period's end.

    A commune that was merged away reports no more, one renamed under its new name; opened twice,
    it is the same round.
    """
    regime = version.regime
    refuse_unless(permissions.may_draft_regime(by, regime.owner_id))
    known = Round.objects.filter(regime=regime, period_key=period.key).first()
    if known is not None:
        return known
    if version.state != VersionState.PUBLISHED:
        raise Conflict("Chỉ mở đợt báo cáo theo phiên bản đang áp dụng.")
    turn = Round.objects.create(
        regime=regime,
        version=version,
        period_key=period.key,
        period_name=period.name,
        starts_on=period.start,
        ends_on=period.end,
        opened_at=at,
    )
    reports = _reports(turn, version.definition, at=at)
    before = _previous(turn)
    for report in reports:
        report.previous = before.get((report.unit_id, report.tier))
    Submission.objects.bulk_create(reports, batch_size=BATCH)
    CellEntry.objects.bulk_create(_first_entries(reports, at), batch_size=BATCH)
    payload: dict[str, journal.Fact] = {"regime": regime.code, "period": period.key}
    payload["units"] = len(reports)
    journal.record(Event.ROUND_OPENED, about=turn, by=by, at=at, payload=payload)
    for report in reports:
        if report.tier == Tier.REPORTER:
            queue.later("reports.prefill", key=f"reports|{report.pk}", report=str(report.pk))
    return turn


@transaction.atomic
def close_round(turn: Round, *, by: Actor, at: datetime) -> Round:
    """Take no more reports; what is typed after this is kept beside the report and shown."""
    turn = _locked(turn)
    refuse_unless(permissions.may_close(by, turn))
    if not turn.is_open:
        raise Conflict("Đợt báo cáo này đã đóng.")
    turn.state, turn.closed_at = RoundState.CLOSED, at
    turn.save(update_fields=["state", "closed_at"])
    journal.record(Event.ROUND_CLOSED, about=turn, by=by, at=at)
    return turn


@transaction.atomic
def reopen_round(turn: Round, *, reason: str, by: Actor, at: datetime) -> Round:
    """Take reports again; the reason stays in the journal."""
    turn = _locked(turn)
    refuse_unless(permissions.may_close(by, turn))
    if turn.is_open:
        raise Conflict("Đợt báo cáo này đang mở.")
    if not reason.strip():
        raise Refusal("Ghi rõ lý do mở lại đợt báo cáo.", field="reason")
    turn.state, turn.closed_at = RoundState.OPEN, None
    turn.save(update_fields=["state", "closed_at"])
    payload = {"reason": reason.strip()[:1000]}
    journal.record(Event.ROUND_REOPENED, about=turn, by=by, at=at, payload=payload)
    return turn


def _locked(turn: Round) -> Round:
    found = Round.objects.select_for_update(of=("self",)).select_related("regime", "version")
    return found.get(pk=turn.pk)


def _reports(turn: Round, definition: Definition, *, at: datetime) -> list[Submission]:
    """Return the tree of reports: those who report, who gathers, and the Committee at the top."""
    terms = definition.terms
    owner = turn.regime.owner
    top = _report(turn, owner, Tier.TOP, None, terms.top, at=at)
    made, above = [top], top
    if definition.collector:
        gathers = identity.unit_by_code(definition.collector)
        above = _report(turn, gathers, Tier.COLLECTOR, top, terms.collector, at=at)
        made.append(above)
    made += [
        _report(turn, unit, Tier.REPORTER, above, terms.reporters, at=at)
        for unit in _reporting(definition, turn.ends_on)
    ]
    return made


def _reporting(definition: Definition, on: date) -> Iterable[Unit]:
    if definition.reporters == Reporters.COMMUNES:
        units = identity.commune_committees(on=on)
    elif definition.reporters == Reporters.DEPARTMENTS:
        units = identity.departments(on=on)
    else:  # the name of these is that of their block
        agencies = identity.block_agencies(on=on)
        units = agencies.filter(level=Level.COMMUNE, block=definition.reporters)
    return units


def _report(  # noqa: PLR0913 one row of a round
    turn: Round, unit: Unit, tier: Tier, parent: Submission | None, days: int, *, at: datetime
) -> Submission:
    report = Submission(
        id=uuid4(),
        round=turn,
        tier=tier,
        unit=unit,
        unit_name=unit.name,
        parent=parent,
        due_at=_due(turn, unit, days, at=at),
    )
    if tier == Tier.REPORTER:
        scope = json.dumps([[unit.code, unit.short_name]], ensure_ascii=False)
        report.cells = {places.COVERS: [scope, Origin.COUNTED, 0]}
    return report


def _due(turn: Round, unit: Unit, days: int, *, at: datetime) -> datetime:
    """Return the end of the term, counted from the day after the cut-off on the unit's calendar.

    A round opened later than that (a regime laid down meanwhile) gives its time from the opening.
    """
    begins = midnight(turn.ends_on + timedelta(days=1))
    begins = max(begins, at) if at - begins > timedelta(days=days) else begins
    term = Term(days, turn.definition.terms.unit)
    return deadlines.due(begins, term, calendars.for_unit(unit.code))


def _previous(turn: Round) -> dict[tuple[int, str], Submission]:
    last = (
        Round.objects.filter(regime=turn.regime, ends_on__lt=turn.ends_on)
        .order_by("-ends_on")
        .first()
    )
    if last is None:
        return {}
    found = Submission.objects.filter(round=last)
    return {(one.unit_id, one.tier): one for one in found}


def _first_entries(reports: list[Submission], at: datetime) -> list[CellEntry]:
    return [
        CellEntry(
            submission=report,
            place=place,
            value=kept[0],
            origin=kept[1],
            revision=0,
            written_at=at,
            writer_name=PLATFORM.name,
        )
        for report in reports
        for place, kept in report.cells.items()
    ]
