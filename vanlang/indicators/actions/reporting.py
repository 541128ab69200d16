"""A unit says what it has: with evidence, in its time, checked as it comes in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from vanlang.identity.api import Unit
from vanlang.indicators import permissions
from vanlang.indicators.actions import checking, counting, recording
from vanlang.indicators.actions.recording import New, Place
from vanlang.indicators.models import Definition, Evidence, Indicator, Value, Verification
from vanlang.indicators.queries import definitions as known
from vanlang.indicators.queries import retiring
from vanlang.indicators.queries import units as tree
from vanlang.indicators.rules import numbers
from vanlang.indicators.rules.periods import Period
from vanlang.indicators.rules.states import CHECK_MOVES, Check, Decides, Event, ValueKind, move
from vanlang.kernel import file_checks, files, journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of, written
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless
from vanlang.ui import photographs

FILES_AT_MOST = 5
PAPERS = (*files.PAPERS, file_checks.XLSX)


@dataclass(frozen=True, slots=True)
class Upload:
    """Minh chứng as it was sent."""

    name: str
    content: BinaryIO


@dataclass(frozen=True, slots=True)
class Reported:
    """What a unit says of one indicator in one period; `key` is the sender's own."""

    code: str
    unit: Unit
    period: Period
    value: Decimal | None
    key: UUID
    note: str = ""
    due_at: datetime | None = None  # of the report that it comes with


def report(  # noqa: PLR0913 one sentence, each word with its name
    code: str,
    *,
    unit: Unit,
    period: Period,
    value: Decimal | None,
    key: UUID,
    by: Actor,
    at: datetime,
    note: str = "",
    evidence: Sequence[Upload] = (),
) -> Value:
    """Take what a unit reports. The same `key` again gives the same value back."""
    said = Reported(code, unit, period, value, key, note)
    with transaction.atomic():
        row = report_each([said], by=by, at=at)[0]
        _keep(row, evidence, by=by, at=at)
    return row


@transaction.atomic
def report_each(reports: Sequence[Reported], *, by: Actor, at: datetime) -> list[Value]:
    """Take many reports at once; nothing of them is kept if one is refused."""
    desk = _Desk({said.code for said in reports}, at=at)
    sent = {row.key: row for row in Value.objects.filter(key__in=[said.key for said in reports])}
    news: list[New] = []
    places: set[Place] = set()
    for said in reports:
        indicator = desk.indicator(said.code)
        refuse_unless(permissions.may_report(by, said.unit.agency_id or said.unit.pk))
        old = sent.get(said.key)
        if old is None:
            news.append(desk.taken(said))
            if news[-1].place in places:
                raise Refusal(f"“{said.code}” của {said.unit.name} được gửi hai lần một lúc.")
            places.add(news[-1].place)
        elif (old.indicator_id, old.unit_id, old.period_key) != (
            indicator.pk,
            said.unit.pk,
            said.period.key,
        ):
            raise Conflict("Mã gửi này đã được dùng cho một số liệu khác.")
    before = checking.reported_before(news)
    rows = recording.put(news, by=by, at=at)
    _await_verification(news, rows, at=at)
    if rows:
        journal.record_each(Event.REPORTED, about=rows, by=by, at=at)
    counting.mark_stale({row.unit_id for row in rows}, at=at)
    checking.check(list(zip(news, rows, strict=True)), before=before, at=at)
    checking.close_mended([(new.place[0], new.place[1], new.place[2]) for new in news], at=at)
    by_key = sent | {row.key: row for row in rows}
    return [by_key[said.key] for said in reports]


