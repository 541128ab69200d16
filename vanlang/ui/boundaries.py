"""A real boundary file (GeoJSON or TopoJSON) made small: integer SVG paths by commune code.

Neighbours share their borders: rings are cut where borders meet, each piece is simplified once,
whichever of the two it is met in, and so no slivers open between them.
"""

import json
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings

Dot = tuple[int, int]
Ring = list[Dot]
WIDTH = 800  # units across; the map is shown at most 512 px wide
TOLERANCE = 1.2  # in those units: what bends less is drawn straight
MAX_BYTES = 200 * 2**20
CODE_NAMES = ("code", "ma", "ma_xa", "MA_XA", "maXa", "id")
CODE_DIGITS = 5
PLACE_NAMES = ("name", "ten", "ten_xa", "TEN_XA", "tenXa", "NAME")
# A map on which more communes than this are missing is another's, or an old one: it is refused.
FITTING_SHARE = 0.9
DEGREES = 180
NAMED_AT_MOST = 20
Rings = list[list[tuple[float, float]]]


class Unreadable(Exception):
    """The file is not a map that we can read or use; says why."""


@dataclass(frozen=True, slots=True)
class Map:
    height: int
    paths: Mapping[str, str]
    source: str


@dataclass(frozen=True, slots=True)
class Area:
    """One feature of a boundary file."""

    code: str
    name: str
    rings: Rings

    def __str__(self) -> str:
        return f"{self.name} ({self.code})" if self.name else self.code


def path() -> Path:
    return Path(settings.HOME) / "map.json"


def loaded() -> Map | None:
    """Return the map that was loaded into this installation, if any."""
    try:
        changed = path().stat().st_mtime_ns
    except FileNotFoundError:
        return None
    if changed not in _read:
        _read.clear()
        _read[changed] = Map(**json.loads(path().read_text()))
    return _read[changed]


_read: dict[int, Map] = {}


def load(file: Path, communes: Collection[str], code_name: str = "") -> Map:
    """Read a boundary file, simplify the given communes' borders and keep them.

    Raises:
        Unreadable: not JSON, neither GeoJSON nor TopoJSON, its features carry no codes, or too
            few of them are the communes; what was loaded before stays.
    """
    areas = features(file, code_name)
    _refuse_unfit(areas, communes)
    outlines = simplified(
        {area.code: area.rings for area in areas if area.code in communes}, file.name
    )
    path().parent.mkdir(parents=True, exist_ok=True)
    content = {"height": outlines.height, "paths": outlines.paths, "source": outlines.source}
    fresh = path().with_suffix(".new")
    fresh.write_text(json.dumps(content))
    fresh.replace(path())
    return outlines


def _refuse_unfit(areas: Sequence[Area], communes: Collection[str]) -> None:
    fitting = {area.code for area in areas} & set(communes)
    if len(fitting) < FITTING_SHARE * len(communes):
        strange = [str(area) for area in areas if area.code not in communes]
        raise Unreadable(
            f"{len(fitting)} of {len(communes)} communes have a border in this file, at least "
            f"{math.ceil(FITTING_SHARE * len(communes))} must. Nothing was changed. "
            f"Fits no commune: {named(strange)}. Without a border: "
            f"{named(sorted(set(communes) - fitting))}."
        )
    dots = (dot for area in areas if area.code in fitting for ring in area.rings for dot in ring)
    if any(max(abs(x), abs(y)) > DEGREES for x, y in dots):
        raise Unreadable(
            "The coordinates are no degrees of longitude and latitude (WGS 84): convert the file "
            "first. Nothing was changed."
        )


def named(names: Sequence[str]) -> str:
    """Return the first of many names, and how many more there are."""
    more = f" and {len(names) - NAMED_AT_MOST} more" if len(names) > NAMED_AT_MOST else ""
    return (", ".join(names[:NAMED_AT_MOST]) or "none") + more


def features(file: Path, code_name: str) -> list[Area]:
    """Return every feature with a code: its rings (longitude, latitude) and its name."""
    if file.stat().st_size > MAX_BYTES:
        raise Unreadable(f"{file.name} is larger than {MAX_BYTES // 2**20} MB.")
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
        kind = content.get("type")
        areas = list(_features(content, code_name))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as problem:
        raise Unreadable(f"{file.name} is not a readable map: {problem}") from problem
    if not areas:
        raise Unreadable(f"{file.name} ({kind}) holds no areas with a code.")
    return areas


def _features(content: Mapping[str, Any], code_name: str) -> Iterator[Area]:
    if content["type"] == "Topology":
        arcs = _arcs(content)
        shapes = [
            (shape, _topo_rings(shape, arcs))
            for collection in content["objects"].values()
            for shape in collection.get("geometries", [collection])
        ]
    else:
        shapes = [
            (feature, _geo_rings(feature["geometry"]))
            for feature in content["features"]
            if feature["geometry"]
        ]
    for shape, rings in shapes:
        properties = {**shape, **(shape.get("properties") or {})}
        code = _property(properties, (code_name,) if code_name else CODE_NAMES)
        if code and rings:
            # A table that kept the code as a number has lost its zero: 5158 is 05158.
            code = code.zfill(CODE_DIGITS) if code.isdigit() else code
            yield Area(code, _property(properties, PLACE_NAMES), rings)


def _property(properties: Mapping[str, Any], names: Sequence[str]) -> str:
    return next((str(properties[name]) for name in names if properties.get(name)), "")


