"""The follow-up board of a round: who has sent, who is missing; reminding, closing."""

from datetime import datetime
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vanlang.identity.api import officials_only
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.reports import permissions
from vanlang.reports.actions import opening, reminding
from vanlang.reports.forms.reasons import Reason
from vanlang.reports.models import Round, Submission
from vanlang.reports.queries import coverage, regimes, rounds, submissions
from vanlang.reports.rules.states import State
from vanlang.reports.views import lines
from vanlang.ui import charts
from vanlang.ui.requests import Request

ON_A_PAGE = 60
IN_TIME, LATE, WAITING, OVERDUE = "good", "warn", "none", "bad"
WORDS = {
    IN_TIME: "đã gửi đúng hạn",
    LATE: "đã gửi, muộn",
    WAITING: "chưa gửi, còn hạn",
    OVERDUE: "chưa gửi, quá hạn",
}


def visible(request: Request, key: UUID) -> Round:
    return get_object_or_404(regimes.rounds_visible_to(request.actor), pk=key)


@officials_only
@require_GET
def index(request: Request) -> HttpResponse:
    turns = regimes.with_counts(regimes.rounds_visible_to(request.actor))
    page = Paginator(turns, ON_A_PAGE).get_page(request.GET.get("trang", "1"))
    return render(request, "reports/rounds.html", {"page": page, "rounds": list(page)})


@officials_only
@require_GET
def show(request: Request, key: UUID) -> HttpResponse:
    return _board(request, visible(request, key))


def _board(request: Request, turn: Round) -> HttpResponse:
    at = timezone.now()
    reports = list(submissions.reporters(turn))
    kinds = {one.pk: kind_of(one, at) for one in reports}
    counts = {kind: sum(1 for one in kinds.values() if one == kind) for kind in WORDS}
    asked = request.GET.get("xem", "thieu")
    wanted = [one for one in reports if asked == "tat-ca" or not one.is_sent]
    gathered = list(submissions.gathered(turn))
    # What is still being drafted elsewhere opens to nobody here.
    seen = set(
        submissions.visible_to(request.actor).filter(round=turn).values_list("pk", flat=True)
    )
    context = {
        "turn": turn,
        "definition": turn.definition,
        "counts": counts,
        "words": WORDS,
        "total": len(reports),
        "sent": counts[IN_TIME] + counts[LATE],
        "map": tile_map(reports, kinds, seen),
        "seen": seen,
        "has_map": any(one.unit.area_code for one in reports),
        "reports": [(one, kinds[one.pk]) for one in wanted],
        "asked": asked,
        "gathered": [(lines.of(one, at=at), coverage.of(one)) for one in gathered],
        "follows": _followed(request.actor, gathered) is not None,
        "may_close": permissions.may_close(request.actor, turn),
    }
    return render(request, "reports/round.html", context)


def kind_of(report: Submission, at: datetime) -> str:
    if report.state == State.SENT:
        return LATE if report.is_late(at) else IN_TIME
    return OVERDUE if report.is_late(at) else WAITING


def tile_map(reports: list[Submission], kinds: dict[UUID, str], seen: set[UUID]) -> str:
    tiles = [
        charts.Tile(
            code=one.unit.area_code,
            name=one.unit.short_name,
            words=WORDS[kinds[one.pk]],
            kind=kinds[one.pk],
            address=one.get_absolute_url() if one.pk in seen else "",
        )
        for one in reports
        if one.unit.area_code
    ]
    return charts.tile_map(tiles, f"{len(tiles)} xã, phường: đã gửi báo cáo hay chưa")


@officials_only
@require_POST
def remind(request: Request, key: UUID) -> HttpResponse:
    """Remind everybody below who has not sent; pressed again the same day, nobody twice."""
    turn = visible(request, key)
    followed = _followed(request.actor, list(submissions.gathered(turn)))
    if followed is None:
        raise Http404
    count = reminding.remind_missing(followed, by=request.actor, at=timezone.now())
    return redirect(f"{reverse('reports-round', args=[key])}?da-nhac={count}")


@officials_only
@require_POST
def close(request: Request, key: UUID) -> HttpResponse:
    opening.close_round(visible(request, key), by=request.actor, at=timezone.now())
    return redirect("reports-round", key)


@officials_only
def reopen(request: Request, key: UUID) -> HttpResponse:
    turn = visible(request, key)
    refuse_unless(permissions.may_close(request.actor, turn))
    form = Reason(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        opening.reopen_round(turn, reason=reason, by=request.actor, at=timezone.now())
        return redirect("reports-round", key)
    context = {"turn": turn, "form": form, "title": "Mở lại đợt báo cáo"}
    return render(request, "reports/reason.html", context, status=422 if form.errors else 200)


@officials_only
@require_POST
def open_last(request: Request, code: str) -> HttpResponse:
    """Open the round of the last period that has ended, without waiting for the calendar."""
    version = get_object_or_404(
        regimes.visible_to(request.actor), regime__code=code, state="published"
    )
    refuse_unless(permissions.may_draft_regime(request.actor, version.regime.owner_id))
    at = timezone.now()
    period = rounds.last_period(version, at)
    if period is None:
        raise Refusal("Chưa có kỳ báo cáo nào kết thúc.")
    turn = opening.open_round(version, period, by=request.actor, at=at)
    return redirect("reports-round", turn.pk)


def _followed(actor: Actor, gathered: list[Submission]) -> Submission | None:
    """Return the report into which the round's first reports go, where the actor gathers it."""
    lowest = [one for one in gathered if one.tier == "collector"] or gathered
    mine = [one for one in lowest if permissions.may_follow(actor, one)]
    return mine[0] if mine else None
