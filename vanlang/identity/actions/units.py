"""The units of the province, from our data file into the table."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import NotRequired, TypedDict

from django.conf import settings
from django.db import connection, transaction

from vanlang.identity.actions import turning
from vanlang.identity.models import FormerUnit, Unit
from vanlang.identity.rules import Block, Event, Level, UnitKind, place_tones, unit_code
from vanlang.kernel import journal, search
from vanlang.kernel.actors import Actor

UNITS_FILE = Path(__file__).parent.parent / "data" / "units.json"
BATCH = 500
# What a second run may correct. Dates of validity are history, and history is not loaded over.
COLUMNS = [
    "name",
    "short_name",
    "folded",
    "block",
    "level",
    "kind",
    "path",
    "position",
    "area_code",
    "head_title",
    "population",
    "area_km2",
    "latitude",
    "longitude",
    "former_province",
    "seat",
    "is_verified",
]

HANG = """
    UPDATE identity_unit SET parent_id = parent.id, agency_id = agency.id
    FROM unnest(%s::text[], %s::text[], %s::text[]) AS branch (code, parent, agency)
    LEFT JOIN identity_unit parent ON parent.code = branch.parent
    LEFT JOIN identity_unit agency ON agency.code = branch.agency
    WHERE identity_unit.code = branch.code
"""


class Former(TypedDict):
    code: str
    name: str
    district: str
    province: str
    partial: NotRequired[bool]


class Commune(TypedDict):
    code: str
    type: str
    name: str
    former_province: str
    population: int
    area_km2: float
    latitude: float
    longitude: float
    seat: str
    former_units: list[Former]
    valid_from: NotRequired[str]  # of one that is formed later than the others


class Agency(TypedDict):
    code: str
    name: str
    short_name: str
    head_title: str
    block: NotRequired[str]
    kind: NotRequired[str]
    verified: NotRequired[bool]


class UnitsFile(TypedDict):
    valid_from: str
    province: Agency
    province_blocks: list[Agency]
    departments: list[Agency]
    communes: list[Commune]


@dataclass(slots=True)
class Branch:
    """A unit on its way into the tree, with the codes of those it will hang on."""

    unit: Unit
    parent: str = ""
    agency: str = ""
    since: str = ""


@transaction.atomic
def load_units(*, by: Actor, at: datetime, file: Path = UNITS_FILE) -> int:
    """Bring the units of the data file into the table; a second run corrects what differs."""
    content: UnitsFile = json.loads(file.read_text(encoding="utf-8"))
    branches = [*_province(content), *_communes(content)]
    paths = {"": ""}
    for branch in branches:
        unit = branch.unit
        unit.valid_from = date.fromisoformat(branch.since or content["valid_from"])
        unit.name, unit.short_name = place_tones(unit.name), place_tones(unit.short_name)
        unit.folded = search.fold(f"{unit.name} {unit.short_name}")
        unit.path = paths[unit.code] = f"{paths[branch.parent]}{unit.code}/"
    Unit.objects.bulk_create(
        [branch.unit for branch in branches],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=COLUMNS,
        batch_size=BATCH,
    )
    _hang(branches)
    turning.turn(at=at)  # what was renamed since keeps its name, what is to come waits
    ids = dict(Unit.objects.values_list("code", "pk"))
    _load_former_units(content["communes"], ids)
    root = Unit.objects.get(code=branches[0].unit.code)
    journal.record(Event.UNITS_LOADED, about=root, by=by, at=at, payload={"units": len(branches)})
    return len(branches)


def _hang(branches: list[Branch]) -> None:
    """Join every unit to its parent and its agency, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            HANG,
            [
                [branch.unit.code for branch in branches],
                [branch.parent for branch in branches],
                [branch.agency for branch in branches],
            ],
        )


def code_of(*parts: str) -> str:
    return unit_code(settings.ORGANISATION_CODE, *parts)


def _province(content: UnitsFile) -> Iterator[Branch]:
    root, committee = code_of("00"), code_of()
    yield Branch(_unit(root, content["province"], Level.PROVINCE, UnitKind.AREA))
    for position, agency in enumerate(content["province_blocks"], 1):
        code = code_of(agency["code"])
        unit = _unit(code, agency, Level.PROVINCE, UnitKind(agency["kind"]), position)
        unit.block = Block(agency["block"])
        yield Branch(unit, root, code)
    for position, agency in enumerate(content["departments"], 1):
        code = code_of(agency["code"])
        kind = UnitKind(agency.get("kind", UnitKind.DEPARTMENT))
        unit = _unit(code, agency, Level.PROVINCE, kind, position)
        unit.block = Block.COMMITTEE
        yield Branch(unit, committee, code)


