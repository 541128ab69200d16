import sys
from argparse import ArgumentParser
from pathlib import Path

from cryptography import x509
from django.core.management.base import BaseCommand

from vanlang.kernel import sealing, verifier


class Command(BaseCommand):
    help = "Kiểm tra nhật ký trong cơ sở dữ liệu như verifier.py kiểm tra tệp đã xuất."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ca", type=Path, help="chứng thư gốc của cơ quan cấp dấu thời gian")

    def handle(self, *, ca: Path | None, **_options: object) -> None:
        anchors = x509.load_pem_x509_certificates(ca.read_bytes()) if ca else []
        report = verifier.check(sealing.export(), anchors)
        for entry in sealing.unplaced():
            report.find("inserted", f"Bản ghi {entry.id} ({entry}) không qua nhật ký.")
        self.stdout.write(verifier.summary(report))
        if report.findings:
            sys.exit(1)
