"""`vanlang load-procedures`: the procedures that come with the platform, published at once."""

import json
from argparse import ArgumentParser
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import Refusal
from vanlang.public_services.actions import publishing
from vanlang.public_services.rules import shorthand
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.versions import VersionState

FOLDER = Path(__file__).parents[2] / "data" / "procedures"
SECTIONS = "sections.json"  # the parts of forms that several files share


def definitions(folder: Path = FOLDER) -> list[Definition]:
    """Return what the data files of `folder` hold, each as a whole definition."""
    sections = json.loads((folder / SECTIONS).read_text())
    return [
        _with_full_code(definition)
        for path in sorted(folder.glob("*.json"))
        if path.name != SECTIONS
        for definition in shorthand.expand(json.loads(path.read_text()), sections)
    ]


def _with_full_code(definition: Definition) -> Definition:
    """The files name a department within the province; its code begins with the province's."""
    competent = definition.competent
    if not competent.department:
        return definition
    code = f"{settings.ORGANISATION_CODE}.{competent.department}"
    return replace(definition, competent=replace(competent, department=code))


class Command(BaseCommand):
    help = "Load and publish the procedures in public_services/data/procedures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--effective-from",
            type=date.fromisoformat,
            default=date(2026, 7, 1),
            help="first day in force, 2026-07-01 unless said otherwise; today for a new version",
        )

    @transaction.atomic
    def handle(self, *, effective_from: date, **_: Any) -> None:
        at = timezone.now()
        published = 0
        try:
            for definition in definitions():
                found = publishing.draft(definition, by=PLATFORM, at=at).version
                if found.state != VersionState.DRAFT:
                    continue
                since = effective_from if found.number == 1 else timezone.localdate(at)
                publishing.publish(found, by=PLATFORM, at=at, effective_from=since)
                published += 1
        except Refusal as problem:
            raise CommandError(problem.message) from problem
        self.stdout.write(f"Published {published} procedures.")
