"""Plausible answers to any procedure's form, so that a day can be played with all of them."""

import math
import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

from vanlang.demo import people
from vanlang.public_services.api import Definition, FieldKind, FieldSpec

if TYPE_CHECKING:
    from collections.abc import Callable

PEOPLE = [
    "requester",
    "child",
    "mother",
    "father",
    "groom",
    "bride",
    "deceased",
    "guardian",
    "ward",
    "claimant",
    "claimed",
    "owner",
    "representative",
    "spouse",
    "record",
    "adopter",
]
PLACES = ("Trung tâm Y tế khu vực", "Bệnh viện Đa khoa tỉnh", "tại nhà, khu 3", "khu 7, đường lớn")


def answer(spec: FieldSpec, chance: random.Random, today: date, communes: list[str]) -> str:
    """Return one answer that the form's own check accepts."""
    makers: dict[FieldKind, Callable[[], str]] = {
        FieldKind.TEXT: lambda: text_for(spec, chance),
        FieldKind.LONG_TEXT: lambda: "Đề nghị giải quyết theo quy định.",
        FieldKind.DATE: lambda: day_for(spec, chance, today).isoformat(),
        FieldKind.IDENTITY_NUMBER: lambda: people.invent(chance.randrange(10**6)).identity_number,
        FieldKind.PHONE: lambda: f"09{chance.randrange(10**8):08}",
        FieldKind.EMAIL: lambda: f"nguoi.dan.{chance.randrange(10**5)}@vidu.vn",
        FieldKind.CHOICE: lambda: chance.choice(spec.choices).value,
        FieldKind.COMMUNE: lambda: chance.choice(communes),
        FieldKind.NUMBER: lambda: number_for(spec, chance),
        FieldKind.MONEY: lambda: str(chance.randrange(1, 500) * 1_000_000),
        FieldKind.YES_NO: lambda: "yes",
    }
    return makers[spec.kind]()[: spec.max_length]


def text_for(spec: FieldSpec, chance: random.Random) -> str:
    label = spec.label.lower()
    if "họ" in label or "tên" in label:
        return people.invent(chance.randrange(10**6)).name
    if "nơi" in label or "địa" in label:
        return chance.choice(PLACES)
    return f"{chance.randrange(1, 400)}/{chance.randrange(2015, 2026)}"


def day_for(spec: FieldSpec, chance: random.Random, today: date) -> date:
    distance = timedelta(days=chance.randrange(1, 40))
    return today + distance if spec.check == "future" else today - distance


def number_for(spec: FieldSpec, chance: random.Random) -> str:
    lowest = math.ceil(spec.minimum or 1)
    highest = min(int(spec.maximum or lowest + 3), lowest + 3)
    return str(chance.randint(lowest, max(lowest, highest)))


def fill(
    definition: Definition, chance: random.Random, today: date, communes: list[str]
) -> dict[str, str]:
    """Return answers that fit each other: one person's name, number, sex and birth together."""
    filled = {spec.key: answer(spec, chance, today, communes) for spec in definition.fields}
    for person in PEOPLE:
        facts = facts_of(person, chance)
        filled |= {key: value for key, value in facts.items() if filled.get(key)}
    if "end_date" in filled and "begin_date" in filled:
        filled["begin_date"], filled["end_date"] = sorted(
            (filled["begin_date"], filled["end_date"])
        )
    if "acting_for" in filled:
        filled["acting_for"] = "self"
    if "mother_known" in filled:
        filled["mother_known"] = "yes"
    return filled


def facts_of(person: str, chance: random.Random) -> dict[str, str]:
    """Return what a form says of a mother, a child, a groom: of the right sex, and of an age."""
    is_female = {"mother": True, "bride": True, "father": False, "groom": False}.get(person)
    while True:
        drawn = people.invent(chance.randrange(10**6), grown_up=person != "child")
        if is_female in {None, drawn.is_female}:
            break
    return {
        f"{person}_name": drawn.name,
        f"{person}_identity_number": drawn.identity_number,
        f"{person}_birth_date": drawn.birth_date.isoformat(),
        f"{person}_sex": "female" if drawn.is_female else "male",
        f"{person}_ethnicity": chance.choice(("Kinh", "Mường", "Dao", "Tày")),
        f"{person}_nationality": "Việt Nam",
    }
