"""Papers a CPU second, each with other data, beside typst setting a bare page of the same text."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from time import process_time

import typst

from bench.rows import Row, peak_memory, say, size
from vanlang.ui import papers

COUNT = size(200, 5)
WARM_UP = size(20, 2)
AT = datetime(2026, 11, 22, 1, 12, tzinfo=UTC)
HEAD: dict[str, object] = {
    "at": AT,
    "title": "Giấy xác nhận",
    "agency": "Ủy ban nhân dân\nxã Mường Bi",
    "symbol": "XN-UBND",
    "place": "Mường Bi",
    "date": date(2026, 11, 22),
    "code": "K7Q4-29TM-X3PD",
    "applicant": "Bùi Thị Lan",
}
RESULT: dict[str, object] = {
    **HEAD,
    "kind": "Giấy xác nhận",
    "summary": "Về tình trạng hôn nhân",
    "paragraphs": ["Ủy ban nhân dân xã Mường Bi xác nhận các thông tin dưới đây. " * 6] * 3,
    "facts": [["Họ và tên", "Bùi Thị Lan"], ["Ngày sinh", "14/03/1990"]],
    "signing_as": ["TM. Ủy ban nhân dân", "Chủ tịch"],
    "signer": "Quách Thị Hòa",
    "recipients": ["Như trên", "Lưu: VT"],
}
RECEIPT: dict[str, object] = {
    **HEAD,
    "receiving_unit": "Trung tâm Phục vụ hành chính công xã Mường Bi",
    "request": "Cấp Giấy xác nhận tình trạng hôn nhân",
    "papers": [{"name": "Tờ khai theo mẫu", "originals": 1}] * 4,
    "term": "03 ngày làm việc",
    "received_at": AT,
    "due_at": AT,
}
BARE = """
#set page(paper: "a4")
#set text(font: "Tinos", size: 14pt)
#sys.inputs.number #lorem(120)
"""


def run() -> list[Row]:
    bare = _bare()
    return [
        _row("a result, one page with QR", "public_services/result", RESULT, bare),
        _row("a receipt, one page with QR", "public_services/receipt", RECEIPT, bare),
    ]


def _row(name: str, template: str, data: Mapping[str, object], bare: float) -> Row:
    def make(number: int) -> None:
        paper = papers.render(
            template, {**data, "number": str(number), "qr": f"https://example.vn/{number}"}
        )
        if paper.pages != 1:
            raise RuntimeError(f"{template}: {paper.pages} pages")

    for number in range(WARM_UP):
        make(number)
    began = process_time()
    for number in range(COUNT):
        make(WARM_UP + number)
    rate = COUNT / (process_time() - began)
    say(f"{name}: {rate:.0f} a CPU second")
    return Row(
        name,
        rate,
        "papers/CPU s",
        bare,
        "bare typst pages/CPU s",
        rate / bare,
        memory=peak_memory(),
    )


def _bare() -> float:
    """Return how many bare pages, PDF/A like ours, typst sets a CPU second."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(papers.FONTS)]
    )
    compiler = typst.Compiler(font_paths=fonts, ignore_system_fonts=True)
    began = process_time()
    for number in range(COUNT):
        compiler.compile(
            BARE.encode(),
            format="pdf",
            sys_inputs={"number": str(number)},
            pdf_standards="a-2b",
            timestamp=0,
        )
    return COUNT / (process_time() - began)
