"""Definitions: drafted, changed while drafts, published for good, superseded by the next."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import ProtectedError

from vanlang.identity.api import Block, Unit
from vanlang.indicators import permissions
from vanlang.indicators.models import Definition, Indicator, SeriesBreak, Target, Value
from vanlang.indicators.queries import definitions as queries
from vanlang.indicators.rules import formulas, paths, quality
from vanlang.indicators.rules.colours import Basis, Direction, Thresholds
from vanlang.indicators.rules.formulas import CODE, FormulaFault
from vanlang.indicators.rules.paths import Merging, Path, Way
from vanlang.indicators.rules.periods import CUT_OFF_DAY, LAST_CUT_OFF_DAY, Frequency, period_of
from vanlang.indicators.rules.quality import JUMP_PERCENT, TOLERANCE_PERCENT, Limits
from vanlang.indicators.rules.states import (
    DEFINITION_MOVES,
    Decides,
    DefinitionState,
    Event,
    move,
)
from vanlang.kernel import journal, measures
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of, written
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless

DECIMALS_AT_MOST = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a definition is to say: each name a column of `Definition`."""

    name: str
    unit_name: str
    effective_from: date
    meaning: str = ""
    decimals: int = 2
    formula: str = ""
    decides: str = Decides.REPORTED
    frequency: str = Frequency.MONTH
    cut_off_day: int = CUT_OFF_DAY
    closing_days: int = 2
    for_province: bool = True
    for_departments: bool = False
    for_communes: bool = False
    block: str = Block.COMMITTEE
    direction: str = Direction.MORE
    basis: str = Basis.VALUE
    green: Decimal | None = None
    amber: Decimal | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    is_whole: bool = False
    jump_percent: Decimal = JUMP_PERCENT
    tolerance_percent: Decimal = TOLERANCE_PERCENT
    parts: str = ""
    merging: str = Merging.NONE
    source: str = ""
    legal_basis: str = ""
    is_open: bool = False
    change_note: str = ""


@transaction.atomic
def begin(code: str, wanted: Wanted, *, owner: Unit, by: Actor, at: datetime) -> Definition:
    """Write the first draft of a new indicator; a code in use is nobody's to write over."""
    refuse_unless(permissions.may_define(by, owner.agency_id or owner.pk))
    if Indicator.objects.filter(code=code).exists():
        raise Refusal(
            f"Mã “{code}” đã có chỉ số dùng. Hãy chọn mã khác; nếu muốn sửa chỉ số đó thì mở trang"
            " của chỉ số và soạn phiên bản mới.",
            field="code",
        )
    return draft(code, wanted, owner=owner, by=by, at=at)


@transaction.atomic
def draft(code: str, wanted: Wanted, *, owner: Unit, by: Actor, at: datetime) -> Definition:
    """Write the draft of an indicator's next version, or change the one that is being written."""
    agency = owner.agency_id or owner.pk
    refuse_unless(permissions.may_define(by, agency))
    if not CODE.fullmatch(code):
        raise Refusal("Mã gồm chữ thường không dấu, số và gạch dưới.", field="code")
    indicator, _ = Indicator.objects.select_for_update().get_or_create(
        code=code, defaults={"owner": owner, "created_at": at}
    )
    refuse_unless(permissions.may_define(by, indicator.owner.agency_id or indicator.owner_id))
    _check(code, wanted, by=by)
    row = queries.draft_of(indicator)
    if row is None:
        last = Definition.objects.filter(indicator=indicator).order_by("-number").first()
        if last is not None:
            _refuse_retired(last)
        row = Definition(
            indicator=indicator,
            number=last.number + 1 if last else 1,
            created_at=at,
            drafter_name=by.name,
        )
    for name, value in asdict(wanted).items():
        setattr(row, name, value)
    row.save()
    journal.record(Event.DRAFTED, about=row, by=by, at=at, payload={"code": code})
    return row


def _check(code: str, wanted: Wanted, *, by: Actor) -> None:
    """Refuse what can never be published; the rest is looked at on publishing."""
    Thresholds(wanted.green, wanted.amber, Direction(wanted.direction), Basis(wanted.basis)).check()
    if not wanted.name.strip():
        raise Refusal("Ghi tên chỉ số.", field="name")
    if not 0 <= wanted.decimals <= DECIMALS_AT_MOST:
        raise Refusal("Số chữ số thập phân từ 0 đến 6.", field="decimals")
    if not 0 <= wanted.cut_off_day <= LAST_CUT_OFF_DAY:
        raise Refusal("Ngày chốt số liệu từ 1 đến 27; 0 là theo dương lịch.", field="cut_off_day")
    if wanted.lowest is not None and wanted.highest is not None and wanted.lowest > wanted.highest:
        raise Refusal("Giá trị thấp nhất lớn hơn giá trị cao nhất.", field="lowest")
    _refuse_thresholds_outside(wanted)
    if not (wanted.for_province or wanted.for_departments or wanted.for_communes):
        raise Refusal("Chọn ít nhất một cấp để đo.", field="for_province")
    if wanted.decides == Decides.COUNTED and not wanted.formula:
        raise FormulaFault("Chỉ số đánh giá theo số đếm thì phải có công thức.")
    if code in wanted.parts.split():
        raise Refusal("Chỉ số không là thành phần của chính nó.", field="parts")
    if wanted.formula:
        _check_formula(code, wanted, by=by)


