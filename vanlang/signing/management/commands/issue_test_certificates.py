from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from vanlang.kernel.days import written
from vanlang.signing.actions.certificates import issue_test_certificates
from vanlang.signing.queries import certificates


class Command(BaseCommand):
    """`vanlang issue-test-certificates hoa.05158 H44.05158`: demonstration and tests only."""

    help = "Give officials (by user name) and agencies (by code) certificates of the test authority"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="+", help="user names and agency codes")

    def handle(self, *_words: str, names: list[str], **_options: object) -> None:
        owners = []
        for name in names:
            owner = certificates.owner_called(name)
            if owner is None:
                raise CommandError(f"Không có cán bộ hay cơ quan nào là {name}.")
            owners.append(owner)
        for made in issue_test_certificates(owners, at=timezone.now()):
            self.stdout.write(f"{made.subject}: {made.serial}, đến {written(made.valid_to)}")
