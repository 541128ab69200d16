import json
import logging
import os
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils import timezone

from vanlang.documents.actions.exchange import sending
from vanlang.documents.models import Dispatch
from vanlang.documents.queries import exchange as queries
from vanlang.documents.rules import edxml
from vanlang.documents.rules.edxml import printing
from vanlang.kernel import files
from vanlang.kernel.refusals import Refusal
from vanlang.signing import api as signing

CHUNK = 2**20
CONNECT_SECONDS = 2
NO_DATABASE = (
    "Thông điệp có chữ ký số. Ở đây không nối được với cơ sở dữ liệu của Văn Lang, nên chưa kiểm"
    " tra được chứng thư số."
)


class Command(BaseCommand):
    """`vanlang edxml read FILE [--json]` says what a message says, or exactly why it is refused.

    `vanlang edxml write DOCUMENT [--output FILE]` writes the message of an issued document.
    Reading needs no database.
    """

    help = "Read or write edXML messages (QCVN 102:2016/BTTTT)"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        read = verbs.add_parser("read", help="say what a message says, or why it is refused")
        read.add_argument("file", type=Path)
        read.add_argument("--json", action="store_true", dest="is_json")
        read.add_argument("--attachments", type=Path, help="folder to put the attachments in")
        write = verbs.add_parser("write", help="write the message of an issued document")
        write.add_argument("document", help="id, exchange id, or number and notation")
        write.add_argument("--output", type=Path)

    def handle(self, *_words: str, **options: object) -> None:
        if options["verb"] == "read":
            self._read(options)
        else:
            self._write(str(options["document"]), options.get("output"))

    def _read(self, options: Mapping[str, object]) -> None:
        path, is_json = options["file"], bool(options["is_json"])
        if not isinstance(path, Path):
            raise TypeError(path)
        try:
            with tempfile.TemporaryDirectory(prefix="edxml-") as folder, path.open("rb") as source:
                limits = edxml.Limits(message_bytes=settings.EXCHANGE_MAX_BYTES)
                found = edxml.read(source, Path(folder), limits=limits)
                source.seek(0)
                verdict = _verdict(source)
                if isinstance(to := options.get("attachments"), Path):
                    _keep(found, to)
        except OSError as problem:
            raise CommandError(f"Không mở được tệp {path}: {problem.strerror}.") from problem
        except edxml.Refused as problem:
            self._say_refused(problem, is_json=is_json)
            sys.exit(1)
        said = {**printing.said(found.message), "signature": verdict}
        if is_json:
            self.stdout.write(json.dumps({"refused": False, **said}, ensure_ascii=False, indent=2))
        else:
            self._say(said)

    def _say(self, said: Mapping[str, printing.Plain], indent: str = "") -> None:
        for name, value in said.items():
            if isinstance(value, dict):
                self.stdout.write(f"{indent}{name}:")
                self._say(value, f"{indent}  ")
            elif isinstance(value, list):
                for number, one in enumerate(value, 1):
                    self._say({f"{name}[{number}]": one}, indent)
            elif value not in {"", None}:
                self.stdout.write(f"{indent}{name}: {value}")

    def _say_refused(self, problem: edxml.Refused, *, is_json: bool) -> None:
        if is_json:
            said = {"refused": True, "faults": printing.faults(problem)}
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))
        else:
            for fault in problem.faults:
                self.stderr.write(str(fault))

    def _write(self, words: str, output: object) -> None:
        document = queries.named(words)
        if document is None:
            raise CommandError(f"Không có văn bản đi nào mang mã hoặc số, ký hiệu “{words}”.")
        if not document.is_own or document.issued_at is None:
            raise CommandError("Chỉ ghi được edXML của văn bản đi đã phát hành.")
        rows = list(Dispatch.objects.filter(document=document).exclude(code=""))
        if not rows:
            raise CommandError("Văn bản không có nơi nhận nào có mã định danh.")
        try:
            file, _ = sending.written(document, rows, at=timezone.now())
        except Refusal as problem:
            raise CommandError(problem.message) from problem
        with closing(files.open(file)) as content:
            if isinstance(output, Path):
                with output.open("wb") as target:
                    while piece := content.read(CHUNK):
                        target.write(piece)
                self.stdout.write(str(output))
            else:
                while piece := content.read(CHUNK):
                    os.write(sys.stdout.fileno(), piece)


def _reaches_database() -> bool:
    """Tell at once whether there is a database: a pool would wait for one."""
    options = connection.settings_dict["OPTIONS"]
    options.pop("pool", None)
    options["connect_timeout"] = CONNECT_SECONDS
    try:
        connection.ensure_connection()
    except (DatabaseError, ImproperlyConfigured):
        return False
    return True


def _verdict(source: object) -> dict[str, printing.Plain]:
    has_database = _reaches_database()
    logging.getLogger("vanlang.signing").setLevel(logging.WARNING if has_database else "CRITICAL")
    try:
        verdict = signing.verify_xml(source, at=timezone.now())  # type: ignore[arg-type]
    except ImproperlyConfigured as problem:
        return {"outcome": "undetermined", "sentence": str(problem)}
    is_open = verdict.outcome == signing.Outcome.UNDETERMINED and not has_database
    return {
        "outcome": verdict.outcome.value,
        "sentence": NO_DATABASE if is_open else verdict.sentence,
        "is_weak": verdict.is_weak,
        "signers": [one.name for one in verdict.signatures],
    }


def _keep(found: edxml.Reading, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if not isinstance(found.message, edxml.Message):
        return
    for one in found.message.attachments:
        (folder / one.name).write_bytes(found.files[one.content_id].read_bytes())
