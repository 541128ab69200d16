"""The pages of procedures on the national portal, as they were crawled: what stands where."""

from dataclasses import dataclass
from typing import ClassVar

from vanlang.public_services.rules.plain import Unreadable, read

ONLINE, DIRECT, POST = "Trực tuyến", "Trực tiếp", "Dịch vụ bưu chính"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Cách thức thực hiện."""

    lenient: ClassVar[bool] = True
    channel: str
    time: int | None = None
    unit: str | None = None
    fee: str | None = None
    fee_amount: int | float | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """Thành phần hồ sơ; `note_only` marks a remark, `form` may hold the rest of a cut name."""

    lenient: ClassVar[bool] = True
    name: str
    group: str | None = None
    original: int = 0
    copy: int = 0
    note_only: bool = False
    form: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    lenient: ClassVar[bool] = True
    code: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    lenient: ClassVar[bool] = True
    name: str
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One procedure as crawled."""

    lenient: ClassVar[bool] = True
    code: str
    name: str
    field: str = ""
    levels: tuple[str, ...] = ()
    decision: str | None = None
    subjects: tuple[str, ...] = ()
    executing: str | None = None
    competent: str | None = None
    channels: tuple[Way, ...] = ()
    papers: tuple[Component, ...] = ()
    legal_basis: tuple[Law, ...] = ()
    results: tuple[Outcome, ...] = ()
    url: str = ""


def pages(content: object) -> list[Page]:
    """Return the pages of a crawl; raise Unreadable naming the entry and the place."""
    if not isinstance(content, list):
        raise Unreadable("Tệp phải là một danh sách thủ tục.")
    found = []
    for index, entry in enumerate(content, 1):
        code = entry.get("code") if isinstance(entry, dict) else None
        try:
            page = read(Page, entry)
        except Unreadable as problem:
            raise Unreadable(f"Thủ tục thứ {index} ({code or 'không mã'}): {problem}") from None
        if not page.code.strip() or not page.name.strip():
            raise Unreadable(f"Thủ tục thứ {index}: thiếu mã hoặc tên.")
        found.append(page)
    codes = [page.code for page in found]
    if double := next((code for code in codes if codes.count(code) > 1), None):
        raise Unreadable(f"Mã {double} có hai lần trong tệp.")
    return found
