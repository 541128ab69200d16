"""Mẫu soạn thảo: what a new draft begins with; every kind has one, its own or a plain one."""

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypedDict

from vanlang.documents.rules import drafts
from vanlang.documents.rules.drafts import Draft
from vanlang.documents.rules.types import DocumentType

DATA = Path(__file__).parent.parent / "data" / "draft_templates.json"


class _Row(TypedDict):
    code: str
    type_code: str
    block: str
    name: str
    to: list[str]
    bases: list[str]
    body: list[str]
    recipients: list[str]


@dataclass(frozen=True, slots=True)
class Incoming:
    """What is known of the document that is being answered."""

    notation: str
    day: str
    author: str
    subject: str


@cache
def _rows() -> tuple[_Row, ...]:
    found: tuple[_Row, ...] = tuple(json.loads(DATA.read_text())["templates"])
    return found


def begin(kind: DocumentType, *, block: str, agency: str, answered: Incoming | None) -> Draft:
    """Return the draft a drafter begins with, prefilled when it answers a document."""
    found = _best(kind.code, "party" if block == "party" else "", answers=answered is not None)
    words = {
        "agency": agency,
        "kind": kind.name.lower(),
        "notation": answered.notation if answered else "",
        "day": answered.day if answered else "",
        "author": answered.author if answered else "",
        "about": _lowered(answered.subject) if answered else "",
    }
    return Draft(
        subject=f"trả lời {answered.notation}" if answered and kind.is_letter else "",
        to=tuple(_filled(line, words) for line in found["to"]),
        bases=tuple(_filled(line, words) for line in found["bases"]),
        body="\n".join(_filled(line, words) for line in found["body"]),
        recipients=tuple(_filled(line, words) for line in found["recipients"]),
    )


def changing(start: Draft, verb: str, kind: DocumentType, known: Incoming) -> Draft:
    """Return the draft of what corrects, amends or replaces a document of one's own."""
    about = f"{known.notation} ngày {known.day} về việc {_lowered(known.subject)}"
    if kind.is_letter:
        body = (
            f"Do sơ suất về kỹ thuật trình bày, văn bản số {about} được đính chính như sau:\n"
            "1. Tại [vị trí], đã in: “[nội dung sai]”.\n"
            "2. Nay sửa lại là: “[nội dung đúng]”.\n"
            "Các nội dung khác không thay đổi."
        )
        return replace(start, subject=f"đính chính văn bản số {known.notation}", body=body)
    lines = "\n".join((*start.bases, f"Căn cứ văn bản số {about}"))
    proposed = [line for line in drafts.lines(lines) if line.startswith("Theo đề nghị")]
    others = [line for line in drafts.lines(lines) if line not in proposed]
    bases = drafts.bases("\n".join((*others, *proposed)))  # who proposed it is said last
    return replace(start, subject=f"{verb} văn bản số {known.notation}", bases=bases)


def _best(type_code: str, block: str, *, answers: bool) -> _Row:
    """Return the closest: of this kind and block, of this kind, then a plain one."""
    wanted = [(type_code, block), (type_code, ""), ("", block), ("", "")]
    if answers:
        wanted.insert(0, (f"{type_code}-answer", block))
    known = {(row["type_code"], row["block"]): row for row in _rows()}
    return next(known[key] for key in wanted if key in known)


def _filled(line: str, words: dict[str, str]) -> str:
    for key, word in words.items():
        line = line.replace(f"{{{key}}}", word)
    return line


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
