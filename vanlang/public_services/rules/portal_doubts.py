"""What is doubtful on a page of the national portal, one sentence for each doubt."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from vanlang.public_services.rules.portal_pages import Component, Page, Way

FREE = frozenset({"miễn phí", "không thu", "không"})
DONG = re.compile(r"([\d.,]+)\s*(?:đồng|đ|vnđ)\b", re.IGNORECASE)
ENUMERATED = re.compile(r"^\(?(\d{1,2})[).]\s")
PART = re.compile(r"^[a-zđ]\)|^\(?[ivx]+\)|^[-+•]", re.IGNORECASE)
NOT_A_PROCEDURE = re.compile(r"^Công bố (Danh mục|quyết định)", re.IGNORECASE)
FORM_FILE = re.compile(r"\.(?:pdf|docx?)$", re.IGNORECASE)
ELSEWHERE = re.compile(
    r"tỉnh (Hà Tĩnh|Sơn La|Đắk Lắk|Lâm Đồng|Thanh Hóa|Nghệ An)|Thành phố Hà Nội", re.IGNORECASE
)
SHORTEST_NAME = 8


def of(page: Page) -> tuple[str, ...]:
    """Return the doubts, each once, in the order of the page."""
    doubts = [
        *_of_the_name(page),
        *_of_the_term(page),
        *_of_the_fees(page),
        *_of_the_papers(page),
        *_of_the_rest(page),
    ]
    return tuple(dict.fromkeys(doubts))


def dong(way: Way) -> int | None:
    """Return the fee in đồng, or None where it is not said or not in đồng."""
    text = (way.fee or "").strip().lower()
    if text in FREE:
        return 0
    if found := DONG.search(text):
        digits = re.sub(r"[.,]", "", found[1])
        return int(digits) if digits else None
    return None


def whole_name(paper: Component) -> str:
    """Return the paper's name with the rest that the crawl put into the form's name."""
    if not is_cut(paper):
        return paper.name
    return FORM_FILE.sub("", paper.name + paper.form).strip()


def is_cut(paper: Component) -> bool:
    """Tell whether the name goes on in `form`: it begins in the middle of a word."""
    return bool(paper.form) and paper.form[:1].islower()


def _of_the_name(page: Page) -> Iterator[str]:
    if NOT_A_PROCEDURE.search(page.name):
        yield "Tên là tên một quyết định công bố, không phải tên thủ tục."
    if ELSEWHERE.search(f"{page.name} {page.executing or ''} {page.competent or ''}"):
        yield "Trang nói về tỉnh, thành phố khác."


def _of_the_term(page: Page) -> Iterator[str]:
    for way in page.channels:
        if not way.time:
            yield f"{way.channel}: không có thời hạn."
        elif not way.unit:
            yield f"{way.channel}: thời hạn {way.time} không có đơn vị."
    terms = {(way.time, way.unit) for way in page.channels if way.time}
    if len(terms) > 1:
        said = ", ".join(f"{way.channel} {way.time} {way.unit or '?'}" for way in page.channels)
        yield f"Thời hạn khác nhau theo cách nộp: {said}."


def _of_the_fees(page: Page) -> Iterator[str]:
    for way in page.channels:
        amount = dong(way)
        if not way.fee:
            yield f"{way.channel}: không ghi mức thu."
        elif amount is None:
            yield f"{way.channel}: không đọc được mức thu “{way.fee}”."
        elif way.fee_amount is not None and amount != way.fee_amount:
            yield f"{way.channel}: mức thu bằng chữ và bằng số khác nhau."
        if amount and any(dong_text != amount for dong_text in _amounts(way.note or "")):
            yield f"{way.channel}: mức thu {amount} đồng, lời dẫn còn nói mức khác."


def _amounts(text: str) -> list[int]:
    return [int(re.sub(r"[.,]", "", found)) for found in DONG.findall(text) if found.strip(".,")]


def _of_the_papers(page: Page) -> Iterator[str]:
    real = [paper for paper in page.papers if not paper.note_only]
    remarks = len(page.papers) - len(real)
    if not page.papers:
        yield "Không có thành phần hồ sơ."
    if remarks:
        yield f"{remarks} trong {len(page.papers)} dòng thành phần hồ sơ là lời dặn."
    if any(is_cut(paper) for paper in real):
        yield "Tên thành phần bị cắt, phần sau nằm ở tên mẫu đơn."
    if any(len(whole_name(paper).strip()) < SHORTEST_NAME for paper in real):
        yield "Có thành phần tên quá ngắn."
    if _is_disordered([paper.name for paper in real]):
        yield "Thứ tự thành phần hồ sơ đã mất."
    doubles = [name for name, count in Counter(paper.name for paper in real).items() if count > 1]
    if doubles:
        yield f"{len(doubles)} thành phần lặp lại."
    if any(not paper.original and not paper.copy for paper in real):
        yield "Có thành phần không ghi số bản."


def _is_disordered(names: list[str]) -> bool:
    """Numbers at the beginnings that do not rise, or parts of an enumeration out of their place."""
    numbers = [int(found[1]) for name in names if (found := ENUMERATED.match(name))]
    rising = all(a < b for a, b in pairwise(numbers))
    parts = [found[0].lower() for name in names if (found := PART.match(name)) and ")" in found[0]]
    return not rising or parts != sorted(parts)


def _of_the_rest(page: Page) -> Iterator[str]:
    if not page.competent and not page.executing:
        yield "Không ghi cơ quan thực hiện, cơ quan có thẩm quyền."
    elif not page.competent:
        yield "Không ghi cơ quan có thẩm quyền, chỉ ghi cơ quan thực hiện."
    unnumbered = sum(not law.code for law in page.legal_basis)
    if unnumbered:
        yield f"{unnumbered} căn cứ pháp lý không có số, ký hiệu."
    for outcome in page.results:
        if not outcome.code:
            yield f"Kết quả “{outcome.name[:60]}” không có mã."
    if len(page.results) > 1:
        yield f"{len(page.results)} kết quả; lấy kết quả cuối."
    if len(page.levels) > 1:
        yield f"Nhiều cấp thực hiện: {', '.join(page.levels)}."
