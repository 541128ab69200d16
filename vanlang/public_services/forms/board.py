"""Which period the board shows, and as of when."""

from datetime import date

from vanlang.ui.periods import PeriodForm


def quarter_of(day: date) -> date:
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


class Period(PeriodForm):
    """This quarter, unless other days are asked for."""

    def first_day(self, end: date) -> date:
        return quarter_of(end)
