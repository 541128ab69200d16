"""What indicators lays in the stranger's way: drafts, an unverified report, a finding."""

import io
from datetime import date
from decimal import Decimal
from uuid import UUID

import pikepdf

from tests.cast import SUBJECT, Samples, World
from vanlang.identity.api import Level
from vanlang.indicators.actions import cards, defining, merging, reporting
from vanlang.indicators.actions.cards import Card, Line
from vanlang.indicators.actions.defining import Wanted
from vanlang.indicators.actions.reporting import Upload
from vanlang.indicators.models import Finding, Verification
from vanlang.indicators.rules.merging import Former
from vanlang.indicators.rules.paths import Merging
from vanlang.indicators.rules.periods import Frequency, parse_period
from vanlang.indicators.rules.states import Decides
from vanlang.kernel.actors import PLATFORM

KEY = UUID("0193a000-0000-7000-8000-0000000000c1")
FILE = "minh-chung-khuat-lap.pdf"
NOTE = "Ghi chú khuất lấp"
MEANING = "Nội dung khuất lấp"
CARD = "bo-khuat-lap"
FIGURE = "7.777,25"
PUBLIC = "chi_so_cong_khai"
MERGED = "chi_so_ba_tinh"


def samples(world: World) -> Samples:
    wanted = Wanted(
        name="Tỷ lệ đã tập huấn",
        unit_name="%",
        effective_from=date(2025, 12, 15),
        for_communes=True,
        for_province=False,
        decides=Decides.VERIFIED,
        highest=Decimal(100),
    )
    row = defining.draft(PUBLIC, wanted, owner=world.muong_bi, by=world.hoa_acts, at=world.at)
    defining.publish(row, by=world.hoa_acts, at=world.at)
    hidden = Wanted(name=SUBJECT, unit_name="%", effective_from=date(2026, 12, 15), meaning=MEANING)
    defining.draft("chi_so_khuat_lap", hidden, owner=world.muong_bi, by=world.hoa_acts, at=world.at)
    _merge(world)
    content = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(content)
    value = reporting.report(
        PUBLIC,
        unit=world.muong_bi,
        period=parse_period("2026-03"),
        value=Decimal("7777.25"),
        note=NOTE,
        key=KEY,
        evidence=[Upload(FILE, content)],
        by=world.minh_acts,
        at=world.at,
    )
    card = Card(
        code=CARD, name=SUBJECT, level=Level.COMMUNE, lines=(Line("1", "Tiêu chí khuất lấp"),)
    )
    cards.lay_out(card, owner=world.muong_bi, by=world.hoa_acts, at=world.at)
    hers = {"code": "chi_so_khuat_lap"}
    finding, check = Finding.objects.get(), Verification.objects.get()
    whose = "An indicator in force and a unit's page are there for every official."
    return Samples(
        rows={
            "/chi-so/bo/": {"code": CARD, "number": "1"},
            "/chi-so/chat-luong/": {"key": finding.pk},
            "/chi-so/tham-dinh/": {"key": check.pk},
            "/chi-so/dinh-nghia/": hers,
            "/chi-so/<slug:code>/": hers,
            "/chi-so/don-vi/": {"code": world.muong_bi.code},
            "/chi-so/<slug:code>/qua-cac-lan/": {
                "code": PUBLIC,
                "unit": world.muong_bi.code,
                "key": "2026-03",
            },
            "/du-lieu-mo/": {"code": PUBLIC},
            "/api/v1/indicators": {"code": PUBLIC},
            "/chi-so/<slug:code>/truoc-sap-nhap/": {"code": MERGED},
            "/chi-so/<slug:code>/ngung/": {"code": PUBLIC},
            "/chi-so/<slug:code>/bao-cao/": {"code": PUBLIC, "unit": world.muong_bi.code},
            "/chi-so/<slug:code>/minh-chung/": {
                "code": PUBLIC,
                "value": value.pk,
                "position": 1,
            },
        },
        secrets=(FILE, NOTE, MEANING, FIGURE, "Tiêu chí khuất lấp"),
        open={
            "/chi-so/don-vi/<str:code>/": whose,
            "/chi-so/<slug:code>/truoc-sap-nhap/": "What the old provinces published, likewise.",
            "/chi-so/<slug:code>/qua-cac-lan/<str:unit>/<str:key>/": whose,
        },
        changing={"/chi-so/": "The catalogue lists indicators in force, for every official."},
    )


def _merge(world: World) -> None:
    """Lay out an indicator of the whole province with one of the three figures of before."""
    wanted = Wanted(
        name="Thuê bao di động",
        unit_name="thuê bao",
        effective_from=date(2025, 12, 15),
        frequency=Frequency.YEAR,
        merging=Merging.SUM,
    )
    draft = defining.draft(MERGED, wanted, owner=world.muong_bi, by=world.hoa_acts, at=world.at)
    row = defining.publish(draft, by=world.hoa_acts, at=world.at)
    part = Former("Phú Thọ", Decimal(5), source="Niên giám thống kê năm 2024")
    merging.recompute(row, parse_period("2024"), [part], by=PLATFORM, at=world.at)
