"""The kernel's own work in the background: load, call one action."""

from django.utils import timezone

from vanlang.kernel import files, notices, queue
from vanlang.kernel.actors import PLATFORM


@queue.job("kernel.send_notice")
def send_notice(notice_id: int) -> None:
    notices.deliver(notice_id, at=timezone.now())


@queue.job("kernel.read_scan")
def read_scan(sha256: str) -> None:
    files.recognise(sha256, by=PLATFORM, at=timezone.now())
