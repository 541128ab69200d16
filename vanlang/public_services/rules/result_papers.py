"""What a result says, in the order and words of the law's own form, put together from answers.

A layout is data of the procedure (`ResultPaper`). In its texts `{key}` is an answer of the form or
a field that the officer fills in, `{key:upper}` the same in capitals, `{key:words}` a date in
words; `{agency}`, `{agency_in_full}` (with its
province), `{head}` and `{addressee}` come from who settles and who asked. What has no
answer is left out with the words around it, so that no paper says "do  cấp".
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from vanlang.public_services.rules.parts import (
    FieldKind,
    FieldSpec,
    ResultPaper,
    ResultSection,
    Section,
)

PLACE = re.compile(r"\{(\w+)(?::(\w+))?\}")
GIVEN_TO_ALL = frozenset({"agency", "agency_in_full", "head", "addressee"})
# What a person is reached by stands in the dossier, not on the paper.
NOT_ON_PAPER = frozenset({FieldKind.PHONE, FieldKind.EMAIL})
NOT_PRINTED = frozenset({"copies", "declared", "relation"})
NUMBERED = re.compile(r"^\d+\. ")
SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-ZĐÀ-Ỹ])")
FILED = "Lưu: VT, HS"
CARRIED_OUT = re.compile(r"^(Điều \d+)\. .*\bthi hành\b")
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


@dataclass(frozen=True, slots=True)
class SetPaper:
    """A layout with its places filled in: what the template prints."""

    opening: tuple[str, ...]
    sections: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    closing: tuple[str, ...]
    summary: str = ""
    authority: str = ""
    to: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.opening and not self.sections


def layout_of(paper: ResultPaper, form: Iterable[Section]) -> ResultPaper:
    """Return the layout, or, where none is laid down, everything that the form asked."""
    if paper.sections or paper.opening:
        return paper
    sections = tuple(
        ResultSection(
            title=part.title,
            lines=tuple(
                f"{field.label}|{{{field.key}}}" for field in part.fields if _is_printed(field)
            ),
        )
        for part in form
    )
    return ResultPaper(sections=tuple(section for section in sections if section.lines))


def _is_printed(field: FieldSpec) -> bool:
    return field.kind not in NOT_ON_PAPER and field.key not in NOT_PRINTED


def texts_of(paper: ResultPaper) -> Iterator[str]:
    yield from paper.opening
    for section in paper.sections:
        for line in section.lines:
            yield line.partition("|")[2]
    yield from (*paper.closing, paper.summary, paper.authority, paper.to)


def keys_of(paper: ResultPaper) -> frozenset[str]:
    """Return the answers that the layout needs, without what every paper has."""
    found = {match[1] for text in texts_of(paper) for match in PLACE.finditer(text)}
    return frozenset(found) - GIVEN_TO_ALL


def line_keys_of(paper: ResultPaper) -> frozenset[str]:
    """Return the answers that stand in labelled lines, which an officer may correct."""
    lines = (line for section in paper.sections for line in section.lines)
    found = {match[1] for line in lines for match in PLACE.finditer(line)}
    return frozenset(found) - GIVEN_TO_ALL


def fitted(paper: ResultPaper, known: AbstractSet[str]) -> ResultPaper:
    """Return the layout without the lines that ask only for answers that are not known."""

    def stays(line: str) -> bool:
        keys = {match[1] for match in PLACE.finditer(line)}
        return not keys or bool(keys & (known | GIVEN_TO_ALL))

    sections = (
        replace(section, lines=tuple(line for line in section.lines if stays(line)))
        for section in paper.sections
    )
    return replace(paper, sections=tuple(section for section in sections if section.lines))


def set_paper(paper: ResultPaper, facts: Mapping[str, str]) -> SetPaper:
    """Fill in the layout; a line, sentence or part without any answer is left out."""
    sections = []
    for section in paper.sections:
        lines = tuple(
            (label, value)
            for label, _, text in (line.partition("|") for line in section.lines)
            if (value := in_parts(text, facts))
        )
        if lines:
            labels = _numbered(label for label, _ in lines)
            values = (value for _, value in lines)
            sections.append((section.title, tuple(zip(labels, values, strict=True))))
    titles = _numbered(title for title, _ in sections)
    sections = [(title, lines) for title, (_, lines) in zip(titles, sections, strict=True)]
    return SetPaper(
        opening=tuple(text for words in paper.opening if (text := in_sentences(words, facts))),
        sections=tuple(sections),
        closing=tuple(text for words in paper.closing if (text := in_sentences(words, facts))),
        summary=in_sentences(paper.summary, facts),
        authority=in_parts(paper.authority, facts),
        to=in_parts(paper.to, facts),
    )


def is_decided_by_head(paper: ResultPaper) -> bool:
    """Tell whether the head decides alone, as the line above the bases says (“CHỦ TỊCH …”)."""
    return "{head}" in paper.authority


def recipients(paper: ResultPaper, body: Iterable[str], addressee: str) -> list[str]:
    """Return who gets the paper; of a decision first those whom its last article names."""
    if not paper.recipients:
        return []
    if paper.letter:
        return ["Như trên", FILED]
    carry_out = [match[1] for text in body if (match := CARRIED_OUT.match(text))]
    return [*(f"Như {article}" for article in carry_out[-1:]), addressee, FILED]


def _numbered(labels: Iterable[str]) -> Iterator[str]:
    """Number anew what is numbered, so that a part left out leaves no gap behind it."""
    number = 0
    for label in labels:
        number += bool(NUMBERED.match(label))
        yield NUMBERED.sub(f"{number}. ", label)


def in_sentences(text: str, facts: Mapping[str, str]) -> str:
    """Fill in a paragraph; a sentence, or a part between semicolons, without answers goes."""
    sentences = []
    for sentence in SENTENCE.split(text):
        parts = [part for part in sentence.split("; ") if _has_answers(part, facts)]
        filled = "; ".join(_filled(part, facts) for part in parts).rstrip(";,")
        if filled:
            ends = filled.endswith((".", ":")) or not text.endswith(".")
            sentences.append(filled if ends else f"{filled}.")
    return " ".join(sentences)


def in_parts(text: str, facts: Mapping[str, str]) -> str:
    """Fill in a line; a part between commas without any answer goes."""
    parts = [part for part in text.split(", ") if _has_answers(part, facts)]
    filled = ", ".join(_filled(part, facts) for part in parts)
    return re.sub(r"[:,;]\s*$", "", filled).strip()


def _has_answers(part: str, facts: Mapping[str, str]) -> bool:
    keys = [match[1] for match in PLACE.finditer(part)]
    return not keys or any(facts.get(key) for key in keys)


def _filled(part: str, facts: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        answer = facts.get(match[1], "")
        if match[2] == "upper":
            return answer.upper()
        return day_in_words(answer) if match[2] == "words" else answer

    return re.sub(r"\s{2,}", " ", PLACE.sub(value, part)).strip()


def day_in_words(day: str) -> str:
    """Return 05/03/2026 as `Ngày năm tháng ba năm hai nghìn không trăm hai mươi sáu`."""
    match = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", day)
    if match is None:
        return day
    number, month, year = (int(part) for part in match.groups())
    named = {1: "một", 4: "tư"}.get(month) or number_in_words(month)
    return f"Ngày {number_in_words(number)} tháng {named} năm {year_in_words(year)}"


def number_in_words(number: int) -> str:
    """Return a number below a hundred in words: 21 is `hai mươi mốt`, 15 `mười lăm`."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    last = {0: "", 5: "lăm", 1: "mốt" if tens > 1 else "một"}.get(ones, DIGITS[ones])
    first = "mười" if tens == 1 else f"{DIGITS[tens]} mươi"
    return f"{first} {last}".strip()


def year_in_words(year: int) -> str:
    """Return a year of four digits in words: 2026 is `hai nghìn không trăm hai mươi sáu`."""
    thousands, rest = divmod(year, 1000)
    hundreds, rest = divmod(rest, 100)
    words = f"{DIGITS[thousands]} nghìn {DIGITS[hundreds]} trăm"
    if not rest:
        return words
    return f"{words} {f'linh {DIGITS[rest]}' if rest < 10 else number_in_words(rest)}"  # noqa: PLR2004
