"""Pages bound before a paper of ours: the file that a result is, or the original of a copy."""

import io
from dataclasses import replace

import pikepdf

from vanlang.kernel import files
from vanlang.public_services.models.dossiers import Dossier, DossierPaper
from vanlang.ui.papers import Paper

PDF = b"%PDF-"


def count_pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        return len(whole.pages)


def bound_before(pages: bytes, paper: Paper) -> Paper:
    """Return the pages and, behind them, the paper; its places to sign move along."""
    with (
        pikepdf.open(io.BytesIO(pages)) as whole,
        pikepdf.open(io.BytesIO(paper.pdf)) as last,
    ):
        before = len(whole.pages)
        whole.pages.extend(last.pages)
        out = io.BytesIO()
        whole.save(out)
    boxes = {name: replace(box, page=box.page + before) for name, box in paper.boxes.items()}
    return Paper(out.getvalue(), before + paper.pages, boxes)


def pages_of_original(dossier: Dossier, code: str) -> bytes:
    """Return the pages that were handed in under this code; nothing where there are none.

    What is certified as a copy is part of the paper: a lời chứng alone certifies nothing
    (Nghị định 23/2015/NĐ-CP, Điều 20).
    """
    if not code:
        return b""
    row = DossierPaper.objects.filter(dossier=dossier, code=code, file__isnull=False).first()
    data = files.read(row.file) if row is not None and row.file is not None else b""
    return data if data.startswith(PDF) else b""
