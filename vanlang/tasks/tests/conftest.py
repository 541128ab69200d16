"""The cast: Tâm gives for the province; Hòa leads and Minh works in Mường Bi, Quang elsewhere."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID, uuid5

import pytest
from pytest_django import Settings

from vanlang.identity import api as identity
from vanlang.identity.api import Block, Level, Person, Registration, Role, Unit, UnitKind
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.tasks.actions import assigning
from vanlang.tasks.actions.assigning import Order, Source
from vanlang.tasks.models import Task

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 08:00 in Phú Thọ
FRIDAY = date(2026, 3, 6)
SINCE = date(2025, 7, 1)
KEY = UUID("0193a000-0000-7000-8000-000000000003")
SOURCE = Source("documents", "d-1", "Chỉ thị số 05/CT-UBND", "/van-ban/d-1/")


def committee(code: str, name: str, level: Level = Level.COMMUNE) -> Unit:
    """Make one agency; the whole tree is identity's to load and takes its time."""
    unit = Unit.objects.create(
        code=code,
        name=f"Ủy ban nhân dân {name}",
        short_name=f"UBND {name}",
        folded=name.lower(),
        block=Block.COMMITTEE,
        level=level,
        kind=UnitKind.COMMITTEE,
        path=f"/{code}/",
        head_title="Chủ tịch",
        valid_from=SINCE,
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
    return committee("H44", "tỉnh Phú Thọ", Level.PROVINCE)


@pytest.fixture
def muong_bi(db: None) -> Unit:
    return committee("H44.05158", "xã Mường Bi")


@pytest.fixture
def van_son(db: None) -> Unit:
    return committee("H44.05152", "xã Vân Sơn")


@pytest.fixture
def tam(province: Unit) -> Person:
    return official("tam", "Phạm Thị Tâm", province, Role.LEADER)


@pytest.fixture
def hoa(muong_bi: Unit) -> Person:
    return official("hoa", "Quách Thị Hòa", muong_bi, Role.LEADER)


@pytest.fixture
def minh(muong_bi: Unit) -> Person:
    return official("minh", "Đinh Văn Minh", muong_bi, Role.PROCESSOR)


@pytest.fixture
def quang(van_son: Unit) -> Person:
    return official("quang", "Hà Văn Quang", van_son, Role.LEADER, Role.PROCESSOR, Role.VIEWER)


@pytest.fixture
def lan(db: None) -> Person:
    facts = Registration(name="Bùi Thị Lan", identity_number="003188000123")
    return identity.register_citizen(facts, by=PLATFORM, at=MONDAY)


Give = Callable[..., Task]


@pytest.fixture
def give(province: Unit, muong_bi: Unit, tam: Person) -> Give:
    """Give a task as the province does; what a test cares for it says itself."""

    def given(
        name: str = "1", *, parent: Task | None = None, by: Actor | None = None, **differing: object
    ) -> Task:
        said: dict[str, object] = {
            "key": uuid5(KEY, name),
            "title": "Rà soát thủ tục hành chính",
            "product": "Báo cáo kết quả rà soát",
            "giver": province,
            "lead": muong_bi,
            "due_on": FRIDAY,
            **differing,
        }
        order = Order(**said)  # type: ignore[arg-type]
        return assigning.assign(order, by=by or as_actor(tam), at=MONDAY, parent=parent)

    return given


@pytest.fixture
def task(give: Give) -> Task:
    return give()


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: object) -> None:
    settings.FILES_ROOT = tmp_path
