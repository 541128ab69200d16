"""A set shows its values; colours stand beside them, and what is missing makes nobody green."""

import re
from datetime import date
from decimal import Decimal
from importlib import import_module
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from vanlang.identity.api import Unit
from vanlang.indicators.actions import cards as actions
from vanlang.indicators.actions import loading, reporting
from vanlang.indicators.actions.cards import Card, Line
from vanlang.indicators.models import Finding, Scorecard
from vanlang.indicators.queries import cards
from vanlang.indicators.rules.colours import Colour
from vanlang.indicators.rules.grids import Layout
from vanlang.indicators.rules.periods import Frequency, period_of
from vanlang.indicators.tests.conftest import MONDAY, Define, committee
from vanlang.indicators.tests.test_screens import client_of, tell_now
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.refusals import Conflict, Refusal

pytestmark = pytest.mark.django_db(databases=["default", "side"])
D = Decimal
# What the province published of phase 2 of Resolution 57-NQ/TW.
PUBLISHED = {
    "nq57_dang_tinh": "97",
    "nq57_hdnd_tinh": "100",
    "nq57_ubnd_tinh": "97",
    "nq57_mttq_tinh": "68.4",
    "nq57_dang_xa": "90",
    "nq57_hdnd_xa": "99",
    "nq57_ubnd_xa": "86",
    "nq57_mttq_xa": "88.5",
}
GRID = [
    ("Đảng", "97,00 %", "90,00 %"),
    ("Ủy ban nhân dân", "97,00 %", "86,00 %"),
    ("Mặt trận Tổ quốc", "68,40 %", "88,50 %"),
    ("Hội đồng nhân dân", "100,00 %", "99,00 %"),
]


@pytest.fixture(autouse=True)
def one_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_FOR = "nobody"


def tell_quarter(unit: Unit, code: str, value: str) -> None:
    at = timezone.now()
    period = period_of(timezone.localdate(at), Frequency.QUARTER)
    reporting.report(
        code, unit=unit, period=period, value=D(value), key=uuid4(), by=PLATFORM, at=at
    )


