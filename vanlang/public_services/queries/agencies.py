"""The agencies that take in and settle dossiers, kept in process: they change once a year."""

from dataclasses import dataclass
from time import monotonic

from django.conf import settings
from django.db.models import F

from vanlang.identity.api import Unit
from vanlang.kernel import search
from vanlang.ui import wording

KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency that is competent by law: a commune's People's Committee or a department."""

    id: int
    code: str
    name: str
    short_name: str
    area_code: str
    head_title: str

    @property
    def is_commune(self) -> bool:
        return bool(self.area_code)

    @property
    def place(self) -> str:
        """Return the area's name without the agency's: `xã Mường Bi`."""
        return self.name.removeprefix("Ủy ban nhân dân ").removeprefix("UBND ")


@dataclass(frozen=True)
class Register:
    by_id: dict[int, Agency]
    by_code: dict[str, Agency]
    by_area: dict[str, Agency]
    communes: tuple[Agency, ...]


class Kept:
    read_at = float("-inf")
    register = Register({}, {}, {}, ())


def register() -> Register:
    """Return all agencies in force, from memory for a minute (never in tests)."""
    fresh_for = KEPT_SECONDS if settings.PROCEDURES_FRESH_SECONDS else 0
    if monotonic() - Kept.read_at >= fresh_for:
        Kept.register, Kept.read_at = _read(), monotonic()
    return Kept.register


def agency(unit_id: int) -> Agency:
    return register().by_id[unit_id]


def exists(unit_id: int) -> bool:
    return unit_id in register().by_id


def agency_of_area(area_code: str) -> Agency | None:
    """Return the People's Committee of a commune."""
    return register().by_area.get(area_code)


def agency_with_code(code: str) -> Agency | None:
    return register().by_code.get(code)


def communes() -> tuple[Agency, ...]:
    """Return the People's Committees of all communes, in Vietnamese order of their names."""
    return register().communes


def is_commune(area_code: str) -> bool:
    return area_code in register().by_area


def commune_name(area_code: str) -> str:
    found = agency_of_area(area_code)
    return found.place if found else area_code


def province() -> str:
    """Return the province as it is written inside an address: `tỉnh Phú Thọ`."""
    return wording.inside(settings.PROVINCE_NAME)


def commune_in_full(area_code: str) -> str:
    """Return `xã Mường Bi, tỉnh Phú Thọ`; a paper is read in other provinces too."""
    return f"{commune_name(area_code)}, {province()}" if is_commune(area_code) else area_code


def _read() -> Register:
    rows = Unit.objects.filter(agency=F("pk"), valid_to__isnull=True)
    found = [
        Agency(u.pk, u.code, u.name, u.short_name, u.area_code, u.head_title)
        for u in rows.only("code", "name", "short_name", "area_code", "head_title", "block")
        if u.block in {"committee", ""}
    ]
    communes_found = [one for one in found if one.area_code]
    return Register(
        {one.id: one for one in found},
        {one.code: one for one in found},
        {one.area_code: one for one in communes_found},
        tuple(
            sorted(communes_found, key=lambda one: search.sort_key(one.place, given_first=False))
        ),
    )
