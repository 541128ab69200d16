"""When a task is due: a day or a length of time, on the working calendar of who leads it."""

from datetime import date, datetime, timedelta

from vanlang.kernel import deadlines
from vanlang.kernel.days import midnight
from vanlang.kernel.deadlines import BeyondCalendar, Calendar, Term
from vanlang.kernel.refusals import Refusal

FAR_AHEAD = timedelta(days=3660)


def closing_of(day: date, calendar: Calendar) -> datetime:
    """Return the end of office hours on `day`, or on the next working day when it is off.

    Bộ luật Dân sự 2015, Điều 148 khoản 5: a term whose last day is off ends with the next one.
    """
    try:
        number, _ = calendar.split(midnight(day))
        return calendar.closing(calendar.working_day_from(number))
    except BeyondCalendar:
        raise Refusal("Ngày đến hạn nằm ngoài lịch làm việc đã có.", field="due_on") from None


def due_at(
    *, due_on: date | None, term: Term | None, start: datetime, calendar: Calendar
) -> datetime:
    """Return the moment the task is due, or refuse a term that is none.

    Raises:
        Refusal: neither or both were given, or the moment is past, or out of all proportion.
    """
    if (due_on is None) == (term is None):
        raise Refusal("Ghi ngày đến hạn hoặc số ngày làm việc, một trong hai.", field="due_on")
    if due_on is not None:
        found = closing_of(due_on, calendar)
    else:
        assert term is not None  # noqa: S101 said above
        found = deadlines.due(start, term, calendar)
    if found <= start:
        raise Refusal("Thời hạn phải sau thời điểm giao.", field="due_on")
    if found - start > FAR_AHEAD:
        raise Refusal("Thời hạn xa quá mười năm; hãy xem lại năm đã ghi.", field="due_on")
    return found


def later_due(wanted: date, *, current: datetime, at: datetime, calendar: Calendar) -> datetime:
    """Return the due moment that an extension to `wanted` would give.

    Raises:
        Refusal: it is no extension, or it is over before it is granted.
    """
    found = closing_of(wanted, calendar)
    if found <= current:
        raise Refusal("Ngày xin gia hạn phải sau thời hạn hiện nay.", field="due_on")
    if found <= at:
        raise Refusal("Ngày xin gia hạn đã qua.", field="due_on")
    if found - at > FAR_AHEAD:
        raise Refusal("Thời hạn xa quá mười năm; hãy xem lại năm đã ghi.", field="due_on")
    return found