def rows_of(page: str, caption: str) -> list[list[str]]:
    """Return the words of a table's rows, cell by cell."""
    body = page.split(f">{caption}</caption>")[1].split("</table>", maxsplit=1)[0]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)[1:]
    return [
        [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


def test_resolution_57_reads_as_four_blocks_at_two_levels(province: Unit, tam: Actor) -> None:
    loading.load(by=PLATFORM, at=MONDAY)
    for code, value in PUBLISHED.items():
        tell_quarter(province, code, value)

    page = client_of(tam).get(reverse("indicators-card", args=["nq57-giai-doan-2"]))

    text = page.content.decode()
    rows = rows_of(text, "Từng tiêu chí")
    assert [(row[0], *(cell.partition(" %")[0] + " %" for cell in row[1:])) for row in rows] == GRID
    assert [cell.split(" %")[1].split()[0] for cell in rows[2][1:]] == ["Đỏ", "Vàng"]
    body = text.split(">Từng tiêu chí</caption>")[1].split("</table>")[0]
    assert re.findall(r'class="fill-(?:good|warn|bad)" x="0.00" width="([\d.]+)"', body) == [
        *("97.00", "90.00", "97.00", "86.00", "68.40", "88.50", "100.00", "99.00")
    ]
    assert "5/8 tiêu chí ở mức xanh; thấp nhất Khối Mặt trận Tổ quốc, cấp tỉnh: 68,40 %" in text
    assert "0,00 %</td>" not in text


def test_a_block_without_a_figure_says_so(province: Unit, tam: Actor) -> None:
    loading.load(by=PLATFORM, at=MONDAY)
    tell_quarter(province, "nq57_dang_tinh", "97")

    page = client_of(tam).get(reverse("indicators-card", args=["nq57-giai-doan-2"]))

    text = page.content.decode()
    rows = rows_of(text, "Từng tiêu chí")
    assert rows[0][1].startswith("97,00 % Xanh")
    assert rows[3][2].startswith("Chưa có số liệu Chưa đủ số liệu")
    assert "1/8 tiêu chí ở mức xanh; 7 tiêu chí chưa có số liệu" in text


def lay_blocks(owner: Unit, *lines: Line, layout: Layout) -> Scorecard:
    laid = Card("khoi", "Bốn khối", "province", "committee", layout=layout, lines=lines)
    return actions.lay_out(laid, owner=owner, by=PLATFORM, at=MONDAY)


def test_a_set_is_a_grid_because_it_says_so_not_by_its_names(province: Unit, tam: Actor) -> None:
    named = (Line("1", "Khối Đảng, cấp tỉnh"), Line("2", "Khối Đảng, cấp xã"))
    actions.publish(lay_blocks(province, *named, layout=Layout.LIST), by=PLATFORM, at=MONDAY)
    client, address = client_of(tam), reverse("indicators-card", args=["khoi"])
    as_list = rows_of(client.get(address).content.decode(), "Từng tiêu chí")

    card = actions.next_version(Scorecard.objects.get(), by=PLATFORM, at=MONDAY)
    revise = reverse("indicators-card-revise", args=["khoi"])
    client.post(revise, {"layout": "grid"})
    refused = client.post(reverse("indicators-card-publish", args=["khoi"]))
    spots = [("1", "Nhân lực", "Năm 2025"), ("2", "Hạ tầng", "Năm 2026")]
    for number, row, column in spots:
        client.post(
            reverse("indicators-fill", args=["khoi", number]),
            {"name": f"Tiêu chí {number}", "scoring": "colour", "row": row, "column": column},
        )
    editor = client.get(f"{address}?du-thao=1").content.decode()
    published = client.post(reverse("indicators-card-publish", args=["khoi"]))
    as_grid = rows_of(client.get(address).content.decode(), "Từng tiêu chí")

    assert [row[0] for row in as_list] == ["1. Khối Đảng, cấp tỉnh", "2. Khối Đảng, cấp xã"]
    assert refused.status_code == 422
    assert "Tiêu chí 1 chưa ghi hàng và cột trong bảng." in refused.content.decode()
    assert "Bảng hai chiều" in editor
    assert "Hàng “Hạ tầng”, cột “Năm 2026”" in editor
    assert published.status_code == 302
    empty = "Chưa có số liệu Chưa đủ số liệu"
    assert as_grid == [["Nhân lực", empty, "–"], ["Hạ tầng", "–", empty]]
    with pytest.raises(Conflict):
        actions.lay(card, layout=Layout.LIST, by=PLATFORM, at=MONDAY)


def test_two_criteria_have_no_one_place_in_a_grid(province: Unit, quang: Actor) -> None:
    lines = [Line(number, row="Đảng", column="Cấp tỉnh") for number in ("1", "2")]
    card = lay_blocks(province, *lines, layout=Layout.GRID)

    with pytest.raises(Refusal, match="Tiêu chí 1 và 2 cùng ở hàng “Đảng”, cột “Cấp tỉnh”"):
        actions.publish(card, by=PLATFORM, at=MONDAY)
    with pytest.raises(Refusal):
        actions.lay(card, layout=Layout.LIST, by=quang, at=MONDAY)


def test_sets_of_before_that_were_read_as_a_grid_still_are(province: Unit) -> None:
    named = (Line("1", "Khối Đảng, cấp tỉnh"), Line("2", "Khối Mặt trận Tổ quốc, cấp xã"))
    blocks = lay_blocks(province, *named, layout=Layout.LIST)
    other = Card("khac", "Khác", "province", "committee", lines=(named[0], Line("2", "Nhận thức")))
    actions.lay_out(other, owner=province, by=PLATFORM, at=MONDAY)

    with connection.cursor() as cursor:
        cursor.execute(
            import_module("vanlang.indicators.migrations.0008_fill_layout_of_blocks").FILL
        )

    assert list(Scorecard.objects.values_list("code", "layout").order_by("code")) == [
        ("khac", "list"),
        ("khoi", "grid"),
    ]
    assert list(blocks.criteria.values_list("grid_row", "grid_column")) == [
        ("Đảng", "Cấp tỉnh"),
        ("Mặt trận Tổ quốc", "Cấp xã"),
    ]


@pytest.fixture
def twenty(define: Define, province: Unit) -> Scorecard:
    """Publish a set of three criteria of which two have no name, and so no figure."""
    define()
    lines = (Line("1", "Kỹ năng số", indicator="hoc_ky_nang_so"), Line("2"), Line("3"))
    laid = Card("ba", "Ba tiêu chí", "commune", "committee", lines=lines)
    return actions.publish(
        actions.lay_out(laid, owner=province, by=PLATFORM, at=MONDAY), by=PLATFORM, at=MONDAY
    )


def test_what_is_missing_makes_no_unit_green(
    twenty: Scorecard, muong_bi: Unit, van_son: Unit, tam: Actor
) -> None:
    tell_now(muong_bi, "95")
    tell_now(van_son, "95")
    client = client_of(tam)

    page = client.get(reverse("indicators-card", args=["ba"])).content.decode()
    unit = client.get(reverse("indicators-unit", args=[muong_bi.code])).content.decode()

    assert "Chưa đơn vị nào đủ số liệu để tô màu: nhiều nhất mới có 1/3 tiêu chí" in page
    assert page.count("Chưa đủ số liệu (1/3)") == 4  # title and name of two tiles
    assert "đạt mức xanh, " not in page
    assert "Chưa đủ số liệu (1/3)" in unit
    assert [row[1:] for row in rows_of(page, "Thứ hạng")] == [["Chưa đủ số liệu", "–", "1/3"]] * 2


@pytest.mark.parametrize(
    ("percent", "colour"), [(33, Colour.GREEN), (34, Colour.UNKNOWN), (100, Colour.UNKNOWN)]
)
def test_a_set_says_of_how_much_a_colour_is_made(
    twenty: Scorecard, muong_bi: Unit, percent: int, colour: Colour
) -> None:
    tell_now(muong_bi, "95")
    twenty.known_percent = percent

    board = cards.board(twenty, on=timezone.localdate(), units=[muong_bi])

    assert board.standings[0].colour == colour


def test_every_unit_has_its_line_in_the_ranking(define: Define, province: Unit, tam: Actor) -> None:
    define()
    units = [committee(f"H44.{n:05}", f"xã Số {n}") for n in range(164)]
    for number, unit in enumerate(units[:70]):
        tell_now(unit, str(30 + number))

    page = client_of(tam).get(
        reverse("indicators-indicator", args=["hoc_ky_nang_so"]), {"don-vi": units[0].code}
    )

    rows = rows_of(page.content.decode(), "Thứ hạng")
    assert len(rows) == 164
    assert rows[69][1:3] == ["Hạng 70", "30,00"]
    assert rows[163][1] == "Chưa đủ số liệu"


def test_a_share_changes_by_points(define: Define, muong_bi: Unit, tam: Actor) -> None:
    define(effective_from=date(2024, 12, 15))
    define("so_lop", unit_name="lớp", effective_from=date(2024, 12, 15))
    at = timezone.now()
    now = period_of(timezone.localdate(at), Frequency.MONTH)
    for code in ("hoc_ky_nang_so", "so_lop"):
        for period, value in ((now.year_before(), "40"), (now.previous(), "20"), (now, "42.1")):
            reporting.report(
                code, unit=muong_bi, period=period, value=D(value), key=uuid4(), by=PLATFORM, at=at
            )

    def grown(code: str) -> str:
        page = client_of(tam).get(
            reverse("indicators-indicator", args=[code]), {"don-vi": muong_bi.code}
        )
        return rows_of(page.content.decode(), "Từng kỳ")[0][6]

    assert grown("hoc_ky_nang_so") == "+2,1 điểm %"
    assert grown("so_lop") == "+5,3 %"
    jumps = Finding.objects.filter(rule="jump", period_key=now.key).order_by("indicator__code")
    assert [one.text.partition(" so với")[0] for one in jumps] == [
        "Tăng 22,10 điểm %",
        "Tăng 110,5 %",
    ]
