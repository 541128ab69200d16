"""What Party, Council and Front of the demonstration follow and report, at both levels.

No paper says so: each block has three indicators of its own, a set for the communes and one for
the province, and a monthly report. One figure is there, one waits to be typed, and one comes with
the report, so that everybody who signs in has something to read and something to do.
"""

import json
import random
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from vanlang.demo.accounts import BLOCKS, SHOWN_COMMUNES
from vanlang.identity import api as identity
from vanlang.identity.api import Block, Level, Unit
from vanlang.indicators.actions import loading, reporting
from vanlang.indicators.actions.reporting import Reported
from vanlang.indicators.rules.periods import Frequency, Period, period_of
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.days import day_of, midnight

FILE = Path(__file__).parent / "data" / "blocks.json"
KEYS = UUID("7b0d4c52-66a3-4d6b-9d7e-57b0a5a1c0e0")
NOTE = "Trình diễn."
SHARE_REPORTED = 0.9  # of the communes, so that some are missing


@cache
def content() -> dict[str, Any]:
    blocks: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return blocks


def agencies(block: Block) -> tuple[Unit, list[Unit]]:
    """Return the province's agency of a block and those of the communes."""
    units = [unit for unit in identity.block_agencies() if unit.block == block]
    above = next(unit for unit in units if unit.level == Level.PROVINCE)
    return above, [unit for unit in units if unit.level == Level.COMMUNE]


def lay_out(*, at: datetime) -> None:
    """Publish the indicators and sets of each block, for the block's own agency."""
    for block in BLOCKS:
        above, _ = agencies(block)
        loading.bring_in(content()[block], owner=above, by=PLATFORM, at=at)


def report(*, at: datetime) -> None:
    """Let the units report what is typed: the shown ones the first, the others the first two."""
    period = period_of(day_of(at), Frequency.MONTH)
    then = max(at - timedelta(days=2), midnight(period.start))
    for block in BLOCKS:
        chance = random.Random(block)  # noqa: S311 a play, not a secret
        above, communes = agencies(block)
        typed = [definition["code"] for definition in content()[block]["indicators"][:2]]
        figures = [_said(typed[0], above, period, chance)]
        for unit in communes:
            if unit.area_code in SHOWN_COMMUNES:
                figures.append(_said(typed[0], unit, period, chance))
            elif chance.random() < SHARE_REPORTED:
                figures += [_said(code, unit, period, chance) for code in typed]
        reporting.report_each(figures, by=PLATFORM, at=then)


def _said(code: str, unit: Unit, period: Period, chance: random.Random) -> Reported:
    value = Decimal(chance.randrange(690, 1001)) / 10
    return Reported(code, unit, period, value, uuid5(KEYS, f"{code} {unit.code}"), NOTE)
