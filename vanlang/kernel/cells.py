"""What a cell of a workbook may hold beside words, numbers and days; pure."""

from dataclasses import dataclass


class PercentageCell(float):
    """A number that its cell shows times a hundred: 0.85 where people see 85 %."""


@dataclass(frozen=True, slots=True)
class UnusableCell:
    """A formula or an error: nothing that anybody typed. `text` says what to do."""

    text: str

    def __str__(self) -> str:
        return self.text