class _Desk:
    """Looks at what comes in; asks once for what many reports have in common."""

    def __init__(self, codes: set[str], *, at: datetime) -> None:
        rows = Indicator.objects.select_for_update(of=("self",)).select_related("owner")
        # Two first reports of the same figure at once: the second waits, and replaces.
        self.indicators = {one.code: one for one in rows.filter(code__in=codes).order_by("pk")}
        self.today = day_of(at)
        self.versions: dict[tuple[str, Period], Definition] = {}
        self.measured: dict[tuple[int, Period], frozenset[int]] = {}

    def indicator(self, code: str) -> Indicator:
        if code not in self.indicators:
            raise Refusal(f"Không có chỉ số mang mã “{code}”.", field="code")
        return self.indicators[code]

    def taken(self, said: Reported) -> New:
        """Return the value as it is to be kept.

        Raises:
            Refusal: another period, another unit, no number.
        """
        definition = self._version(said)
        self._refuse_period(said.period, definition)
        self._refuse_unit(said.unit, definition, said.period)
        if said.value is not None:
            numbers.check(said.value)
        kind, note = ValueKind.REPORTED, said.note.strip()
        return New(
            definition,
            said.unit,
            said.period,
            kind,
            said.value,
            note=note,
            key=said.key,
            due_at=said.due_at,
        )

    def _version(self, said: Reported) -> Definition:
        place = (said.code, said.period)
        if place not in self.versions:
            found = known.version_for(self.indicator(said.code), said.period)
            if found is None:
                name = said.period.name.lower()
                self._refuse_after_the_end(said)
                raise Refusal(
                    f"Chỉ số “{said.code}” chưa có định nghĩa áp dụng cho {name}.", field="period"
                )
            self.versions[place] = found
        return self.versions[place]

    def _refuse_after_the_end(self, figure: Reported) -> None:
        ended = retiring.end_of(self.indicator(figure.code))
        if ended is not None and ended.retirement.last_date < figure.period.start:
            then = f" Số liệu kỳ này báo cáo ở “{ended.other.name}”." if ended.other else ""
            last_date = written(ended.retirement.last_date)
            raise Refusal(
                f"Chỉ số “{figure.code}” đã ngừng sau ngày {last_date}.{then}", field="period"
            )

    def _refuse_period(self, period: Period, definition: Definition) -> None:
        name = definition.name
        if period.frequency != definition.frequency:
            often = definition.frequency_name.lower()
            raise Refusal(f"“{name}” báo cáo theo {often}.", field="period")
        if period.cut_off_day != definition.cut_off_day:
            raise Refusal(f"“{name}” chốt số liệu theo ngày khác với kỳ đã gửi.", field="period")
        if period.start > self.today:
            raise Refusal(f"{period.name} chưa bắt đầu.", field="period")

    def _refuse_unit(self, unit: Unit, definition: Definition, period: Period) -> None:
        """Refuse units that do not have the indicator: dissolved, merged, of another level."""
        if not unit.exists_on(min(period.end, self.today)):
            holders = ", ".join(
                holder.name for holder in tree.who_holds_it_now(unit, on=self.today)
            )
            raise Refusal(
                f"{unit.name} không còn vào cuối {period.name.lower()}; số liệu kỳ này do"
                f" {holders or 'đơn vị kế tiếp'} báo cáo.",
                field="unit",
            )
        place = (definition.pk, period)
        if place not in self.measured:
            units = tree.measured(definition, on=min(period.end, self.today))
            self.measured[place] = frozenset(units.values_list("pk", flat=True))
        if unit.pk not in self.measured[place]:
            raise Refusal(f"“{definition.name}” không đo cho {unit.name}.", field="unit")


def _await_verification(news: list[New], rows: list[Value], *, at: datetime) -> None:
    """What must be verified waits for it anew, whatever was said of an earlier report."""
    for new, row in zip(news, rows, strict=True):
        if new.definition.decides != Decides.VERIFIED:
            continue
        known_one = (
            Verification.objects.select_for_update()
            .filter(indicator=row.indicator_id, unit=row.unit_id, period_key=row.period_key)
            .first()
        )
        if known_one is None:
            Verification.objects.create(
                indicator_id=row.indicator_id,
                unit=row.unit,
                period_key=row.period_key,
                reported=row,
                opened_at=at,
            )
            continue
        known_one.state = move(CHECK_MOVES, Check(known_one.state), "report")
        known_one.reported, known_one.opened_at = row, at
        known_one.save(update_fields=["state", "reported", "opened_at"])


def _keep(row: Value, uploads: Sequence[Upload], *, by: Actor, at: datetime) -> None:
    """Keep the evidence, each file checked by what it is and not by its name."""
    if len(uploads) > FILES_AT_MOST:
        raise Refusal(f"Gửi tối đa {FILES_AT_MOST} tệp minh chứng.", field="files")
    if uploads and row.evidence.exists():
        return  # the same key again
    kept = []
    for position, upload in enumerate(uploads, start=1):
        try:
            checked = photographs.check_upload(upload.content, upload.name, allowed=PAPERS)
        except Refusal as refusal:
            refusal.field = "files"
            refusal.message = f"{upload.name}: {refusal.message}"
            raise
        stored = files.store(checked.content, by=by, at=at)
        name = checked.name.replace("\\", "/").rpartition("/")[2][-200:]
        kept.append(Evidence(value=row, position=position, file=stored, name=name))
    Evidence.objects.bulk_create(kept)
