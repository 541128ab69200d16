"""Names and numbers of people who do not exist: always the same ones for the same seed."""

import json
import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TypedDict

NOBODYS_PROVINCE = "003"  # a code of birth registration that was given to nobody


class Names(TypedDict):
    surnames: list[tuple[str, float]]
    mountain_surnames: list[str]
    middle_male: list[str]
    middle_female: list[str]
    given_male: list[str]
    given_female: list[str]
    phone_prefixes: list[str]


@dataclass(frozen=True, slots=True)
class Invented:
    """A person of the demonstration, with numbers that are nobody's."""

    name: str
    is_female: bool
    birth_date: date
    identity_number: str
    phone: str


@cache
def names() -> Names:
    found: Names = json.loads((Path(__file__).parent / "data" / "names.json").read_text())
    return found


def invent(number: int, *, in_the_mountains: bool = False, grown_up: bool = True) -> Invented:
    """Return the person with this running number; two numbers give two identity numbers."""
    chance = random.Random(number)  # noqa: S311 names, not secrets
    known = names()
    is_female = chance.random() < 0.5  # noqa: PLR2004 half of them
    if in_the_mountains:
        surname = chance.choice(known["mountain_surnames"])
    else:
        surnames, shares = zip(*known["surnames"], strict=True)
        surname = chance.choices(surnames, shares)[0]
    sex = "female" if is_female else "male"
    middle = chance.choice(known["middle_female" if sex == "female" else "middle_male"])
    given = chance.choice(known["given_female" if sex == "female" else "given_male"])
    oldest, youngest = (
        (date(1950, 1, 1), date(2004, 12, 31))
        if grown_up
        else (
            date(2020, 1, 1),
            date(2026, 6, 30),
        )
    )
    born = oldest + timedelta(days=chance.randrange((youngest - oldest).days))
    generation = (born.year // 100 - 19) * 2 + is_female
    return Invented(
        name=f"{surname} {middle} {given}",
        is_female=is_female,
        birth_date=born,
        identity_number=f"{NOBODYS_PROVINCE}{generation}{born.year % 100:02}{number % 10**6:06}",
        phone=f"{chance.choice(known['phone_prefixes'])}{number % 10**7:07}",
    )