def _communes(content: UnitsFile) -> Iterator[Branch]:
    for position, commune in enumerate(content["communes"], 1):
        yield _area(commune, position)
        root, committee = code_of(commune["code"], "00"), code_of(commune["code"])
        for suffix, kind, block, name, short_name, head in _agencies_of(commune):
            code = code_of(commune["code"], suffix)
            facts = Agency(code=code, name=name, short_name=short_name, head_title=head)
            unit = _unit(code, facts, Level.COMMUNE, kind, position)
            unit.block, unit.area_code = block, commune["code"]
            is_office = kind in {UnitKind.OFFICE, UnitKind.CENTRE}
            parent = committee if is_office else root
            agency = committee if is_office else code
            yield Branch(unit, parent, agency, commune.get("valid_from", ""))


def _area(commune: Commune, position: int) -> Branch:
    code = code_of(commune["code"], "00")
    unit = Unit(
        code=code,
        name=f"{commune['type']} {commune['name']}",
        short_name=commune["name"],
        level=Level.COMMUNE,
        kind=UnitKind.AREA,
        position=position,
        area_code=commune["code"],
        population=commune["population"],
        area_km2=Decimal(str(commune["area_km2"])),
        latitude=commune["latitude"],
        longitude=commune["longitude"],
        former_province=commune["former_province"],
        seat=commune["seat"],
    )
    return Branch(unit, code_of("00"), since=commune.get("valid_from", ""))


def _agencies_of(
    commune: Commune,
) -> Iterator[tuple[str, UnitKind, Block, str, str, str]]:
    """Yield the four blocks of a commune and the offices of its People's Committee."""
    kind = commune["type"].lower()
    place = f"{kind} {commune['name']}"
    economy = "Phòng Kinh tế, Hạ tầng và Đô thị" if kind == "phường" else "Phòng Kinh tế"
    chair, office = "Chủ tịch", UnitKind.OFFICE
    front = "Ủy ban Mặt trận Tổ quốc Việt Nam"
    centre = "Trung tâm Phục vụ hành chính công"
    block = Block.COMMITTEE
    # A short name tells a unit from all others too: lists of many communes show nothing else.
    party, council = f"Đảng ủy {place}", f"Hội đồng nhân dân {place}"
    yield "91", UnitKind.PARTY_COMMITTEE, Block.PARTY, party, party, "Bí thư"
    yield "92", UnitKind.COUNCIL, Block.COUNCIL, council, f"HĐND {place}", chair
    yield "", UnitKind.COMMITTEE, block, f"Ủy ban nhân dân {place}", f"UBND {place}", chair
    yield "93", UnitKind.FRONT, Block.FRONT, f"{front} {place}", f"MTTQ {place}", chair
    clerks = "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"
    yield "01", office, block, f"{clerks} {place}", "Văn phòng HĐND và UBND", "Chánh Văn phòng"
    yield "02", office, block, f"{economy} {place}", economy, "Trưởng phòng"
    culture = "Phòng Văn hóa - Xã hội"
    yield "03", office, block, f"{culture} {place}", culture, "Trưởng phòng"
    yield "04", UnitKind.CENTRE, block, f"{centre} {place}", "TTPVHCC", "Giám đốc"


def _unit(code: str, facts: Agency, level: Level, kind: UnitKind, position: int = 0) -> Unit:
    return Unit(
        code=code,
        name=facts["name"],
        short_name=facts["short_name"],
        level=level,
        kind=kind,
        position=position,
        head_title=facts.get("head_title", ""),
        is_verified=facts.get("verified", True),
    )


def _load_former_units(communes: list[Commune], ids: dict[str, int]) -> None:
    FormerUnit.objects.bulk_create(
        [
            FormerUnit(
                commune_id=ids[code_of(commune["code"], "00")],
                code=former["code"],
                name=place_tones(former["name"]),
                folded=search.fold(former["name"]),
                district=former["district"],
                province=former["province"],
                is_partial=former.get("partial", False),
            )
            for commune in communes
            for former in commune["former_units"]
        ],
        update_conflicts=True,
        unique_fields=["commune", "code"],
        update_fields=["name", "folded", "district", "province", "is_partial"],
        batch_size=BATCH,
    )
