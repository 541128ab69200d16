"""The package by which a work file goes to the archive, and how anybody checks it.

Nghị định 30/2020/NĐ-CP, Phụ lục VI says what is told of a file and of each document. Every file of
the package stands with its SHA-256 in a list that `sha256sum -c` reads.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from vanlang.documents.rules.words import printable
from vanlang.kernel import file_checks

FIXITY = "manifest-sha256.txt"
FILE_JSON, FILE_XML = "metadata.json", "metadata.xml"
LARGEST_UNPACKED = 4 * 2**30
THE_SAME_MOMENT = (1980, 1, 1, 0, 0, 0)  # the same file gives the same bytes
Facts = Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a document."""

    name: str
    content: bytes
    is_pdf_a: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One document of the file: what Annex VI tells of it, and its files."""

    facts: Facts
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a check of a package found; nothing wrong means that it is whole."""

    count: int = 0
    problems: tuple[str, ...] = field(default=())

    @property
    def is_whole(self) -> bool:
        return not self.problems


def pack(facts: Facts, parts: Sequence[Part]) -> bytes:
    """Return the package as a zip."""
    members: dict[str, bytes] = {}
    told = []
    for number, part in enumerate(parts, 1):
        names = []
        for position, piece in enumerate(part.pieces, 1):
            name = f"documents/{number:04}/{position:02}-{piece.name}"
            members[name] = piece.content
            names.append({"path": name, "pdf_a": piece.is_pdf_a, "bytes": len(piece.content)})
        told.append({**part.facts, "Files": names})
    whole = {"File": dict(facts), "Documents": told}
    members[FILE_JSON] = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True).encode()
    members[FILE_XML] = _as_xml(facts, told)
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in members.items()]
    members[FIXITY] = ("\n".join(lines) + "\n").encode()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, THE_SAME_MOMENT), content)
    return held.getvalue()


def check(package: bytes) -> Report:
    """Say whether a package is what it was: every file listed, there, and unchanged."""
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            infos = {info.filename: info for info in archive.infolist()}
            if FIXITY not in infos:
                return Report(problems=("Thiếu danh sách mã băm của gói.",))
            if sum(info.file_size for info in infos.values()) > LARGEST_UNPACKED:
                return Report(problems=("Gói giải nén quá lớn.",))
            listed = _listed(archive.read(FIXITY).decode())
            problems = [f"Thiếu tệp {name}." for name in listed if name not in infos]
            problems += [
                f"Tệp {name} không có trong danh sách."
                for name in infos
                if name not in listed and name != FIXITY
            ]
            problems += [
                f"Tệp {name} đã bị thay đổi."
                for name, digest in listed.items()
                if name in infos and hashlib.sha256(archive.read(name)).hexdigest() != digest
            ]
            problems += [f"Thiếu {name}." for name in (FILE_JSON, FILE_XML) if name not in listed]
    except file_checks.BROKEN_ZIP:
        return Report(problems=("Gói hỏng, không đọc được.",))
    return Report(len(listed), tuple(problems))


def _listed(text: str) -> dict[str, str]:
    found = {}
    for line in text.splitlines():
        digest, _, name = line.partition("  ")
        found[name] = digest
    return found


def _as_xml(facts: Facts, told: Sequence[Mapping[str, object]]) -> bytes:
    root = ET.Element("File")
    for name, value in facts.items():
        ET.SubElement(root, name).text = _text(value)
    documents = ET.SubElement(root, "Documents")
    for one in told:
        document = ET.SubElement(documents, "Document")
        for name, told_of in one.items():
            if isinstance(told_of, list):
                held = ET.SubElement(document, name)
                for file in told_of:
                    ET.SubElement(held, "FilePath").text = str(file["path"])
            else:
                ET.SubElement(document, name).text = _text(told_of)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _text(value: object) -> str:
    return "" if value is None else printable(str(value))
