from vanlang.indicators.models.cards import Criterion, Scorecard
from vanlang.indicators.models.checking import Evidence, Finding, Verification
from vanlang.indicators.models.counting import StaleUnit, Tally
from vanlang.indicators.models.definitions import Definition, Indicator, SeriesBreak, Target
from vanlang.indicators.models.retiring import Retirement
from vanlang.indicators.models.telling import Subscription
from vanlang.indicators.models.values import ColourChange, Forecast, FormerValue, Value

__all__ = [
    "ColourChange",
    "Criterion",
    "Definition",
    "Evidence",
    "Finding",
    "Forecast",
    "FormerValue",
    "Indicator",
    "Retirement",
    "Scorecard",
    "SeriesBreak",
    "StaleUnit",
    "Subscription",
    "Tally",
    "Target",
    "Value",
    "Verification",
]
