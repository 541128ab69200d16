"""Pictures drawn on the server: small SVG coloured by classes, words left to HTML.

Words are HTML and only shapes are SVG, stretched to the room there is: so a chart reads as well on
a phone as on a wall, and a screen reader meets a list, not a picture. What has an address is a link
to the rows it counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from zlib import crc32

from django.utils.translation import gettext as _
from markupsafe import Markup

from vanlang.ui import boundaries, tiles, wording

TRACK = 8  # height of a bar's drawing; it is 100 wide and stretched
TILE, GAP = 30, 3
KINDS = ("good", "warn", "bad", "none")
NOT_THE_NAME = {"ubnd", "xã", "phường"}
SHAPES = {
    "good": '<circle cx="22.5" cy="5" r="2.4"/>',
    "warn": '<path d="M22.5 2.4l2.8 5h-5.6z"/>',
    "bad": '<path d="M20.2 2.8h4.5v4.5h-4.5z"/>',
    "none": '<circle cx="22.5" cy="5" r="2" fill="none" stroke-width="1.2" class="ring"/>',
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a bar chart; `text` is its value in words, made from the value if empty."""

    label: str
    value: float
    text: str = ""
    address: str = ""
    fill: str = "one"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole; fill: one, two, good, warn, bad, none."""

    label: str
    value: float
    fill: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One moment of a line; no value leaves a gap."""

    label: str
    value: float | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """A commune on the map; kind is good, warn, bad or none, `words` its value."""

    code: str
    name: str
    words: str
    kind: str
    address: str = ""


def bars(rows: Sequence[Bar], title: str, *, top: float | None = None) -> Markup:
    """Draw one bar a row; `top` is the value that fills the width, the greatest by default."""
    full = top or max((row.value for row in rows), default=0) or 1
    lines = [
        f'<li><span class="name">{linked(row.label, row.address)}</span>'
        f"{track(rectangle(0, 100 * row.value / full, row.fill))}"
        f"<b>{escape(in_words(row.value, row.text))}</b></li>"
        for row in rows
    ]
    return drawing(f'<ul class="bars" aria-label="{escape(title)}">{"".join(lines)}</ul>')


def level(value: float | None, *, top: float, fill: str) -> Markup:
    """Draw one value as a bar that is full at `top`; its words stand beside it in the table."""
    return drawing(track("" if value is None else rectangle(0, min(100 * value / top, 100), fill)))


def stacked(parts: Sequence[Part], title: str) -> Markup:
    """Draw a whole as one bar of its parts, named below with number and share."""
    whole = sum(part.value for part in parts)
    drawn, keys, x = [], [], 0.0
    for part in parts:
        share = part.value / whole if whole else 0
        drawn.append(rectangle(x, max(100 * share - 0.3, 0), part.fill))
        x += 100 * share
        keys.append(
            f'<li><svg class="key" viewBox="0 0 8 8" aria-hidden="true">'
            f"{rectangle(0, 8, part.fill)}</svg>"
            f'<span class="name">{linked(part.label, part.address)}</span>'
            f"<b>{wording.number(part.value)}</b>"
            f'<span class="quiet">{wording.percent(share if whole else None)}</span></li>'
        )
    return drawing(
        f'<div class="stacked">{track("".join(drawn))}'
        f'<ul class="keys" aria-label="{escape(title)}">{"".join(keys)}</ul></div>'
    )


def sparkline(points: Sequence[Point], title: str) -> Markup:
    """Draw a line as small as a word; its name says where it begins and where it ends."""
    said = [point for point in points if point.value is not None]
    ends = (
        f"{said[0].label} {words_of(said[0])}, {said[-1].label} {words_of(said[-1])}"
        if said
        else "–"
    )
    return drawing(
        f'<svg class="spark" viewBox="0 0 100 24" preserveAspectRatio="none" role="img"'
        f' aria-label="{escape(f"{title}: {ends}")}">{curve(points, 24)}</svg>'
    )


def line(points: Sequence[Point], title: str, *, column: str = "") -> Markup:
    """Draw a line over time with its figures as a table behind a fold."""
    values = [point.value for point in points if point.value is not None]
    peak = max(points, key=lambda point: point.value or 0, default=None)
    rows = "".join(
        f'<tr><td>{escape(point.label)}</td><td class="n">{escape(words_of(point))}</td></tr>'
        for point in points
    )
    if not values or peak is None:
        return drawing(f'<p class="empty">{_("Chưa đủ số liệu")}</p>')
    return drawing(
        f'<div class="line"><p class="quiet" aria-hidden="true">{escape(words_of(peak))}</p>'
        f'<svg viewBox="0 0 100 40" preserveAspectRatio="none" role="img"'
        f' aria-label="{escape(title)}"><path class="axis" d="M0 .5h100M0 20h100M0 39.5h100"/>'
        f"{curve(points, 40, area=True)}</svg>"
        f'<p class="ends quiet" aria-hidden="true"><span>{escape(points[0].label)}</span>'
        f"<span>{escape(points[-1].label)}</span></p>"
        f"<details><summary>{_('Xem bảng số')}</summary>"
        f'<div class="table" role="region" tabindex="0" aria-label="{escape(title)}"><table>'
        f'<thead><tr><th scope="col">{_("Kỳ")}</th>'
        f'<th scope="col" class="n">{escape(column or title)}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details></div>"
    )


