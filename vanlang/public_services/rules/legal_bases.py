"""How a paper cites what it stands on: number, day, issuer, subject (NĐ 30/2020, Phụ lục I)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from vanlang.public_services.rules.parts import LegalBasis


@dataclass(frozen=True)
class KindOfAct:
    """A kind of act, known by how its number ends; the lowest `rank` is the strongest act."""

    ending: re.Pattern[str]
    name: str
    rank: int
    issuer: str = ""


# Luật 64/2025/QH15, Điều 4: the order of the acts. Laws name no issuer, as papers cite them.
KINDS = (
    KindOfAct(re.compile(r"/QH\d+$"), "Luật", 1),
    KindOfAct(re.compile(r"/UBTVQH\d+$"), "Nghị quyết", 2, "Ủy ban Thường vụ Quốc hội"),
    KindOfAct(re.compile(r"/NĐ-CP$"), "Nghị định", 3, "Chính phủ"),
    KindOfAct(re.compile(r"/NQ-CP$"), "Nghị quyết", 3, "Chính phủ"),
    KindOfAct(re.compile(r"/QĐ-TTg$"), "Quyết định", 4, "Thủ tướng Chính phủ"),
    KindOfAct(re.compile(r"/TTLT-"), "Thông tư liên tịch", 5),
    KindOfAct(re.compile(r"/TT-"), "Thông tư", 5),
    KindOfAct(re.compile(r"/NQ-HĐND$"), "Nghị quyết", 6, "Hội đồng nhân dân tỉnh"),
    KindOfAct(re.compile(r"/QĐ-UBND$"), "Quyết định", 7, "Ủy ban nhân dân tỉnh"),
    KindOfAct(re.compile(r"/QĐ-"), "Quyết định", 8),
)
UNKNOWN = KindOfAct(re.compile(""), "", 9)
MINISTRIES = {
    "BCA": "Bộ Công an",
    "BCT": "Bộ Công Thương",
    "BGDĐT": "Bộ Giáo dục và Đào tạo",
    "BGTVT": "Bộ Giao thông vận tải",
    "BKHCN": "Bộ Khoa học và Công nghệ",
    "BKHĐT": "Bộ Kế hoạch và Đầu tư",
    "BLĐTBXH": "Bộ Lao động - Thương binh và Xã hội",
    "BNG": "Bộ Ngoại giao",
    "BNNMT": "Bộ Nông nghiệp và Môi trường",
    "BNNPTNT": "Bộ Nông nghiệp và Phát triển nông thôn",
    "BNV": "Bộ Nội vụ",
    "BQP": "Bộ Quốc phòng",
    "BTC": "Bộ Tài chính",
    "BTNMT": "Bộ Tài nguyên và Môi trường",
    "BTP": "Bộ Tư pháp",
    "BTTTT": "Bộ Thông tin và Truyền thông",
    "BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch",
    "BXD": "Bộ Xây dựng",
    "BYT": "Bộ Y tế",
}
# A circular and a minister's decision are the minister's, not the ministry's.
OF_A_MINISTER = re.compile(r"/(?:TT|QĐ)-([A-ZĐ]+)$")
NAMED = ("Luật", "Bộ luật", "Pháp lệnh", "Nghị quyết", "Nghị định", "Thông tư", "Quyết định")
VERBS = ("sửa đổi", "quy định", "hướng dẫn", "ban hành", "bãi bỏ", "công bố", "phê duyệt", "về ")
# Where a list has the kind in the field of the number: "Nghị định số 131/2025/NĐ-CP".
KIND_BEFORE = re.compile(rf"^(?:{'|'.join(NAMED)})\s+(?:số\s+)?(?=\d)", re.IGNORECASE)

# What gives the agency its power comes before what the matter stands on (NĐ 30/2020, Phụ lục I).
COMPETENCE = LegalBasis(
    number="72/2025/QH15",
    name="Luật Tổ chức chính quyền địa phương",
    issued_on=date(2025, 6, 16),
)


def sentences(bases: Iterable[LegalBasis]) -> list[str]:
    """Return the lines of a decision of a People's Committee: semicolons, at the end a stop."""
    lines = [f"Căn cứ {cited(basis)}" for basis in (COMPETENCE, *in_order(bases))]
    return [f"{line};" for line in lines[:-1]] + [f"{lines[-1]}."]


def cited(basis: LegalBasis) -> str:
    """Return `Nghị định số 123/2015/NĐ-CP ngày 15 tháng 11 năm 2015 của Chính phủ …`."""
    number = KIND_BEFORE.sub("", basis.number.strip())
    day = f" {_day(basis.issued_on)}" if basis.issued_on else ""
    if number and _names(basis.name, number):
        return _with_day(basis.name, number, day)
    if not number:
        return f"{basis.name}{day}"
    issuer = _issuer(number)
    by = f" của {issuer}" if issuer else ""
    if basis.name.startswith(NAMED):
        return f"{basis.name} số {number}{day}{by}"
    about = f" {_about(basis.name)}" if basis.name else ""
    return f"{_kind(number).name} số {number}{day}{by}{about}".strip()


def in_order(bases: Iterable[LegalBasis]) -> list[LegalBasis]:
    """Return them as a paper lists them: the stronger act first, of equals the earlier."""
    return sorted(bases, key=_place)


def _place(basis: LegalBasis) -> tuple[int, date]:
    number = KIND_BEFORE.sub("", basis.number.strip())
    year = re.search(r"/(\d{4})/", number)
    end_of_year = date(int(year[1]), 12, 31) if year else date.max
    return _kind(number).rank, basis.issued_on or end_of_year


def _kind(number: str) -> KindOfAct:
    return next((kind for kind in KINDS if kind.ending.search(number)), UNKNOWN)


def _issuer(number: str) -> str:
    minister = OF_A_MINISTER.search(number)
    if minister and minister[1] == "VPCP":
        return "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ"
    if minister and minister[1] in MINISTRIES:
        return f"Bộ trưởng {MINISTRIES[minister[1]]}"
    return _kind(number).issuer


def _names(name: str, number: str) -> bool:
    """Whether `name` is a whole sentence that says `number` itself, not one that ends like it."""
    return re.search(rf"(?<![\d.]){re.escape(number)}", name) is not None


def _with_day(name: str, number: str, day: str) -> str:
    """Return the portal's own sentence, with the day behind the number where it lacks it."""
    before, after = re.split(rf"(?<![\d.]){re.escape(number)}", name, maxsplit=1)
    if re.match(r"\s*,?\s*ngày\s", after):
        return name
    return f"{before}{number}{day}{after}"


def _about(name: str) -> str:
    # What a list has in capitals stays so: which words are names cannot be told from them.
    first = name if name.isupper() else name[:1].lower() + name[1:]
    return first if first.lower().startswith(VERBS) else f"về {first}"


def _day(day: date) -> str:
    month = f"{day.month:02}" if day.month < 3 else str(day.month)  # noqa: PLR2004 Annex I, ô 4
    return f"ngày {day.day:02} tháng {month} năm {day.year}"
