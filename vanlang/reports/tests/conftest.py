"""The cast: Tâm leads the province, Sơn's department gathers; Hòa leads and Minh works in Mường Bi.

Quang has every role, but elsewhere. The regime is a test's own and no real one.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from pytest_django import Settings

from vanlang.identity import api as identity
from vanlang.identity.api import Block, Level, Person, Registration, Role, Unit, UnitKind
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.reports.actions import deciding, defining, opening, writing
from vanlang.reports.actions.writing import Filled, Saved
from vanlang.reports.models import RegimeVersion, Round, Submission
from vanlang.reports.rules import periods
from vanlang.reports.rules.definitions import (
    Check,
    Column,
    Definition,
    Row,
    RowsAre,
    Section,
    Table,
)
from vanlang.reports.rules.numbers import Kind
from vanlang.reports.rules.periods import Frequency

MONDAY = datetime(2026, 3, 16, 1, 0, tzinfo=UTC)  # 08:00 in Phú Thọ, two days after a cut-off
SINCE = date(2025, 7, 1)
MARCH = periods.period(Frequency.MONTH, 2026, 3)
COMMUNES = (("05158", "Mường Bi"), ("05152", "Vân Sơn"), ("05092", "Thung Nai"))


def unit_of(code: str, name: str, level: Level, kind: UnitKind, **more: object) -> Unit:
    """Make one agency; the whole tree is identity's to load and takes its time."""
    unit = Unit.objects.create(
        code=code,
        name=name,
        short_name=name.replace("Ủy ban nhân dân", "UBND"),
        folded=name.lower(),
        block=Block.COMMITTEE,
        level=level,
        kind=kind,
        path=f"/{code}/",
        head_title="Chủ tịch",
        valid_from=SINCE,
        **more,
    )
    unit.agency = unit
    unit.save(update_fields=["agency"])
    return unit


def official(username: str, name: str, unit: Unit, *roles: Role) -> Person:
    person = identity.register_official(
        username=username, name=name, by=PLATFORM, at=MONDAY, must_change_password=False
    )
    identity.appoint(
        person, unit, title="Công chức", roles=roles, since=SINCE, by=PLATFORM, at=MONDAY
    )
    return person


def as_actor(person: Person) -> Actor:
    return identity.actor_of(person, MONDAY)


@pytest.fixture
def province(db: None) -> Unit:
    return unit_of("H44", "Ủy ban nhân dân tỉnh Phú Thọ", Level.PROVINCE, UnitKind.COMMITTEE)


@pytest.fixture
def department(province: Unit) -> Unit:
    return unit_of(
        "H44.06",
        "Sở Khoa học và Công nghệ",
        Level.PROVINCE,
        UnitKind.DEPARTMENT,
        parent=province,
    )


@pytest.fixture
def communes(province: Unit) -> list[Unit]:
    return [
        unit_of(
            f"H44.{code}",
            f"Ủy ban nhân dân xã {name}",
            Level.COMMUNE,
            UnitKind.COMMITTEE,
            area_code=code,
            position=number,
        )
        for number, (code, name) in enumerate(COMMUNES)
    ]


@pytest.fixture
def muong_bi(communes: list[Unit]) -> Unit:
    return communes[0]


@pytest.fixture
def tam(province: Unit) -> Person:
    return official("tam", "Phạm Thị Tâm", province, Role.LEADER, Role.PROCESSOR, Role.CLERK)


@pytest.fixture
def son(department: Unit) -> Person:
    return official("son", "Hà Văn Sơn", department, Role.LEADER, Role.PROCESSOR)


@pytest.fixture
def hoa(muong_bi: Unit) -> Person:
    return official("hoa", "Quách Thị Hòa", muong_bi, Role.LEADER)


@pytest.fixture
def minh(muong_bi: Unit) -> Person:
    return official("minh", "Đinh Văn Minh", muong_bi, Role.PROCESSOR)


@pytest.fixture
def thao(muong_bi: Unit) -> Person:
    return official("thao", "Bùi Thị Thảo", muong_bi, Role.CLERK)


@pytest.fixture
def quang(communes: list[Unit]) -> Person:
    return official("quang", "Hà Văn Quang", communes[1], *Role)


