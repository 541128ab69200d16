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
    boundaries.load(written(home, content))

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

    found = boundaries.load(written(home, content))

    assert len(dots(found.paths["05158"])) == 4


def test_map_is_drawn_within_borders_once_loaded(home: Path) -> None:
    communes = [Tile("05158", "Xã Mường Bi", "93,4 %", "good", "/x/")]
    before = charts.tile_map(communes, "Bản đồ", borders=True)

    boundaries.load(written(home, GEOJSON))

    assert "<rect" in before
    assert '<path d="M' in charts.tile_map(communes, "Bản đồ", borders=True)
    assert "<rect" in charts.tile_map(communes, "Bản đồ")


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
