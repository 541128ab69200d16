"""The words of a report: drafted from a template, with the figures in their places."""

import re
from collections.abc import Mapping

from vanlang.reports.rules import places
from vanlang.reports.rules.figures import Figures

BLANK = re.compile(r"\{([^{}\n]{1,80})\}")
UNKNOWN = "……"


def drafted(template: str, report: Figures, words: Mapping[str, str]) -> str:
    """Return the template with {table.row.column} and {unit}, {period} filled in.

    What is not known yet is a row of dots, as on paper; it is never nought.
    """

    def fill(found: re.Match[str]) -> str:
        name = found[1].strip()
        if name in words:
            return words[name]
        where = name.split(".")
        if len(where) != len(("table", "row", "column")):
            return found[0]
        place = places.cell(*where)
        if place not in report.values:
            return found[0]
        return report.shown(place) if report.text(place) else UNKNOWN

    text = BLANK.sub(fill, template)
    return text[:1].upper() + text[1:]


def unknown_blanks(template: str, report: Figures, words: Mapping[str, str]) -> list[str]:
    """Return the blanks that nothing will ever fill: a definition's defect."""
    return [
        name
        for name in (found.strip() for found in BLANK.findall(template))
        if name not in words and places.SEPARATOR.join(name.split(".")) not in report.values
    ]
