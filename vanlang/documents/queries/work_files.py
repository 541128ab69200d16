"""Every read of work files; a screen begins at `visible_to`."""

import io
from dataclasses import dataclass

import pikepdf
from django.db.models import Count, Q, QuerySet

from vanlang.documents.models import Attachment, Document, IncomingEntry, WorkFile, WorkFileItem
from vanlang.documents.permissions.documents import READERS, TRUSTED
from vanlang.documents.queries import documents, progress
from vanlang.documents.rules import packages
from vanlang.documents.rules.packages import Part, Piece, Report
from vanlang.documents.rules.states import UNISSUED, FileKind, Source
from vanlang.kernel import file_checks, files, search
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import written
from vanlang.tasks import api as tasks

MOST_FILES = 50
PAPER_KINDS = {FileKind.STAMPED, FileKind.DRAFT}


@dataclass(frozen=True, slots=True)
class Content:
    """One item of a file as its reader may see it; what is closed to them has no name."""

    item: WorkFileItem
    document: Document | None
    task: tasks.Task | None

    @property
    def is_closed_to_reader(self) -> bool:
        return self.document is None and self.task is None


def visible_to(actor: Actor) -> QuerySet[WorkFile]:
    """Return one's own files and those of one's agencies; restricted ones for a few."""
    if not actor.is_official or actor.person_id is None:
        return WorkFile.objects.none()
    here = Q(unit__in=sorted(actor.agencies_where(*READERS)), is_restricted=False)
    trusted = Q(unit__in=sorted(actor.agencies_where(*TRUSTED)))
    return WorkFile.objects.filter(Q(owner=actor.person_id) | here | trusted).select_related(
        "unit", "owner"
    )


def with_counts(found: QuerySet[WorkFile]) -> QuerySet[WorkFile]:
    return found.annotate(item_count=Count("items"))


def contents(actor: Actor, work_file: WorkFile) -> list[Content]:
    """Return what stands in a file, each item through its own system's door."""
    items = list(work_file.items.all())
    keys = [item.document_id for item in items if item.document_id]
    seen = documents.visible_to(actor).filter(pk__in=keys).in_bulk()
    wanted = [item.task_id for item in items if item.task_id]
    given = tasks.visible_to(actor).filter(pk__in=wanted).in_bulk() if wanted else {}
    return [
        Content(
            item,
            seen.get(item.document_id) if item.document_id else None,
            given.get(item.task_id) if item.task_id else None,
        )
        for item in items
    ]


def open_files_of(actor: Actor) -> QuerySet[WorkFile]:
    """Return the files in which the actor may put something now."""
    clerk = Q(unit__in=sorted(actor.agencies_where("clerk")))
    return visible_to(actor).filter(Q(owner=actor.person_id) | clerk, state="open")


def tasks_to_file(actor: Actor, work_file: WorkFile, text: str) -> QuerySet[tasks.Task]:
    """Return tasks that may go into a file: those with the words, or the latest ones."""
    there = work_file.items.filter(task_id__isnull=False).values("task_id")
    found = tasks.visible_to(actor).exclude(pk__in=there)
    if text:
        found = search.matches(found, "folded", text)
    return found.order_by("-given_at", "pk")[: documents.CANDIDATES]


def tasks_about(actor: Actor, work_file: WorkFile) -> QuerySet[tasks.Task]:
    """Return the tasks that documents of the file have given and that are not in it yet."""
    keys = [str(key) for key in work_file.items.values_list("document_id", flat=True) if key]
    there = work_file.items.filter(task_id__isnull=False).values("task_id")
    found = tasks.visible_to(actor).filter(source_system="documents", source_key__in=keys)
    return found.exclude(pk__in=there).order_by("given_at", "pk")[: documents.CANDIDATES]


def check_kept(work_file: WorkFile) -> Report:
    """Say whether the package that went to the archive is still what it was, in every file."""
    if work_file.package is None:
        return Report(problems=("Hồ sơ chưa nộp lưu trữ nên chưa có gói.",))
    if not files.is_intact(work_file.package):
        return Report(problems=("Gói trong kho không còn đúng mã băm lúc nộp.",))
    return packages.check(files.read(work_file.package))


