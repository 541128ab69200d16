"""A report as plain lines of an outgoing document: the outline, then narrow tables as annexes."""

import re
from collections.abc import Iterator, Mapping, Sequence

from vanlang.reports.rules import places
from vanlang.reports.rules.definitions import Definition, Table
from vanlang.reports.rules.figures import Figures

WIDEST = 7  # columns that still read well upright on A4; wider tables go as an annex of their own
LONGEST = 60  # rows
ROMAN = [
    "I",
    "II",
    "III",
    "IV",
    "V",
    "VI",
    "VII",
    "VIII",
    "IX",
    "X",
    "XI",
    "XII",
    "XIII",
    "XIV",
    "XV",
    "XVI",
    "XVII",
    "XVIII",
    "XIX",
    "XX",
]

OFTEN = re.compile(r"^(tháng|quý|năm|6 tháng|9 tháng) (?=tình hình|kết quả|công tác|về )")


def subject(name: str, period: str) -> str:
    """Return the summary under the word BÁO CÁO: how often it comes is said by its period."""
    bare = OFTEN.sub("", name.removeprefix("Báo cáo ").strip())
    return f"{bare[:1].upper()}{bare[1:]} {period}"


def body(
    report: Figures,
    words: Mapping[str, str],
    extent: Sequence[str] = (),
    explained: Sequence[tuple[str, str]] = (),
) -> str:
    """Return the text of the document.

    `extent` says over whose reports the figures are, `explained` what was odd in them and why.
    """
    lines: list[str] = []
    for number, section in enumerate(report.definition.sections):
        lines.append(f"{ROMAN[number]}. {section.title.upper()}")
        lines += [one for one in words.get(places.section(section.code), "").splitlines() if one]
    lines += extent
    if explained:
        lines.append("GIẢI TRÌNH SỐ LIỆU")
        lines += [f"{what} Giải trình: {' '.join(why.split())}" for what, why in explained]
    wide = wide_tables(report.definition)
    narrow = [table for table in report.definition.tables if table not in wide]
    for number, table in enumerate(narrow, 1):
        lines.append(f"=== Phụ lục {ROMAN[number - 1]}. {table.title}")
        lines += _table(report, table)
    return "\n".join(lines)


def wide_tables(definition: Definition) -> list[Table]:
    """Return the tables that need a page of their own across."""
    return [
        table
        for table in definition.tables
        if len(table.columns) + 1 > WIDEST
        or len(table.rows) > LONGEST
        or table.rows_are == "each_unit"
    ]


def _table(report: Figures, table: Table) -> Iterator[str]:
    yield _line(["Nội dung", *(column.title for column in table.columns)])
    for row in table.rows_for(report.units):
        cells = [places.cell(table.code, row.code, column.code) for column in table.columns]
        title = f"**{row.title}**" if row.is_total else row.title
        yield _line([title, *(report.shown(place) for place in cells)])
    if table.note:
        yield f"*{table.note}*"


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells) + " |"
