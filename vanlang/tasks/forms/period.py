"""Which period a board shows, and as of when."""

from datetime import date

from vanlang.ui.periods import PeriodForm, day_field


class Period(PeriodForm):
    """This year, unless other days are asked for."""

    tu = day_field("Giao từ ngày")
    den = day_field("đến hết ngày")

    def first_day(self, end: date) -> date:
        return end.replace(month=1, day=1)
