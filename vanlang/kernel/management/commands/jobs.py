"""`vanlang jobs`: what the worker has given up, and why; `--retry` gives it another chance."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from vanlang.kernel import queue
from vanlang.kernel.deadlines import ZONE


class Command(BaseCommand):
    help = "List the jobs that failed all their attempts; --retry queues them again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", default="", help="of this kind alone")
        parser.add_argument("--retry", action="store_true", help="queue them again")

    def handle(self, *, name: str, retry: bool, **_: object) -> None:
        failed = queue.failed().filter(name=name) if name else queue.failed()
        for job in failed:
            since = job.created_at.astimezone(ZONE)
            # The last line of a traceback says what went wrong; the row keeps the rest.
            problem = job.error.strip().rpartition("\n")[2]
            self.stdout.write(f"{since:%d/%m/%Y %H:%M} {job.name} {job.key}: {problem}")
        self.stdout.write(f"{failed.count()} việc nền đã dừng hẳn.")
        if retry:
            self.stdout.write(f"Đã xếp hàng lại {queue.retry(failed)} việc.")
