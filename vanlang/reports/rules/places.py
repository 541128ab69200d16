"""How a cell is called: table/row/column. Words and explanations are cells too."""

SECTION = "phan"
EXPLANATION = "giai-trinh"
COVERS = "pham-vi"  # over which units a report is, kept like a cell so that it has a history too
SEPARATOR = "/"


def cell(table: str, row: str, column: str) -> str:
    return SEPARATOR.join((table, row, column))


def section(code: str) -> str:
    return SEPARATOR.join((SECTION, code))


def explanation(finding: str) -> str:
    return SEPARATOR.join((EXPLANATION, finding))


def parts(place: str) -> tuple[str, str, str]:
    """Return table, row and column of a cell of a table."""
    table, row, column = place.split(SEPARATOR)
    return table, row, column


def is_cell(place: str) -> bool:
    """Tell whether a place is a cell of a table, and no section, explanation or scope."""
    return place.count(SEPARATOR) == len(("row", "column")) and not place.startswith(EXPLANATION)
