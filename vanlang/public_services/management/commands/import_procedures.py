"""`vanlang import-procedures FILE`: a crawl of the national portal, as drafts with defects."""

import re
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DataError, transaction
from django.utils import timezone

from vanlang.kernel import foreign_json
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import Refusal
from vanlang.public_services.actions import publishing
from vanlang.public_services.queries import procedures as queries
from vanlang.public_services.rules import portal
from vanlang.public_services.rules.definitions import Defect, Definition
from vanlang.public_services.rules.plain import Unreadable
from vanlang.public_services.rules.portal_pages import page

CODE = re.compile(r'"code"\s*:\s*"([^"\\]{1,40})"')
KINDS = ("changed", "unchanged", "kept")


class Command(BaseCommand):
    help = "Read procedures of the national portal as drafts and say what is wrong with each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="JSON: a list of procedures")
        parser.add_argument("--summary", action="store_true", help="only the counts at the end")

    @transaction.atomic
    def handle(self, *, file: Path, summary: bool, **_: Any) -> None:
        definitions, faults = read(file)
        counts: Counter[str] = Counter()
        defects: Counter[str] = Counter()
        at = timezone.now()
        for definition in definitions:
            try:
                with transaction.atomic():
                    counts[self._draft(definition, at=at)] += 1
            except (Refusal, DataError) as problem:
                faults.append(f"{definition.code}: {problem}")
                continue
            found = definition.defects()
            defects.update({kind_of(defect) for defect in found})
            counts["complete"] += not any(defect.blocks for defect in found)
            if not summary:
                self._report(definition, found)
        for fault in faults:
            self.stderr.write(f"Bỏ qua: {fault}")
        self._sum_up(sum(counts[kind] for kind in KINDS), counts, defects)
        if faults:
            self.stdout.write(f"Bỏ qua {len(faults)} mục có lỗi, nêu ở trên.")

    def _draft(self, definition: Definition, *, at: Any) -> str:
        """Keep the draft; what a person has drafted meanwhile is left to them."""
        mine = queries.draft_with_code(definition.code)
        if mine is not None and not mine.spec.source.startswith(portal.SOURCE):
            return "kept"
        drafted = publishing.draft(definition, by=PLATFORM, at=at)
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


def read(file: Path) -> tuple[list[Definition], list[str]]:
    """Return the definitions in the file, and what is wrong with each entry that gives none.

    A file that is none at all ends the command in words.
    """
    try:
        entries = list(foreign_json.items(file.read_text(encoding="utf-8-sig")))
    except OSError as problem:
        raise CommandError(f"Không đọc được {file}: {problem.strerror}.") from problem
    except UnicodeDecodeError as problem:
        raise CommandError(f"{file} không phải tệp UTF-8.") from problem
    except foreign_json.NotReadable as problem:
        raise CommandError(f"{file}: {problem}.") from problem
    definitions: dict[str, Definition] = {}
    faults: list[str] = []
    for entry in entries:
        code = CODE.search(entry.beginning)
        where = f"Thủ tục thứ {entry.number} ({code[1] if code else 'không mã'})"
        try:
            definition = _definition(entry)
        except Refusal as problem:
            faults.append(f"{where}: {problem.message}")
            continue
        if definition.code in definitions:
            faults.append(f"{where}: mã này có hai lần trong tệp, lấy mục đầu.")
        definitions.setdefault(definition.code, definition)
    return list(definitions.values()), faults


def _definition(entry: foreign_json.Item) -> Definition:
    if entry.fault:
        raise Unreadable(f"{entry.fault}.")
    try:
        return portal.definition(page(entry.value))
    except (ValueError, ArithmeticError, LookupError) as problem:  # a value nobody foresaw
        raise Unreadable(f"không hiểu được nội dung ({type(problem).__name__}).") from problem
