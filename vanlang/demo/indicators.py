"""Indicators of the demonstration: the catalogue that ships, and what the province published.

Published figures are real and say where they come from; what is published as a share of 148 is laid
on the first communes of the official list, since nobody published which they were. What the
platform counts itself is counted.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction

from vanlang.demo import blocks
from vanlang.identity import api as identity
from vanlang.identity.api import Block, Level, Unit, UnitKind
from vanlang.indicators.actions import loading, reporting
from vanlang.indicators.actions.reporting import Reported
from vanlang.indicators.models import Value
from vanlang.indicators.rules.periods import Frequency, Period, period_of
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.days import day_of, midnight

KEYS = UUID("7b0d4c52-66a3-4d6b-9d7e-57b0a5a1c0df")
SOURCE = "Trình diễn theo số công bố của tỉnh đến 21/9/2025."
# Of 148 party committees of communes, how many met each criterion.
CRITERIA = {
    "dang_van_ban_lanh_dao": 147,
    "dang_nghe_bao_cao": 146,
    "dang_chi_dao_qua_he_thong": 145,
    "dang_hop_truc_tuyen": 148,
    "dang_so_tay": 23,
    "dang_tthc": 20,
}
# The parts of the certificates add up to 8,361: a finding says so.
PROVINCE: dict[str, tuple[str, str]] = {
    "chung_thu_so": ("8861", SOURCE),
    "chung_thu_so_to_chuc": ("763", SOURCE),
    "chung_thu_so_ca_nhan": ("7384", SOURCE),
    "chung_thu_so_sim": ("214", SOURCE),
    "thue_bao_co_dinh": ("792400", SOURCE),
    "thue_bao_di_dong": ("3100000", f"{SOURCE} Công bố: khoảng 3,1 triệu."),
    "tram_bts": ("10236", SOURCE),
    "diem_lom_song": ("24", SOURCE),
    "nq57_dang_tinh": ("97", f"{SOURCE} Công bố: gần 97 %."),
    "nq57_hdnd_tinh": ("100", SOURCE),
    "nq57_ubnd_tinh": ("97", f"{SOURCE} Công bố: gần 97 %."),
    "nq57_mttq_tinh": ("68.4", f"{SOURCE} Công bố: trên 68,4 %."),
    "nq57_dang_xa": ("90", f"{SOURCE} Công bố: trên 90 %."),
    "nq57_hdnd_xa": ("99", SOURCE),
    "nq57_ubnd_xa": ("86", f"{SOURCE} Công bố: trên 86 %."),
    "nq57_mttq_xa": ("88.5", SOURCE),
}


MOVED_THIS_WEEK = 5  # communes that met a criterion only now


@transaction.atomic
def make(*, at: datetime) -> int:
    """Load the catalogue and lay the published figures; return how many values there are.

    What is counted the worker counts as soon as it runs: the journal has marked every agency.
    """
    loading.load(by=PLATFORM, at=at)
    blocks.lay_out(at=at)
    if not Value.objects.exists():
        period = period_of(day_of(at), Frequency.QUARTER)
        before = max(at - timedelta(days=9), midnight(period.start))
        _province(period, at=before)
        _criteria(period, fewer=MOVED_THIS_WEEK, at=before)
        _criteria(period, fewer=0, at=max(at - timedelta(days=2), before))
        blocks.report(at=at)
    return Value.objects.count()


def _province(period: Period, *, at: datetime) -> None:
    province = identity.province_committee()
    reports = [
        Reported(code, province, period, Decimal(value), uuid5(KEYS, f"{code} {period.key}"), note)
        for code, (value, note) in PROVINCE.items()
    ]
    reporting.report_each(reports, by=PLATFORM, at=at)


def _criteria(period: Period, *, fewer: int, at: datetime) -> None:
    """Let the party committees report; the second time only those that had not met it yet."""
    reports = [
        Reported(
            code,
            unit,
            period,
            Decimal(place < count - fewer),
            uuid5(KEYS, f"{code} {unit.code} {period.key} {fewer}"),
            SOURCE,
        )
        for code, count in CRITERIA.items()
        for place, unit in enumerate(_party_committees())
        if fewer or count - MOVED_THIS_WEEK <= place < count
    ]
    reporting.report_each(reports, by=PLATFORM, at=at)


def _party_committees() -> list[Unit]:
    found = identity.units().filter(
        level=Level.COMMUNE, block=Block.PARTY, kind=UnitKind.PARTY_COMMITTEE
    )
    return list(found.order_by("position"))
