from vanlang.tasks.models.extensions import Extension
from vanlang.tasks.models.progress import ProgressReport
from vanlang.tasks.models.reminders import Digest, Reminder
from vanlang.tasks.models.reports import Report, ReportFile
from vanlang.tasks.models.tasks import Support, Task

__all__ = [
    "Digest",
    "Extension",
    "ProgressReport",
    "Reminder",
    "Report",
    "ReportFile",
    "Support",
    "Task",
]
