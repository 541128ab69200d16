"""Long lists, a page at a time, without counting what nobody asked to count."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

from vanlang.ui.jinja import with_query
from vanlang.ui.requests import Request, page_number

Row = TypeVar("Row", bound=Model)
ROWS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    rows: list[Row]
    previous: str
    next: str


def page_of(rows: QuerySet[Row], request: Request) -> Page[Row]:
    """Return the page that the address asks for; a number that is none counts as the first."""
    number = page_number(request, "page")
    start = (number - 1) * ROWS_A_PAGE
    found = list(rows[start : start + ROWS_A_PAGE + 1])
    return Page(
        found[:ROWS_A_PAGE],
        with_query(request, page=number - 1) if number > 1 else "",
        with_query(request, page=number + 1) if len(found) > ROWS_A_PAGE else "",
    )
