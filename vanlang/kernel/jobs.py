"""The kernel's own work in the background: load, call one action."""

import logging

from django.utils import timezone

from vanlang.kernel import files, notices, queue, sealing, timestamps
from vanlang.kernel.actors import PLATFORM


@queue.job("kernel.send_notice")
def send_notice(notice_id: int) -> None:
    notices.deliver(notice_id, at=timezone.now())


@queue.job("kernel.read_scan")
def read_scan(sha256: str) -> None:
    files.recognise(sha256, by=PLATFORM, at=timezone.now())


@queue.every(60)
@queue.job("kernel.seal_journal")
def seal_journal() -> None:
    try:
        sealing.seal_what_waits(at=timezone.now())
    except timestamps.NotAnswering as problem:
        logging.getLogger(__name__).warning("The journal waits for its seal: %s", problem)


@queue.every(seconds=86_400)
@queue.job("kernel.sweep_files")
def sweep_files() -> None:
    files.sweep(at=timezone.now())