def _geo_rings(geometry: Mapping[str, Any]) -> list[list[tuple[float, float]]]:
    if geometry["type"] not in {"Polygon", "MultiPolygon"}:
        return []
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    return [[(x, y) for x, y, *_ in ring] for polygon in polygons for ring in polygon]


def _arcs(content: Mapping[str, Any]) -> list[list[tuple[float, float]]]:
    transform = content.get("transform")
    if not transform:
        return [[(x, y) for x, y, *_ in arc] for arc in content["arcs"]]
    (kx, ky), (dx, dy) = transform["scale"], transform["translate"]
    arcs = []
    for arc in content["arcs"]:
        x = y = 0
        line = []
        for step_x, step_y, *_ in arc:  # each dot is given by its distance from the last
            x, y = x + step_x, y + step_y
            line.append((x * kx + dx, y * ky + dy))
        arcs.append(line)
    return arcs


def _topo_rings(
    shape: Mapping[str, Any], arcs: Sequence[list[tuple[float, float]]]
) -> list[list[tuple[float, float]]]:
    if shape["type"] not in {"Polygon", "MultiPolygon"}:
        return []
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    rings = []
    for polygon in polygons:
        for ring in polygon:
            dots: list[tuple[float, float]] = []
            for index in ring:  # ~index: the same arc walked the other way
                arc = arcs[index] if index >= 0 else arcs[~index][::-1]
                dots += arc[1:] if dots else arc
            rings.append(dots)
    return rings


def simplified(shapes: Mapping[str, Sequence[Sequence[tuple[float, float]]]], source: str) -> Map:
    """Project, round, cut at the meeting points, simplify each piece once, write as paths."""
    everything = [dot for rings in shapes.values() for ring in rings for dot in ring]
    west, east = min(x for x, _ in everything), max(x for x, _ in everything)
    south, north = min(y for _, y in everything), max(y for _, y in everything)
    narrow = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * narrow or 1)

    def flat(ring: Sequence[tuple[float, float]]) -> Ring:
        dots = [(round((x - west) * narrow * scale), round((north - y) * scale)) for x, y in ring]
        closed = [dot for index, dot in enumerate(dots) if not index or dot != dots[index - 1]]
        return closed[:-1] if len(closed) > 1 and closed[0] == closed[-1] else closed

    rounded = {code: [flat(ring) for ring in rings] for code, rings in shapes.items()}
    meeting = meeting_points(ring for rings in rounded.values() for ring in rings)
    known: dict[tuple[Dot, ...], Ring] = {}
    paths = {}
    for code, rings in sorted(rounded.items()):
        drawn = [as_path(smooth(ring, meeting, known)) for ring in rings]
        # A commune too small for its own outline still gets a mark to point at.
        paths[code] = "".join(drawn) or as_path(speck(rings[0][0]))
    return Map(round((north - south) * scale), paths, source)


def meeting_points(rings: Iterator[Ring]) -> set[Dot]:
    """Return the dots at which a border goes different ways in different rings."""
    beside: dict[Dot, frozenset[Dot]] = {}
    meeting = set()
    for ring in rings:
        for index, dot in enumerate(ring):
            around = frozenset({ring[index - 1], ring[(index + 1) % len(ring)]})
            if beside.setdefault(dot, around) != around:
                meeting.add(dot)
    return meeting


def smooth(ring: Ring, meeting: set[Dot], known: dict[tuple[Dot, ...], Ring]) -> Ring:
    """Simplify a ring piece by piece between its meeting points."""
    if len(ring) < 3:  # noqa: PLR2004 no area
        return []
    cuts = [index for index, dot in enumerate(ring) if dot in meeting]
    if not cuts:  # an island: cut anywhere that does not depend on where the file began
        cuts = [ring.index(min(ring)), ring.index(max(ring))]
        cuts.sort()
    result: Ring = []
    for index, start in enumerate(cuts):
        end = cuts[(index + 1) % len(cuts)]
        piece = ring[start : end + 1] if end > start else [*ring[start:], *ring[: end + 1]]
        forwards = piece <= piece[::-1]
        key = tuple(piece if forwards else piece[::-1])
        if key not in known:
            known[key] = straightened(list(key))
        line = known[key] if forwards else known[key][::-1]
        result += line[:-1]
    return result


def straightened(line: Ring) -> Ring:
    """Leave out the dots that bend a line by less than the tolerance (Douglas and Peucker)."""
    keep = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        (ax, ay), (bx, by) = line[first], line[last]
        length = math.hypot(bx - ax, by - ay)
        farthest, where = TOLERANCE, 0
        for index in range(first + 1, last):
            x, y = line[index]
            if length:
                away = abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length
            else:
                away = math.hypot(x - ax, y - ay)
            if away > farthest:
                farthest, where = away, index
        if where:
            keep.add(where)
            waiting += [(first, where), (where, last)]
    return [line[index] for index in sorted(keep)]


def as_path(ring: Ring) -> str:
    """Write a ring as a closed path of relative integer steps."""
    if len(ring) < 3:  # noqa: PLR2004 no area
        return ""
    steps = [f"{x - px} {y - py}" for (px, py), (x, y) in pairwise(ring)]
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def speck(dot: Dot) -> Ring:
    x, y = dot
    return [(x - 2, y - 2), (x + 2, y - 2), (x + 2, y + 2), (x - 2, y + 2)]