def _refuse_thresholds_outside(wanted: Wanted) -> None:
    """A threshold that no value can reach paints everything in one colour."""
    if wanted.basis != Basis.VALUE:
        return
    fields = {name: getattr(wanted, name) for name in ("unit_name", "lowest", "highest")}
    limits = Definition(**fields).limits
    for name in ("green", "amber"):
        threshold: Decimal | None = getattr(wanted, name)
        fault = None if threshold is None else quality.impossible(threshold, limits)
        if fault is not None:
            raise Refusal(fault.text, field=name)


def _check_formula(code: str, wanted: Wanted, *, by: Actor) -> None:
    """Refuse what cannot be counted; what others draft is not there for this person."""
    node = formulas.parse(wanted.formula)
    unknown = formulas.measures_in(node) - {one.code for one in measures.registered()}
    if unknown:
        raise FormulaFault(f"Hệ thống không đếm “{min(unknown)}”.")
    referred = formulas.indicators_in(node)
    seen = queries.visible_to(by).filter(indicator__code__in=referred).order_by("number")
    by_code = {one.code: one for one in seen}
    missing = referred - by_code.keys() - {code}
    if missing:
        raise FormulaFault(f"Không có chỉ số “{min(missing)}”.")
    others = [by_code[name] for name in sorted(referred) if name in by_code and name != code]
    for one in others:
        if (one.frequency, one.cut_off_day) != (wanted.frequency, wanted.cut_off_day):
            raise FormulaFault(f"“{one.code}” có kỳ hoặc ngày chốt số liệu khác.")
    way = formulas.cycle(code, queries.uses(by) | {code: sorted(referred)})
    if way:
        raise FormulaFault(f"Công thức quay vòng: {' → '.join(way)}.")


@transaction.atomic
def discard(definition: Definition, *, by: Actor, at: datetime) -> None:
    """Throw a draft away, and with its only draft the indicator, so that the code is free again."""
    definition = _locked(definition)
    indicator = definition.indicator
    refuse_unless(permissions.may_define(by, indicator.owner.agency_id or indicator.owner_id))
    move(DEFINITION_MOVES, DefinitionState(definition.state), "discard")
    payload: dict[str, journal.Fact] = {"code": indicator.code, "version": definition.number}
    journal.record(Event.DISCARDED, about=definition, by=by, at=at, payload=payload)
    definition.delete()
    if indicator.definitions.exists():
        return
    try:
        indicator.delete()
    except ProtectedError as no:
        raise Conflict(
            "Không bỏ được dự thảo này: bộ tiêu chí, mục tiêu hoặc số liệu đang dùng chỉ số. Hãy gỡ"
            " chỉ số khỏi những nơi đó trước."
        ) from no


@transaction.atomic
def publish(definition: Definition, *, by: Actor, at: datetime) -> Definition:
    """Put a draft in force. Periods that have begun keep the version they began under."""
    definition = _locked(definition)
    refuse_unless(
        permissions.may_publish(by, definition.indicator),
        "Chỉ lãnh đạo cơ quan chủ trì chỉ số được ban hành.",
    )
    definition.state = move(DEFINITION_MOVES, DefinitionState(definition.state), "publish")
    if definition.formula:
        _refuse_unpublished(definition)
    before = (
        Definition.objects.select_for_update()
        .filter(indicator=definition.indicator_id, state=DefinitionState.PUBLISHED)
        .first()
    )
    if before is not None:
        _refuse_retired(before)
        _refuse_in_the_middle(definition, before, at=at)
        before.state = move(DEFINITION_MOVES, DefinitionState(before.state), "supersede")
        before.effective_to = definition.effective_from - timedelta(days=1)
        before.save(update_fields=["state", "effective_to"])
    definition.published_at, definition.publisher_name = at, by.name
    definition.save(update_fields=["state", "published_at", "publisher_name"])
    payload: dict[str, journal.Fact] = {"code": definition.code, "version": definition.number}
    journal.record(Event.PUBLISHED, about=definition, by=by, at=at, payload=payload)
    return definition


