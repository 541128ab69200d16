"""What can still be made out of a message that cannot be read: for a person, never for a rule."""

import re
from dataclasses import dataclass
from html import unescape

from vanlang.documents.rules.words import printable

HEAD_BYTES = 2**16
LONGEST = 500
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
TAG = r"<(?:[\w.-]{1,40}:)?%s(?:\s[^<>]{0,500})?>([^<]{1,2000})<"
SUBJECT, NUMBER, NOTATION, SENDER = (
    re.compile(TAG % name) for name in ("Subject", "CodeNumber", "CodeNotation", "OrganName")
)


@dataclass(frozen=True, slots=True)
class Glimpse:
    subject: str = ""
    notation: str = ""
    sender: str = ""


def glimpse(content: bytes) -> Glimpse:
    """Return the words that stand in their places at the head of whatever came; never raises."""
    encoding = "utf-16" if content[:2] in UTF16_MARKS else "utf-8"
    text = content[:HEAD_BYTES].decode(encoding, errors="replace")
    notation = "/".join(filter(None, (_words(NUMBER, text), _words(NOTATION, text))))
    return Glimpse(_words(SUBJECT, text), notation, _words(SENDER, text))


def _words(pattern: "re.Pattern[str]", text: str) -> str:
    place = pattern.search(text)
    return " ".join(printable(unescape(place[1])).split())[:LONGEST] if place else ""
