"""Where a document written in Word leaves room for its number, its date and its signatures.

The drafter types the head and the end as Phụ lục I of Nghị định 30/2020/NĐ-CP has them and leaves
room: “Số:      /QĐ-UBND”, “ngày    tháng    năm 2026”, and an empty space between the title and the
name of who signs. Only empty room is written in; nothing that is there is ever covered.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vanlang.kernel.refusals import Refusal
from vanlang.signing.api import SigningRight

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
HEAD_OF_PAGE = 0.55  # number and date stand above this much of the first page
APART = 2.5  # letters further apart than so many sizes belong to different columns
LEAST_NUMBER = 18.0  # room for three digits
LEAST_DAY = 11.0
LEAST_SIGNATURE, MOST_SIGNATURE, FARTHEST_TITLE = 14 * MM, 24 * MM, 60 * MM
SIGNATURE_WIDTH, SEAL = 48 * MM, 36 * MM
LINES_OF_TITLE = 5
NUMBER = re.compile(r"^số:?(?P<dots>[.…_]*)(?=[-/0-9]|$)")
NUMBER_ALONE = re.compile(r"^số:")
DATE = re.compile(r"ngày(?P<day>[^a-zà-ỹ]*)tháng(?P<month>[^a-zà-ỹ]*)năm(?P<year>\d{4})?")
MARK = re.compile(r"^(TM|KT|TL|TUQ|Q)\.|^(T/M|K/T|T/L)")
MARKS = {
    "TM": SigningRight.FOR_COLLECTIVE,
    "T/M": SigningRight.FOR_COLLECTIVE,
    "KT": SigningRight.FOR_HEAD,
    "K/T": SigningRight.FOR_HEAD,
    "TL": SigningRight.BY_ORDER,
    "T/L": SigningRight.BY_ORDER,
    "TUQ": SigningRight.BY_MANDATE,
    "Q": SigningRight.ACTING,
}
DECREE_LEFT = (30.0, 35.0)  # mm
FACES = ("Times", "Tinos", "LiberationSerif", "TimesNewRoman")
NO_NUMBER = (
    "Không thấy chỗ ghi số ở đầu trang 1. Hãy ghi “Số:        /{symbol}”, chừa khoảng trống ít nhất"
    " 8 dấu cách sau “Số:”."
)
NO_DATE = (
    "Không thấy chỗ ghi ngày ở đầu trang 1. Hãy ghi “{place}, ngày      tháng      năm {year}”,"
    " chừa khoảng trống ít nhất 5 dấu cách cho ngày và cho tháng."
)
NO_DOTS = "Sau “Số:” hãy chừa khoảng trống bằng dấu cách, không dùng dấu chấm."
NUMBERED_ALREADY = "Tệp đã ghi số. Số do hệ thống cấp khi ký: hãy để trống sau “Số:”."
NO_NAME = (
    "Không thấy họ tên người ký “{name}” ở cuối tệp Word. Hãy ghi chức vụ và họ tên người ký, chừa"
    " giữa hai dòng khoảng 25 mm để ký."
)


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter where it stands, in PDF points from the lower left corner of its page."""

    text: str
    x1: float
    x2: float
    baseline: float
    size: float


@dataclass(frozen=True, slots=True)
class Row:
    """The letters of one line across a page, from left to right, without spaces."""

    page: int
    letters: tuple[Letter, ...]

    @property
    def text(self) -> str:
        return "".join(letter.text for letter in self.letters)

    @property
    def x1(self) -> float:
        return self.letters[0].x1

    @property
    def x2(self) -> float:
        return self.letters[-1].x2

    @property
    def centre(self) -> float:
        return (self.x1 + self.x2) / 2

    @property
    def size(self) -> float:
        return max(letter.size for letter in self.letters)

    @property
    def baseline(self) -> float:
        return self.letters[0].baseline

    @property
    def top(self) -> float:
        return self.baseline + self.size * 0.75


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty room in a line, and what belongs there; `tail` follows it where the line ends."""

    x1: float
    x2: float
    baseline: float
    size: float
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The room for number and date on the first page; `year` where the drafter typed it."""

    number: Gap
    day: Gap
    month: Gap
    year: Gap | None
    typed_year: int | None


