"""`vanlang notices`: what could not be delivered, and why; `--retry` gives it another chance."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from vanlang.kernel import notices
from vanlang.kernel.deadlines import ZONE


class Command(BaseCommand):
    help = "List the notices that could not be delivered; --retry queues them again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--retry", action="store_true", help="queue them again")

    def handle(self, *, retry: bool, **_: object) -> None:
        failed = list(notices.failed())
        for notice in failed:
            day = notice.created_at.astimezone(ZONE)
            self.stdout.write(
                f"{day:%d/%m/%Y %H:%M} {notice.get_channel_display()} {notice.address}: "
                f"{notice.subject} ({notice.last_error})"
            )
        self.stdout.write(f"{len(failed)} thông báo không gửi được.")
        if retry:
            for notice in failed:
                notices.retry(notice, at=timezone.now())
            self.stdout.write("Đã xếp hàng để gửi lại.")
