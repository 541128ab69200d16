"""Two squares side by side, once as TopoJSON and once as GeoJSON."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from vanlang.ui import boundaries, charts
from vanlang.ui.charts import Tile

Position = tuple[float, float]
BOTH = {"05158", "07900"}
MIDDLE: list[Position] = [(105.5, 21.0), (105.5003, 21.25), (105.5, 21.5)]  # bends a hair
WEST: list[Position] = [(105.0, 21.5), (105.0, 21.0)]
EAST: list[Position] = [(106.0, 21.0), (106.0, 21.5)]
TOPOJSON = {
    "type": "Topology",
    "arcs": [MIDDLE, [MIDDLE[-1], *WEST, MIDDLE[0]], [MIDDLE[0], *EAST, MIDDLE[-1]]],
    "objects": {
        "communes": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"code": "05158"}},
                {"type": "MultiPolygon", "arcs": [[[2, -1]]], "properties": {"code": "07900"}},
            ],
        }
    },
}


def square(code: str, ring: list[Position]) -> dict[str, object]:
    geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    return {"type": "Feature", "properties": {"ma": code}, "geometry": geometry}


GEOJSON = {
    "type": "FeatureCollection",
    "features": [square("05158", [*MIDDLE, *WEST]), square("07900", [*MIDDLE[::-1], *EAST])],
}


@pytest.fixture
def home(settings: Settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def written(folder: Path, content: object) -> Path:
    file = folder / "communes.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return file


def dots(path: str) -> set[tuple[int, int]]:
    """Walk a path of relative steps back into its dots."""
    numbers = [int(number) for number in re.findall(r"-?\d+", path)]
    x, y = numbers[:2]
    walked = {(x, y)}
    for step_x, step_y in zip(numbers[2::2], numbers[3::2], strict=True):
        x, y = x + step_x, y + step_y
        walked.add((x, y))
    return walked


@pytest.mark.parametrize("content", [TOPOJSON, GEOJSON])
def test_load_simplifies_and_keeps_shared_borders_shared(home: Path, content: object) -> None:
    boundaries.load(written(home, content), BOTH)

    found = boundaries.loaded()
    assert found is not None
    west, east = dots(found.paths["05158"]), dots(found.paths["07900"])
    assert len(west) == len(east) == 4, "the hair in the border is gone"
    assert len(west & east) == 2, "on both sides alike"


def test_quantised_topojson_is_unfolded(home: Path) -> None:
    arcs = [[[0, 0], [10, 0], [0, 10], [-10, 0], [0, -10]]]
    shapes = [{"type": "Polygon", "arcs": [[0]], "id": "05158"}]
    content = {
        "type": "Topology",
        "transform": {"scale": [0.1, 0.05], "translate": [105, 21]},
        "arcs": arcs,
        "objects": {"a": {"type": "GeometryCollection", "geometries": shapes}},
    }

    found = boundaries.load(written(home, content), {"05158"})

    assert len(dots(found.paths["05158"])) == 4


def test_map_is_drawn_within_borders_once_loaded(home: Path) -> None:
    communes = [Tile("05158", "Xã Mường Bi", "93,4 %", "good", "/x/")]
    before = charts.tile_map(communes, "Bản đồ")

    boundaries.load(written(home, GEOJSON), BOTH)

    assert "<rect" in before
    assert '<path d="M' in charts.tile_map(communes, "Bản đồ")
    assert "<rect" in charts.tile_map(communes, "Bản đồ", borders=False)


def test_a_commune_without_a_place_on_the_map_stands_below_it(home: Path) -> None:
    formed = Tile("99999", "Xã Mới", "93,4 %", "good", "/moi/")

    tiles = charts.tile_map([formed], "Bản đồ")
    boundaries.load(written(home, GEOJSON), BOTH)
    borders = charts.tile_map([formed], "Bản đồ")

    for drawn in (tiles, borders):
        assert 'Chưa có trên bản đồ: <a href="/moi/">Xã Mới</a>: 93,4 %' in drawn


def test_a_file_that_fits_too_few_communes_leaves_the_good_map(home: Path) -> None:
    boundaries.load(written(home, GEOJSON), BOTH)
    elsewhere = square("00001", [*MIDDLE, *WEST])
    elsewhere["properties"] = {"ma": "00001", "ten": "Phường Ba Đình"}
    wrong = written(home, {**GEOJSON, "features": [*GEOJSON["features"], elsewhere]})

    with pytest.raises(CommandError) as refused:
        call_command("load_map", str(wrong))

    said = str(refused.value)
    assert "2 of 148 communes have a border in this file, at least 134 must" in said
    assert "Fits no commune: Phường Ba Đình (00001)." in said
    assert "Without a border: " in said
    assert " and 126 more" in said
    loaded = boundaries.loaded()
    assert loaded is not None
    assert set(loaded.paths) == BOTH


def test_of_a_larger_file_only_our_communes_are_kept(home: Path) -> None:
    far = square("00001", [(90.0, 10.0), (91.0, 10.0), (91.0, 11.0)])
    west, east = GEOJSON["features"]
    assert isinstance(west, dict)
    west = {**west, "properties": {"ma": 5158}}  # a table has made a number of the code

    loaded = boundaries.load(written(home, {**GEOJSON, "features": [far, west, east]}), BOTH)

    assert set(loaded.paths) == BOTH
    assert loaded.height > boundaries.WIDTH / 3, "drawn to the scale of the province"


def test_a_file_in_metres_is_refused(home: Path) -> None:
    metres: list[Position] = [(553000.0, 2300000.0), (554000.0, 2300000.0), (554000.0, 2301000.0)]
    content = {**GEOJSON, "features": [square("05158", metres)]}

    with pytest.raises(boundaries.Unreadable, match="WGS 84"):
        boundaries.load(written(home, content), {"05158"})


@pytest.mark.parametrize(
    "content",
    [
        "not json",
        "[]",
        {"type": "FeatureCollection"},
        {"type": "FeatureCollection", "features": []},
        {"type": "FeatureCollection", "features": [square("", [(1, 2)])]},
        {"type": "Topology", "objects": {"a": {"type": "Polygon", "arcs": [[7]]}}, "arcs": []},
    ],
)
def test_load_map_says_why_a_file_is_refused(home: Path, content: object) -> None:
    with pytest.raises(CommandError):
        call_command("load_map", str(written(home, content)))

    assert boundaries.loaded() is None


def test_load_map_names_a_file_that_is_not_there(home: Path) -> None:
    with pytest.raises(CommandError, match="is not there"):
        call_command("load_map", str(home / "nowhere.json"))
