"""What a set says: the values with their bars, and colours beside them."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from vanlang.indicators.models import Criterion, Definition
from vanlang.indicators.queries import cards
from vanlang.indicators.queries.cards import Board, Cell, Standing
from vanlang.indicators.rules import grids
from vanlang.indicators.rules.colours import COLOUR_NAMES, Colour
from vanlang.indicators.rules.numbers import share, shown
from vanlang.kernel.days import written
from vanlang.ui import charts

FULL = 100.0
PERCENT = "%"


@dataclass(frozen=True, slots=True)
class Reading:
    """One criterion of one unit as it is read: its value, its bar, its colour, its period."""

    criterion: Criterion
    definition: Definition | None
    text: str
    bar: Markup
    colour: Colour
    colour_name: str
    period: str


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion over all units: how many of each colour, and what share is green."""

    criterion: Criterion
    definition: Definition | None
    counts: dict[str, int]
    share: str
    bar: Markup
    whole: str


def headline(board: Board) -> str:
    """Say how things stand, in one sentence."""
    if len(board.standings) == 1:
        return _of_one(board.standings[0])
    whole = len(board.standings)
    counts = {colour: sum(one.colour == colour for one in board.standings) for colour in Colour}
    best = max((one.known for one in board.standings), default=0)
    if not best:
        return "Chưa đơn vị nào có số liệu"
    if counts[Colour.UNKNOWN] == whole:
        leaves = max(one.leaves for one in board.standings)
        return f"Chưa đơn vị nào đủ số liệu để tô màu: nhiều nhất mới có {best}/{leaves} tiêu chí"
    text = f"{counts[Colour.GREEN]}/{whole} đơn vị đạt mức xanh"
    if counts[Colour.RED]:
        text += f", {counts[Colour.RED]} còn đỏ"
    if counts[Colour.UNKNOWN]:
        text += f", {counts[Colour.UNKNOWN]} chưa đủ số liệu"
    return text


def _of_one(standing: Standing) -> str:
    if standing.score.words:
        return standing.score.words
    if not standing.known:
        return "Chưa có số liệu"
    text = f"{standing.counts[Colour.GREEN]}/{standing.leaves} tiêu chí ở mức xanh"
    worse = [cell for cell in standing.cells if cell.colour in (Colour.RED, Colour.AMBER)]
    if worse:
        lowest = min(worse, key=lambda cell: (cell.colour != Colour.RED, _held(cell)))
        text += f"; thấp nhất {lowest.criterion.shown_name}: {_text(lowest)}"
    missing = standing.leaves - standing.known
    return text + (f"; {missing} tiêu chí chưa có số liệu" if missing else "")


def _held(cell: Cell) -> float:
    return float(cell.value.value) if cell.value is not None and cell.value.value else 0.0


def of_one(board: Board) -> list[Reading]:
    """Return the values of a set over one unit, criterion by criterion."""
    standing = board.standings[0]
    return [_reading(cell) for cell in standing.cells]


@dataclass(frozen=True, slots=True)
class ReadGrid:
    """A set over one unit as its definition lays it out: rows and columns of readings."""

    columns: tuple[str, ...]
    rows: list[tuple[str, list[Reading | None]]]


def grid(board: Board) -> ReadGrid | None:
    """Return the readings in the grid that the set states; nothing where it is a list."""
    if not board.card.is_grid:
        return None
    cells = of_one(board)
    laid = grids.of([(one.criterion.grid_row, one.criterion.grid_column) for one in cells])
    return ReadGrid(
        laid.columns,
        [
            (row.name, [None if place is None else cells[place] for place in row.places])
            for row in laid.rows
        ],
    )


def _reading(cell: Cell) -> Reading:
    name = COLOUR_NAMES[cell.colour]
    if cell.is_followed or cell.stopped_on is not None:
        name = "Không tô màu"
    value = cell.value.value if cell.value is not None else None
    top = _top(cell)
    drawn = Markup("")
    if top:
        fill = cell.colour.value if cell.colour != Colour.UNKNOWN else "two"
        drawn = charts.level(None if value is None else float(value), top=top, fill=fill)
    period = cell.value_period or cell.period
    return Reading(
        cell.criterion,
        cell.definition,
        _text(cell),
        drawn,
        cell.colour,
        name,
        period.name if period is not None else "",
    )


def _top(cell: Cell) -> float:
    """Return what fills a bar: the greatest the value can be, nothing where none is said."""
    if cell.definition is None:
        return 0.0
    if cell.definition.highest:
        return float(cell.definition.highest)
    return FULL if cell.definition.unit_name == PERCENT else 0.0


def _text(cell: Cell) -> str:
    if cell.stopped_on is not None:
        return f"Đã ngừng sau {written(cell.stopped_on)}"
    if cell.definition is None or cell.value is None or cell.value.value is None:
        return "Chưa có số liệu"
    return f"{shown(cell.value.value, cell.definition.decimals)} {cell.definition.unit_name}"


def lines(board: Board, *, on: date) -> list[CriterionLine]:
    """Return every criterion of a set over all its units."""
    if len(board.standings) <= 1:
        return []
    wholes = cards.of_the_whole(board, on=on)
    rows = []
    for place, leaf in enumerate(cards.leaves_of(board.criteria)):
        cells = [one.cells[place] for one in board.standings]
        counts = cards.counted(cells)
        green = share(counts[Colour.GREEN], len(cells))
        has_data = counts[Colour.UNKNOWN] < len(cells)
        definition = cells[0].definition
        mark = wholes.get(leaf.indicator_id or 0)
        is_measured = definition is not None and definition.for_province and mark is not None
        rows.append(
            CriterionLine(
                leaf,
                definition,
                {colour.value: counts[colour] for colour in Colour},
                f"{shown(green)} %" if has_data else "Chưa có số liệu",
                charts.level(float(green), top=FULL, fill="good")
                if has_data and green is not None
                else Markup(""),
                _text(cells[0]._replace(value=mark)) if is_measured else "",
            )
        )
    return rows
