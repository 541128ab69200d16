"""Vietnamese text for comparing, finding and sorting, the same in every PostgreSQL.

People paste what looks alike and is not: Đ (U+0110) and Ð (U+00D0), a letter in one sign or in two,
hyphens of six kinds, signs without width. `canonical` is what is compared, `fold` what is searched.
Accents cost nothing to leave out: `hòa`, `hoà` and `hoa` fold to one word, as do `đ` and `d`.
Names sort by the given name, which stands last, in the order of the Vietnamese alphabet.
"""

import re
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

# Signs that nobody sees: without width, marks of direction, soft hyphen, byte order mark.
INVISIBLE = (0xAD, 0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F))
INVISIBLE_OR_LATER = (*INVISIBLE, *range(0x2060, 0x2070))
HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
LOOK_ALIKE = {
    **dict.fromkeys(INVISIBLE_OR_LATER),
    **{ord(hyphen): "-" for hyphen in HYPHENS},
    ord("Ð"): "Đ",  # U+00D0, which Icelandic keyboards and old converters write
    ord("Ɖ"): "Đ",  # U+0189
    ord("ð"): "đ",
    ord("ɖ"): "đ",
}
# The tone of oa, oe, uy stands on either vowel: hoà and hòa, thuỷ and thủy are one word.
TONE_ON_SECOND = re.compile(r"(?<![qQ])([ouOU])([aeyAEY])([\u0300\u0301\u0303\u0309\u0323])(?!\w)")
# A word that ends in this i may be written with y: kí and ký, quí and quý (not thúy, not lái).
I_OR_Y = re.compile(r"^(qu|[bcdghklmnprstvx]+)[iy]$")


def canonical(text: str) -> str:
    """Return `text` as it is compared with another: what looks the same is the same.

    One sign a letter (NFC), one Đ, one hyphen, nothing invisible, words one space apart, the tone
    on the first vowel of oa, oe, uy. Case stays; compare `canonical(a).casefold()`.
    """
    apart = unicodedata.normalize("NFD", text.translate(LOOK_ALIKE))
    placed = TONE_ON_SECOND.sub(r"\1\3\2", apart)
    return " ".join(unicodedata.normalize("NFC", placed).split())


def is_same(name: str, other: str) -> bool:
    """Tell whether two names are the same to a reader, whatever keyboard wrote them."""
    return canonical(name).casefold() == canonical(other).casefold()


def fold(text: str) -> str:
    """Return `text` in small letters without accents, words one space apart.

    Signs that stand for others (m², ﬁ, full width) become those; nothing invisible remains.
    """
    apart = unicodedata.normalize("NFKD", text.translate(LOOK_ALIKE).lower())
    plain = apart.translate(MARKS).replace("đ", "d")
    return " ".join(unicodedata.normalize("NFC", plain).split())


def spellings(word: str) -> tuple[str, ...]:
    """Return the ways in which a folded word is written: `ki` and `ky`, mostly just itself."""
    stem = I_OR_Y.match(word)
    return (f"{stem[1]}i", f"{stem[1]}y") if stem else (word,)


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
    wanted = Q()
    if words.strip() and not fold(words):
        return rows.none()  # only signs that nobody sees: nothing was looked for
    for word in fold(words).split():
        wanted &= holds(field, word)
    return rows.filter(wanted)


def holds(field: str, word: str) -> Q:
    """Return the condition that a folded `field` holds the folded word, however it is spelled."""
    either = Q()
    for spelling in spellings(word):
        either |= Q(**{f"{field}__contains": spelling})
    return either


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
