from vanlang.reports.models.cells import CellEntry
from vanlang.reports.models.regimes import Regime, RegimeVersion
from vanlang.reports.models.rounds import Reminder, Round, Submission, Tier

__all__ = [
    "CellEntry",
    "Regime",
    "RegimeVersion",
    "Reminder",
    "Round",
    "Submission",
    "Tier",
]
