from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from vanlang.identity import api as identity
from vanlang.kernel.actors import PLATFORM


class Command(BaseCommand):
    help = "Nạp đơn vị của tỉnh: cơ quan cấp tỉnh, 148 xã, phường, và đơn vị cũ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="Tệp khác tệp đi kèm.")

    def handle(self, *, file: Path | None, **_options: object) -> None:
        at = timezone.now()
        count = (
            identity.load_units(by=PLATFORM, at=at, file=file)
            if file
            else identity.load_units(by=PLATFORM, at=at)
        )
        self.stdout.write(f"Đã nạp {count} đơn vị.")
