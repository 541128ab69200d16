"""How a procedure is looked up by what people say: `đẻ con`, `làm sổ đỏ`, `khai sinhh`.

Three rounds, each only when the one before gave nothing: every word stands in the procedure, as
typed or as its synonyms say; every word stands there but for a slip of the keys; some of the
words stand there, the rare ones counting most. The third gives what is near, and says so.
"""

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vanlang.kernel.search import fold, spellings

SHORTEST_BEGINNING = 2  # letters from which an unfinished word counts
SHORTEST_WITH_SLIP = 4  # of the longer word; below, another letter makes another word
ENOUGH_OF_THE_BEST = 0.6  # of the weight of the words that the nearest has
A_PAIR = 6  # two words side by side as in the name say more than a rare word alone
MOST_NEAR = 10

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """What a procedure is looked up by, in words as they are compared."""

    code: str
    name: Words
    keywords: tuple[Words, ...]
    rest: Words

    @classmethod
    def of(cls, code: str, name: str, keywords: Iterable[str], rest: str) -> "Text":
        return cls(code, words_of(name), tuple(map(words_of, keywords)), words_of(rest))

    @property
    def all(self) -> Words:
        return (*self.name, *(word for keyword in self.keywords for word in keyword), *self.rest)


@dataclass(frozen=True, slots=True)
class Synonyms:
    """What people say, and what the catalogue writes for it."""

    fillers: tuple[Words, ...]
    means: Mapping[Words, tuple[Words, ...]]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Synonyms":
        means: dict[Words, tuple[Words, ...]] = {}
        for row in data["synonyms"]:
            written = tuple(words_of(text) for text in row["means"])
            for spoken in row["said"]:
                means[words_of(spoken)] = written
        longest_first = sorted((words_of(text) for text in data["fillers"]), key=len, reverse=True)
        return cls(tuple(longest_first), means)


@dataclass(frozen=True, slots=True)
class Match:
    """A place in the list: the smaller the rank, the better."""

    position: int
    rank: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    positions: list[int]
    is_near: bool = False  # not every word stands in them


def words_of(text: str) -> Words:
    """Return the words as they are compared: without accents and signs, `ký` as `kí`."""
    plain = "".join(sign if sign.isalnum() or sign == "." else " " for sign in fold(text))
    return tuple(spellings(word.strip("."))[0] for word in plain.split() if word.strip("."))


def look_up(query: str, texts: Sequence[Text], synonyms: Synonyms) -> Matches:
    """Return the positions of the texts that answer the query, the best first."""
    typed = words_of(query)
    if not typed:
        return Matches(list(range(len(texts))))
    variants = list(_variants(typed, synonyms))
    for slips in (False, True):
        best: dict[int, tuple[float, ...]] = {}
        for order, variant in enumerate(variants):
            for position, text in enumerate(texts):
                if rank := _rank(variant, text, slips=slips):
                    better = min(best.get(position, (math.inf,)), (*rank, order))
                    best[position] = better
        if best:
            return Matches(sorted(best, key=lambda position: (best[position], position)))
    return Matches(_near(variants, texts), is_near=True)


def _variants(typed: Words, synonyms: Synonyms) -> Iterator[Words]:
    """Yield the query as typed, then with what people say put into the catalogue's words."""
    yield typed
    bare = _without_fillers(typed, synonyms.fillers)
    seen = {typed}
    for words in (typed, bare):
        for variant in (*_translated(words, synonyms), words):
            shorter = _without_fillers(variant, synonyms.fillers)
            if shorter and shorter not in seen:
                seen.add(shorter)
                yield shorter


def _translated(words: Words, synonyms: Synonyms) -> Iterator[Words]:
    """Yield the words with the longest saying among them translated, in each way it is written."""
    for length in range(len(words), 0, -1):
        hits = 0
        for start in range(len(words) - length + 1):
            spoken = words[start : start + length]
            for written in synonyms.means.get(spoken, ()):
                hits += 1
                # What is said beside it may be said of anything: the meaning alone comes too.
                yield (*words[:start], *written, *words[start + length :])
                yield written
                yield spoken  # a keyword may say it in the same words
        if hits:
            return


def _without_fillers(words: Words, fillers: Sequence[Words]) -> Words:
    left: list[str] = []
    position = 0
    while position < len(words):
        for filler in fillers:
            if words[position : position + len(filler)] == filler:
                position += len(filler)
                break
        else:
            left.append(words[position])
            position += 1
    return tuple(left)


def _rank(query: Words, text: Text, *, slips: bool) -> tuple[float, ...] | None:
    """Tell how well every word of the query stands in the text; None where one does not."""
    if query in (words_of(text.code), text.name):
        return (0, 0)
    words = text.all
    last = len(query) - 1
    for number, word in enumerate(query):
        in_code = not word.isalpha() and word in text.code
        begun = number == last
        if not in_code and not any(_is(word, it, begun=begun, slips=slips) for it in words):
            return None
    length = len(text.name)
    if query in text.keywords:
        return (1, length)
    if _has_phrase(query, text.name):
        at_end = text.name[: len(query)] == query or text.name[-len(query) :] == query
        return (2 if at_end else 3, length)
    in_name = all(any(_is(word, other, slips=slips) for other in text.name) for word in query)
    if in_name:
        return (4, length)
    return (5, length)


def _has_phrase(phrase: Words, words: Words) -> bool:
    size = len(phrase)
    return any(words[start : start + size] == phrase for start in range(len(words) - size + 1))


def _is(word: str, other: str, *, begun: bool = False, slips: bool = False) -> bool:
    if word == other:
        return True
    if begun and len(word) >= SHORTEST_BEGINNING and other.startswith(word):
        return True
    return slips and max(len(word), len(other)) >= SHORTEST_WITH_SLIP and is_one_slip(word, other)


def is_one_slip(word: str, other: str) -> bool:
    """Tell whether one letter more, less, another, or two in the wrong order is the difference."""
    if abs(len(word) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    end, other_end = word[start:], other[start:]
    swapped = end[:2] == other_end[1::-1] and len(other_end) > 1 and end[2:] == other_end[2:]
    return end[1:] == other_end[1:] or end[1:] == other_end or end == other_end[1:] or swapped


def _near(variants: Sequence[Words], texts: Sequence[Text]) -> list[int]:
    """Return what has some of the words, the most telling first; words everywhere tell nothing."""
    frequency = Counter(word for text in texts for word in set(text.all))
    weight = {word: math.log(1 + len(texts) / count) for word, count in frequency.items()}
    scores: dict[int, float] = {}
    for query in variants:
        for position, text in enumerate(texts):
            common = set(query) & set(text.all)
            score = sum(weight[word] for word in common) + A_PAIR * _in_order(query, text.name)
            if common:
                scores[position] = max(scores.get(position, 0), score)
    least = ENOUGH_OF_THE_BEST * max(scores.values(), default=0)
    near = [position for position, score in scores.items() if score >= least]
    near.sort(key=lambda position: (-scores[position], len(texts[position].name)))
    return near[:MOST_NEAR]


def _in_order(query: Words, name: Words) -> int:
    """Return how many pairs of neighbours in the query are neighbours in the name."""
    pairs = set(itertools.pairwise(name))
    return sum(pair in pairs for pair in set(itertools.pairwise(query)))
