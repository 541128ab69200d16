"""A month of terms: what falls due when."""

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from vanlang.identity.api import officials_only
from vanlang.kernel.days import day_of, midnight
from vanlang.kernel.deadlines import ZONE
from vanlang.tasks.queries import tasks as queries
from vanlang.tasks.rules.states import Kind
from vanlang.tasks.views import lists
from vanlang.tasks.views.lists import Line
from vanlang.ui.requests import Request

SHOWN_A_DAY = 5


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    lines: list[Line]
    more: int
    is_today: bool


@officials_only
@require_GET
def show(request: Request) -> HttpResponse:
    """Show the month asked for, this month otherwise; days without terms are left out."""
    at = timezone.now()
    first = _month(request.GET.get("thang", "")) or day_of(at).replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    given = request.GET.get("muc") == lists.GIVEN
    tasks = queries.given(request.actor) if given else queries.to_do(request.actor)
    due = (
        tasks.exclude(kind=Kind.ORDER)
        .filter(
            due_at__gte=midnight(first),
            due_at__lt=midnight(after),
        )
        .order_by("due_at", "lead__position", "pk")
    )
    by_day: dict[date, list[Line]] = defaultdict(list)
    for task in due[:1000]:
        by_day[day_of(task.due_at)].append(lists.line(task, at=at, given=given))
    today = day_of(at)
    context = {
        "first": first,
        "before": (first - timedelta(days=1)).strftime("%Y-%m"),
        "after": after.strftime("%Y-%m"),
        "given": given,
        "days": [
            Day(on, found[:SHOWN_A_DAY], max(0, len(found) - SHOWN_A_DAY), on == today)
            for on, found in sorted(by_day.items())
        ],
        "weeks": [
            [
                (
                    on.day if on.month == first.month else None,
                    len(by_day.get(on, ())),
                    on,
                    on == today,
                )
                for on in week
            ]
            for week in Calendar().monthdatescalendar(first.year, first.month)
        ],
        "count": sum(len(found) for found in by_day.values()),
    }
    return render(request, "tasks/calendar.html", context)


def _month(text: str) -> date | None:
    try:
        first = datetime.strptime(text, "%Y-%m").replace(tzinfo=ZONE).date()
    except ValueError:
        return None
    # The months before and after it must be months as well, in UTC too.
    return first if MINYEAR < first.year < MAXYEAR else None
