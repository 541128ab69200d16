"""What stands behind the signed bytes of a PDF: well-formed additions, padding, or neither."""

import re
from enum import StrEnum

WHITE = b"\r\n\t\f \x00"
SPACE = re.compile(rb"[\s\x00]*")
OBJECT = re.compile(rb"\d{1,10}\s+\d{1,5}\s+obj\b")
TABLE = re.compile(rb"xref\b|trailer\b|startxref\b")
FINISH = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF")
# Programs leave their name in what they add; a file that begins anew is no such remark.
REMARK = re.compile(rb"%(?!PDF-|%EOF)[^\r\n<]{0,100}(?=[\r\n])")
FARTHEST_HEADER = 1024
# Programs end a file with a line end or two.
LONGEST_LINE_END = 8


class Tail(StrEnum):
    ORDERLY = "orderly"
    PADDED = "padded"
    STRANGE = "strange"


def judge(pdf: bytes, end: int) -> Tail:
    """Account for every byte behind `end`, where the last signature's cover stops.

    Only whole increments may stand there (ISO 32000-2, 7.5.6): objects, a table of its own, and
    the mark that ends the file. Blanks behind the last mark are padding; anything else is strange.
    """
    position = finished = end
    while True:
        position = _after(SPACE, pdf, position)
        if position == len(pdf):
            break
        if OBJECT.match(pdf, position):
            position = _end_of_object(pdf, position)
        elif TABLE.match(pdf, position):
            position = finished = _end_of_increment(pdf, position, finished)
        else:
            position = _after(REMARK, pdf, position)
        if position < 0:
            return Tail.STRANGE
    rest = pdf[finished:]
    if rest.strip(WHITE):
        return Tail.STRANGE
    is_line_end = len(rest) <= LONGEST_LINE_END and b"\x00" not in rest
    return Tail.ORDERLY if is_line_end else Tail.PADDED


def _after(pattern: re.Pattern[bytes], pdf: bytes, position: int) -> int:
    match = pattern.match(pdf, position)
    return match.end() if match else -1


def _end_of_object(pdf: bytes, position: int) -> int:
    end = pdf.find(b"endobj", position)
    stream = pdf.find(b"stream", position, max(end, position))
    if stream >= 0:
        end = pdf.find(b"endobj", max(pdf.find(b"endstream", stream), stream))
    return end + len(b"endobj") if end >= 0 else -1


def _end_of_increment(pdf: bytes, position: int, since: int) -> int:
    """Return where an increment ends whose table lies in itself, and in nothing before it."""
    finish = FINISH.search(pdf, position)
    if finish is None:
        return -1
    table = int(finish[1]) + max(pdf.find(b"%PDF-", 0, FARTHEST_HEADER), 0)
    return finish.end() if since <= table < finish.start() else -1
