"""Comparing the gateway's listing of a day with what the platform recorded."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from vanlang.kernel.refusals import Refusal

# [GK] The columns of a day's listing; the order does not matter, further columns are let pass.
COLUMNS = ("MaGiaoDich", "MaThamChieu", "SoTien", "ThoiGianGD")
MOST_ROWS = 200_000


class Difference(StrEnum):
    AMOUNT = "amount"
    NOT_HERE = "not_here"
    NOT_SETTLED = "not_settled"
    NOT_THERE = "not_there"


DIFFERENCE_NAMES = {
    Difference.AMOUNT: "Số tiền không khớp",
    Difference.NOT_HERE: "Cổng có, hệ thống không có",
    Difference.NOT_SETTLED: "Cổng báo đã thu, hệ thống chưa ghi nhận",
    Difference.NOT_THERE: "Hệ thống đã ghi nhận, bảng kê không có",
}


@dataclass(frozen=True, slots=True)
class Row:
    transaction: str
    reference: str
    amount: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """A try to pay, as the platform knows it."""

    transaction: str
    reference: str
    amount: int
    is_received: bool


@dataclass(frozen=True, slots=True)
class Found:
    kind: Difference
    transaction: str
    reference: str
    amount_there: int | None
    amount_here: int | None


class BadListing(Refusal):
    """The file is no listing, or not of this day; says where."""


def parse(content: bytes, *, day: date) -> list[Row]:
    """Return the rows of a listing in CSV, or say which line is wrong."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadListing("Tệp bảng kê phải ở bảng mã UTF-8.", field="file") from None
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in first else ",")
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise BadListing(f"Bảng kê thiếu cột {', '.join(missing)}.", field="file")
    rows: list[Row] = []
    seen: set[str] = set()
    for line, fields in enumerate(reader, 2):
        row = _row(fields, line=line, day=day)
        if row.transaction in seen:
            raise BadListing(f"Dòng {line}: mã giao dịch lặp lại.", field="file")
        seen.add(row.transaction)
        rows.append(row)
        if len(rows) > MOST_ROWS:
            raise BadListing(f"Bảng kê dài quá {MOST_ROWS} dòng.", field="file")
    return rows


def _row(fields: dict[str, str | None], *, line: int, day: date) -> Row:
    transaction, reference, amount, when = ((fields[name] or "").strip() for name in COLUMNS)
    if not transaction:
        raise BadListing(f"Dòng {line}: thiếu mã giao dịch.", field="file")
    if not re.fullmatch(r"[0-9]{1,15}", amount):
        raise BadListing(f"Dòng {line}: số tiền phải là số nguyên.", field="file")
    try:
        happened = datetime.strptime(when, "%Y%m%d%H%M%S").date()  # noqa: DTZ007 Vietnamese time
    except ValueError:
        raise BadListing(f"Dòng {line}: thời gian không đúng dạng.", field="file") from None
    if happened != day:
        raise BadListing(f"Dòng {line}: giao dịch không thuộc ngày đối soát.", field="file")
    return Row(transaction, reference.lower(), int(amount))


def compare(rows: Iterable[Row], recorded: Iterable[Recorded]) -> list[Found]:
    """Return every difference, the gateway's rows first."""
    known = {attempt.transaction: attempt for attempt in recorded if attempt.transaction}
    by_reference = {attempt.reference: attempt for attempt in recorded}
    found: list[Found] = []
    listed: set[str] = set()
    for row in rows:
        attempt = known.get(row.transaction) or by_reference.get(row.reference)
        if attempt is None:
            found.append(_found(Difference.NOT_HERE, row, None))
            continue
        listed.add(attempt.reference)
        if not attempt.is_received:
            found.append(_found(Difference.NOT_SETTLED, row, attempt))
        elif attempt.amount != row.amount:
            found.append(_found(Difference.AMOUNT, row, attempt))
    found.extend(
        Found(Difference.NOT_THERE, attempt.transaction, attempt.reference, None, attempt.amount)
        for attempt in by_reference.values()
        if attempt.is_received and attempt.reference not in listed
    )
    return found


def _found(kind: Difference, row: Row, attempt: Recorded | None) -> Found:
    if attempt is None:
        return Found(kind, row.transaction, row.reference, row.amount, None)
    here = attempt.amount if attempt.is_received else None
    return Found(kind, row.transaction, attempt.reference, row.amount, here)
