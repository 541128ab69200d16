"""What a document is found by: its words without accents, and words of their own kind.

A word that people type has only letters and digits, so one with a colon can never be typed: these
say of which type, time and author a document is, where it arrived, and who may read it.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from math import ceil
from uuid import UUID

from vanlang.kernel.search import canonical, spellings

NO_WORD = re.compile(r"[^0-9a-z]+")
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
LONGEST_WORD = 60
MOST_WORDS = 12  # of one search; more say nothing new
FIRST_STRETCH_DAYS = 7
MOST_LONGER = 16  # times the one before
MOST_DAYS, MOST_MONTHS = 45, 24  # beyond, a coarser word says the time


def split(folded: str) -> list[str]:
    """Return the words of a text that was folded already, in their order."""
    return [word[:LONGEST_WORD] for word in NO_WORD.split(folded) if word]


def distinct(folded: str) -> str:
    """Return each word of a folded text once: all that finding needs of it."""
    return " ".join(sorted(set(split(folded))))


def printable(text: str) -> str:
    """Return a text from elsewhere without what neither PostgreSQL nor XML can hold."""
    return NOT_TEXT.sub("", text)


def key_of(notation: str) -> str:
    """Return a notation as it is compared: `  7816 /VPCP-TTĐT` and `7816/vpcp-ttđt` are one.

    So are those with another Đ, another hyphen or a space without width, which e-mail brings.
    """
    return "".join(canonical(notation).split()).casefold()


def of_type(code: str) -> str:
    return f"t:{code}"


def of_day(day: date) -> str:
    return f"d:{day:%Y%m%d}"


def of_month(year: int, month: int) -> str:
    return f"m:{year:04}{month:02}"


def of_year(year: int) -> str:
    return f"y:{year:04}"


def between(since: date, until: date) -> list[str]:
    """Return words of which every document of that time bears one; a few others bear one too."""
    days = (until - since).days + 1
    if days <= MOST_DAYS:
        return [of_day(since + timedelta(days=n)) for n in range(days)]
    first, last = since.year * 12 + since.month - 1, until.year * 12 + until.month - 1
    if last - first < MOST_MONTHS:
        return [of_month(month // 12, month % 12 + 1) for month in range(first, last + 1)]
    return [of_year(year) for year in range(since.year, until.year + 1)]


class Stretches:
    """The time from newest to oldest in pieces, each as long as is likely to bring what lacks.

    A look into the index costs nearly as much for a week as for a year: what is rare is found
    after few, and of what is common no more is read than is shown.
    """

    def __init__(self, oldest: date, newest: date, *, most: int) -> None:
        self._oldest, self._until = oldest, newest
        self._days, self.missing = FIRST_STRETCH_DAYS, most

    def __iter__(self) -> Iterator[tuple[date, date]]:
        while self._until >= self._oldest and self.missing > 0:
            left = (self._until - self._oldest).days + 1
            since = self._until - timedelta(days=min(self._days, left) - 1)
            yield since, self._until
            if since == self._oldest:
                return
            self._until = since - timedelta(days=1)

    def brought(self, count: int) -> None:
        """Say how many the last piece brought."""
        self.missing -= count
        wanted = ceil(2 * self.missing / count) if count else MOST_LONGER
        self._days *= min(max(wanted, 1), MOST_LONGER)


def of_author(unit_id: int) -> str:
    return f"a:{unit_id}"


def arrived_at(unit_id: int) -> str:
    return f"u:{unit_id}"


def numbered(number: int) -> str:
    return f"n:{number}"


def of_agency(agency_id: int, role: str = "") -> str:
    return f"g:{agency_id}:{role}"


def of_office(office_id: int) -> str:
    return f"o:{office_id}"


def of_person(person_id: UUID) -> str:
    return f"p:{person_id}"


def readers(
    *,
    person_id: UUID | None,
    office_id: int | None,
    agencies: Iterable[int],
    roles: Iterable[tuple[str, int]],
) -> list[str]:
    """Return the words under which a reader finds what is open to them, as SearchRow has them."""
    found = [of_agency(agency) for agency in sorted(agencies)]
    found += [of_agency(agency, role) for role, agency in sorted(roles)]
    if office_id is not None:
        found.append(of_office(office_id))
    if person_id is not None:
        found.append(of_person(person_id))
    return found


def all_of(*wanted: str) -> str:
    """Return the query that asks for every one of the words, `ký` also where `kí` was written."""
    return " & ".join(_spelled(word) for word in wanted)


def any_of(wanted: Iterable[str]) -> str:
    """Return the query that asks for one of the words; of none it finds nothing."""
    return "(" + " | ".join(_quoted(word) for word in wanted) + ")"


def beginning(word: str) -> str:
    return f"{_quoted(word)}:*"


def _spelled(word: str) -> str:
    ways = spellings(word)
    return any_of(ways) if len(ways) > 1 else _quoted(word)


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
