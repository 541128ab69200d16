"""What a page of papers sends for one component: files, one of the store, or their removal."""

from dataclasses import dataclass
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from vanlang.public_services.actions.papers import Upload

LONGEST_ID = 18  # digits that fit a 64-bit key


@dataclass(frozen=True, slots=True)
class HandedIn:
    uploads: tuple[Upload, ...] = ()
    item_id: int = 0
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class PageChange:
    """Which photograph is to move by how many places, or to go."""

    page_id: int
    by_places: int = 0  # none: it goes


def handed_in(request: HttpRequest, number: int) -> HandedIn:
    """Return what the request says about the component with this number on the page."""
    return HandedIn(
        uploads=uploads_named(request, f"paper_{number}"),
        item_id=_id(request.POST.get(f"store_{number}", "")),
        is_removed=request.POST.get("remove") == str(number),
    )


def page_change(request: HttpRequest) -> PageChange | None:
    """Return what the button beside a photograph asks for."""
    for name, by_places in (("page_up", -1), ("page_down", 1), ("page_out", 0)):
        if name in request.POST:
            return PageChange(_id(request.POST[name]), by_places)
    return None


def uploads_named(request: HttpRequest, name: str) -> tuple[Upload, ...]:
    return tuple(
        Upload(cast("BinaryIO", sent.file), sent.name or "")
        for sent in request.FILES.getlist(name)
        if isinstance(sent, UploadedFile) and sent.file is not None
    )


def _id(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else 0
