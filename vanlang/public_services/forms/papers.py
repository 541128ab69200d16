"""What a page of papers sends for one component: a file, one of the store, or its removal."""

from dataclasses import dataclass
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from vanlang.public_services.actions.drafts import Upload


@dataclass(frozen=True, slots=True)
class HandedIn:
    upload: Upload | None = None
    item_id: int = 0
    is_removed: bool = False


def handed_in(request: HttpRequest, number: int) -> HandedIn:
    """Return what the request says about the component with this number on the page."""
    item = request.POST.get(f"store_{number}", "")
    return HandedIn(
        upload=upload_named(request, f"paper_{number}"),
        item_id=int(item) if item.isascii() and item.isdigit() and len(item) < LONGEST_ID else 0,
        is_removed=request.POST.get("remove") == str(number),
    )


def upload_named(request: HttpRequest, name: str) -> Upload | None:
    sent = request.FILES.get(name)
    if isinstance(sent, UploadedFile) and sent.file is not None:
        return Upload(cast("BinaryIO", sent.file), sent.name or "")
    return None


LONGEST_ID = 19  # digits of a 64-bit key
