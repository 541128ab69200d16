from django.utils import timezone

from vanlang.documents.actions import words
from vanlang.kernel import queue


@queue.job("documents.read_file")
def read_file(sha256: str) -> None:
    words.read(sha256, at=timezone.now())
