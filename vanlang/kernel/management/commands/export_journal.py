import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from vanlang.kernel import sealing


class Command(BaseCommand):
    help = "Xuất toàn bộ nhật ký và niêm phong thành các dòng JSON, để verifier.py kiểm tra."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="bỏ trống: ghi ra màn hình")

    def handle(self, *, file: Path | None, **_options: object) -> None:
        if file is None:
            sys.stdout.writelines(line + "\n" for line in sealing.export())
            return
        with file.open("w", encoding="utf-8") as lines:
            lines.writelines(line + "\n" for line in sealing.export())
