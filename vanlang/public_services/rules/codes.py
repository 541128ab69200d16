"""Mã số hồ sơ: how it is written, and how those of every system are read."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal
from vanlang.public_services.rules.outcomes import VIETNAM

LONGEST = 60
SHORT_DATE = 6
WRITTEN = re.compile(
    r"(?P<unit>[A-Z0-9]+(?:\.[A-Z0-9]+)*)-(?P<day>\d{6}|\d{8})-(?P<tail>\d{4,7})", re.ASCII
)


class NoSuchCode(Refusal):
    """What was typed cannot be a dossier code."""

    status = 400


@dataclass(frozen=True, slots=True)
class DossierCode:
    """`H44.05158-261122-0001`: the receiving unit, the day of filing, the number on that day."""

    unit_code: str
    day: date
    number: int

    def __str__(self) -> str:
        return f"{self.unit_code}-{self.day:%y%m%d}-{self.number:04d}"


def period(at: datetime) -> str:
    """Return the day of `at` in Vietnam as a code writes it: 261122."""
    return f"{day_of(at):%y%m%d}"


def parse(text: str) -> DossierCode:
    """Read a code of the provincial (4 digits) or ministries' form (6 to 7, eight-digit day).

    Raises:
        NoSuchCode: it is none; nothing of the text is repeated in the message.
    """
    found = WRITTEN.fullmatch(text.strip().upper()) if len(text) <= LONGEST else None
    if found is None:
        raise NoSuchCode(
            "Mã số hồ sơ có dạng H44.05158-261122-0001. Bạn xem lại trên giấy tiếp nhận."
        )
    digits = found["day"]
    try:
        form = "%y%m%d" if len(digits) == SHORT_DATE else "%Y%m%d"
        day = datetime.strptime(digits, form).replace(tzinfo=VIETNAM).date()
    except ValueError:
        raise NoSuchCode("Sáu số ở giữa mã hồ sơ phải là một ngày có thật.") from None
    return DossierCode(found["unit"], day, int(found["tail"]))
