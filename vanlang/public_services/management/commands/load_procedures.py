"""`vanlang load-procedures`: the procedures that come with the platform, published at once."""

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import Refusal
from vanlang.public_services.actions import publishing
from vanlang.public_services.queries import procedures as queries
from vanlang.public_services.queries.procedures import Published
from vanlang.public_services.rules import shorthand
from vanlang.public_services.rules.definitions import Definition

FOLDER = Path(__file__).parents[2] / "data" / "procedures"
SECTIONS = "sections.json"  # the parts of forms that several files share
PAPERS = "result_papers.json"  # what results say, by the name that a procedure gives
DAYS = "legal_days.json"  # when each law was issued and who says so; many procedures share one


def definitions(folder: Path = FOLDER) -> list[Definition]:
    """Return what the data files of `folder` hold, each as a whole definition."""
    sections = json.loads((folder / SECTIONS).read_text())
    papers = json.loads((folder / PAPERS).read_text())["papers"]
    acts = json.loads((folder / DAYS).read_text())["acts"]
    days = {number: date.fromisoformat(act["day"]) for number, act in acts.items()}
    return [
        _with_days(_with_full_code(definition), days)
        for path in sorted(folder.glob("*.json"))
        if path.name not in {SECTIONS, PAPERS, DAYS}
        for definition in shorthand.expand(json.loads(path.read_text()), sections, papers)
    ]


def _with_full_code(definition: Definition) -> Definition:
    """The files name a department within the province; its code begins with the province's."""
    competent = definition.competent
    if not competent.department:
        return definition
    code = f"{settings.ORGANISATION_CODE}.{competent.department}"
    return replace(definition, competent=replace(competent, department=code))


def _with_days(definition: Definition, days: Mapping[str, date]) -> Definition:
    """Give each legal basis the day on which it was issued, where that is on file."""
    bases = tuple(
        replace(basis, issued_on=days[basis.number])
        if basis.issued_on is None and basis.number in days
        else basis
        for basis in definition.legal_bases
    )
    return replace(definition, legal_bases=bases)


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
        done: Counter[str] = Counter()
        known = queries.catalogue().versions  # once: reading it anew for each takes the longest
        for definition in definitions():
            before = known.get(definition.code, ())
            try:
                done[publish(definition, before, at=at, effective_from=effective_from)] += 1
            except Refusal as problem:
                raise CommandError(f"{definition.code}: {problem.message}") from problem
        self.stdout.write(
            f"Công bố {done['published']} thủ tục; {done['same']} đã công bố như vậy, "
            f"{done['kept']} để nguyên vì đang có dự thảo."
        )


def publish(
    definition: Definition, known: Sequence[Published], *, at: datetime, effective_from: date
) -> str:
    """Publish what is not published yet; somebody's draft is left to them."""
    if known and known[-1].version.definition == definition.to_json():
        return "same"
    if queries.draft_with_code(definition.code) is not None:
        return "kept"
    version = publishing.draft(definition, by=PLATFORM, at=at).version
    since = effective_from if not known else timezone.localdate(at)
    publishing.publish(version, by=PLATFORM, at=at, effective_from=since)
    return "published"
