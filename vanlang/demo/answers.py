"""Plausible answers to any procedure's form, so that a day can be played with all of them."""

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

from vanlang.demo import people
from vanlang.public_services.api import Definition, FieldKind, FieldSpec

if TYPE_CHECKING:
    from collections.abc import Callable

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
    lowest = spec.minimum or 1
    highest = min(spec.maximum or lowest + 3, lowest + 3)
    return str(chance.randint(lowest, max(lowest, highest)))


def fill(
    definition: Definition, chance: random.Random, today: date, communes: list[str]
) -> dict[str, str]:
    return {spec.key: answer(spec, chance, today, communes) for spec in definition.fields}
