"""A file is kept once, whole, for good; or it is refused before anybody was promised anything."""

import hashlib
import io
import os
import resource
import tempfile
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import fontpkg_be_vietnam_pro
import pikepdf
import pytest
from django.db import IntegrityError, connection, transaction
from pikepdf import Name
from PIL import Image, ImageDraw, ImageFont
from pytest_django import Settings

from vanlang.kernel import files, queue
from vanlang.kernel.actors import Actor, ActorKind
from vanlang.kernel.file_places import Disk
from vanlang.kernel.models import Job, StoredFile
from vanlang.kernel.refusals import OutOfSpace

pytestmark = pytest.mark.django_db

LAN = Actor(UUID(int=1), "Nguyễn Thị Lan", ActorKind.CITIZEN)
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
TEXT = "Đơn xin xác nhận".encode()


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings: Settings) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


def kept(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file of this process grow past `size`, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_store_keeps_the_same_bytes_once(root: Path) -> None:
    first = files.store(TEXT, by=LAN, at=AT)

    again = files.store(io.BytesIO(TEXT), by=LAN, at=AT)

    assert again == first
    assert first.sha256 == hashlib.sha256(TEXT).hexdigest()
    assert (first.size, first.stored_by, first.stored_at) == (len(TEXT), LAN.person_id, AT)
    assert len(kept(root)) == 1
    assert files.read(first) == TEXT


def test_store_makes_what_it_keeps_read_only(root: Path) -> None:
    files.store(TEXT, by=LAN, at=AT)

    (path,) = kept(root)

    assert path.stat().st_mode & 0o777 == 0o440


def test_store_knows_the_type_by_content() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")

    file = files.store(picture, by=LAN, at=AT)

    assert file.content_type == "image/png"


def test_a_stored_file_never_changes() -> None:
    file = files.store(TEXT, by=LAN, at=AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.filter(pk=file.pk).update(size=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute("DELETE FROM kernel_storedfile")


def test_read_tells_when_somebody_has_been_at_the_store(root: Path) -> None:
    file = files.store(TEXT, by=LAN, at=AT)
    (path,) = kept(root)
    path.chmod(0o640)
    path.write_bytes(b"something else")

    assert not files.is_intact(file)
    with pytest.raises(files.Altered):
        files.read(file)


def test_store_mends_nothing_silently_but_a_lost_file_shows(root: Path) -> None:
    file = files.store(TEXT, by=LAN, at=AT)
    (path,) = kept(root)
    path.unlink()

    assert not files.is_intact(file)
    with pytest.raises(FileNotFoundError):
        files.open(file)


def test_a_full_disk_is_said_before_anything_is_acknowledged(root: Path) -> None:
    content = os.urandom(100_000)

    with room_for(50_000), pytest.raises(OutOfSpace):
        files.store(content, by=LAN, at=AT)

    assert kept(root) == []
    assert not StoredFile.objects.exists()
    assert files.read(files.store(content, by=LAN, at=AT)) == content


def test_store_needs_little_memory_for_a_large_file() -> None:
    with tempfile.TemporaryFile() as large:
        large.truncate(64 * 2**20)
        tracemalloc.start()

        file = files.store(large, by=LAN, at=AT)

        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert file.size == 64 * 2**20
    assert peak < 8 * 2**20


def test_many_may_store_the_same_bytes_at_once(root: Path) -> None:
    content = os.urandom(300_000)
    found: list[tuple[str, int]] = []

    def put() -> None:
        found.append(Disk(root).put(io.BytesIO(content)))

    threads = [threading.Thread(target=put) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [(hashlib.sha256(content).hexdigest(), len(content))] * 8
    assert len(kept(root)) == 1


def test_sweep_removes_what_a_crash_left_half_written(root: Path) -> None:
    file = files.store(TEXT, by=LAN, at=AT)
    half = root / "incoming" / "half"
    half.write_bytes(b"half")
    os.utime(half, (1_000, 1_000))

    swept = files.sweep(at=AT)

    assert swept == 1
    assert files.read(file) == TEXT


def scan(text: str) -> bytes:
    """Return a page with `text` as a scanner gives it: a picture in a PDF, nothing to select."""
    font = next(Path(fontpkg_be_vietnam_pro.__file__).parent.rglob("*-Regular.ttf"))
    page = Image.new("L", (2480, 700), "white")
    ImageDraw.Draw(page).text((160, 160), text, font=ImageFont.truetype(font, 64), spacing=60)
    pdf = io.BytesIO()
    page.save(pdf, "PDF", resolution=300)
    return pdf.getvalue()


def test_a_scan_is_read_in_vietnamese_by_the_worker() -> None:
    content = scan("Xác nhận ông Nguyễn Văn Đức\nthường trú tại thôn Lũng, Mường Bi")
    file = files.store(content, by=LAN, at=AT)
    files.read_later(file)

    queue.drain()

    text = files.text_of(file)
    assert "ông Nguyễn Văn Đức" in text
    assert "thường trú" in text
    searchable = files.searchable(file)
    assert searchable is not None
    with pikepdf.open(io.BytesIO(files.read(searchable))) as pdf:
        assert pdf.open_metadata().pdfa_status == "2B"


def test_a_pdf_that_was_written_keeps_its_own_text() -> None:
    content = io.BytesIO()
    with pikepdf.new() as pdf:
        font = pikepdf.Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page = pdf.add_blank_page()
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = pdf.make_stream(b"BT /F1 24 Tf 72 700 Td (Muong Bi) Tj ET")
        pdf.save(content)
    file = files.store(content, by=LAN, at=AT)

    found = files.recognise(file.sha256, by=LAN, at=AT)

    assert found.text == "Muong Bi"
    assert found.searchable is None


def test_what_is_no_picture_of_a_text_has_none() -> None:
    file = files.store(TEXT, by=LAN, at=AT)

    read_text = files.recognise(file.sha256, by=LAN, at=AT)

    assert read_text.text == ""
    assert files.searchable(file) is None


def test_what_the_reader_cannot_open_has_no_text_and_holds_nobody_up() -> None:
    file = files.store(b"%PDF-1.7\nbroken", by=LAN, at=AT)
    files.read_later(file)

    queue.drain()

    assert files.text_of(file) == ""
    assert not queue.failed().exists()
    files.read_later(file)
    assert queue.drain() == 0


def test_reading_waits_until_nothing_else_does() -> None:
    for number in range(4):
        files.read_later(files.store(b"%%PDF-1.7 %d" % number, by=LAN, at=AT))
    queue.later("kernel.send_notice", notice_id=1)

    waiting = list(Job.objects.order_by("run_at", "id").values_list("name", flat=True))

    assert waiting[0] == "kernel.send_notice"
    assert Job.objects.filter(name="kernel.read_scan").values("key").distinct().count() <= 2


def test_text_of_is_empty_until_read() -> None:
    file = files.store(TEXT, by=LAN, at=AT)

    assert files.text_of(file) == ""
