"""Whether a dossier was settled early, on time or late, decided once, when it is finished."""

from datetime import datetime, timedelta, timezone
from enum import StrEnum

from vanlang.kernel.days import day_of

VIETNAM = timezone(timedelta(hours=7))


class Outcome(StrEnum):
    """Kết quả thời hạn."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


OUTCOME_NAMES = {
    Outcome.EARLY: "Trước hạn",
    Outcome.ON_TIME: "Đúng hạn",
    Outcome.LATE: "Quá hạn",
}


def outcome(finished_at: datetime, due_at: datetime, *, supplements: int = 0) -> Outcome:
    """Compare the end of the work with the promised time.

    A dossier for which papers were asked more than once counts as late, whenever it ended
    (Quyết định 766/QĐ-TTg, row 2.1). Early means on an earlier day than the promised one.
    """
    if supplements > 1 or finished_at > due_at:
        return Outcome.LATE
    if day_of(finished_at) < day_of(due_at):
        return Outcome.EARLY
    return Outcome.ON_TIME


def is_digitised(*, online: bool, has_paper_files: bool, has_electronic_result: bool) -> bool:
    """Tell whether the dossier counts as digitised (số hóa): components and result are electronic.

    Quyết định 766/QĐ-TTg, row 4.2. A form filled in online is itself such a component.
    """
    return has_electronic_result and (online or has_paper_files)
