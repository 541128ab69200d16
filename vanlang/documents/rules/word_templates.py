"""Mẫu Word: a file to go on writing in, with the head and the end as Phụ lục I has them.

It leaves the room that the system writes number, date and signatures into (`word_pages`). What
people wrote is text: nothing of it is read as XML.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from vanlang.documents.rules.drafts import Draft
from vanlang.documents.rules.words import printable

NO_BREAK = "\N{NO-BREAK SPACE}"
ROOM_FOR_NUMBER, ROOM_FOR_DAY = 12 * NO_BREAK, 6 * NO_BREAK
ROOM_TO_SIGN = 1600  # twips: 28 mm
LEFT_COLUMN, RIGHT_COLUMN = 3500, 5570  # twips; together the 160 mm between the margins
THE_SAME_MOMENT = (1980, 1, 1, 0, 0, 0)
MARKS = re.compile(r"\*{1,2}")
ANNEX = "==="
NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS = {
    "[Content_Types].xml": (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/>'
        f'<Override PartName="/word/header1.xml" ContentType="{WORD}.header+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{RELATED}/officeDocument" Target="word/document.xml"/>'
        "</Relationships>"
    ),
    "word/_rels/document.xml.rels": (
        f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{RELATED}/header" Target="header1.xml"/></Relationships>'
    ),
    # Phụ lục I: the number of the page at the top, in the middle, not on the first.
    "word/header1.xml": (
        f'{HEAD}<w:hdr {NAMES}><w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
        '<w:fldSimple w:instr="PAGE"><w:r><w:rPr><w:sz w:val="26"/></w:rPr><w:t>2</w:t></w:r>'
        "</w:fldSimple></w:p></w:hdr>"
    ),
}
SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="r1"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134"'
    ' w:left="1701" w:header="567" w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr>'
)


@dataclass(frozen=True, slots=True)
class Form:
    """What the head and the end of the file say; `kind` is empty for a letter."""

    superior: str
    agency: str
    number: str  # "/QĐ-UBND", or "-KH/ĐU" of the Party
    place: str
    year: int
    kind: str
    signing_as: Sequence[str]
    signer: str
    is_party: bool = False


def write(form: Form, draft: Draft) -> bytes:
    """Return the .docx; the same words give the same bytes."""
    body = "".join([_head(form, draft), *_text(form, draft), _end(form, draft), SECTION])
    document = f"{HEAD}<w:document {NAMES}><w:body>{body}</w:body></w:document>"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {**PARTS, "word/document.xml": document}.items():
            package.writestr(zipfile.ZipInfo(name, THE_SAME_MOMENT), content)
    return held.getvalue()


def _head(form: Form, draft: Draft) -> str:
    left = [_line(part.upper(), size=13) for part in form.superior.split("\n") if part]
    left += [_line(part.upper(), size=13, bold=True) for part in form.agency.split("\n")]
    left.append(_rule(1250))
    if form.is_party:
        right = [_line("ĐẢNG CỘNG SẢN VIỆT NAM", size=15, bold=True), _rule(900)]
    else:
        right = [
            _line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=13, bold=True),
            _line("Độc lập - Tự do - Hạnh phúc", size=14, bold=True),
            _rule(1300),
        ]
    number = [_line(f"Số:{ROOM_FOR_NUMBER}{form.number}", size=13)]
    if not form.kind:
        number.append(_line(f"V/v {draft.subject}", size=12))
    day = f"{form.place}, ngày{ROOM_FOR_DAY}tháng{ROOM_FOR_DAY}năm {form.year}"
    rows = [(left, right), (number, [_line(day, size=13, italic=True)])]
    return _table(rows) + _line("", size=6)


def _text(form: Form, draft: Draft) -> Iterable[str]:
    if form.kind:
        yield _line(form.kind.upper(), size=14, bold=True)
        yield _line(draft.subject, size=14, bold=True)
        yield _rule(3700)
    if draft.to:
        names = draft.to if len(draft.to) == 1 else ("", *(f"- {name};" for name in draft.to))
        yield _paragraph(f"Kính gửi: {names[0]}")
        yield from (_paragraph(name) for name in names[1:])
    yield from (_paragraph(base, italic=True) for base in draft.bases)
    for line in draft.body.split("\n"):
        plain = MARKS.sub("", line).strip()
        if plain.startswith(ANNEX):
            yield '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
            yield _line(plain.removeprefix(ANNEX).strip(), size=14, bold=True)
        elif plain:
            yield _paragraph(plain)


def _end(form: Form, draft: Draft) -> str:
    names = draft.recipients or ("Như trên", "Lưu: VT")
    left = [_line("Nơi nhận:", size=12, bold=True, italic=True, side="left")]
    left += [_line(f"- {name};", size=11, side="left") for name in names]
    right = [_line(line.upper(), size=14, bold=True) for line in form.signing_as]
    right.append(_line(form.signer or "[Họ và tên]", size=14, bold=True, before=ROOM_TO_SIGN))
    return _line("", size=6) + _table([(left, right)])


def _table(rows: Sequence[tuple[Sequence[str], Sequence[str]]]) -> str:
    made = "".join(
        # Never torn apart: title and name stand on one page.
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cell(left, LEFT_COLUMN)}"
        f"{_cell(right, RIGHT_COLUMN)}</w:tr>"
        for left, right in rows
    )
    widths = f'<w:gridCol w:w="{LEFT_COLUMN}"/><w:gridCol w:w="{RIGHT_COLUMN}"/>'
    layout = '<w:tblPr><w:tblLayout w:type="fixed"/>'
    layout += '<w:tblCellMar><w:left w:w="0"/><w:right w:w="0"/></w:tblCellMar></w:tblPr>'
    return f"<w:tbl>{layout}<w:tblGrid>{widths}</w:tblGrid>{made}</w:tbl>"


def _cell(lines: Sequence[str], width: int) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{"".join(lines)}</w:tc>'


def _rule(indent: int) -> str:
    """A short line below the words above it."""
    return (
        '<w:p><w:pPr><w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
        f'<w:spacing w:before="20" w:after="60" w:line="120" w:lineRule="exact"/>'
        f'<w:ind w:left="{indent}" w:right="{indent}"/></w:pPr></w:p>'
    )


def _line(  # noqa: PLR0913 each is one property of a line
    text: str,
    *,
    size: int,
    bold: bool = False,
    italic: bool = False,
    side: str = "center",
    before: int = 0,
) -> str:
    spacing = f'<w:spacing w:before="{before}" w:after="0"/>'
    look = f'<w:pPr>{spacing}<w:jc w:val="{side}"/></w:pPr>'
    return f"<w:p>{look}{_run(text, size, bold=bold, italic=italic)}</w:p>"


def _paragraph(text: str, *, italic: bool = False) -> str:
    look = '<w:spacing w:before="120" w:after="0"/><w:ind w:firstLine="567"/><w:jc w:val="both"/>'
    return f"<w:p><w:pPr>{look}</w:pPr>{_run(text, 14, italic=italic)}</w:p>"


def _run(text: str, size: int, *, bold: bool = False, italic: bool = False) -> str:
    face = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>'
    look = f'{face}{"<w:b/>" * bold}{"<w:i/>" * italic}<w:sz w:val="{size * 2}"/>'
    plain = escape(printable(text))
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{plain}</w:t></w:r>'
