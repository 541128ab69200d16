"""`vanlang import-procedures FILE`: a crawl of the national portal, as drafts with defects."""

import json
import re
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import Refusal
from vanlang.public_services.actions import publishing
from vanlang.public_services.queries import procedures as queries
from vanlang.public_services.rules import portal
from vanlang.public_services.rules.definitions import Defect, Definition
from vanlang.public_services.rules.portal_pages import pages


class Command(BaseCommand):
    help = "Read procedures of the national portal as drafts and say what is wrong with each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="JSON: a list of procedures")
        parser.add_argument("--summary", action="store_true", help="only the counts at the end")

    @transaction.atomic
    def handle(self, *, file: Path, summary: bool, **_: Any) -> None:
        definitions = read(file)
        counts: Counter[str] = Counter()
        defects: Counter[str] = Counter()
        at = timezone.now()
        for definition in definitions:
            counts[self._draft(definition, at=at)] += 1
            found = definition.defects()
            defects.update({kind_of(defect) for defect in found})
            counts["complete"] += not any(defect.blocks for defect in found)
            if not summary:
                self._report(definition, found)
        self._sum_up(len(definitions), counts, defects)

    def _draft(self, definition: Definition, *, at: Any) -> str:
        """Keep the draft; what a person has drafted meanwhile is left to them."""
        mine = queries.draft_with_code(definition.code)
        if mine is not None and not mine.spec.source.startswith(portal.SOURCE):
            return "kept"
        try:
            drafted = publishing.draft(definition, by=PLATFORM, at=at)
        except Refusal as problem:
            raise CommandError(f"{definition.code}: {problem.message}") from problem
        return "changed" if drafted.changed else "unchanged"

    def _report(self, definition: Definition, found: tuple[Defect, ...]) -> None:
        self.stdout.write(f"{definition.code}  {definition.name}")
        for defect in found:
            self.stdout.write(f"    {'✗' if defect.blocks else '·'} {defect.sentence}")

    def _sum_up(self, total: int, counts: Counter[str], defects: Counter[str]) -> None:
        self.stdout.write(
            f"{total} thủ tục: {counts['changed']} dự thảo mới hoặc thay đổi, "
            f"{counts['unchanged']} như cũ, {counts['kept']} giữ dự thảo do người soạn. "
            f"Đủ để công bố: {counts['complete']}. Không công bố thủ tục nào."
        )
        for kind, count in defects.most_common():
            self.stdout.write(f"    {count:5}  {kind}")


def kind_of(defect: Defect) -> str:
    """Return the defect's sentence without what is special to one procedure, to be counted."""
    general = re.sub(r"^(Trực tuyến|Trực tiếp|Dịch vụ bưu chính): ", "", defect.sentence)
    general = re.sub(r": .*(?=\.$)|“[^”]*”", " …", general)
    return re.sub(r"\d+", "…", general)


def read(file: Path) -> list[Definition]:
    """Return the definitions in the file; a file that is not one ends the command in words."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise CommandError(f"Không đọc được {file}: {problem.strerror}.") from problem
    except UnicodeDecodeError as problem:
        raise CommandError(f"{file} không phải tệp UTF-8.") from problem
    except json.JSONDecodeError as problem:
        raise CommandError(
            f"{file} không phải JSON: dòng {problem.lineno}, cột {problem.colno}."
        ) from problem
    try:
        return [portal.definition(page) for page in pages(content)]
    except Refusal as problem:
        raise CommandError(f"{file}: {problem.message}") from problem
