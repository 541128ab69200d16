"""The text of a draft: plain lines with a little markup, read into blocks and never into code.

    Điều 1. Ban hành kèm theo …      an article; without a full stop at the end it is a heading
    I. TÌNH HÌNH                     a part, in bold
    # Chương I                       a line of its own, centred, in bold
    | Nội dung | Hạn |               a table, its first row the head
    === Phụ lục I                    an annex, on a new page
    **đậm** *nghiêng*                inside any line

Everything else is a paragraph a line. Whatever somebody writes is some text: nothing is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

INLINE = re.compile(r"\*\*(?P<bold>[^*\n]+)\*\*|\*(?P<italic>[^*\n]+)\*")
ARTICLE = re.compile(r"^(?P<mark>Điều\s+\d+[a-zđ]?\s*\.)\s*(?P<rest>.*)$", re.IGNORECASE)
PART = re.compile(r"^(?:[IVXL]+|[A-HĐ])\.\s+\S")
RULE = re.compile(r"^\|?[\s:|-]+\|?$")
MOST_COLUMNS = 12


class Kind(StrEnum):
    PARAGRAPH = "paragraph"
    CENTRED = "centred"
    TABLE = "table"
    ANNEX = "annex"


@dataclass(frozen=True, slots=True)
class Run:
    """Words set alike."""

    text: str
    bold: bool = False
    italic: bool = False


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, centred line, table or annex."""

    kind: Kind
    runs: Line = ()
    rows: tuple[tuple[Line, ...], ...] = ()

    @property
    def columns(self) -> int:
        return len(self.rows[0]) if self.rows else 0


def blocks(text: str) -> tuple[Block, ...]:
    """Read the text of a draft."""
    return tuple(_blocks(text.replace("\r\n", "\n").split("\n")))


def _blocks(lines: list[str]) -> Iterator[Block]:
    table: list[tuple[Line, ...]] = []
    for line in (*(line.strip() for line in lines), ""):
        if line.startswith("|") and len(line) > 1:
            if not RULE.match(line):
                table.append(_cells(line))
            continue
        if table:
            yield _table(table)
            table = []
        if line:
            yield _block(line)


def _block(line: str) -> Block:
    if line.startswith("==="):
        return Block(Kind.ANNEX, (Run(line.lstrip("=").strip(), bold=True),))
    if line.startswith("#") and line.strip("# "):
        return Block(Kind.CENTRED, _bold(runs(line.lstrip("#").strip())))
    if article := ARTICLE.match(line):
        rest = runs(article["rest"])
        is_heading = not article["rest"].endswith((".", ";", ":", "…"))
        shown = (*_bold(rest),) if is_heading else rest
        return Block(Kind.PARAGRAPH, (Run(f"{article['mark']} ", bold=True), *shown))
    if PART.match(line) and not line.endswith((".", ";")):
        return Block(Kind.PARAGRAPH, _bold(runs(line)))
    return Block(Kind.PARAGRAPH, runs(line))


def _bold(line: Line) -> Line:
    return tuple(Run(run.text, bold=True, italic=run.italic) for run in line)


def _cells(line: str) -> tuple[Line, ...]:
    cells = line.strip("|").split("|")[:MOST_COLUMNS]
    return tuple(runs(cell.strip()) for cell in cells)


def _table(rows: list[tuple[Line, ...]]) -> Block:
    width = max(len(row) for row in rows)
    filled = tuple((*row, *([()] * (width - len(row)))) for row in rows)
    return Block(Kind.TABLE, rows=filled)


def runs(line: str) -> Line:
    """Read what is bold and what is italic in a line."""
    found: list[Run] = []
    end = 0
    for match in INLINE.finditer(line):
        if match.start() > end:
            found.append(Run(line[end : match.start()]))
        bold = match["bold"] is not None
        found.append(Run(match["bold"] or match["italic"], bold=bold, italic=not bold))
        end = match.end()
    if end < len(line):
        found.append(Run(line[end:]))
    return tuple(found)


def words(text: str) -> str:
    """Return the text without its markup, for finding and for other systems."""
    shown: list[str] = []
    for block in blocks(text):
        lines = [cell for row in block.rows for cell in row] if block.rows else [block.runs]
        shown.extend("".join(run.text for run in line) for line in lines)
    return "\n".join(line for line in shown if line)
