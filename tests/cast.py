"""The province in which the stranger walks: two communes, Lan who filed, those who serve her.

Each system lays its own secret rows before the walk begins: `samples(world)` in its
`tests/strangers.py` makes them and says by which addresses they are reached.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from vanlang.identity import api as identity
from vanlang.identity.api import Block, Level, Person, Registration, Role, Unit, UnitKind
from vanlang.kernel.actors import PLATFORM, Actor

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 08:00 in Phú Thọ
SINCE = date(2025, 7, 1)
# Words that stand nowhere but in the secret rows: who shows them has shown somebody's data.
LAN = "Bùi Khuất Lan"
MINH = "Đinh Khuất Minh"
HOA = "Quách Khuất Hòa"
SUBJECT = "Việc riêng khuất lấp"
NUMBER = "003188000987"
SECRETS = (LAN, MINH, HOA, SUBJECT, NUMBER)


@dataclass(frozen=True)
class World:
    """Everybody; Lan's rows lie at Mường Bi, the strangers come from Việt Trì.

    Minh has every role but his chief's, Hòa's; Tâm administers the province.
    """

    muong_bi: Unit
    viet_tri: Unit
    lan: Person
    minh: Person
    hoa: Person
    tam: Person
    at: datetime = MONDAY

    @property
    def lan_acts(self) -> Actor:
        return identity.actor_of(self.lan, self.at)

    @property
    def minh_acts(self) -> Actor:
        return identity.actor_of(self.minh, self.at)

    @property
    def hoa_acts(self) -> Actor:
        return identity.actor_of(self.hoa, self.at)

    @property
    def tam_acts(self) -> Actor:
        return identity.actor_of(self.tam, self.at)


@dataclass(frozen=True)
class Samples:
    """What one system lays in the stranger's way.

    `rows`: the beginning of a route, and the parameters that lead to a row of Lan's or Minh's; the
    longest beginning that fits a route counts, and every parameter of the route must be in it.
    `secrets`: further words of these rows that no stranger may read (codes, numbers, file names).
    `open`: routes with parameters that lead to nobody's own rows, and why they may answer.
    `changing`: routes that may look different once the rows are there, and why.
    """

    rows: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    open: Mapping[str, str] = field(default_factory=dict)
    changing: Mapping[str, str] = field(default_factory=dict)


def committee(code: str, name: str, level: Level, area_code: str = "") -> Unit:
    """Make one People's Committee by itself: the walk needs no province around it."""
    unit = Unit.objects.create(
        code=code,
        name=f"Ủy ban nhân dân {name}",
        short_name=f"UBND {name}",
        folded="",
        block=Block.COMMITTEE,
        level=level,
        kind=UnitKind.COMMITTEE,
        path=f"{code}/",
        area_code=area_code,
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


def citizen(name: str, number: str, commune_code: str = "") -> Person:
    facts = Registration(name=name, identity_number=number, commune_code=commune_code)
    return identity.register_citizen(facts, by=PLATFORM, at=MONDAY)


def world() -> World:
    province = committee("H44", "tỉnh Phú Thọ", Level.PROVINCE)
    muong_bi = committee("H44.05158", "xã Mường Bi", Level.COMMUNE, "05158")
    viet_tri = committee("H44.07900", "phường Việt Trì", Level.COMMUNE, "07900")
    every_role_but_hers = [role for role in Role if role != Role.LEADER]
    return World(
        muong_bi=muong_bi,
        viet_tri=viet_tri,
        lan=citizen(LAN, NUMBER, "05158"),
        minh=official("khuat.minh", MINH, muong_bi, *every_role_but_hers),
        hoa=official("khuat.hoa", HOA, muong_bi, Role.LEADER),
        tam=official("tam", "Phạm Thị Tâm", province, Role.ADMIN, Role.VIEWER),
    )
