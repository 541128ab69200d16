"""The pages of procedures on the national portal, as they were crawled: what stands where."""

from dataclasses import dataclass
from typing import ClassVar

from vanlang.public_services.rules.plain import Unreadable, read

LONGEST_CODE, LONGEST_NAME, LONGEST_FIELD = 20, 1000, 200  # as the columns are
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


def page(content: object) -> Page:
    """Return one page of a crawl; raise Unreadable naming the place that is wrong."""
    read_page = read(Page, content)
    if not read_page.code.strip() or not read_page.name.strip():
        raise Unreadable("thiếu mã hoặc tên.")
    for label, text, most in (
        ("mã", read_page.code.strip(), LONGEST_CODE),
        ("tên", read_page.name, LONGEST_NAME),
        ("lĩnh vực", read_page.field, LONGEST_FIELD),
    ):
        if len(text) > most:
            raise Unreadable(f"{label} dài {len(text)} ký tự, tối đa {most}.")
    return read_page
