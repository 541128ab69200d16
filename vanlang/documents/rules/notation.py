"""Số, ký hiệu: what a document is called, and of which register its number is.

Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II, mục 3: `15/QĐ-UBND`; a công văn `1234/UBND-KGVX`; a
number below 10 is written with a zero. The Party's documents: `55-NQ/TU`, numbered through its
term of office (Hướng dẫn 36-HD/VPTW 2018). [GK]
"""

import re
from dataclasses import dataclass
from datetime import date

from vanlang.documents.rules import types
from vanlang.documents.rules.types import DocumentType, Family

# What has an abbreviation of its own whatever the place it is for.
KNOWN_AGENCIES = (
    ("Ủy ban nhân dân", "UBND"),
    ("Hội đồng nhân dân", "HĐND"),
    ("Ủy ban Mặt trận Tổ quốc", "MTTQ"),
    ("Tỉnh ủy", "TU"),
    ("Đảng ủy", "ĐU"),
)
NOT_SPELT = frozenset({"và", "các", "tỉnh", "xã", "phường", "của"})


@dataclass(frozen=True, slots=True)
class Series:
    """One register: numbers run through it from 01 without a gap."""

    name: str
    period: str


def agency_symbol(name: str) -> str:
    """Return the letters of an agency: “Ủy ban nhân dân xã Mường Bi” is UBND, “Sở Nội vụ” SNV."""
    known = types.content()["agency_symbols"]
    if name in known:
        return known[name]
    if name.startswith("Văn phòng "):
        return f"VP{agency_symbol(name.removeprefix('Văn phòng '))}"
    for whole, short in KNOWN_AGENCIES:
        if name.startswith(whole):
            return short
    return _initials(name)


def office_symbol(short_name: str) -> str:
    """Return the letters of the office that drafted: “Phòng Văn hóa - Xã hội” is VHXH."""
    if short_name.startswith("Văn phòng"):
        return "VP"
    return _initials(short_name.removeprefix("Phòng ").removeprefix("Trung tâm "))


def _initials(name: str) -> str:
    words = re.findall(r"\w+", name)
    return "".join(
        word if word.isupper() else word[0].upper() for word in words if word not in NOT_SPELT
    )


def tail(kind: DocumentType, agency: str, office: str = "") -> str:
    """Return what stands behind the number: `QĐ-UBND`, `UBND-KGVX`, `NQ/TU`."""
    if kind.family == Family.PARTY:
        return f"{kind.abbreviation}/{agency}"
    if not kind.abbreviation:
        return f"{agency}-{office}" if office else agency
    return f"{kind.abbreviation}-{agency}"


def notation(
    kind: DocumentType, agency: str, *, number: int, issued_on: date, office: str = ""
) -> str:
    """Return number and symbol as the document bears them."""
    written = f"{number:02d}"
    behind = tail(kind, agency, office)
    if kind.family == Family.PARTY:
        return f"{written}-{behind}"
    if kind.family == Family.LEGAL:
        # Luật Ban hành văn bản quy phạm pháp luật: the year stands between. [GK] article
        return f"{written}/{issued_on.year}/{behind}"
    return f"{written}/{behind}"


def series(kind: DocumentType, agency_code: str, issued_on: date) -> Series:
    """Return the register a number is taken from.

    Nghị định 30/2020/NĐ-CP, Điều 15: from 01 on 1 January to 31 December, one for paper and
    electronic documents; legal acts have one a kind. Kinds that share an abbreviation share a
    register, or two documents would bear one number.
    """
    if kind.family == Family.PARTY:
        period = types.party_term(issued_on)
        return Series(f"documents.out:{agency_code}:{kind.abbreviation}", f"nhiệm kỳ {period}")
    register = kind.code if kind.family == Family.LEGAL else kind.abbreviation or kind.code
    return Series(f"documents.out:{agency_code}:{register}", str(issued_on.year))
