"""The counter's list of notices on paper: print several, then note that they were handed over."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from vanlang.identity.api import officials_only
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal
from vanlang.public_services.actions import paper_notices as actions
from vanlang.public_services.forms.paper_notices import NoticeDay
from vanlang.public_services.models.paper_notices import PaperNotice
from vanlang.public_services.permissions.paper_notices import counters_of
from vanlang.public_services.queries import paper_notices as queries
from vanlang.public_services.rules.paper_notices import PaperNoticeState
from vanlang.public_services.views.inbox import PDF, note_look
from vanlang.ui import batches
from vanlang.ui.batches import Batch
from vanlang.ui.requests import Request

PURPOSE = "In thông báo bằng giấy"
WAYS = frozenset({PaperNoticeState.HANDED_OVER, PaperNoticeState.POSTED})


@officials_only
def to_print(request: Request) -> HttpResponse:
    """Thông báo cần in: what you ticked was handed over, or went by post."""
    _require_counter(request)
    batch = batches.ticked(request, "notice")
    today = day_of(timezone.now())
    form = NoticeDay(request.POST if batch.is_sent else None, initial={"day": today})
    if batch.is_sent:
        batch.each(
            queries.chosen(request.actor, batch.ticks),
            do=lambda row: _end(request, row, form.cleaned_data["day"]),
            name=str,
            waits=lambda _before, _after: False,
            before=lambda: _require_answer(request, form),
        )
    return _page(request, batch, form)


@officials_only
@require_POST
def print_chosen(request: Request) -> HttpResponse:
    """Give what was ticked as one file for the printer."""
    _require_counter(request)
    batch = batches.ticked(request, "notice")
    rows = queries.chosen(request.actor, batch.ticks)
    if not rows:
        return _page(request, batch, NoticeDay(initial={"day": day_of(timezone.now())}))
    return _pdf(request, rows, "thong-bao.pdf")


@officials_only
def notice(request: Request, key: UUID) -> HttpResponse:
    """One notice as it is printed, also again after it was handed over."""
    row = get_object_or_404(queries.visible_to(request.actor), pk=key)
    return _pdf(request, [row], f"thong-bao-{row.dossier.code}.pdf")


def _require_counter(request: Request) -> None:
    if not counters_of(request.actor):
        raise Http404


def _require_answer(request: Request, form: NoticeDay) -> None:
    if request.POST.get("way") not in WAYS:
        raise Refusal("Bạn chọn “Đã trao” hoặc “Đã gửi bưu điện”.")
    if not form.is_valid():
        raise Refusal(str(form.errors["day"][0]), field="day")


def _end(request: Request, row: PaperNotice, day: date) -> PaperNotice:
    now = timezone.now()
    if request.POST["way"] == PaperNoticeState.HANDED_OVER:
        return actions.hand_over(row, on=day, by=request.actor, at=now)
    number = request.POST.get(f"parcel-{row.pk}", "")
    return actions.post(row, on=day, parcel_number=number, by=request.actor, at=now)


def _page(request: Request, batch: Batch, form: NoticeDay) -> HttpResponse:
    waiting = queries.to_print(request.actor)
    context = {
        "rows": [
            (row, request.POST.get(f"parcel-{row.pk}", ""))
            for row in waiting[: batches.MOST_AT_ONCE]
        ],
        "total": waiting.count(),
        "most": batches.MOST_AT_ONCE,
        "batch": batch,
        "form": form,
    }
    template = "public_services/officer/paper_notices.html"
    return render(request, template, context, status=batch.status)


def _pdf(request: Request, rows: Iterable[PaperNotice], name: str) -> HttpResponse:
    rows = list(rows)
    for row in rows:
        note_look(request, row.dossier, PURPOSE)
    return HttpResponse(
        queries.sheets(rows, by=request.actor, at=timezone.now()),
        content_type=PDF,
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
