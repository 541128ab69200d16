"""Văn bản: what waits for you, what came, what goes out; and a leader's list, made for a phone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from vanlang.documents.actions import directing
from vanlang.documents.forms import incoming as forms
from vanlang.documents.models import IncomingEntry
from vanlang.documents.permissions import documents as permissions
from vanlang.documents.queries import incoming, places, set_aside
from vanlang.documents.rules.states import EntryState
from vanlang.identity.api import Person, Role, Unit, officials_only
from vanlang.kernel import calendars, deadlines
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.ui.jinja import with_query
from vanlang.ui.requests import Request, page_number

PAGE = 50
COUNTED = 1000
MOST_AT_ONCE = 50
LONG_UNOPENED = timedelta(hours=4)
ENTRY_SIGNS = {
    EntryState.ARRIVED: "now",
    EntryState.REGISTERED: "now",
    EntryState.PRESENTED: "now",
    EntryState.DIRECTED: "now",
    EntryState.IN_PROGRESS: "now",
    EntryState.CLOSED: "good",
    EntryState.RETURNED: "none",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One incoming document in a list, with the working time it has left."""

    entry: IncomingEntry
    sign: str
    left: timedelta | None
    is_unopened: bool


def line_of(entry: IncomingEntry, at: datetime, *, is_unread: bool = False) -> Line:
    left = None
    if entry.is_open and entry.due_at:
        calendar = calendars.for_unit(entry.unit.code)
        left = deadlines.time_left(at, entry.due_at, calendar)
    waits = entry.first_opened_at is None and entry.arrived_at < at - LONG_UNOPENED
    sign = ENTRY_SIGNS[EntryState(entry.state)]
    return Line(entry, sign, left, entry.is_open and (waits or is_unread))


def may_see(request: Request) -> None:
    refuse_unless(
        permissions.may_work_with_documents(request.actor),
        "Bạn chưa có vị trí công tác làm việc với văn bản.",
    )


def text_of(request: Request, name: str = "q") -> str:
    return request.GET.get(name, "").replace("\0", "").strip()[:200]


@officials_only
def inbox(request: Request) -> HttpResponse:
    """Chờ bạn: the first tab; the others list all that came and all that was written."""
    may_see(request)
    return _incoming(request, everything=request.GET.get("muc", "") == "den")


def _tabs(tab: str, waiting: int) -> list[tuple[str, str, bool, int | None]]:
    here = reverse("documents-inbox")
    return [
        ("Chờ bạn", here, not tab, waiting),
        ("Văn bản đến", f"{here}?muc=den", tab == "den", None),
        ("Văn bản đi", reverse("documents-outgoing-list"), False, None),
    ]


def _incoming(request: Request, *, everything: bool) -> HttpResponse:
    now, actor = timezone.now(), request.actor
    waiting = incoming.waiting_for(actor)
    count = waiting[:COUNTED].count()
    found = incoming.visible_to(actor) if everything else waiting
    only = request.GET.get("loc", "")
    if everything and only == "chua-mo":
        found = incoming.unopened(actor, before=now - LONG_UNOPENED)
    elif everything and only == "qua-han":
        found = incoming.overdue(actor, at=now)
    elif everything and only in set(EntryState):
        found = found.filter(state=only)
    if words := text_of(request):
        found = incoming.matching(found, words)
    order = ("-arrived_at", "pk") if everything else ("-document__urgency", "arrived_at", "pk")
    number = page_number(request)
    start = (number - 1) * PAGE
    rows = list(found.order_by(*order)[start : start + PAGE + 1])
    unopened = incoming.unopened(actor, before=now - LONG_UNOPENED)[:COUNTED].count()
    unread = incoming.unread_among(rows, before=now - LONG_UNOPENED)
    context = {
        "tab": "den" if everything else "",
        "choices": _tabs("den" if everything else "", count),
        "lines": [line_of(row, now, is_unread=row.pk in unread) for row in rows[:PAGE]],
        "waiting": count,
        "unopened": unopened,
        "overdue": incoming.overdue(actor, at=now)[:COUNTED].count(),
        "to_direct": incoming.to_direct(actor)[:COUNTED].count(),
        "words": words,
        "only": only,
        "previous": with_query(request, trang=number - 1) if number > 1 else "",
        "next": with_query(request, trang=number + 1) if len(rows) > PAGE else "",
        **_doors(request),
    }
    return render(request, "documents/inbox.html", context)


def _doors(request: Request) -> dict[str, object]:
    actor = request.actor
    return {
        "set_aside": set_aside.waiting_for(actor)[:COUNTED].count(),
        "may_take_in": bool(actor.agencies_where(Role.CLERK)),
        "may_print": bool(actor.agencies_where(Role.CLERK, Role.LEADER, Role.AUDITOR)),
        "may_draft": bool(actor.agencies_where(*permissions.AT_WORK)),
    }


@officials_only
def to_direct(request: Request) -> HttpResponse:
    """Chờ chỉ đạo: the leader's list; what is ticked gets the same direction, each for itself."""
    may_see(request)
    rows = list(incoming.to_direct(request.actor)[:MOST_AT_ONCE])
    agencies = sorted({row.unit_id for row in rows})
    form, units, people = direction_form(request, agencies)
    done: list[str] = []
    refused: list[tuple[str, str]] = []
    chosen = set(request.POST.getlist("entry"))
    if request.method == "POST" and form.is_valid():
        for row in rows:
            if str(row.pk) not in chosen:
                continue
            try:
                order = form.order(units, people, key=uuid5(form.cleaned_data["key"], str(row.pk)))
                directing.direct(row, order, by=request.actor, at=timezone.now())
                done.append(row.document.notation or row.document.subject)
            except Refusal as refusal:
                refused.append((row.document.notation, refusal.message))
        if done:
            rows = list(incoming.to_direct(request.actor)[:MOST_AT_ONCE])
            form, _, _ = direction_form(request, agencies, fresh=True)
    now = timezone.now()
    context = {
        "lines": [line_of(row, now) for row in rows],
        "chosen": chosen,
        "form": form,
        "done": done,
        "refused": refused,
        "nothing_chosen": request.method == "POST" and not chosen,
    }
    failed = request.method == "POST" and not done
    return render(request, "documents/to_direct.html", context, status=422 if failed else 200)


def direction_form(
    request: Request, agencies: list[int], *, fresh: bool = False
) -> tuple[forms.Directing, dict[int, Unit], dict[UUID, Person]]:
    today = day_of(timezone.now())
    units = {u.pk: u for agency in agencies for u in places.offices_of(agency)}
    people = {p.pk: p for agency in agencies for p in places.people_of(agency, on=today)}
    form = forms.Directing(
        None if fresh or request.method != "POST" else request.POST,
        units=[forms.pair_of(unit) for unit in units.values()],
        people=[forms.person_pair(person) for person in people.values()],
    )
    return form, units, people
