"""Filings with one scan of 300 kB each, page by page over HTTP, beside write and fsync alone."""

import io
import os
import random
import tempfile
import time
from pathlib import Path
from uuid import uuid4

import pikepdf
from django.conf import settings
from django.utils import timezone
from PIL import Image

from bench.rows import Row, say, size
from bench.tools import province
from bench.tools.citizens import citizens, post, post_file
from bench.tools.load import run_load
from bench.tools.served import platform, tree_memory
from vanlang.demo import answers
from vanlang.kernel.models import FileText, StoredFile
from vanlang.public_services.models import Dossier, DossierPaper

NEEDS_DATABASE = True
CONNECTIONS = 16
FILINGS = size(1_500, 32)
WARM_UP = size(200, 16)
MARK = b"0" * 36  # a number of its own in each scan, so that none is stored twice


def run() -> list[Row]:
    """File in the four pages a citizen goes through: place, form, papers, submission."""
    at = timezone.now()
    areas = province.settle(at)
    definition = province.shortest_free_form(at, files=1)
    asked = next(number for number, paper in enumerate(definition.papers) if paper.required)
    chance = random.Random(1)  # noqa: S311 answers, not secrets
    form = answers.fill(definition, chance, at.date(), areas)
    visitors = citizens(CONNECTIONS, areas)
    scan = one_scan()

    def journey(number: int) -> list[bytes]:
        key, visitor = str(uuid4()), visitors[number % len(visitors)]
        begin, road = f"/nop/{definition.code}/", f"/nop/{definition.code}/{key}/"
        place = {"key": key, "receiving_area": areas[number % len(areas)]}
        content = scan.replace(MARK, key.encode())
        return [
            post(begin, place, visitor),
            post(road + "to-khai/", form, visitor),
            post_file(road + "giay-to/", f"paper_{asked}", content, visitor),
            post(road + "kiem-tra/", {"delivery": "electronic", "declared": "1"}, visitor),
        ]

    with platform() as port:
        say("warming up")
        run_load(port, journey, count=WARM_UP, connections=CONNECTIONS, expected=302)
        say(f"{FILINGS} filings with a scan of {len(scan):,} bytes each")
        seen = run_load(port, journey, count=FILINGS, connections=CONNECTIONS, expected=302)
        if seen.first_wrong:
            say(seen.first_wrong[:2000].decode(errors="replace"))
        memory = tree_memory()
    wrong = seen.errors(302) + unlike_what_was_sent(WARM_UP + FILINGS)
    megabytes = seen.per_second * len(scan) / 1e6
    bare = write_and_fsync(scan, count=min(FILINGS, 500))
    return [
        Row(
            "filings with one 300 kB PDF each, four requests each, 16 connections",
            megabytes,
            "MB/s",
            bare,
            "MB/s by write and fsync alone, one after the other",
            megabytes / bare,
            memory=memory,
        ),
        Row("… whole filings", seen.per_second, "a second"),
        Row("… answered wrongly or kept otherwise than sent", wrong, "", reach="0", met=not wrong),
        Row("… p99 of the four requests together", seen.percentile(0.99), "ms"),
    ]


def one_scan() -> bytes:
    """Return a page as a scanner makes it: one JPEG in a PDF, with room for a mark."""
    page = io.BytesIO()
    Image.effect_noise((660, 936), 90).save(page, "PDF", quality=60)
    with pikepdf.open(page) as pdf:
        pdf.docinfo["/Keywords"] = pikepdf.String(MARK.decode())
        made = io.BytesIO()
        pdf.save(made)
    return made.getvalue()


def unlike_what_was_sent(count: int) -> int:
    """Count what is missing: each filing has left one dossier, one paper, one file of its own.

    What the worker has made of scans meanwhile, to be searched, is not counted.
    """
    derived = FileText.objects.filter(searchable__isnull=False).values("searchable")
    kept = (
        Dossier.objects.count(),
        DossierPaper.objects.filter(file__isnull=False).values("file").distinct().count(),
        StoredFile.objects.exclude(pk__in=derived).count(),
    )
    return sum(abs(count - number) for number in kept)


def write_and_fsync(scan: bytes, *, count: int) -> float:
    """Return the MB/s of writing such files one after the other, each safe before the next."""
    folder = Path(settings.FILES_ROOT)
    with tempfile.TemporaryDirectory(dir=folder) as beside:
        begun = time.perf_counter()
        for number in range(count):
            with (Path(beside) / str(number)).open("wb") as file:
                file.write(scan)
                file.flush()
                os.fsync(file.fileno())
        return count * len(scan) / 1e6 / (time.perf_counter() - begun)
