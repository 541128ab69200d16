"""The catalogue that ships: what is known from published sources, blanks for what is not."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path as File
from typing import Any

from django.db import transaction

from vanlang.identity import api as identity
from vanlang.identity.api import Unit
from vanlang.indicators.actions import cards, defining
from vanlang.indicators.actions.cards import Card, Line
from vanlang.indicators.actions.defining import Wanted
from vanlang.indicators.models import Indicator, Scorecard
from vanlang.indicators.queries.units import MERGED_ON
from vanlang.indicators.rules import formulas
from vanlang.indicators.rules.paths import Path
from vanlang.kernel import measures
from vanlang.kernel.actors import Actor

CATALOGUE = File(__file__).parent.parent / "data" / "catalogue.json"
NUMBERS = ("green", "amber", "lowest", "highest", "jump_percent", "tolerance_percent")


@dataclass(frozen=True, slots=True)
class Loaded:
    indicators: int
    cards: int


def load(*, by: Actor, at: datetime, file: File = CATALOGUE) -> Loaded:
    """Bring in the catalogue that ships, for the province."""
    content = json.loads(file.read_text(encoding="utf-8"))
    return bring_in(content, owner=identity.province_committee(), by=by, at=at)


@transaction.atomic
def bring_in(content: dict[str, Any], *, owner: Unit, by: Actor, at: datetime) -> Loaded:
    """Bring in what is not there yet; what its owner has changed stays as it is."""
    known = set(Indicator.objects.values_list("code", flat=True))
    counted = {one.code for one in measures.registered()}
    for given in content["indicators"]:
        if given["code"] in known or not _is_counted(given.get("formula", ""), counted):
            continue
        row = defining.draft(given["code"], _wanted(given), owner=owner, by=by, at=at)
        defining.publish(row, by=by, at=at)
        for year, target in given.get("targets", {}).items():
            path = Path(Decimal(target["value"]))
            basis = target["source"]
            defining.set_target(
                row.indicator, year=int(year), path=path, legal_basis=basis, by=by, at=at
            )
        if given.get("breaks"):
            defining.note_break(row.indicator, on=MERGED_ON, text=given["breaks"], by=by, at=at)
    there = set(Scorecard.objects.values_list("code", flat=True))
    for given in content["cards"]:
        if given["code"] not in there:
            card = cards.lay_out(_card(given), owner=owner, by=by, at=at)
            if given.get("publish"):
                cards.publish(card, by=by, at=at)
    return Loaded(Indicator.objects.count(), Scorecard.objects.values("code").distinct().count())


def _is_counted(formula: str, counted: set[str]) -> bool:
    """Leave out what counts something that no system of this installation offers."""
    return not formula or formulas.measures_in(formulas.parse(formula)) <= counted


def _wanted(given: dict[str, Any]) -> Wanted:
    said = {
        name: value
        for name, value in given.items()
        if name not in ("code", "targets", "breaks", "effective_from", *NUMBERS)
    }
    numbers: dict[str, Any] = {name: Decimal(given[name]) for name in NUMBERS if name in given}
    since = date.fromisoformat(given.get("effective_from", "2024-12-15"))
    return Wanted(effective_from=since, **numbers, **said)


def _card(given: dict[str, Any]) -> Card:
    lines = tuple(
        Line(
            number=line["number"],
            name=line.get("name", ""),
            points=Decimal(line["points"]) if "points" in line else None,
            scoring=line.get("scoring", "colour"),
            indicator=line.get("indicator", ""),
            row=line.get("row", ""),
            column=line.get("column", ""),
        )
        for line in given["criteria"]
    )
    total = Decimal(given["total"]) if "total" in given else None
    said = {
        name: value for name, value in given.items() if name not in ("criteria", "publish", "total")
    }
    return Card(**said, total=total, lines=lines)
