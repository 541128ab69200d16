from uuid import UUID

from django.db.models import QuerySet

from vanlang.tasks.models import Extension, Report, ReportFile, Support, Task


def reports_of(task: Task) -> QuerySet[Report]:
    """Return what was handed in, the newest first, with its files."""
    return Report.objects.filter(task=task).prefetch_related("files__file").order_by("-sent_at")


def waiting_report(task: Task) -> Report | None:
    return reports_of(task).filter(decided_at=None).first()


def extensions_of(task: Task) -> QuerySet[Extension]:
    return Extension.objects.filter(task=task).order_by("-asked_at")


def waiting_extension(task: Task) -> Extension | None:
    return extensions_of(task).filter(decided_at=None).first()


def supports_of(task: Task) -> QuerySet[Support]:
    return Support.objects.filter(task=task).select_related("unit").order_by("unit__path")


def file_of(task: Task, report: UUID, position: int) -> ReportFile | None:
    """Return one file of a report of this very task."""
    files = ReportFile.objects.select_related("file")
    return files.filter(report__task=task, report=report, position=position).first()
