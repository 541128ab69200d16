"""Two versions of a draft side by side: lines against lines, and inside them word against word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

WORDS = re.compile(r"\s+|\w+|[^\w\s]")


class Mark(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    mark: Mark = Mark.SAME


Side = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the older version beside what became of it."""

    left: Side
    right: Side

    @property
    def is_changed(self) -> bool:
        return any(piece.mark != Mark.SAME for piece in (*self.left, *self.right))


def compare(old: str, new: str) -> tuple[Row, ...]:
    """Return the rows of a comparison; equal texts give rows without a change."""
    return tuple(_rows(_lines(old), _lines(new)))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.replace("\r\n", "\n").split("\n") if line.strip()]


def _rows(old: list[str], new: list[str]) -> Iterator[Row]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for verb, left, left_end, right, right_end in matcher.get_opcodes():
        if verb == "equal":
            for line in old[left:left_end]:
                yield Row((Piece(line),), (Piece(line),))
        else:
            pairs = zip_longest(old[left:left_end], new[right:right_end], fillvalue="")
            yield from (_row(before, after) for before, after in pairs)


def _row(before: str, after: str) -> Row:
    if not before:
        return Row((), (Piece(after, Mark.NEW),))
    if not after:
        return Row((Piece(before, Mark.GONE),), ())
    old, new = WORDS.findall(before), WORDS.findall(after)
    left: list[Piece] = []
    right: list[Piece] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for verb, start, end, new_start, new_end in matcher.get_opcodes():
        same = verb == "equal"
        left.extend(_piece(old[start:end], Mark.SAME if same else Mark.GONE))
        right.extend(_piece(new[new_start:new_end], Mark.SAME if same else Mark.NEW))
    return Row(tuple(left), tuple(right))


def _piece(words: Sequence[str], mark: Mark) -> Iterator[Piece]:
    if words:
        yield Piece("".join(words), mark)
