"""Files as drafters bring them: the PDF of a Word file with room left, and the Word file itself."""

import typst

from vanlang.documents.rules import word_templates
from vanlang.documents.rules.drafts import Draft
from vanlang.ui.papers import FONTS

NUMBER = "Số:#h(12mm)/UBND-VHXH"
DAY = "Mường Bi, ngày#h(7mm)tháng#h(7mm)năm 2026"
SIGNING = ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
PAGE = """
#set page(paper: "{paper}", margin: (top: 20mm, bottom: 20mm, left: {left}mm, right: 15mm))
#set text(font: "Tinos", size: 13pt, lang: "vi", ligatures: false)
#grid(columns: (1fr, 1.4fr), align: center,
  [ỦY BAN NHÂN DÂN \\ *XÃ MƯỜNG BI* \\ {number} \\ V/v an toàn thông tin],
  [*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM* \\
    *Độc lập - Tự do - Hạnh phúc* \\ _{day}_])
#v(8mm)
Kính gửi: Các thôn trong xã.

{body}
#v(6mm)
#grid(columns: (1fr, 1fr),
  [*_Nơi nhận:_* \\ - Như trên;], align(center)[{signing}#v({room}mm)*{name}*])
{after}
"""


def typed(  # noqa: PLR0913 what a drafter may type otherwise
    *,
    number: str = NUMBER,
    day: str = DAY,
    signing: tuple[str, ...] = SIGNING,
    name: str = "Quách Thị Hòa",
    body: str = "Thực hiện chỉ đạo của tỉnh, đề nghị các thôn rà soát và báo cáo.",
    room: int = 25,
    left: int = 30,
    paper: str = "a4",
    after: str = "",
) -> bytes:
    """Return a PDF as Word saves it, with the room for number, date and signature."""
    lines = " \\ ".join(f"*{line}*" for line in signing)
    source = PAGE.format(
        number=number,
        day=day,
        body=body,
        signing=lines,
        name=name,
        room=room,
        left=left,
        paper=paper,
        after=after,
    )
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
    made = typst.Compiler(source.encode(), font_paths=fonts).compile(format="pdf")
    assert isinstance(made, bytes)
    return made


def docx() -> bytes:
    """Return a Word file of a commune's letter, from our own template."""
    form = word_templates.Form(
        superior="",
        agency="Ủy ban nhân dân\nxã Mường Bi",
        number="/UBND-VHXH",
        place="Mường Bi",
        year=2026,
        kind="",
        signing_as=("TM. Ủy ban nhân dân", "Chủ tịch"),
        signer="Quách Thị Hòa",
    )
    text = Draft(
        subject="tăng cường an toàn thông tin",
        to=("Các thôn trong xã",),
        body="Thực hiện chỉ đạo của tỉnh.\n1. Rà soát <mọi> máy tính & mạng.",
        recipients=("Như trên", "Lưu: VT"),
    )
    return word_templates.write(form, text)
