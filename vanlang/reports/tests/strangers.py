"""What reports lays in the stranger's way: Mường Bi's own regime, draft and reports."""

from dataclasses import replace
from uuid import UUID

from tests.cast import SUBJECT, Samples, World
from vanlang.kernel.actors import PLATFORM
from vanlang.reports.actions import deciding, defining, opening, writing
from vanlang.reports.actions.writing import Filled
from vanlang.reports.models import Submission
from vanlang.reports.rules import periods
from vanlang.reports.rules.definitions import Column, Definition, Row, Section, Table
from vanlang.reports.rules.numbers import Kind

KEY = UUID("0193a000-0000-7000-8000-0000000000b1")
CODE = "khuat_lap"
HIDDEN = "Chế độ khuất lấp đang soạn"
WORDS = "Lời báo cáo khuất lấp"


def samples(world: World) -> Samples:
    tables = (
        Table(
            "bieu",
            "Biểu",
            (Column("so", "Số"), Column("chu", "Chữ", Kind.TEXT, required=False)),
            rows=(Row("mot", "Dòng một"),),
        ),
    )
    shown = Definition(
        name="Chế độ báo cáo ai cũng đọc được",
        content="Nội dung",
        basis="Quy chế",
        guide="Hướng dẫn",
        sections=(Section("loi", "Lời"),),
        tables=tables,
    )
    by = world.hoa_acts
    draft = defining.draft_regime(CODE, shown, owner=world.muong_bi, by=by, at=world.at)
    # Who put a regime in force stands on its page, which every official may read: nobody here.
    version = defining.publish(draft, by=PLATFORM, at=world.at)
    hidden = defining.draft_next(version.regime, by=by, at=world.at)
    defining.revise(hidden, replace(shown, name=HIDDEN), by=by, at=world.at)
    period = periods.period(periods.Frequency.MONTH, 2026, 2)
    turn = opening.open_round(version, period, by=PLATFORM, at=world.at)
    report = Submission.objects.get(round=turn, unit=world.muong_bi, tier="reporter")
    values = {"bieu/mot/so": "3", "bieu/mot/chu": SUBJECT, "phan/loi": WORDS}
    writing.keep(report, Filled(0, values, KEY), by=world.minh_acts, at=world.at)
    deciding.present(report, by=world.minh_acts, at=world.at)
    deciding.send_back(report, reason="Lý do khuất", by=by, at=world.at)
    return Samples(
        rows={
            "/bao-cao/": {"key": report.pk},
            "/bao-cao/dot/": {"key": turn.pk},
            "/bao-cao/che-do/": {"code": CODE, "number": hidden.number, "position": 1},
        },
        secrets=(HIDDEN, WORDS),
        open={
            "/bao-cao/che-do/<slug:code>/": "what is in force every official reads",
        },
        changing={
            "/bao-cao/che-do/": "a regime in force is in every official's catalogue",
            "/bao-cao/": "the stranger's own commune has a report in the round too",
        },
    )
