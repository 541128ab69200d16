"""Takes values out of a message's elements, and gathers everything that is wrong with them."""

import re
from datetime import date, datetime

from vanlang.documents.rules.edxml.codes import VIETNAM, Fault
from vanlang.documents.rules.edxml.streaming import Element

DATES = (
    (re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:[T ].*)?$"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:[T ].*)?$"), (3, 2, 1)),
)
CLOCK = re.compile(r"[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?$")
TRUE, FALSE = {"1", "true"}, {"0", "false"}
EARLIEST, LATEST = 1945, 2199
SHOWN = 60


class Fields:
    """One element's values by name, in whatever order they stand."""

    def __init__(self, element: Element | None, faults: list[Fault], where: str) -> None:
        self.element, self.faults, self.where = element, faults, where

    def missing(self, name: str) -> None:
        self.faults.append(Fault(f"N.{name}", f"Thiếu {self.where}{name}."))

    def wrong(self, name: str, why: str) -> None:
        self.faults.append(Fault(f"R.{name}", f"{self.where}{name} {why}."))

    def child(self, name: str, *others: str, is_required: bool = False) -> "Fields":
        found = self.element.all(name, *others) if self.element else []
        if len(found) > 1:
            self.wrong(name, f"xuất hiện {len(found)} lần")
        if not found and is_required and self.is_there():
            self.missing(name)
        return Fields(found[0] if found else None, self.faults, f"{self.where}{name}.")

    def children(self, name: str) -> "list[Fields]":
        found = self.element.all(name) if self.element else []
        return [Fields(element, self.faults, f"{self.where}{name}.") for element in found]

    def is_there(self) -> bool:
        return self.element is not None

    def text(self, name: str, *others: str, most: int, is_required: bool = False) -> str:
        found = self.element.all(name, *others) if self.element else []
        if len(found) > 1:
            self.wrong(name, f"xuất hiện {len(found)} lần")
        text = found[0].text if found else ""
        if not text and is_required:
            self.missing(name)
        if len(text) > most:
            self.wrong(name, f"dài {len(text)} ký tự, tối đa {most}")
        return text

    def texts(self, name: str, *, most: int) -> tuple[str, ...]:
        texts = [element.text for element in self.element.all(name)] if self.element else []
        if any(len(text) > most for text in texts):
            self.wrong(name, f"dài quá {most} ký tự")
        return tuple(text for text in texts if text)

    def number(self, name: str, *, most: int = 10**6) -> int | None:
        text = self.text(name, most=20)
        if not text:
            return None
        if not re.fullmatch(r"[0-9]+", text) or int(text) > most:
            self.wrong(name, f"“{text[:SHOWN]}” không phải số từ 0 đến {most}")
            return None
        return int(text)

    def flag(self, name: str) -> bool | None:
        text = self.text(name, most=20).lower()
        if not text:
            return None
        if text not in TRUE | FALSE:
            self.wrong(name, f"“{text[:SHOWN]}” không phải 0, 1, true hoặc false")
        return text in TRUE

    def date(self, name: str, *, is_required: bool = False) -> date | None:
        text = self.text(name, most=40, is_required=is_required)
        found = read_date(text) if text else None
        self._check_read(name, text, found)
        return found

    def moment(self, name: str, *, is_required: bool = False) -> datetime | None:
        text = self.text(name, most=40, is_required=is_required)
        found = read_moment(text) if text else None
        self._check_read(name, text, found)
        return found

    def _check_read(self, name: str, text: str, found: object) -> None:
        if text and found is None:
            self.wrong(name, f"“{text[:SHOWN]}” không phải ngày có thật (yyyy/MM/dd)")


def read_date(text: str) -> date | None:
    """Return the day in `2015/09/30` or `30/09/2015`, with - as well; a time after it is left."""
    for form, (year, month, day) in DATES:
        if found := form.match(text):
            try:
                read = date(int(found[year]), int(found[month]), int(found[day]))
            except ValueError:
                return None
            return read if EARLIEST <= read.year <= LATEST else None
    return None


def read_moment(text: str) -> datetime | None:
    """Return the time in `2015/09/20 11:08:36`; one without a clock is the day's beginning."""
    day = read_date(text)
    if day is None:
        return None
    clock = CLOCK.search(text)
    if clock is None:
        has_clock = ":" in text
        return None if has_clock else datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
    hour, minute, second, zone = clock.groups()
    try:
        read = datetime(
            day.year, day.month, day.day, int(hour), int(minute), int(second or 0), tzinfo=VIETNAM
        )
        if zone:
            offset = datetime.strptime(zone, "%z").tzinfo
            read = read.replace(tzinfo=offset).astimezone(VIETNAM)
    except (ValueError, OverflowError):
        return None
    return read
