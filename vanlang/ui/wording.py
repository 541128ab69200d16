"""Numbers, days and terms the Vietnamese way, as plain functions: a list calls them for each row.

Django's localisation takes twenty times as long a date, so none of it is used here. Spaces inside a
figure are no-break spaces: "93,4 %" is never torn at the end of a line.
"""

import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from vanlang.kernel import numbers

# Vietnam has had one offset without summer time since 1975; a fixed one is six times as fast
# as the zone's table.
VIETNAM = timezone(timedelta(hours=7))
SPACE = "\u00a0"
WORKING_MINUTES_A_DAY = 8 * 60  # Bộ luật Lao động 2019, Điều 105
SHOWN_AT_START, SHOWN_AT_END = 3, 2
PLACES = ("Tỉnh ", "Thành phố ", "Xã ", "Phường ", "Đặc khu ")


def number(value: float | Decimal | None, digits: int = 0) -> str:
    """184207 -> 184.207; 12.5 with one digit -> 12,5; nothing -> a dash."""
    if value is None:
        return "–"
    return numbers.written(value, 0 if isinstance(value, int) else digits)


def percent(ratio: float | Decimal | None, digits: int = 1) -> str:
    """0.934 -> 93,4 %; nothing to divide by -> a dash."""
    if ratio is None:
        return "–"
    return f"{number(Decimal(str(ratio)) * 100, digits)}{SPACE}%"


def money(dong: int | None) -> str:
    """8000 -> 8.000 đồng."""
    return "–" if dong is None else f"{number(dong)}{SPACE}đồng"


def size(octets: int) -> str:
    """300000 -> 293 KB; 20971520 -> 20 MB."""
    if octets < 1024:  # noqa: PLR2004 bytes in a kilobyte
        return f"{octets}{SPACE}B"
    if octets < 2**20:
        return f"{number(round(octets / 1024))}{SPACE}KB"
    return f"{number(octets / 2**20, 1).removesuffix(',0')}{SPACE}MB"


def day(value: date | datetime | None) -> str:
    """21/11/2026, of a moment the day it is in Vietnam."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(VIETNAM)
    return f"{value.day:02}/{value.month:02}/{value.year}"


def moment(at: datetime | None) -> str:
    """21/11/2026 14:05."""
    if at is None:
        return ""
    at = at.astimezone(VIETNAM)
    return f"{at.day:02}/{at.month:02}/{at.year} {at.hour:02}:{at.minute:02}"


def brief(at: datetime | None) -> str:
    """20/11 16:40, for lists in which the year is plain."""
    if at is None:
        return ""
    at = at.astimezone(VIETNAM)
    return f"{at.day:02}/{at.month:02} {at.hour:02}:{at.minute:02}"


def clock(at: datetime | None) -> str:
    """17:00."""
    if at is None:
        return ""
    at = at.astimezone(VIETNAM)
    return f"{at.hour:02}:{at.minute:02}"


def duration(working: timedelta) -> str:
    """1 ngày 2 giờ, of working time: a day has eight hours."""
    minutes = int(abs(working).total_seconds()) // 60
    days, minutes = divmod(minutes, WORKING_MINUTES_A_DAY)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{days} ngày"] if days else []
    if hours:
        parts.append(f"{hours} giờ")
    if minutes and not days:
        parts.append(f"{minutes} phút")
    return " ".join(parts) or "chưa đến 1 phút"


def term_left(working: timedelta | None) -> str:
    """còn 2 giờ 55 phút làm việc; quá hạn 3 ngày làm việc. Takes working time, negative when past.

    Beside "chậm nhất lúc 02/12 10:44" nobody could tell that 8 hours end tomorrow morning, and who
    is told that something is late counts days in the calendar: so working time is said to be that.
    """
    if working is None:
        return ""
    minutes = int(abs(working).total_seconds()) // 60
    if working >= timedelta():
        return f"còn {duration(working)}{' làm việc' if minutes else ''}"
    if minutes >= WORKING_MINUTES_A_DAY:
        return f"quá hạn {minutes // WORKING_MINUTES_A_DAY} ngày làm việc"
    return f"quá hạn {duration(working)} làm việc" if minutes else "vừa quá hạn"


def term_left_in_english(working: timedelta | None) -> str:
    """2 h 55 min of working time left; 3 working days overdue."""
    if working is None:
        return ""
    minutes = int(abs(working).total_seconds()) // 60
    days, rest = divmod(minutes, WORKING_MINUTES_A_DAY)
    hours, rest = divmod(rest, 60)
    is_late = working < timedelta()
    if is_late and not minutes:
        return "just overdue"
    if days and (is_late or not (hours or rest)):
        text = f"{days} working day{'s' if days > 1 else ''}"
        return f"{text} overdue" if is_late else f"{text} left"
    parts = ((days, "d"), (hours, "h"), (0 if days else rest, "min"))
    text = " ".join(f"{n} {unit}" for n, unit in parts if n) or "less than 1 min"
    return f"{text} of working time {'overdue' if is_late else 'left'}"


def term_kind(working: timedelta | None) -> str:
    """The state to paint a term in: bad when past, warn on its last working day, else good."""
    if working is None:
        return "none"
    if working < timedelta():
        return "bad"
    return "warn" if working <= timedelta(minutes=WORKING_MINUTES_A_DAY) else "good"


def inside(name: str) -> str:
    """Tỉnh Phú Thọ -> tỉnh Phú Thọ: a place as it is written inside a sentence or an address."""
    kind = next((kind for kind in PLACES if name.startswith(kind)), "")
    is_place = kind and name[len(kind) :][:1].isupper()  # Tỉnh ủy and Xã hội are none
    return f"{name[:1].lower()}{name[1:]}" if is_place else name


# An identity number as people write it among words: in groups too, where it begins as all
# numbers of those born here do, so that no sum of money is taken for one.
NUMBERS_OF_PEOPLE = re.compile(r"(?<!\d)(?:\d{12}|0(?:[ \u00a0.\-]?\d){11})(?!\d)")


def mask_numbers(text: str | None) -> str:
    """Hide the identity numbers that stand in free text, whosever they are."""
    return NUMBERS_OF_PEOPLE.sub(
        lambda found: mask("".join(filter(str.isdigit, found.group()))), text or ""
    )


def mask(value: str | None) -> str:
    """017•••••••21: enough to recognise, not enough to use."""
    if not value:
        return ""
    hidden = len(value) - SHOWN_AT_START - SHOWN_AT_END
    if hidden <= 0:
        return "•" * len(value)
    return f"{value[:SHOWN_AT_START]}{'•' * hidden}{value[-SHOWN_AT_END:]}"
