"""What the demonstration's people write into forms reads like what people write there."""

import random
import re
from datetime import date

from vanlang.demo import answers
from vanlang.identity.api import Sex, check_identity_number
from vanlang.public_services.api import FieldKind, is_place
from vanlang.public_services.management.commands.load_procedures import definitions
from vanlang.public_services.queries import documents
from vanlang.public_services.rules.answers import World, check
from vanlang.public_services.rules.plausible import NumberFacts

WORDS = {FieldKind.TEXT, FieldKind.LONG_TEXT}
NUMBER_OF_A_PAPER = re.compile(r"\d+/\d{4}")


def test_only_what_asks_for_a_number_is_answered_with_the_number_of_a_paper() -> None:
    odd = set()
    for definition in definitions():
        chance = random.Random(definition.code)  # noqa: S311 a play, not a secret
        filled = answers.fill(definition, chance, date(2026, 11, 30), ["H44.05158"])
        for spec in definition.fields:
            numbered = NUMBER_OF_A_PAPER.fullmatch(filled.get(spec.key, ""))
            if spec.kind in WORDS and numbered and not spec.label.startswith("Số"):
                odd.add((spec.key, spec.label))

    assert odd == set()


def test_people_write_their_addresses_whole() -> None:
    short = set()
    for definition in definitions():
        chance = random.Random(definition.code)  # noqa: S311 a play, not a secret
        filled = answers.fill(definition, chance, date(2026, 11, 30), ["H44.05158"])
        doubts = documents.doubts_of(definition, filled)
        short |= {key for key, doubt in doubts.items() if is_place(key) and "tỉnh" in doubt}

    assert short == set()


def facts(number: str) -> NumberFacts:
    read = check_identity_number(number)
    return NumberFacts(read.sex == Sex.FEMALE, read.birth_year)


WORLD = World(
    today=date(2026, 11, 30),
    number_facts=facts,
    is_commune={"05158"}.__contains__,
    identity_number=str,
    phone=str,
)


def test_no_answer_is_refused_by_its_form() -> None:
    problems: dict[tuple[str, str], str] = {}
    for definition in definitions():
        for draw in range(10):
            chance = random.Random(f"{definition.code} {draw}")  # noqa: S311 a play
            filled = answers.fill(definition, chance, WORLD.today, ["05158"])
            checked = check(definition, filled, WORLD)
            problems |= {(definition.code, key): text for key, text in checked.problems.items()}

    assert problems == {}
