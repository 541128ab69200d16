"""Vietnamese text for finding and for sorting, the same in every PostgreSQL.

Accents cost nothing to leave out: `hòa`, `hoà` and `hoa` fold to one word, as do `đ` and `d`.
Names sort by the given name, which stands last, in the order of the Vietnamese alphabet.
"""

import unicodedata
from collections.abc import Iterator
from typing import TypeVar

from django.contrib.postgres.indexes import GinIndex
from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)

MARKS = dict.fromkeys(code for code in range(0x300, 0x370) if unicodedata.combining(chr(code)))
ALPHABET = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = {"\u0300": "b", "\u0309": "c", "\u0303": "d", "\u0301": "e", "\u0323": "f"}  # huyền … nặng
LEVEL = "a"  # ngang
END = "aa"  # sorts before every letter, so that An comes before Anh
WEIGHTS = {
    letter: f"{chr(ord('b') + number // 26)}{chr(ord('a') + number % 26)}"
    for number, letter in enumerate(ALPHABET)
}


def fold(text: str) -> str:
    """Return `text` in small letters without accents, words one space apart."""
    plain = unicodedata.normalize("NFD", text.lower()).translate(MARKS).replace("đ", "d")
    return " ".join(unicodedata.normalize("NFC", plain).split())


def sort_key(name: str, *, given_first: bool = True) -> str:
    """Return a key of small ASCII letters that any collation orders as Vietnamese lists do.

    The given name counts first, then the family name and what lies between. Within a word its
    letters count before its tone: a ă â … d đ … ; ngang, huyền, hỏi, ngã, sắc, nặng.
    """
    words = name.lower().split()
    if given_first:
        words = words[-1:] + words[:-1]
    return "".join(_word_key(word) for word in words)


def matches(rows: QuerySet[Row], field: str, words: str) -> QuerySet[Row]:
    """Return the rows whose folded `field` holds every one of `words`, in any order."""
    found = Q()
    for word in fold(words).split():
        found &= Q(**{f"{field}__contains": word})
    return rows.filter(found)


def index(field: str, *, name: str) -> GinIndex:
    """Return the index that makes `matches` on a folded `field` fast, for a model's Meta."""
    return GinIndex(fields=[field], opclasses=["gin_trgm_ops"], name=name)


def _word_key(word: str) -> str:
    tone, letters = LEVEL, []
    for letter in _letters(word):
        tone = next((TONES[mark] for mark in letter[1:] if mark in TONES), tone)
        base = unicodedata.normalize(
            "NFC", letter[0] + "".join(mark for mark in letter[1:] if mark not in TONES)
        )
        letters.append(WEIGHTS.get(base) or WEIGHTS.get(letter[0], ""))
    return f"{''.join(letters)}{END}{tone}"


def _letters(word: str) -> Iterator[str]:
    """Yield each letter of `word` followed by its marks."""
    letter = ""
    for sign in unicodedata.normalize("NFD", word):
        if letter and unicodedata.combining(sign):
            letter += sign
            continue
        if letter:
            yield letter
        letter = sign
    if letter:
        yield letter
