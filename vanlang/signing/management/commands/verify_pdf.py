from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from vanlang.kernel.days import written_with_time
from vanlang.signing.queries.verification import verify


class Command(BaseCommand):
    """`vanlang verify-pdf FILE...`: says of each file what the public page would say."""

    help = "Verify the signatures in PDF files"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)

    def handle(self, *_words: str, files: list[Path], **_options: object) -> None:
        are_genuine = True
        for file in files:
            verdict = verify(file.read_bytes())
            are_genuine &= verdict.is_genuine
            self.stdout.write(f"{file}: {verdict.sentence}")
            for one in verdict.signatures:
                when = written_with_time(one.signed_at) if one.signed_at else "không rõ lúc"
                self.stdout.write(f"  {one.name} ({one.issuer}), {when}, {one.level.label}")
                self.stdout.write(f"    {one.sentence} Chứng thư {one.revocation_text}.")
        if not are_genuine:
            raise CommandError("Có tệp không xác nhận được.")
