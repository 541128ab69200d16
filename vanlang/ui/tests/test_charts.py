from xml.etree import ElementTree as ET

from vanlang.ui import charts, tiles
from vanlang.ui.charts import Bar, Part, Point, Tile


def read(drawn: str) -> ET.Element:
    """Parse our own drawing: what is not well-formed fails here."""
    return ET.fromstring(drawn)  # noqa: S314 not from outside


HOSTILE = '<script>alert("x")</script>'


def test_bars_fill_the_width_with_the_greatest() -> None:
    drawn = read(charts.bars([Bar("Hộ tịch", 50), Bar("Đất đai", 25)], "Lĩnh vực"))

    widths = [mark.get("width") for mark in drawn.iter("rect") if mark.get("class") == "fill-one"]
    assert widths == ["100.00", "50.00"]


def test_every_chart_survives_nothing_to_show() -> None:
    for drawn in (
        charts.bars([], "Trống"),
        charts.bars([Bar("Không", 0)], "Không"),
        charts.stacked([], "Trống"),
        charts.stacked([Part("Không", 0, "good")], "Không"),
        charts.sparkline([], "Trống"),
        charts.line([], "Trống"),
        charts.line([Point("tháng 1", None)], "Trống"),
        charts.tile_map([], "Trống"),
    ):
        read(f"<div>{drawn}</div>")


def test_names_from_outside_stay_text() -> None:
    for drawn in (
        charts.bars([Bar(HOSTILE, 1, HOSTILE, f'"{HOSTILE}')], HOSTILE),
        charts.stacked([Part(HOSTILE, 1, "good", HOSTILE)], HOSTILE),
        charts.line([Point(HOSTILE, 1, HOSTILE), Point("b", 2)], HOSTILE),
        charts.sparkline([Point(HOSTILE, 1, HOSTILE)], HOSTILE),
        charts.tile_map([Tile("05158", HOSTILE, HOSTILE, "good", HOSTILE)], HOSTILE),
    ):
        assert "<script" not in drawn


def test_line_leaves_a_gap_where_nothing_is_known_and_dots_what_stands_alone() -> None:
    points = [Point("1", 1), Point("2", None), Point("3", 3)]

    drawn = charts.line(points, "Hồ sơ")

    assert drawn.count('class="line-one dot"') == 2  # a period alone is a dot, not nothing
    assert '<td>2</td><td class="n">–</td>' in drawn


def test_tile_says_name_value_and_state_by_letter_shape_and_word() -> None:
    drawn = charts.tile_map([Tile("05158", "Xã Mường Bi", "93,4 %", "bad", "/x/")], "Bản đồ")

    link = next(read(f"<div>{drawn}</div>").iter("svg")).find("a")
    assert link is not None
    assert link.get("aria-label") == "Xã Mường Bi: 93,4 %"
    assert link.get("href") == "/x/"
    assert "".join(link.itertext()) == "Xã Mường Bi: 93,4 %MB"


def test_a_commune_without_a_tile_is_named_below() -> None:
    drawn = charts.tile_map([Tile("99999", "Xã Mới", "chưa có", "none")], "Bản đồ")

    assert "<rect" not in drawn
    assert "Chưa có trên bản đồ: Xã Mới: chưa có</p>" in drawn


def test_layout_has_one_square_for_each_of_148() -> None:
    squares = tiles.layout()

    assert len(squares) == len(set(squares.values())) == 148
    assert all(0 <= column < tiles.COLUMNS for column, _ in squares.values())
    assert all(0 <= row < tiles.ROWS for _, row in squares.values())