@dataclass(frozen=True, slots=True)
class Ending:
    """The room for the signature above a name, and by what right the lines above say it signs."""

    page: int
    centre: float
    bottom: float
    top: float
    right: SigningRight


def rows(letters: Iterable[Letter], page: int) -> list[Row]:
    """Return the lines of a page from the top; letters of one baseline are one line."""
    lines: list[list[Letter]] = []
    plain = [one for one in letters if one.text.strip()]
    for letter in sorted(plain, key=lambda one: (-one.baseline, one.x1)):
        if lines and lines[-1][0].baseline - letter.baseline < 0.2 * letter.size:
            lines[-1].append(letter)
        else:
            lines.append([letter])
    return [Row(page, tuple(sorted(line, key=lambda one: one.x1))) for line in lines]


def columns(row: Row) -> list[Row]:
    """Return the parts of a line that stand in columns of their own."""
    parts: list[list[Letter]] = [[row.letters[0]]]
    for before, letter in pairwise(row.letters):
        if letter.x1 - before.x2 > APART * max(letter.size, before.size):
            parts.append([])
        parts[-1].append(letter)
    return [Row(row.page, tuple(part)) for part in parts]


def words(row: Row) -> str:
    """Return a line as it reads: spaces where the letters stand apart."""
    text = row.letters[0].text
    for before, letter in pairwise(row.letters):
        text += (" " if letter.x1 - before.x2 > 0.12 * letter.size else "") + letter.text
    return text


def head(found: Sequence[Row], *, symbol: str, separator: str, place: str, year: int) -> Head:
    """Return where number and date belong.

    Raises:
        Refusal: there is no room, or the drafter has written another symbol, a number or a day.
    """
    first = [row for row in found if row.page == 0 and row.baseline > A4[1] * (1 - HEAD_OF_PAGE)]
    number = next((gap for row in first if (gap := _number(row, symbol, separator))), None)
    if number is None:
        raise Refusal(NO_NUMBER.format(symbol=symbol), field="file")
    for row in first:
        date = DATE.search(_squeezed(row.text))
        if date is not None:
            return _dated(row, date, number, place=place, year=year)
    raise Refusal(NO_DATE.format(place=place, year=year), field="file")


def ending(found: Sequence[Row], name: str) -> Ending:
    """Return where the bearer of the name signs: above it, below their title.

    Raises:
        Refusal: the name does not stand at the end, or there is no room above it.
    """
    wanted = _squeezed("".join(name.split()))
    parts = [part for row in found for part in columns(row)]
    named = [
        part
        for part in parts
        if _squeezed(part.text).endswith(wanted) and part.centre > A4[0] * 0.4
    ]
    if not named:
        raise Refusal(NO_NAME.format(name=name), field="signer")
    for signer in reversed(named):  # an annex after the signature may name them too
        end = _room_above(signer, parts)
        if end is not None:
            return end
    raise Refusal(
        f"Không đủ chỗ để ký giữa chức vụ và họ tên “{name}”: hãy chừa khoảng 25 mm trên cùng một"
        " trang.",
        field="signer",
    )


def _room_above(signer: Row, parts: Sequence[Row]) -> Ending | None:
    """Return the room between a name and the title above it, if somebody can sign there."""
    above = [
        part
        for part in parts
        if part.page == signer.page
        and part.baseline > signer.baseline
        and abs(part.centre - signer.centre) < SIGNATURE_WIDTH
    ]
    above.sort(key=lambda part: part.baseline)
    if not above or not LEAST_SIGNATURE <= above[0].baseline - signer.top <= FARTHEST_TITLE:
        return None
    bottom, top = signer.top + 1, above[0].baseline - above[0].size * 0.3
    middle, height = (bottom + top) / 2, min(top - bottom, MOST_SIGNATURE)
    right = _right(above[:LINES_OF_TITLE])
    return Ending(signer.page, signer.centre, middle - height / 2, middle + height / 2, right)