@pytest.fixture
def lan(db: None) -> Person:
    facts = Registration(name="Bùi Thị Lan", identity_number="003188000123")
    return identity.register_citizen(facts, by=PLATFORM, at=MONDAY)


def definition(**changes: object) -> Definition:
    """Return a small report: documents by kind with a total, and a line about the unit itself."""
    documents = Table(
        code="van_ban",
        title="Văn bản điện tử",
        columns=(
            Column("den", "Văn bản đến", jump_percent=50),
            Column("dung_han", "Đúng hạn"),
            Column("ty_le", "Tỷ lệ", Kind.PERCENT, digits=2, formula="100 * dung_han / den"),
        ),
        rows=(
            Row("tinh", "Của tỉnh"),
            Row("khac", "Nơi khác"),
            Row("tong", "Tổng số", is_total=True),
        ),
        checks=(Check("đúng hạn không nhiều hơn đến", "dung_han", "<=", "den"),),
    )
    teams = Table(
        code="to_cong_nghe",
        title="Tổ công nghệ số cộng đồng",
        rows_are=RowsAre.EACH_UNIT,
        columns=(
            Column("so_to", "Số tổ", carried=True),
            Column("chi", "Kinh phí", Kind.MONEY, required=False),
            Column("kho_khan", "Khó khăn", Kind.TEXT, required=False),
        ),
    )
    facts: dict[str, object] = {
        "name": "Báo cáo thử",
        "content": "Kết quả trong kỳ",
        "basis": "Quy chế thử",
        "guide": "Ghi 0 nếu không phát sinh.",
        "collector": "H44.06",
        "sections": (
            Section(
                "ket_qua",
                "Kết quả",
                "Trong {period}, {unit} nhận {van_ban.tong.den} văn bản, đúng hạn "
                "{van_ban.tong.ty_le} %.",
            ),
        ),
        "tables": (documents, teams),
    }
    return Definition(**(facts | changes))  # type: ignore[arg-type]


@pytest.fixture
def version(province: Unit, department: Unit, tam: Person) -> RegimeVersion:
    draft = defining.draft_regime("thu", definition(), owner=province, by=as_actor(tam), at=MONDAY)
    return defining.publish(draft, by=as_actor(tam), at=MONDAY)


@pytest.fixture
def turn(version: RegimeVersion, communes: list[Unit]) -> Round:
    return opening.open_round(version, MARCH, by=PLATFORM, at=MONDAY)


@pytest.fixture
def report(turn: Round, muong_bi: Unit) -> Submission:
    return report_of(turn, muong_bi)


def report_of(turn: Round, unit: Unit, tier: str = "") -> Submission:
    found = Submission.objects.select_related(
        "round__version", "round__regime", "unit", "parent__unit", "previous"
    )
    wanted = found.filter(round=turn, unit=unit)
    return wanted.get(tier=tier) if tier else wanted.get()


def cells(unit: Unit, start: int = 100) -> dict[str, str]:
    return {
        "van_ban/tinh/den": str(start),
        "van_ban/tinh/dung_han": str(start - 10),
        "van_ban/khac/den": "20",
        "van_ban/khac/dung_han": "20",
        f"to_cong_nghe/{unit.code}/so_to": "7",
    }


def fill(
    report: Submission, by: Actor, values: dict[str, str], *, revision: int | None = None
) -> Saved:
    report.refresh_from_db()
    at = report.revision if revision is None else revision
    return writing.keep(report, Filled(at, values, uuid4()), by=by, at=MONDAY)


def hand_in(
    report: Submission, worker: Person, leader: Person, *, at: datetime = MONDAY
) -> Submission:
    """Take a filled-in report all its way up."""
    report = deciding.present(report, by=as_actor(worker), at=at)
    report = deciding.approve(report, by=as_actor(leader), at=at)
    return deciding.send(report, by=as_actor(worker), at=at)


Finish = Callable[[Unit, int], Submission]


@pytest.fixture
def finish(turn: Round) -> Finish:
    """Return a function by which any commune reports and sends."""

    def one(unit: Unit, start: int) -> Submission:
        leader = official(f"lanhdao{unit.pk}", "Lãnh đạo", unit, Role.LEADER)
        report = report_of(turn, unit)
        fill(report, as_actor(leader), cells(unit, start))
        return hand_in(report, leader, leader)

    return one


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: object) -> None:
    settings.FILES_ROOT = tmp_path