def tile_map(communes: Sequence[Tile], title: str, *, borders: bool = True) -> Markup:
    """Draw every commune within its borders if a map was loaded, else as one tile at its place.

    The tile opens the commune. Colour, shape and name say its state; a link skips all of them.
    Who has no place on the map yet, such as a commune that was just formed, stands below it.
    """
    found = boundaries.loaded() if borders else None
    if found:
        placed = found.paths.keys()
        drawn = [
            area(commune, f'<path d="{found.paths[commune.code]}"/>')
            for commune in communes
            if commune.code in placed
        ]
        box, kind = f"0 0 {boundaries.WIDTH} {found.height}", "map borders"
    else:
        places = tiles.layout()
        placed = places.keys()
        drawn = [
            tile(commune, *places[commune.code]) for commune in communes if commune.code in placed
        ]
        box, kind = f"0 0 {tiles.COLUMNS * TILE} {tiles.ROWS * TILE}", "map"
    # Where the skipping link leads: nothing is said there, the page just goes on.
    after = f"after-{crc32(title.encode()) % 10**6}"
    return drawing(
        f'<a class="skip-map" href="#{after}">{_("Bỏ qua bản đồ")}</a>'
        f'<svg class="{kind}" viewBox="{box}" role="group" aria-label="{escape(title)}">'
        f'{"".join(drawn)}</svg><span id="{after}"></span>'
        f"{without_place([commune for commune in communes if commune.code not in placed])}"
    )


def without_place(communes: Sequence[Tile]) -> str:
    if not communes:
        return ""
    names = ", ".join(
        f"{linked(commune.name, commune.address)}: {escape(commune.words)}" for commune in communes
    )
    return f'<p class="quiet">{_("Chưa có trên bản đồ")}: {names}</p>'


def tile(commune: Tile, column: int, row: int) -> str:
    words = [word for word in commune.name.split() if word.lower() not in NOT_THE_NAME]
    letters = "".join(word[0] for word in words)[:3].upper()
    side = TILE - GAP
    return area(
        commune,
        f'<g transform="translate({column * TILE + 1} {row * TILE + 1})">'
        f'<rect width="{side}" height="{side}" rx="3"/>'
        f'<text x="13" y="19">{escape(letters)}</text>{SHAPES[commune.kind]}</g>',
    )


def area(commune: Tile, shape: str) -> str:
    said = escape(f"{commune.name}: {commune.words}")
    if not commune.address:
        return f'<g class="{commune.kind}"><title>{said}</title>{shape}</g>'
    return (
        f'<a href="{escape(commune.address)}" class="{commune.kind}" aria-label="{said}">'
        f"<title>{said}</title>{shape}</a>"
    )


def curve(points: Sequence[Point], height: float, *, area: bool = False) -> str:
    """Return the path of a line from zero to its greatest value; a gap where nothing is known."""
    top = max((point.value or 0 for point in points), default=0) or 1
    step = 100 / max(len(points) - 1, 1)
    runs: list[list[str]] = [[]]
    for index, point in enumerate(points):
        if point.value is None:
            runs.append([])
            continue
        runs[-1].append(f"{index * step:.1f} {height - 1 - point.value / top * (height - 2):.1f}")
    drawn = "".join(
        # Of one point no line is seen: a stroke without length has round ends, which make a dot.
        f'<path class="line-one" d="M{" ".join(run)}"/>'
        if len(run) > 1
        else f'<path class="line-one dot" d="M{run[0]}h0"/>'
        for run in runs
        if run
    )
    if area:
        for run in filter(None, runs):
            first, last = run[0].split()[0], run[-1].split()[0]
            under = f"M{first} {height}L{' '.join(run)}L{last} {height}z"
            drawn = f'<path class="area-one" d="{under}"/>{drawn}'
    return drawn


def rectangle(x: float, width: float, fill: str) -> str:
    return f'<rect class="fill-{fill}" x="{x:.2f}" width="{max(width, 0):.2f}" height="{TRACK}"/>'


def track(inside: str) -> str:
    return (
        f'<svg class="track" viewBox="0 0 100 {TRACK}" preserveAspectRatio="none"'
        f' aria-hidden="true">{rectangle(0, 100, "wash")}{inside}</svg>'
    )


def linked(label: str, address: str) -> str:
    said = escape(label)
    return f'<a href="{escape(address)}">{said}</a>' if address else said


def in_words(value: float | None, text: str) -> str:
    return text or wording.number(value)


def words_of(point: Point) -> str:
    return in_words(point.value, point.text)


def drawing(text: str) -> Markup:
    """Say that `text` is safe: every word of others in it went through `escape`."""
    return Markup(text)  # noqa: S704 see above
