import json
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from vanlang.identity import api as identity
from vanlang.indicators.actions import counting as actions
from vanlang.indicators.actions import loading
from vanlang.indicators.measures import counting
from vanlang.indicators.models import Definition
from vanlang.indicators.queries import definitions, units
from vanlang.indicators.queries.definitions import period_at
from vanlang.indicators.rules.numbers import shown
from vanlang.indicators.rules.periods import Period, parse_period
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.days import day_of, midnight
from vanlang.kernel.refusals import Refusal


class Command(BaseCommand):
    """`vanlang indicators compute CODE --unit CODE --as-of DAY --json` counts one value.

    `vanlang indicators load` brings in the catalogue that ships; `count` counts everything again.
    """

    help = "Tính, nạp và đếm lại chỉ số."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        compute = verbs.add_parser("compute", help="tính một chỉ số của một đơn vị")
        compute.add_argument("code")
        compute.add_argument("--unit", default="", help="mã định danh; bỏ trống là toàn tỉnh")
        compute.add_argument("--as-of", dest="as_of", default="", help="ngày, ví dụ 2026-03-14")
        compute.add_argument(
            "--period", default="", help="kỳ, ví dụ 2026-03; bỏ trống là kỳ chứa ngày"
        )
        compute.add_argument("--json", action="store_true", dest="is_json")
        verbs.add_parser("load", help="nạp danh mục chỉ số và bộ tiêu chí đi kèm")
        verbs.add_parser("count", help="đếm lại mọi chỉ số của các kỳ đang chạy")

    def handle(self, *_words: str, **options: object) -> None:
        at = timezone.now()
        try:
            if options["verb"] == "load":
                loaded = loading.load(by=PLATFORM, at=at)
                self.stdout.write(f"{loaded.indicators} chỉ số, {loaded.cards} bộ tiêu chí.")
            elif options["verb"] == "count":
                self.stdout.write(f"{actions.recount(at=at)} giá trị.")
            else:
                self._compute(options, at=at)
        except Refusal as no:
            raise CommandError(no.message) from no

    def _compute(self, options: Mapping[str, object], *, at: datetime) -> None:
        as_of, day = _moment(str(options["as_of"]), at=at)
        code = str(options["code"])
        row = definitions.published(on=day).filter(indicator__code=code).first()
        if row is None:
            raise CommandError(f"Không có chỉ số “{code}” đang áp dụng ngày {day:%d/%m/%Y}.")
        unit = (
            identity.unit_by_code(str(options["unit"]))
            if options["unit"]
            else units.first(row, on=day)
        )
        if unit is None:
            raise CommandError("Không có đơn vị nào có chỉ số này.")
        period = (
            parse_period(str(options["period"]), row.cut_off_day)
            if options["period"]
            else period_at(row, day)
        )
        count = counting.compute(row, unit, period, as_of=as_of)
        if options["is_json"]:
            found = _as_json(row, unit.code, period, count, as_of)
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        value = shown(count.value, row.decimals)
        why = "" if count.value is not None else f" (thiếu: {', '.join(count.gaps)})"
        self.stdout.write(
            f"{row.name}, {unit.name}, {period.name.lower()}: {value} {row.unit_name}{why};"
            f" phiên bản {row.number}, {count.rows} dòng."
        )


def _moment(text: str, *, at: datetime) -> tuple[datetime, date]:
    """Return the end of a day, or now; the day it is."""
    today = day_of(at)
    if not text:
        return at, today
    try:
        day = date.fromisoformat(text)
    except ValueError as problem:
        raise CommandError(f"“{text}” không phải ngày; ghi như 2026-03-14.") from problem
    if day >= today:
        return at, today
    return midnight(day + timedelta(days=1)), day


def _as_json(
    row: Definition, unit: str, period: Period, count: counting.Count, as_of: datetime
) -> dict[str, object]:
    return {
        "code": row.code,
        "unit": unit,
        "period": period.key,
        "from": period.start.isoformat(),
        "to": period.end.isoformat(),
        "as_of": as_of.isoformat(),
        "value": None if count.value is None else f"{count.value.normalize():f}",
        "numerator": count.numerator,
        "denominator": count.denominator,
        "version": row.number,
        "formula": row.formula,
        "rows": count.rows,
        "gaps": list(count.gaps),
    }
