"""What everybody may have: the published values of open indicators, with what they mean."""

import hashlib
from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Max, QuerySet

from vanlang.indicators.models import Definition, Value
from vanlang.indicators.queries import definitions as known
from vanlang.indicators.queries import retiring
from vanlang.indicators.queries.values import everything
from vanlang.indicators.rules.colours import rule_of

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
COLUMNS = (
    "ma_chi_so",
    "ten",
    "don_vi_tinh",
    "ma_don_vi",
    "don_vi",
    "ky",
    "tu_ngay",
    "den_ngay",
    "gia_tri",
    "tu_so",
    "mau_so",
    "muc_tieu",
    "phien_ban",
    "cap_nhat_luc",
)
Cell = str | int | None
Record = dict[str, Cell]


def rows_of(definition: Definition, *, on: date) -> QuerySet[Value]:
    """Return the values that decide, of periods that have ended and in force now."""
    rows = everything().filter(
        indicator=definition.indicator_id,
        replaced_at=None,
        is_decisive=True,
        period_end__lt=on,
    )
    return rows.order_by("period_start", "unit__level", "unit__code")


def tag(definition: Definition, *, on: date) -> str:
    """Return what changes whenever the data do: the ETag."""
    found = rows_of(definition, on=on).aggregate(
        count=Count("pk"), newest=Max("recorded_at"), last=Max("pk")
    )
    # Also what is said of it in words: another indicator of its formula may have a new name.
    said = f"{definition.pk}|{definition.state}|{described(definition)}|{found}"
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def records(definition: Definition, *, on: date) -> Iterator[Record]:
    for row in rows_of(definition, on=on).iterator(1000):
        yield {
            "ma_chi_so": definition.code,
            "ten": row.definition.name,
            "don_vi_tinh": row.definition.unit_name,
            "ma_don_vi": row.unit.code,
            "don_vi": row.unit.name,
            "ky": row.period_key,
            "tu_ngay": row.period_start.isoformat(),
            "den_ngay": row.period_end.isoformat(),
            "gia_tri": None if row.value is None else f"{row.value.normalize():f}",
            "tu_so": row.numerator,
            "mau_so": row.denominator,
            "muc_tieu": None if row.target is None else f"{row.target.normalize():f}",
            "phien_ban": row.definition.number,
            "cap_nhat_luc": row.recorded_at.isoformat(),
        }


def described(definition: Definition) -> Record:
    """Return the definition as data: everything one needs to read the values."""
    end = retiring.end_of(definition.indicator)
    successor = end.other.code if end is not None and end.other is not None else ""
    last_date = definition.last_date
    return {
        "ma": definition.code,
        "ten": definition.name,
        "noi_dung": definition.meaning,
        "don_vi_tinh": definition.unit_name,
        "cong_thuc": definition.formula,
        "dien_giai": known.as_sentence(definition),
        "nguong_mau": rule_of(definition.thresholds),
        "ky": definition.frequency_name,
        "ngay_chot": definition.cut_off_day,
        "nguon": definition.source,
        "can_cu": definition.legal_basis,
        "phien_ban": definition.number,
        "ap_dung_tu": definition.effective_from.isoformat(),
        "ap_dung_den": last_date.isoformat() if last_date else None,
        "ly_do_ngung": end.retirement.reason if end is not None else None,
        "chi_so_ke_tiep": successor if known.open_version(successor) is not None else None,
        "co_quan": definition.indicator.owner.name,
        "giay_phep": LICENCE,
    }
