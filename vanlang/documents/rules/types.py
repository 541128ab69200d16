"""The kinds of documents: Nghị định 30/2020/NĐ-CP, Điều 7 and Phụ lục III; the Party's own."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypedDict

from vanlang.kernel.refusals import Refusal

DATA = Path(__file__).parent.parent / "data" / "document_types.json"
LETTER = "CV"


class Family(StrEnum):
    """By whose rules a kind is numbered and laid out."""

    ADMINISTRATIVE = "administrative"
    LEGAL = "legal"
    PARTY = "party"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class DocumentType:
    """Tên loại văn bản: its code is the abbreviation of Phụ lục III, or one of our own."""

    code: str
    name: str
    abbreviation: str
    family: Family

    @property
    def is_letter(self) -> bool:
        """A công văn has no title: its summary stands under its number."""
        return self.code == LETTER


class _Row(TypedDict):
    code: str
    name: str
    abbreviation: str


class _Term(TypedDict):
    name: str
    since: str


class Content(TypedDict):
    """The file as it lies in `data`."""

    administrative: list[_Row]
    legal: list[_Row]
    party: list[_Row]
    copies: list[_Row]
    party_terms: list[_Term]
    agency_symbols: dict[str, str]


@cache
def content() -> Content:
    found: Content = json.loads(DATA.read_text())
    return found


def _rows(rows: list[_Row], family: Family) -> tuple[DocumentType, ...]:
    return tuple(
        DocumentType(row["code"], row["name"], row["abbreviation"], family) for row in rows
    )


ADMINISTRATIVE = _rows(content()["administrative"], Family.ADMINISTRATIVE)
LEGAL = _rows(content()["legal"], Family.LEGAL)
PARTY = _rows(content()["party"], Family.PARTY)
COPIES = _rows(content()["copies"], Family.COPY)
# One name a code: what the Party and the State both have, they call alike.
BY_CODE: Mapping[str, DocumentType] = {
    kind.code: kind for kind in (*PARTY, *COPIES, *LEGAL, *ADMINISTRATIVE)
}
_OF_PARTY = {kind.code: kind for kind in PARTY}


def of_block(block: str) -> tuple[DocumentType, ...]:
    """Return what an agency of a block issues; only council and committee make legal acts."""
    if block == "party":
        return PARTY
    return (*ADMINISTRATIVE, *LEGAL) if block in {"council", "committee"} else ADMINISTRATIVE


def find(code: str, block: str) -> DocumentType:
    """Return the kind with this code as an agency of the block knows it.

    Raises:
        Refusal: such an agency issues no documents of this kind.
    """
    known = _OF_PARTY if block == "party" else BY_CODE
    found = known.get(code)
    if found is None or found not in (*of_block(block), *COPIES):
        raise Refusal("Cơ quan này không ban hành loại văn bản đã chọn.", field="type_code")
    return found


def type_name(code: str) -> str:
    """Return a kind's name; an unknown code, from elsewhere, stands for itself."""
    found = BY_CODE.get(code)
    return found.name if found else code


def all_types() -> tuple[DocumentType, ...]:
    """Return every kind once, those of the decree first, as a filter lists them."""
    own = [kind for kind in PARTY if BY_CODE[kind.code] is kind]
    return (*ADMINISTRATIVE, *LEGAL, *own, *COPIES)


def code_of(name: str, notation: str = "") -> str:
    """Return the code of a kind by its name, or by the letters in its notation; else nothing."""
    wanted = name.strip().casefold()
    for kind in all_types():
        if wanted and kind.name.casefold() == wanted:
            return kind.code
    # 15/QĐ-UBND, 03/2026/QĐ-UBND, 55-NQ/TU; a letter has its agency there.
    letters = set(re.split(r"[/-]", notation)[1:])
    for kind in (*ADMINISTRATIVE, *PARTY):
        if kind.abbreviation in letters:
            return kind.code
    return ""


def party_term(day: date) -> str:
    """Return the Party's term of office (nhiệm kỳ) that a day lies in. [GK] when each began."""
    terms = content()["party_terms"]
    begun = [term["name"] for term in terms if date.fromisoformat(term["since"]) <= day]
    return begun[-1] if begun else terms[0]["name"]
