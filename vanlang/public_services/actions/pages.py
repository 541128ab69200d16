"""The photographs of one paper of a draft: added at its end, moved, removed, bound into a PDF.

The draft is locked by who calls.
"""

from datetime import datetime
from hashlib import sha256
from typing import BinaryIO

from django.conf import settings
from django.db.models import Max, Sum

from vanlang.kernel import files
from vanlang.kernel.actors import Actor
from vanlang.kernel.models import StoredFile
from vanlang.kernel.refusals import Refusal, TooLarge
from vanlang.public_services.models.dossiers import Draft, DraftPaper
from vanlang.public_services.models.pages import DraftPage
from vanlang.public_services.rules.answers import clean
from vanlang.ui import photographs
from vanlang.ui.photographs import MOST_PAGES

FULL = f"Một giấy tờ nhận tối đa {MOST_PAGES} ảnh. Bạn bỏ bớt ảnh, hoặc quét thành một tệp PDF."
FILE_THERE = (
    "Giấy tờ này đã có một tệp. Bạn bỏ tệp đó rồi gửi tệp khác; nếu có nhiều tệp PDF, bạn gộp lại "
    "thành một."
)
PHOTOGRAPHS_THERE = (
    "Giấy tờ này đang gồm ảnh chụp, không gộp được với tệp PDF. Bạn gửi thêm ảnh, hoặc bỏ hết ảnh "
    "rồi gửi tệp PDF."
)


def append(
    paper: DraftPaper, content: BinaryIO, name: str, *, by: Actor, at: datetime
) -> DraftPage:
    """Put a photograph at the end of the paper; the same one again stays the one page it is."""
    jpeg = photographs.redraw(content)
    there = paper.pages.filter(file=sha256(jpeg).hexdigest()).first()
    if there is not None:
        return there
    last = paper.pages.aggregate(position=Max("position"), size=Sum("file__size"))
    if paper.pages.count() >= MOST_PAGES:
        raise Refusal(FULL)
    if (last["size"] or 0) + len(jpeg) > settings.FILES_MAX_BYTES:
        most = settings.FILES_MAX_BYTES // 2**20
        raise TooLarge(f"Các ảnh của một giấy tờ cộng lại tối đa {most} MB. Bạn bỏ bớt ảnh.")
    return DraftPage.objects.create(
        paper=paper,
        position=(last["position"] or 0) + 1,
        file=files.store(jpeg, by=by, at=at),
        file_name=clean(name)[:200],
        added_at=at,
    )


def move(draft: Draft, page_id: int, *, by_places: int) -> None:
    """Let a page change places with the one before (-1) or after (+1) it, if there is one."""
    page = _page(draft, page_id)
    if page is None:
        return
    pages = list(page.paper.pages.all())
    here = next(place for place, other in enumerate(pages) if other.pk == page.pk)
    there = here + by_places
    if 0 <= there < len(pages):
        first, second = pages[here], pages[there]
        first.position, second.position = second.position, first.position
        DraftPage.objects.bulk_update([first, second], ["position"])


def remove(draft: Draft, page_id: int) -> None:
    """Take a page out; a paper without pages is no paper."""
    page = _page(draft, page_id)
    if page is None:  # pressed twice
        return
    page.delete()
    if not page.paper.pages.exists():
        page.paper.delete()


def bound(paper: DraftPaper) -> bytes:
    """Return the photographs of the paper as one PDF in A4, in their order."""
    pages = paper.pages.select_related("file")
    return photographs.bind([files.read(page.file) for page in pages], title=paper.name)


def file_of(paper: DraftPaper, *, by: Actor, at: datetime) -> tuple[StoredFile | None, str, str]:
    """Return the one file that the paper is when filed, its name, and where it came from."""
    count = paper.pages.count()
    if not count:
        return paper.file, paper.file_name, paper.provenance
    bound_from = f"gộp từ {count} ảnh" if count > 1 else "từ 1 ảnh"
    name = f"{paper.name.replace('/', '-')[:180]}.pdf"
    return files.store(bound(paper), by=by, at=at), name, f"{paper.provenance}, {bound_from}"


def _page(draft: Draft, page_id: int) -> DraftPage | None:
    return DraftPage.objects.filter(pk=page_id, paper__draft=draft).select_related("paper").first()
