from datetime import date

from django.db.models import F, Q, QuerySet

from vanlang.identity.models import FormerUnit, Unit
from vanlang.identity.rules import Block, Level, UnitKind
from vanlang.kernel import search
from vanlang.kernel.refusals import Refusal


def units(*, on: date | None = None) -> QuerySet[Unit]:
    """Return the units that exist on a day; without a day, those of today.

    Who decides something for somebody names the day: what is today is kept by a job, which may
    be a minute late.
    """
    if on is None:
        return Unit.objects.filter(is_in_force=True)
    return Unit.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)


def all_units() -> QuerySet[Unit]:
    """Return every unit, those of the past too."""
    return Unit.objects.select_related("agency", "parent")


def unit_by_code(code: str) -> Unit:
    """Return the unit with an official code.

    Raises:
        Refusal: no unit has it.
    """
    try:
        return Unit.objects.select_related("agency").get(code=code)
    except Unit.DoesNotExist:
        raise Refusal(f"Không có đơn vị mang mã định danh “{code}”.") from None


def province() -> Unit:
    """Return the province as an area."""
    return Unit.objects.get(kind=UnitKind.AREA, level=Level.PROVINCE)


def province_committee() -> Unit:
    """Return the Provincial People's Committee."""
    return Unit.objects.get(kind=UnitKind.COMMITTEE, level=Level.PROVINCE)


def communes(*, on: date | None = None) -> QuerySet[Unit]:
    """Return the communes and wards as areas, in the official order."""
    return units(on=on).filter(kind=UnitKind.AREA, level=Level.COMMUNE).order_by("position")


def agencies(*, on: date | None = None) -> QuerySet[Unit]:
    """Return all agencies: units that are competent themselves."""
    return units(on=on).filter(agency_id=F("pk")).order_by("level", "position", "code")


def all_agencies() -> QuerySet[Unit]:
    """Return the agencies of all times."""
    return Unit.objects.filter(agency_id=F("pk"))


def commune_committees(*, on: date | None = None) -> QuerySet[Unit]:
    """Return the People's Committees of the communes, in the official order."""
    return units(on=on).filter(kind=UnitKind.COMMITTEE, level=Level.COMMUNE).order_by("position")


def departments(*, on: date | None = None) -> QuerySet[Unit]:
    """Return the 16 department-level agencies (sở, ban, ngành)."""
    return (
        units(on=on)
        .filter(level=Level.PROVINCE, parent__kind=UnitKind.COMMITTEE, agency_id=F("pk"))
        .order_by("position")
    )


def block_agencies(*, on: date | None = None) -> QuerySet[Unit]:
    """Return the agencies of Party, Council and Front: the province's first, then the communes'."""
    blocks = (Block.PARTY, Block.COUNCIL, Block.FRONT)
    return agencies(on=on).filter(block__in=blocks).order_by("-level", "position", "code")


def competent_agency(area_code: str) -> Unit:
    """Return the People's Committee of the commune with this five-digit code.

    Raises:
        Refusal: no commune of the province has it.
    """
    found = commune_committees().filter(area_code=area_code).first()
    if found is None:
        raise Refusal("Xã, phường không có trong danh sách của tỉnh.", field="commune_code")
    return found


def commune_of_former(code: str) -> QuerySet[Unit]:
    """Return the communes that hold the former unit with an old code; two if it was divided."""
    return communes().filter(former_units__code=code)


def find_units(words: str) -> QuerySet[Unit]:
    """Return the units in whose name all words stand, accents or not."""
    return search.matches(Unit.objects.all(), "folded", words).order_by("path")


def former_units(words: str) -> QuerySet[FormerUnit]:
    return search.matches(FormerUnit.objects.select_related("commune"), "folded", words).order_by(
        "code"
    )


def no_units() -> QuerySet[Unit]:
    return Unit.objects.none()


def like(unit: Unit) -> QuerySet[Unit]:
    """Return the units of the same kind that could follow this one, by name."""
    same = Unit.objects.filter(kind=unit.kind, level=unit.level, valid_to__isnull=True)
    if unit.agency_id not in (None, unit.pk):
        same = same.filter(agency=unit.agency_id)
    return same.exclude(pk=unit.pk).order_by("position", "code")


def below(unit: Unit) -> QuerySet[Unit]:
    """Return the unit and all that stand under it in the tree."""
    return Unit.objects.filter(path__startswith=unit.path)