def _refuse_retired(row: Definition) -> None:
    if row.last_date is not None:
        raise Conflict(
            f"Chỉ số ngừng từ sau ngày {written(row.last_date)}, không có phiên bản mới; hãy lập"
            " chỉ số mới."
        )


def _refuse_unpublished(definition: Definition) -> None:
    """A formula that everybody may read stands on indicators that everybody may read."""
    referred = formulas.indicators_in(formulas.parse(definition.formula))
    in_force = {row.code: row for row in queries.published().filter(indicator__code__in=referred)}
    missing = referred - in_force.keys()
    if missing:
        raise Refusal(f"Công thức dùng chỉ số “{min(missing)}” chưa ban hành; ban hành nó trước.")
    ending = [code for code in sorted(referred) if in_force[code].last_date is not None]
    if ending:
        raise Refusal(f"Công thức dùng chỉ số “{ending[0]}” đã ngừng; hãy dùng chỉ số kế tiếp.")
    way = formulas.cycle(definition.code, queries.uses() | {definition.code: sorted(referred)})
    if way:
        raise FormulaFault(f"Công thức quay vòng: {' → '.join(way)}.")


def _refuse_in_the_middle(new: Definition, before: Definition, *, at: datetime) -> None:
    """A round that has begun ends under the definition it began with."""
    if new.effective_from <= before.effective_from:
        raise Conflict("Phiên bản mới phải áp dụng sau phiên bản đang có hiệu lực.")
    period = period_of(new.effective_from, Frequency(before.frequency), before.cut_off_day)
    if period.start != new.effective_from:
        raise Refusal(
            f"Không đổi định nghĩa giữa kỳ. {period.name} bắt đầu ngày"
            f" {period.start:%d/%m/%Y}; hãy áp dụng từ {period.next().start:%d/%m/%Y}.",
            field="effective_from",
        )
    has_values = Value.objects.filter(
        indicator=new.indicator_id, period_end__gte=new.effective_from
    ).exists()
    if has_values or new.effective_from < day_of(at):
        raise Refusal(
            f"Kỳ từ {new.effective_from:%d/%m/%Y} đã bắt đầu hoặc đã có số liệu; phiên bản mới chỉ"
            " áp dụng cho kỳ chưa bắt đầu.",
            field="effective_from",
        )


def _locked(definition: Definition) -> Definition:
    rows = Definition.objects.select_for_update(of=("self",)).select_related("indicator__owner")
    return rows.get(pk=definition.pk)


@transaction.atomic
def set_target(  # noqa: PLR0913 one sentence, each word with its name
    indicator: Indicator,
    *,
    year: int,
    path: Path,
    unit: Unit | None = None,
    legal_basis: str = "",
    by: Actor,
    at: datetime,
) -> Target:
    """Give a year's target and the path to it; an earlier one stays in the history."""
    refuse_unless(permissions.may_publish(by, indicator))
    path.check()
    last_date = queries.last_date_of(indicator)
    if last_date is not None and year > last_date.year:
        raise Refusal(f"Chỉ số ngừng từ sau ngày {written(last_date)}.", field="year")
    limits = queries.limits_on(indicator, date(year, 12, 31))
    if limits is not None:
        path.refuse_outside(limits)
    earlier = Target.objects.select_for_update().filter(
        indicator=indicator, unit=unit, year=year, replaced_at=None
    )
    earlier.update(replaced_at=at)
    points = {str(month): str(mark) for month, mark in path.points.items()}
    row = Target.objects.create(
        indicator=indicator,
        unit=unit,
        year=year,
        value=path.target,
        way=path.way,
        base=path.base,
        points=points,
        legal_basis=legal_basis,
        set_at=at,
        setter_name=by.name,
    )
    payload: dict[str, journal.Fact] = {"year": year, "value": str(path.target)}
    journal.record(Event.TARGET_SET, about=indicator, by=by, at=at, payload=payload)
    return row


@transaction.atomic
def note_break(
    indicator: Indicator, *, on: date, text: str, by: Actor, at: datetime
) -> SeriesBreak:
    """Say from when on a series is not what it was, in plain words."""
    refuse_unless(permissions.may_define(by, indicator.owner.agency_id or indicator.owner_id))
    row, _ = SeriesBreak.objects.update_or_create(
        indicator=indicator, on=on, defaults={"text": text, "recorded_at": at}
    )
    return row


def path_of(target: Decimal, way: str, base: Decimal | None, points: str, limits: Limits) -> Path:
    """Return the path that a form describes."""
    return Path(target, Way(way), base or Decimal(0), paths.read_points(points, limits))
