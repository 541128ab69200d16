"""Signature and seal images for people who do not exist: drawn by us, marked as a demonstration.

No real person's hand and no real seal is imitated, and never the national emblem: a round mark of
our own with the unit's name on its ring.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from itertools import pairwise
from math import cos, pi, sin
from pathlib import Path

import fontpkg_be_vietnam_pro
import typst

FONTS = str(Path(str(fontpkg_be_vietnam_pro.__file__)).parent / "files")
MARK = "TRÌNH DIỄN"
BLUE = "#1a3fb0"
RED = "#e0141e"
DOTS_PER_INCH = 300
SIGNATURE_MM = 40.0
SEAL_MM = 36.0  # an agency's seal at its real size; the sizes by kind of agency are data [GK]

SIGNATURE = """
#set page(width: 40mm, height: 18mm, margin: 0mm, fill: none)
#let data = json(bytes(sys.inputs.data))
#place(curve(
  stroke: (paint: rgb(data.ink), thickness: 0.45mm, cap: "round", join: "round"),
  curve.move((data.start.at(0) * 1mm, data.start.at(1) * 1mm)),
  ..data.curves.map(c => curve.cubic(
    (c.at(0) * 1mm, c.at(1) * 1mm), (c.at(2) * 1mm, c.at(3) * 1mm), (c.at(4) * 1mm, c.at(5) * 1mm)
  )),
))
"""
SEAL = """
#set page(width: 36mm, height: 36mm, margin: 0mm, fill: none)
#let data = json(bytes(sys.inputs.data))
#let ink = rgb(data.ink)
#set text(fill: ink, font: data.font, weight: 600)
#let ring(r, w) = place(center + horizon, circle(radius: r, stroke: w + ink))
#ring(17.4mm, 0.5mm)
#ring(16.6mm, 0.2mm)
#ring(11.2mm, 0.25mm)
#let around(letters, size, radius, from, to) = {
  let n = letters.len()
  for (i, letter) in letters.enumerate() {
    let angle = if n == 1 { (from + to) / 2 } else { from + (to - from) * i / (n - 1) }
    place(center + horizon,
      dx: radius * calc.sin(angle * 1deg), dy: -radius * calc.cos(angle * 1deg),
      rotate(angle * 1deg, text(size: size * 1mm, top-edge: "cap-height", letter)))
  }
}
#around(data.unit, data.size, 13.9mm, -data.spread, data.spread)
#place(center + horizon, dy: 13.9mm, text(size: 1.9mm, "• " + data.mark + " •"))
#place(center + horizon, polygon(fill: ink, ..data.star.map(p => (p.at(0) * 1mm, p.at(1) * 1mm))))
#place(center + horizon, dy: 8.2mm, text(size: 1.7mm, "VĂN LANG"))
"""


def signature(name: str) -> bytes:
    """Draw a blue flourish that is always the same for `name`, as a transparent PNG."""
    seed = sha256(name.encode()).digest() * 2
    syllables = max(2, min(5, len(name.split())))
    points = [(4.0, 12.0)]
    step = 26 / (syllables * 2)
    for i in range(syllables * 2):
        up = i % 2 == 0
        height = seed[i] / 255
        points.append((points[-1][0] + step, 9 - (2 + 5 * height) if up else 10 + 3.5 * height))
    curves = []
    for i, ((x1, y1), (x2, y2)) in enumerate(pairwise(points)):
        lean = 1.2 + 3 * seed[i + 12] / 255
        curves.append([x1 + lean, y1, x2 - lean / 2, y2 - (1 if y2 < y1 else -1), x2, y2])
    x, y = points[-1]
    curves.append([x + 5, y + 3, 16.0, 17.5, 3.0 + seed[30] / 90, 15.5])
    curves.append([20.0, 14.5, 30.0, 14.0, 38.0, 9.0 + seed[31] / 60])
    data = {"ink": BLUE, "start": points[0], "curves": curves}
    return _png(SIGNATURE, data)


def seal(unit: str, font: str = "Be Vietnam Pro") -> bytes:
    """Draw a round red mark with the unit's name on its ring, as a transparent PNG."""
    letters = list(unit.upper())
    star = [
        [
            5.2 + (5.2 if i % 2 == 0 else 2.6) * sin(i * pi / 14),
            5.2 - (5.2 if i % 2 == 0 else 2.6) * cos(i * pi / 14),
        ]
        for i in range(28)  # fourteen rays, as on a bronze drum
    ]
    data = {
        "ink": RED,
        "font": font,
        "unit": letters,
        "mark": MARK,
        "size": max(1.5, min(3.0, 62 / max(len(letters), 1))),
        "spread": min(130, 5.5 * len(letters)),
        "star": star,
    }
    return _png(SEAL, data)


def _png(source: str, data: Mapping[str, object]) -> bytes:
    return typst.compile(
        source.encode(),
        format="png",
        ppi=DOTS_PER_INCH,
        sys_inputs={"data": json.dumps(data)},
        font_paths=typst.Fonts(font_paths=[FONTS]),
    )
