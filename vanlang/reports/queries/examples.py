"""The regimes that come with the platform, to begin from: named in published sources, adaptable."""

import json
from functools import cache
from pathlib import Path

from vanlang.reports.rules import definitions
from vanlang.reports.rules.definitions import Definition

SHIPPED = Path(__file__).parent.parent / "data" / "regimes.json"


@cache
def all_of_them() -> dict[str, Definition]:
    """Return the shipped definitions by code."""
    content = json.loads(SHIPPED.read_text())
    return {code: definitions.of_json(one) for code, one in content.items()}


def choices() -> list[tuple[str, str]]:
    return [(code, one.name) for code, one in all_of_them().items()]
