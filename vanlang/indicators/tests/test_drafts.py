"""What is being drafted is read by those who draft it: no page, file or tag tells it to others."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from vanlang.identity.api import Block, Level, Role, Unit
from vanlang.indicators.actions import cards, defining
from vanlang.indicators.actions.cards import Card, Line
from vanlang.indicators.forms.definitions import initial_of
from vanlang.indicators.models import Criterion, Definition, Indicator, Scorecard
from vanlang.indicators.rules.states import Event
from vanlang.indicators.tests.conftest import (
    MONDAY,
    WANTED,
    Define,
    as_actor,
    committee,
    official,
)
from vanlang.indicators.tests.test_screens import client_of
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.models import Entry
from vanlang.kernel.refusals import Conflict, Refusal

pytestmark = pytest.mark.django_db(databases=["default", "side"])
UNPUBLISHED = "Tên mới chưa ai được biết"
OTHER, OPEN = "so_lop", "lop_mo"


@pytest.fixture(autouse=True)
def one_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_FOR = "nobody"


@pytest.fixture
def renamed(define: Define, province: Unit) -> None:
    """Publish an open indicator that stands on another, whose next version is being drafted."""
    define(OTHER, name="Số lớp học", is_open=True)
    define(OPEN, name="Số lớp học nhân đôi", formula=f"2 * {OTHER}", is_open=True)
    wanted = replace(WANTED, name=UNPUBLISHED, effective_from=date(2027, 12, 15), is_open=True)
    defining.draft(OTHER, wanted, owner=province, by=PLATFORM, at=MONDAY)
    defining.draft("chi_moi_soan", wanted, owner=province, by=PLATFORM, at=MONDAY)
    lines = (Line("1", "Một", indicator=OTHER),)
    laid = Card("bo-moi", f"Bộ {UNPUBLISHED}", "commune", "committee", lines=lines)
    cards.lay_out(laid, owner=province, by=PLATFORM, at=MONDAY)


def answers(client: Client, *addresses: str) -> dict[str, tuple[int, str]]:
    found = {}
    for address in addresses:
        answer = client.get(address)
        content = b"".join(answer) if answer.streaming else answer.content
        found[address] = (answer.status_code, content.decode())
    return found


PUBLIC = (
    "/api/v1/indicators",
    f"/api/v1/indicators/{OPEN}",
    f"/api/v1/indicators/{OTHER}",
    reverse("indicators-open"),
    reverse("indicators-dcat"),
    *(reverse(f"indicators-{kind}", args=[code]) for kind in ("csv", "json") for code in (OPEN,)),
)
FOR_OFFICIALS = (
    reverse("indicators-home"),
    reverse("indicators-home") + "?q=chua+ai+duoc+biet",
    reverse("indicators-indicator", args=[OPEN]),
    reverse("indicators-indicator", args=[OTHER]),
)


def test_a_name_that_is_drafted_stands_on_no_public_page(renamed: None) -> None:
    found = answers(Client(), *PUBLIC)

    assert {status for status, _ in found.values()} == {200}
    assert [address for address, (_, text) in found.items() if UNPUBLISHED in text] == []
    assert "chỉ số “Số lớp học”" in found[reverse("indicators-open")][1]


def test_an_official_elsewhere_reads_no_draft_and_its_own_people_do(
    renamed: None, quang: Actor, tam: Actor
) -> None:
    elsewhere = answers(client_of(quang), *FOR_OFFICIALS)
    at_the_owner = answers(client_of(tam), *FOR_OFFICIALS)

    assert [address for address, (_, text) in elsewhere.items() if UNPUBLISHED in text] == []
    for code in ("chi_moi_soan", "bo-moi"):
        name = "indicators-card" if code == "bo-moi" else "indicators-indicator"
        assert client_of(quang).get(reverse(name, args=[code])).status_code == 404
    assert client_of(quang).get(reverse("indicators-card", args=["bo-moi"])).status_code == 404
    assert f"Bộ {UNPUBLISHED}" in at_the_owner[FOR_OFFICIALS[0]][1]
    assert f"Bộ {UNPUBLISHED}" in at_the_owner[FOR_OFFICIALS[3]][1]  # the sets an indicator is in


def test_a_formula_stands_only_on_what_is_published(define: Define, province: Unit) -> None:
    defining.draft(OTHER, WANTED, owner=province, by=PLATFORM, at=MONDAY)

    with pytest.raises(Refusal, match="“so_lop” chưa ban hành"):
        define(OPEN, formula=f"2 * {OTHER}")


def test_who_defines_elsewhere_cannot_ask_for_a_draft_by_its_code(
    define: Define, province: Unit
) -> None:
    front = committee("M44", "Mặt trận tỉnh", Level.PROVINCE, Block.FRONT)
    thao = as_actor(official("thao", "Hà Thị Thảo", front, Role.LEADER, Role.VIEWER))
    wanted = replace(WANTED, formula=f"2 * {OTHER}")
    defining.draft(OTHER, WANTED, owner=province, by=PLATFORM, at=MONDAY)

    with pytest.raises(Refusal) as secret:
        defining.draft("chi_so_mat_tran", wanted, owner=front, by=thao, at=MONDAY)
    define(OTHER)
    mine = defining.draft("chi_so_mat_tran", wanted, owner=front, by=thao, at=MONDAY)

    assert secret.value.message == f"Không có chỉ số “{OTHER}”."
    assert mine.formula == f"2 * {OTHER}"


def test_the_tag_changes_with_the_name_of_what_a_formula_stands_on(
    renamed: None, define: Define
) -> None:
    client, address = Client(), f"/api/v1/indicators/{OPEN}"
    before = client.get(address)["ETag"]

    define(OTHER, name="Số lớp đã mở", effective_from=date(2026, 12, 15), is_open=True)
    after = client.get(address, headers={"If-None-Match": before})

    assert after.status_code == 200
    assert "chỉ số “Số lớp đã mở”" in after.json()["indicator"]["dien_giai"]


@pytest.mark.parametrize(("name", "threshold"), [("green", "120"), ("amber", "-5")])
def test_a_threshold_that_no_share_reaches_is_refused(
    name: str, threshold: str, define: Define
) -> None:
    with pytest.raises(Refusal) as no:
        define(lowest=None, highest=None, **{name: Decimal(threshold)})

    assert no.value.field == name


def test_a_code_in_use_is_not_drafted_over_as_if_it_were_new(
    define: Define, province: Unit
) -> None:
    defining.begin(OTHER, WANTED, owner=province, by=PLATFORM, at=MONDAY)
    again = replace(WANTED, name="Tên của người khác")

    with pytest.raises(Refusal, match="đã có chỉ số dùng") as no:
        defining.begin(OTHER, again, owner=province, by=PLATFORM, at=MONDAY)

    assert no.value.field == "code"
    assert Definition.objects.get(indicator__code=OTHER).name == WANTED.name


def test_a_draft_is_thrown_away_and_its_code_is_free_again(province: Unit, tam: Actor) -> None:
    defining.draft(OTHER, WANTED, owner=province, by=PLATFORM, at=MONDAY)
    page = client_of(tam).get(reverse("indicators-draft", args=[OTHER])).content.decode()
    answer = client_of(tam).post(reverse("indicators-discard", args=[OTHER]))

    assert reverse("indicators-discard", args=[OTHER]) in page
    assert answer.status_code == 302
    assert not Indicator.objects.filter(code=OTHER).exists()
    entry = Entry.objects.get(kind=Event.DISCARDED)
    assert (entry.actor_name, entry.payload["code"]) == (tam.name, OTHER)
    defining.begin(OTHER, WANTED, owner=province, by=PLATFORM, at=MONDAY)


def test_with_a_draft_goes_no_version_in_force(define: Define, province: Unit) -> None:
    define(OTHER)
    later = replace(WANTED, effective_from=date(2027, 12, 15))
    row = defining.draft(OTHER, later, owner=province, by=PLATFORM, at=MONDAY)
    defining.discard(row, by=PLATFORM, at=MONDAY)
    in_force = Definition.objects.get(indicator__code=OTHER)

    with pytest.raises(Conflict, match="Không bỏ được"):
        defining.discard(in_force, by=PLATFORM, at=MONDAY)

    assert in_force.number == 1


def test_a_stranger_throws_no_draft_away(province: Unit, quang: Actor) -> None:
    row = defining.draft(OTHER, WANTED, owner=province, by=PLATFORM, at=MONDAY)

    with pytest.raises(Refusal):
        defining.discard(row, by=quang, at=MONDAY)

    assert client_of(quang).post(reverse("indicators-discard", args=[OTHER])).status_code == 404
    assert Definition.objects.filter(pk=row.pk).exists()


def test_a_draft_that_a_set_stands_on_stays(province: Unit) -> None:
    row = defining.draft(OTHER, WANTED, owner=province, by=PLATFORM, at=MONDAY)
    lines = (Line("1", "Một", indicator=OTHER),)
    laid = Card("bo-moi", "Bộ mới", "commune", "committee", lines=lines)
    cards.lay_out(laid, owner=province, by=PLATFORM, at=MONDAY)

    with pytest.raises(Conflict, match="bộ tiêu chí"):
        defining.discard(row, by=PLATFORM, at=MONDAY)

    assert Definition.objects.filter(pk=row.pk).exists()


def test_a_code_in_use_opens_nobodys_draft_on_the_page(province: Unit, tam: Actor) -> None:
    defining.begin(OTHER, WANTED, owner=province, by=PLATFORM, at=MONDAY)
    fields = {
        name: "" if value is None else value
        for name, value in initial_of(Definition.objects.get(), on=date(2027, 12, 15)).items()
        if value is not False
    }

    answer = client_of(tam).post(
        reverse("indicators-draft-new"), fields | {"code": OTHER, "name": "Tên của người khác"}
    )

    assert answer.status_code == 422
    assert f"Mã “{OTHER}” đã có chỉ số dùng" in answer.content.decode()
    assert Definition.objects.get().name == WANTED.name


def laid_out(owner: Unit, *lines: Line) -> Scorecard:
    card = Card("bo-moi", "Bộ mới", "commune", "committee", lines=lines or (Line("1", "Một"),))
    return cards.lay_out(card, owner=owner, by=PLATFORM, at=MONDAY)


def test_the_draft_of_a_set_is_thrown_away_with_all_its_criteria(
    province: Unit, tam: Actor
) -> None:
    laid_out(province, Line("1", "Một"), Line("1.1", "Một một"), Line("1.1.1", "Ba"))
    client = client_of(tam)
    page = client.get(reverse("indicators-card", args=["bo-moi"])).content.decode()
    answer = client.post(reverse("indicators-card-discard", args=["bo-moi"]))

    assert reverse("indicators-card-discard", args=["bo-moi"]) in page
    assert answer.headers["Location"] == reverse("indicators-home")
    assert not Scorecard.objects.exists()
    assert not Criterion.objects.exists()
    entry = Entry.objects.get(kind=Event.CARD_DISCARDED)
    assert (entry.actor_name, entry.payload) == (tam.name, {"code": "bo-moi", "version": 1})
    assert client.get(reverse("indicators-card", args=["bo-moi"])).status_code == 404


def test_a_set_in_force_stays_when_its_next_draft_is_thrown_away(
    province: Unit, tam: Actor
) -> None:
    card = cards.publish(laid_out(province), by=PLATFORM, at=MONDAY)
    cards.next_version(card, by=PLATFORM, at=MONDAY)
    client, address = client_of(tam), reverse("indicators-card-discard", args=["bo-moi"])

    first, second = client.post(address), client.post(address)
    with pytest.raises(Conflict, match="Không bỏ được"):
        cards.discard(card, by=PLATFORM, at=MONDAY)

    assert first.headers["Location"] == reverse("indicators-card", args=["bo-moi"])
    assert second.status_code == 404  # there is no draft any more
    assert Scorecard.objects.get().number == 1
    assert Criterion.objects.count() == 1


def test_a_stranger_throws_no_draft_of_a_set_away(province: Unit, quang: Actor) -> None:
    card = laid_out(province)

    with pytest.raises(Refusal):
        cards.discard(card, by=quang, at=MONDAY)

    address = reverse("indicators-card-discard", args=["bo-moi"])
    assert client_of(quang).post(address).status_code == 404
    assert Scorecard.objects.filter(pk=card.pk).exists()


@pytest.mark.parametrize(
    "lines",
    [
        (Line("1", "Một", Decimal(60)), Line("1.1", "Một một"), Line("2", "Hai", Decimal(40))),
        (Line("1", "Một", Decimal(60)), Line("2", "Hai")),
        (Line("1", "Một", scoring="target"),),
    ],
)
def test_a_set_without_points_for_its_leaves_is_not_put_in_force_on_the_page(
    lines: tuple[Line, ...], province: Unit, tam: Actor
) -> None:
    card = laid_out(province, *lines)

    answer = client_of(tam).post(reverse("indicators-card-publish", args=["bo-moi"]))

    assert answer.status_code == 422
    assert "có điểm" in answer.content.decode()
    assert Scorecard.objects.get(pk=card.pk).state == "draft"
