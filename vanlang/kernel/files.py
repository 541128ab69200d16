"""Files: stored once under their SHA-256, never altered, on disk or in an S3-compatible store."""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from vanlang.kernel import file_checks, queue, scans, search
from vanlang.kernel.actors import Actor
from vanlang.kernel.file_places import CHUNK, Disk, Place
from vanlang.kernel.models import AT_ONCE, FileText, StoredFile
from vanlang.kernel.refusals import TooLarge, WrongType

PAPERS = (file_checks.PDF, file_checks.JPEG, file_checks.PNG)
READABLE = (file_checks.PDF, file_checks.JPEG, file_checks.PNG, file_checks.TIFF)
OCR_OPTIONS = ["--language", "vie", "--image-dpi", "200", "--output-type", "pdfa-2"]
OCR_OPTIONS += ["--jobs", "1", "--quiet"]
# What ocrmypdf ends with when the file is not to blame: a program missing, no room, its settings.
NOT_THE_FILES_FAULT = {3, 5, 9}
READING_LANES = 2  # so many threads of the worker read at most, whatever waits to be read
AFTER_ALL_ELSE = AT_ONCE + timedelta(days=1)
WRITTEN_TEXT = Path(sys.executable).parent / "pdf2txt.py"  # pdfminer's, which ocrmypdf brings
READING_TIMEOUT_SECONDS = 600
LONGEST_TEXT = 2_000_000  # characters: about a thousand pages
# Control signs, and those that turn the direction of writing or hide between letters.
COMMANDS = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F)])
COMMANDS |= dict.fromkeys([0x200B, 0xFEFF, *range(0x2066, 0x206A)])
KEPT = ["sha256", "size", "content_type", "stored_at", "stored_by"]
KEEP = """
    INSERT INTO kernel_storedfile (sha256, size, content_type, stored_at, stored_by)
    VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


class Altered(Exception):
    """The bytes kept are not those that were stored: somebody has been at the store."""


_kept_in: list[Place] = []


def keep_in(where: Place) -> None:
    """Say, at start-up, where files lie when not under FILES_ROOT."""
    _kept_in[:] = [where]


def place() -> Place:
    return _kept_in[0] if _kept_in else Disk(Path(settings.FILES_ROOT))


def store(
    content: BinaryIO | bytes, *, by: Actor, at: datetime, where: Place | None = None
) -> StoredFile:
    """Keep the bytes for good and return their row; the same bytes give the same row.

    When this returns they are safe on the disk. OutOfSpace says that nothing was kept.
    """
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    found = file_checks.content_type(source)
    sha256, size = (where or place()).put(source)
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [sha256, size, found, at, by.person_id])
        is_new = cursor.rowcount == 1
    if is_new:
        return StoredFile.from_db(connection.alias, KEPT, [sha256, size, found, at, by.person_id])
    return StoredFile.objects.get(pk=sha256)


def open(file: StoredFile, *, where: Place | None = None) -> BinaryIO:  # noqa: A001
    return (where or place()).open(file.sha256)


def read(file: StoredFile, *, where: Place | None = None) -> bytes:
    """Return all bytes of a file, checked against its name."""
    with closing(open(file, where=where)) as kept:
        content = kept.read()
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise Altered(file.sha256)
    return content


def is_intact(file: StoredFile, *, where: Place | None = None) -> bool:
    """Tell whether the bytes kept are still those that were stored."""
    digest = hashlib.sha256()
    try:
        with closing(open(file, where=where)) as kept:
            while chunk := kept.read(CHUNK):
                digest.update(chunk)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == file.sha256


def check_upload(upload: BinaryIO, *, max_bytes: int = 0, allowed: Collection[str] = PAPERS) -> str:
    """Return what the upload is by content, or refuse it with words for the person who sent it."""
    most = max_bytes or settings.FILES_MAX_BYTES
    size = upload.seek(0, os.SEEK_END)
    if size == 0:
        raise WrongType("Tệp rỗng, không có nội dung.")
    if size > most:
        raise TooLarge(f"Tệp quá lớn: tối đa {most // 2**20 or 1} MB.")
    found = file_checks.content_type(upload)
    if found not in allowed:
        if found == file_checks.HEIC:
            raise WrongType(file_checks.HEIC_ADVICE)
        names = ", ".join(file_checks.SHORT_NAMES.get(kind, kind) for kind in allowed)
        raise WrongType(f"Nội dung tệp không thuộc loại được nhận ({names}).")
    file_checks.refuse_harmful(upload, found)
    if settings.CLAMD:
        file_checks.refuse_infected(upload, settings.CLAMD)
    return found


def text_of(file: StoredFile) -> str:
    """Return what was read in the file so far; empty until the worker has read it."""
    found = FileText.objects.filter(file=file).first()
    return found.text if found else ""


def searchable(file: StoredFile) -> StoredFile | None:
    """Return the PDF/A with a layer of text that was made of a scan, if it was read already."""
    found = FileText.objects.filter(file=file).select_related("searchable").first()
    return found.searchable if found else None


def saying(words: str) -> QuerySet[FileText]:
    """Return what has every one of the words in its text, accents left out."""
    return search.matches(FileText.objects.all(), "folded", words)


def read_later(file: StoredFile) -> None:
    """Have the worker read a scan, once; `text_of` has its words afterwards.

    Reading takes seconds: it waits until nothing else does, and a few threads at most do it.
    """
    if FileText.objects.filter(file=file).exists():
        return
    lane = int(file.sha256[:4], 16) % READING_LANES
    queue.later(
        "kernel.read_scan",
        key=f"kernel.read_scan|{lane}",
        run_at=AFTER_ALL_ELSE,
        sha256=file.sha256,
    )


def recognise(sha256: str, *, by: Actor, at: datetime) -> FileText:
    """Read a scan in Vietnamese and keep its text and a searchable PDF/A beside it."""
    file = StoredFile.objects.get(pk=sha256)
    known = FileText.objects.filter(file=file).first()
    if known:
        return known
    text, derived = "", None
    if file.content_type in READABLE:
        with tempfile.TemporaryDirectory() as folder:
            text, made = _read_scan(file, Path(folder))
            if made.exists():
                with made.open("rb") as content:
                    derived = store(content, by=by, at=at)
    facts = {"text": text, "folded": search.fold(text), "searchable": derived, "read_at": at}
    return FileText.objects.get_or_create(file=file, defaults=facts)[0]


def sweep(*, at: datetime) -> int:
    """Remove what crashes left half-written more than a day ago; return how much there was."""
    here = place()
    return here.sweep(older_than=at.timestamp() - 86_400) if isinstance(here, Disk) else 0


def _read_scan(file: StoredFile, folder: Path) -> tuple[str, Path]:
    """Return the text of a file, and where its searchable PDF/A lies if it needed one.

    A file that the reader cannot open keeps no text: it would not open the next time either.
    """
    scan, made, words = folder / "scan", folder / "made", folder / "words"
    options = OCR_OPTIONS
    with closing(open(file)) as kept, scan.open("wb") as copy:
        shutil.copyfileobj(kept, copy, CHUNK)
    if file.content_type == file_checks.PDF:  # one that was written says so sooner than OCR can
        _run(WRITTEN_TEXT, "-o", words, scan)
        written = _read_words(words)
        if written and not scans.says_nothing(written):
            return scans.in_unicode(written), made
        if written:  # a scanner's watermark over a picture: the picture is read
            options = [*OCR_OPTIONS, "--force-ocr"]
    if not _run("-m", "ocrmypdf", *options, "--sidecar", words, scan, made):
        made.unlink(missing_ok=True)
    return _read_words(words), made


def _run(*command: str | Path) -> bool:
    """Run one of the readers; return whether it understood the file."""
    try:
        done = subprocess.run(
            [sys.executable, *command],
            check=False,
            capture_output=True,
            timeout=READING_TIMEOUT_SECONDS,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired:
        return False
    if done.returncode in NOT_THE_FILES_FAULT:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    return done.returncode == 0


def _read_words(words: Path) -> str:
    """Return what a reader wrote down: no more than a book, and no signs that command a screen."""
    if not words.exists():
        return ""
    with words.open(encoding="utf-8-sig", errors="replace") as written:
        return written.read(LONGEST_TEXT).replace("\f", "\n").translate(COMMANDS).strip()
