"""What other systems may use of indicators."""

from vanlang.indicators.actions.reporting import Reported, Upload, report, report_each
from vanlang.indicators.models import Definition, Finding, Indicator, Value
from vanlang.indicators.queries.interface import definition, published, value
from vanlang.indicators.queries.units import measured
from vanlang.indicators.queries.values import Figure
from vanlang.indicators.rules.colours import Colour
from vanlang.indicators.rules.numbers import read_decimal, shown
from vanlang.indicators.rules.periods import Frequency, Period, parse_period, period_of
from vanlang.indicators.rules.quality import Fault, Rule, parts_differ

__all__ = [
    "Colour",
    "Definition",
    "Fault",
    "Figure",
    "Finding",
    "Frequency",
    "Indicator",
    "Period",
    "Reported",
    "Rule",
    "Upload",
    "Value",
    "definition",
    "measured",
    "parse_period",
    "parts_differ",
    "period_of",
    "published",
    "read_decimal",
    "report",
    "report_each",
    "shown",
    "value",
]
