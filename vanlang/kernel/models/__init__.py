from vanlang.kernel.models.calendars import CalendarDay, OfficeHours
from vanlang.kernel.models.files import FileText, StoredFile
from vanlang.kernel.models.journal import Entry, OutboxRow, Position, Seal
from vanlang.kernel.models.notices import Channel, Notice, NoticeState
from vanlang.kernel.models.numbering import Series
from vanlang.kernel.models.queue import AT_ONCE, Job, Schedule

__all__ = [
    "AT_ONCE",
    "CalendarDay",
    "Channel",
    "Entry",
    "FileText",
    "Job",
    "Notice",
    "NoticeState",
    "OfficeHours",
    "OutboxRow",
    "Position",
    "Schedule",
    "Seal",
    "Series",
    "StoredFile",
]
