"""How a paper cites what it stands on: kind, number, day, subject (NĐ 30/2020, Phụ lục I)."""

import re

from vanlang.public_services.rules.parts import LegalBasis

# By how the number ends: the kind, and who issued it where the number says so.
KINDS = (
    (re.compile(r"/QH\d+$"), "Luật", ""),
    (re.compile(r"/UBTVQH\d+$"), "Nghị quyết", "Ủy ban Thường vụ Quốc hội"),
    (re.compile(r"/NĐ-CP$"), "Nghị định", "Chính phủ"),
    (re.compile(r"/NQ-CP$"), "Nghị quyết", "Chính phủ"),
    (re.compile(r"/NQ-HĐND$"), "Nghị quyết", "Hội đồng nhân dân tỉnh"),
    (re.compile(r"/QĐ-TTg$"), "Quyết định", "Thủ tướng Chính phủ"),
    (re.compile(r"/TTLT-"), "Thông tư liên tịch", ""),
    (re.compile(r"/TT-"), "Thông tư", ""),
    (re.compile(r"/QĐ-"), "Quyết định", ""),
)
NAMED = ("Luật", "Bộ luật", "Pháp lệnh", "Nghị quyết", "Nghị định", "Thông tư", "Quyết định")


def cited(basis: LegalBasis) -> str:
    """Return `Nghị định số 123/2015/NĐ-CP ngày 15 tháng 11 năm 2015 của Chính phủ …`."""
    kind, issuer = next(
        ((kind, issuer) for ends, kind, issuer in KINDS if ends.search(basis.number)), ("", "")
    )
    if basis.number and basis.number in basis.name:
        return basis.name  # the portal's own sentence has kind, number and day already
    day = f" {_day(basis)}" if basis.issued_on else ""
    by = f" của {issuer}" if issuer else ""
    if not basis.number:
        return f"{basis.name}{day}"
    if basis.name.startswith(NAMED):
        return f"{basis.name} số {basis.number}{day}{by}"
    about = f" {_about(basis.name)}" if basis.name else ""
    return f"{kind} số {basis.number}{day}{by}{about}".strip()


def _about(name: str) -> str:
    first = name[:1].lower() + name[1:]
    amends = first.startswith(("sửa đổi", "quy định", "hướng dẫn", "về "))
    return first if amends else f"về {first}"


def _day(basis: LegalBasis) -> str:
    day = basis.issued_on
    if day is None:
        return ""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)  # noqa: PLR2004 Annex I, ô 4
    return f"ngày {day.day:02} tháng {month} năm {day.year}"