@dataclass(frozen=True, slots=True)
class Filing:
    """The work files that hold a document, and those it may go into now."""

    there: list[WorkFile]
    open: list[WorkFile]


def filing_of(actor: Actor, document: Document) -> Filing:
    there = list(visible_to(actor).filter(items__document=document).order_by("opened_at"))
    if document.state in UNISSUED:
        return Filing(there, [])
    others = open_files_of(actor).exclude(items__document=document).order_by("-opened_at")
    return Filing(there, list(others[:MOST_FILES]))


def came_on_paper(work_file: WorkFile) -> bool:
    """Tell whether one of its documents came to the agency on paper."""
    return IncomingEntry.objects.filter(
        unit=work_file.unit_id, source=Source.PAPER, document__filed_in__work_file=work_file
    ).exists()


def package(work_file: WorkFile) -> bytes:
    """Return the package of a closed file for the archive."""
    items = work_file.items.filter(document__isnull=False).select_related("document__author")
    parts = [_part(item.document, work_file) for item in items if item.document]
    pages = sum(item.document.page_count or 0 for item in items if item.document)
    return packages.pack(_facts(work_file, len(parts), pages), parts)


def _facts(work_file: WorkFile, count: int, pages: int) -> dict[str, str | int | None]:
    """Return the eleven fields of a file, Phụ lục VI."""
    return {
        "FileCode": work_file.code,
        "Title": work_file.title,
        "Maintenance": work_file.maintenance,
        "Rights": work_file.rights or ("Hạn chế" if work_file.is_restricted else "Không hạn chế"),
        "Creator": work_file.owner.name,
        "Language": work_file.language,
        "StartDate": f"{work_file.started_on:%d/%m/%Y}",
        "EndDate": f"{work_file.ended_on:%d/%m/%Y}" if work_file.ended_on else "",
        "DocTotal": count,
        "PageTotal": pages,
        "Description": work_file.description,
    }


def _part(document: Document, work_file: WorkFile) -> Part:
    kept = Attachment.objects.filter(document=document).exclude(kind__in=sorted(PAPER_KINDS))
    pieces: list[Piece] = []
    for attachment in kept.select_related("file"):
        content = files.read(attachment.file)
        is_pdf_a = _is_pdf_a(attachment, content)
        pieces.append(Piece(progress.file_name(attachment), content, is_pdf_a))
        readable = None if is_pdf_a else files.searchable(attachment.file)
        if readable is not None:
            name = f"pdfa-{progress.file_name(attachment).rpartition('.')[0]}.pdf"
            pieces.append(Piece(name, files.read(readable), is_pdf_a=True))
    return Part(_document_facts(document, work_file), tuple(pieces))


def _document_facts(document: Document, work_file: WorkFile) -> dict[str, str | int | None]:
    """Return the fields of a document, Phụ lục VI; the incoming ones where it came in."""
    entry = IncomingEntry.objects.filter(document=document, unit=work_file.unit_id).first()
    facts: dict[str, str | int | None] = {
        "FileCode": work_file.code,
        "DocOrdinal": document.number,
        "TypeName": document.type_name,
        "CodeNumber": document.number,
        "CodeNotation": document.notation,
        "IssuedDate": f"{document.issued_on:%d/%m/%Y}" if document.issued_on else "",
        "OrganName": document.author_name,
        "Subject": document.subject,
        "Language": document.language,
        "PageAmount": document.page_count,
        "Description": document.note,
        "SignerPosition": document.signer_position,
        "SignerFullName": document.signer_name,
        "Priority": document.urgency,
        "IssuedAmount": document.copy_count,
        "DueDate": f"{document.due_on:%d/%m/%Y}" if document.due_on else "",
    }
    if entry is not None:
        facts["ArrivalDate"] = written(entry.arrived_at)
        facts["ArrivalNumber"] = entry.arrival_number
    return facts


def _is_pdf_a(attachment: Attachment, content: bytes) -> bool:
    if attachment.file.content_type != file_checks.PDF:
        return False
    try:
        with pikepdf.open(io.BytesIO(content)) as opened, opened.open_metadata() as told:
            return bool(told.pdfa_status)
    except pikepdf.PdfError:
        return False
