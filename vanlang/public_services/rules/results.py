"""What a result says: the fields an officer completes, and how its number is written."""

import re
import secrets
from collections.abc import Mapping
from itertools import islice, product
from types import MappingProxyType

from vanlang.kernel.refusals import Refusal
from vanlang.public_services.rules import result_papers
from vanlang.public_services.rules.answers import Checked, clean
from vanlang.public_services.rules.definitions import Definition

SUMMARY, BODY = "summary", "body"
FACT = "fact_"
LONGEST_SUMMARY, LONGEST_BODY, LONGEST_FACT = 300, 8000, 500
# Letters and digits that are not mistaken for each other when they are read out from paper.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 12
# What people read for one another all the same, with what the alphabet leaves out because of it.
LOOK_ALIKE = ("0OQD", "1ILJ7", "5S", "2Z", "8B", "6G", "UV")
MOST_READINGS = 1024
NOTHING: Mapping[str, str] = MappingProxyType({})
SMALL_WORDS = frozenset({"và", "của", "các", "tỉnh"})


class ResultRefused(Refusal):
    """The draft cannot be passed on; one sentence by the key of each field that is wrong."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        first = next(iter(problems))
        super().__init__(problems[first], field=first)
        self.problems = dict(problems)


def prefilled(definition: Definition, facts: Mapping[str, str]) -> dict[str, str]:
    """Return the draft as the law's form would write it.

    `facts` are answers as they are shown, with `agency`, `head` and `addressee`.
    """
    known = {f"{FACT}{key}": facts[key] for key in _line_keys(definition) if facts.get(key)}
    paper = result_papers.set_paper(definition.result_paper, facts)
    return {SUMMARY: paper.summary, BODY: "\n".join(paper.opening), **known}


def kept(definition: Definition, given: Mapping[str, str]) -> dict[str, str]:
    """Return as much of an unfinished draft as may be kept: nothing is refused while one types."""
    limits = _limits(definition)
    texts = {key: clean(given.get(key, ""), lines=key == BODY) for key in limits}
    return {key: text[: limits[key]] for key, text in texts.items() if text}


def needed(definition: Definition, answers: Mapping[str, str]) -> dict[str, str]:
    """Return the label by key of what this paper cannot do without, as the form was answered."""
    layout = definition.result_paper
    facts = {
        f"{FACT}{spec.key}": spec.label
        for spec in definition.result_fields
        if spec.required and spec.is_asked(answers)
    }
    words = {SUMMARY: "Trích yếu"} if layout.summary else {}
    return {**words, **({BODY: "Nội dung"} if layout.opening else {}), **facts}


def check(
    definition: Definition,
    given: Mapping[str, str],
    *,
    is_attached: bool = False,
    needs: Mapping[str, str] = NOTHING,
) -> Checked:
    """Check what the officer wrote; facts that the paper does not have are left out.

    What a page sent empty is asked for; a program may leave out what it does not write.
    """
    values: dict[str, str] = {}
    problems: dict[str, str] = {}
    for key, longest in _limits(definition).items():
        text = clean(given.get(key, ""), lines=key == BODY)
        if len(text) > longest:
            problems[key] = f"Tối đa {longest} ký tự, bạn đã viết {len(text)}."
        elif text:
            values[key] = text
    if not is_attached:
        missing = {key: label for key, label in needs.items() if key in given}
        problems |= {
            key: f"Bạn chưa điền “{label}”."
            for key, label in missing.items()
            if key not in values and key not in problems
        }
    facts = {key for key in values if key.startswith(FACT)}
    if not (problems or is_attached or values.get(BODY) or facts):
        problems[BODY] = "Kết quả chưa có nội dung nào."
    return Checked(values, problems)


def _limits(definition: Definition) -> dict[str, int]:
    facts = {f"{FACT}{key}": LONGEST_FACT for key in _line_keys(definition)}
    return {SUMMARY: LONGEST_SUMMARY, BODY: LONGEST_BODY, **facts}


def _line_keys(definition: Definition) -> list[str]:
    return [spec.key for spec in definition.result_fields]


def abbreviation(agency: str) -> str:
    """Return the agency's letters in a number: `UBND` or the initials, `SNNMT`."""
    if agency.lower().startswith(("ủy ban nhân dân", "uỷ ban nhân dân", "ubnd")):
        return "UBND"
    words = [word for word in re.findall(r"\w+", agency) if word.lower() not in SMALL_WORDS]
    return "".join(word[0].upper() for word in words)


def symbol(number: int, doc_type: str, agency: str) -> str:
    """Return the number and symbol, `05/GXN-UBND` (Nghị định 30/2020, Phụ lục I)."""
    return f"{number:02d}/{tail(doc_type, agency)}"


def tail(doc_type: str, agency: str) -> str:
    letters = abbreviation(agency)
    return f"{doc_type}-{letters}" if doc_type else letters


def verification_code() -> str:
    """Return a code that nobody can guess: K7Q4-29TM-X3PD, 59 bits."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def read_code(typed: str) -> str:
    """Return a code as it is kept, however it was typed: without dashes, small, with spaces."""
    letters = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
    if len(letters) == CODE_LENGTH:
        return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"
    return letters or ("?" if typed.strip() else "")  # signs alone are a code that nothing has


def readings(code: str) -> list[str]:
    """Return the codes that `code` may stand for, itself first: an O for a Q, an S for a 5."""
    options = []
    for sign in code:
        alike = next((signs for signs in LOOK_ALIKE if sign in signs), "").replace(sign, "")
        options.append([other for other in sign + alike if other in CODE_LETTERS or other == "-"])
    return ["".join(signs) for signs in islice(product(*options), MOST_READINGS)]