def findings(found: Sequence[Row], faces: Iterable[str]) -> list[str]:
    """Return what of the layout is not as Phụ lục I wants it; it is said, and refuses nothing."""
    said = []
    if found:
        left = min(row.x1 for row in found) / MM
        if not DECREE_LEFT[0] - 1 <= left <= DECREE_LEFT[1] + 1:
            said.append(f"Lề trái {left:.0f} mm; Phụ lục I quy định 30 đến 35 mm.")
    others = {face.partition("+")[2] or face for face in faces}
    others = {face for face in others if not face.startswith(FACES)}
    if others:
        named = ", ".join(sorted(others)[:3])
        said.append(f"Phông chữ {named}; Phụ lục I quy định Times New Roman.")
    return said


def _number(row: Row, symbol: str, separator: str) -> Gap | None:
    """Return the room after “Số:” in the leftmost column of a line."""
    text = _squeezed(row.text)
    start = NUMBER.match(text)
    if start is None:
        return _alone(row, f"{separator}{symbol}") if NUMBER_ALONE.match(text) else None
    if start["dots"]:
        raise Refusal(NO_DOTS, field="file")
    before, after = row.letters[start.end() - 1], row.letters[start.end() :]
    if not after:
        return _alone(row, f"{separator}{symbol}")
    if after[0].text.isdigit():
        raise Refusal(NUMBERED_ALREADY, field="file")
    written = columns(Row(row.page, after))[0].text
    if _squeezed(re.sub(r"^/\d{4}/", "/", written)) != _squeezed(f"{separator}{symbol}"):
        raise Refusal(
            f"Ký hiệu trên tệp là “{written}”, hệ thống cấp “{separator}{symbol}”: hãy sửa trong"
            " Word.",
            field="file",
        )
    if after[0].x1 - before.x2 < LEAST_NUMBER:
        raise Refusal(NO_NUMBER.format(symbol=symbol), field="file")
    return Gap(before.x2, after[0].x1, before.baseline, before.size)


def _alone(row: Row, tail: str) -> Gap | None:
    """Return the room behind a bare “Số:”, for number and symbol together."""
    before, after = row.letters[len("Số:") - 1], row.letters[len("Số:") :]
    end = min([before.x2 + 60 * MM, *(letter.x1 - 4 for letter in after[:1])])
    if end - before.x2 < 30 * MM:
        return None
    return Gap(before.x2, end, before.baseline, before.size, tail)


def _dated(row: Row, date: "re.Match[str]", number: Gap, *, place: str, year: int) -> Head:
    if date["day"].strip(".…_") or date["month"].strip(".…_"):
        raise Refusal(
            "Tệp đã ghi ngày, tháng. Ngày do hệ thống ghi khi ký: hãy để trống.", field="file"
        )
    if date["day"] or date["month"]:
        raise Refusal("Chỗ ghi ngày, tháng hãy để trống, không dùng dấu chấm.", field="file")
    before_day = row.letters[date.start() + len("ngày") - 1]
    month = row.letters[date.end("day") : date.end("day") + len("tháng")]
    start = date.end("month")
    word = row.letters[start : start + len("năm")]
    day_gap = Gap(before_day.x2, month[0].x1, row.baseline, before_day.size)
    month_gap = Gap(month[-1].x2, word[0].x1, row.baseline, before_day.size)
    if min(day_gap.x2 - day_gap.x1, month_gap.x2 - month_gap.x1) < LEAST_DAY:
        raise Refusal(NO_DATE.format(place=place, year=year), field="file")
    typed = int(date["year"]) if date["year"] else None
    end = word[-1].x2
    free = Gap(end + 2, end + 40, row.baseline, before_day.size) if typed is None else None
    return Head(number, day_gap, month_gap, free, typed)


def _right(above: Sequence[Row]) -> SigningRight:
    """Return the right that the lines above a signature claim; who is nearest counts."""
    for part in above:
        mark = MARK.match(unicodedata.normalize("NFC", part.text))
        if mark is not None:
            return MARKS[mark[1] or mark[2]]
    return SigningRight.HEAD


def _squeezed(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower()
