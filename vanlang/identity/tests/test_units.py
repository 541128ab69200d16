import pytest

from vanlang.identity.actions.units import load_units
from vanlang.identity.models import FormerUnit, Unit
from vanlang.identity.queries import units
from vanlang.identity.rules import Block, Level
from vanlang.identity.tests.conftest import MONDAY
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import Refusal

pytestmark = pytest.mark.django_db


def test_load_units_brings_the_whole_province(tree: None) -> None:
    wards = units.communes().filter(name__startswith="Phường")

    assert units.communes().count() == 148
    assert wards.count() == 15
    assert units.commune_committees().count() == 148
    assert units.departments().count() == 16
    assert sum(commune.population or 0 for commune in units.communes()) == 4_022_493


def test_load_units_again_changes_nothing(tree: None) -> None:
    before = list(Unit.objects.order_by("pk").values())

    load_units(by=PLATFORM, at=MONDAY)

    assert list(Unit.objects.order_by("pk").values()) == before


def test_every_block_stands_at_both_levels(tree: None) -> None:
    for level, count in ((Level.PROVINCE, 1), (Level.COMMUNE, 148)):
        for block in (Block.PARTY, Block.COUNCIL, Block.FRONT):
            assert Unit.objects.filter(level=level, block=block).count() == count


def test_offices_belong_to_the_competent_agency(muong_bi: Unit) -> None:
    offices = Unit.objects.filter(agency=muong_bi).order_by("code")

    assert [office.short_name for office in offices] == [
        "UBND xã Mường Bi",
        "Văn phòng HĐND và UBND",
        "Phòng Kinh tế",
        "Phòng Văn hóa - Xã hội",
        "TTPVHCC",
    ]
    assert muong_bi.is_agency
    assert units.competent_agency("05158") == muong_bi


def test_wards_have_an_office_for_urban_matters(tree: None) -> None:
    office = units.unit_by_code("H44.07900.02")

    assert office.name == "Phòng Kinh tế, Hạ tầng và Đô thị phường Việt Trì"


def test_competent_agency_refuses_a_code_of_elsewhere(tree: None) -> None:
    with pytest.raises(Refusal, match="danh sách"):
        units.competent_agency("00001")


@pytest.mark.parametrize("words", ["mường bi", "muong bi", "Mường  Bi"])
def test_find_units_needs_no_accents(tree: None, words: str) -> None:
    found = units.find_units(words)

    assert units.unit_by_code("H44.05158") in found


def test_old_codes_lead_to_the_commune_of_today(tree: None) -> None:
    commune = units.commune_of_former("05143").get()

    assert commune.name == "Xã Mường Bi"
    assert {former.name for former in FormerUnit.objects.filter(commune=commune)} == {
        "Xã Mỹ Hòa",
        "Xã Phong Phú",
        "Xã Phú Cường",
    }


def test_a_divided_former_commune_leads_to_all_its_parts(tree: None) -> None:
    divided = FormerUnit.objects.filter(is_partial=True).values_list("code", flat=True)

    assert divided
    assert all(units.commune_of_former(code).count() >= 1 for code in divided)


def test_below_is_the_branch_under_a_unit(tree: None, muong_bi: Unit) -> None:
    branch = units.below(units.unit_by_code("H44.05158.00"))

    assert muong_bi in branch
    assert branch.count() == 9
