"""Reports of the demonstration: a month's round in full swing, through the real actions.

Some communes have sent, one of them late, one explained a jump, others are still writing; made
once, and left alone when it is there already.
"""

import random
from datetime import datetime, time, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from vanlang.demo import blocks
from vanlang.demo.accounts import BLOCKS, SHOWN_COMMUNES
from vanlang.identity import api as identity
from vanlang.identity.api import Block, Person
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.deadlines import ZONE
from vanlang.kernel.refusals import Refusal
from vanlang.reports.actions import deciding, defining, filling, opening, writing
from vanlang.reports.actions.writing import Filled
from vanlang.reports.models import Regime, RegimeVersion, Round, Submission, Tier
from vanlang.reports.queries import examples, reading
from vanlang.reports.rules import definitions, periods, places
from vanlang.reports.rules.periods import Frequency, Period
from vanlang.reports.rules.states import VersionState

KEYS = UUID("7b0d4c52-66a3-4d6b-9d7e-57b0a5a1c0df")
GIVER = "lanhdao.tinh"
MONTHLY = "nq57_thang"
REPORTING, WRITING = 14, 4  # so many communes of the round have sent, or have begun
EXPLAINED = "Có thêm nhiệm vụ giao bằng văn bản giấy, chưa có trên hệ thống."


def make(*, at: datetime) -> int:
    """Lay the shipped regimes down and play a round of one; return how many reports are sent."""
    known = {person.username: person for person in Person.objects.exclude(username=None)}
    if GIVER in known and not Regime.objects.exists():
        with transaction.atomic():
            _play(known, at=at)
    return Submission.objects.filter(state="sent").count()


def _play(known: dict[str | None, Person], *, at: datetime) -> None:
    owner = identity.province_committee()
    leader = identity.actor_of(known[GIVER], at)
    period = max(
        periods.ended(Frequency.MONTH, since=day_of(at) - timedelta(days=70), on=day_of(at)),
        key=lambda one: one.end,
    )
    # In force from the period's last day on, so that the calendar opens no round before it.
    laid_down = datetime.combine(period.end, time(8), ZONE)
    for code, definition in examples.all_of_them().items():
        draft = defining.draft_regime(code, definition, owner=owner, by=PLATFORM, at=laid_down)
        defining.publish(draft, by=leader, at=laid_down)
    version = RegimeVersion.objects.select_related("regime__owner").get(
        regime__code=MONTHLY, state=VersionState.PUBLISHED
    )
    turn = opening.open_round(version, period, by=PLATFORM, at=at - timedelta(hours=30))
    _report(turn, known, at=at)
    for block in BLOCKS:
        _of_block(block, period, known, at=at)


def _of_block(
    block: Block, period: Period, known: dict[str | None, Person], *, at: datetime
) -> None:
    """Lay down the block's own report and open its round; one commune of it has sent already."""
    owner, _ = blocks.agencies(block)
    leader = known.get(f"lanhdao.{BLOCKS[block]}.tinh")
    if leader is None:
        return
    laid_down, plan = datetime.combine(period.end, time(8), ZONE), blocks.content()[block]
    definition = definitions.of_json(plan["regime"])
    draft = defining.draft_regime(
        plan["regime_code"], definition, owner=owner, by=PLATFORM, at=laid_down
    )
    by = identity.actor_of(leader, at)
    version = defining.publish(draft, by=by, at=laid_down)
    turn = opening.open_round(version, period, by=PLATFORM, at=at - timedelta(hours=30))
    reports = Submission.objects.filter(round=turn, tier=Tier.REPORTER).select_related("unit")
    for report in reports.filter(unit__area_code=SHOWN_COMMUNES[-1]):
        sender = identity.actor_of(known[f"lanhdao.{BLOCKS[block]}.{report.unit.area_code}"], at)
        then = at - timedelta(hours=20)
        columns = definition.tables[0].columns
        values = {
            places.cell("so_lieu", report.unit.code, column.code): str(number)
            for column, number in zip(columns, (240, 221), strict=False)
        }
        writing.keep(
            report,
            Filled(report.revision, values, uuid5(KEYS, report.unit.code)),
            by=sender,
            at=then,
        )
        _hand_in(report, by=sender, at=then)
        filling.follow_below(report, at=at)


def _report(turn: Round, known: dict[str | None, Person], *, at: datetime) -> None:
    chance = random.Random(57)  # noqa: S311 a play, not a secret
    reports = Submission.objects.filter(round=turn, tier=Tier.REPORTER).select_related("unit")
    working = [one for one in reports if f"lanhdao.{one.unit.area_code}" in known]
    for number, report in enumerate(working[: REPORTING + WRITING]):
        by = identity.actor_of(known[f"lanhdao.{report.unit.area_code}"], at)
        then = at - timedelta(hours=26 - number)
        filling.prefill(report, at=then)
        _fill(report, chance, by=by, at=then)
        if number < REPORTING:
            _hand_in(report, by=by, at=then + timedelta(minutes=20))
    first = reports.first()
    if first is not None:
        filling.follow_below(first, at=at)


def _fill(report: Submission, chance: random.Random, *, by: Actor, at: datetime) -> None:
    report.refresh_from_db()
    code = report.unit.code
    teams, cells = chance.randrange(8, 30), chance.randrange(12, 46)
    said = {
        "so_to": teams,
        "thanh_vien": teams * chance.randrange(4, 8),
        "luot": chance.randrange(40, 900),
        "chi_bo": cells,
        "so_tay": chance.randrange(cells // 3, cells + 1),
    }
    values = {places.cell("co_so", code, column): str(value) for column, value in said.items()}
    for column in ("giao", "xong_dung_han", "xong_qua_han", "dang_lam"):
        place = places.cell("nhiem_vu", "tat_ca", column)
        values[place] = report.values.get(place, "0")
    if chance.random() < 0.2:  # noqa: PLR2004 one in five reports more than was counted
        place = places.cell("nhiem_vu", "tat_ca", "giao")
        values[place] = str(int(values[place]) + 2)
        values[places.explanation(f"difference:{place}")] = EXPLAINED
    writing.keep(report, Filled(report.revision, values, uuid5(KEYS, code)), by=by, at=at)


def _hand_in(report: Submission, *, by: Actor, at: datetime) -> None:
    try:
        deciding.present(report, by=by, at=at)
    except Refusal:
        _explain(report, by=by, at=at)
        deciding.present(report, by=by, at=at)
    deciding.approve(report, by=by, at=at)
    deciding.send(report, by=by, at=at)


def _explain(report: Submission, *, by: Actor, at: datetime) -> None:
    report = Submission.objects.select_related("round__version", "previous").get(pk=report.pk)
    values = {
        places.explanation(one.code): EXPLAINED
        for one in reading.of(report).findings
        if not one.stops
    }
    writing.keep(report, Filled(report.revision, values, uuid5(KEYS, "why")), by=by, at=at)
