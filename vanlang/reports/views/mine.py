"""My reports: what my agencies have to send, what was sent, and the rounds we gather."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from vanlang.identity.api import officials_only
from vanlang.reports.queries import regimes, submissions
from vanlang.reports.views import lines
from vanlang.ui.requests import Request

ON_A_PAGE = 50
TO_DO, SENT, MISSED = "phai-gui", "da-gui", "chua-gui"
NAMES = {TO_DO: "Phải gửi", SENT: "Đã gửi", MISSED: "Đợt đã đóng, chưa gửi"}


@officials_only
@require_GET
def show(request: Request) -> HttpResponse:
    actor, at = request.actor, timezone.now()
    lists = {
        TO_DO: submissions.to_do(actor),
        SENT: submissions.sent(actor),
        MISSED: submissions.missed(actor),
    }
    name = request.GET.get("muc", TO_DO)
    name = name if name in lists else TO_DO
    page = Paginator(lines.light(lists[name]), ON_A_PAGE).get_page(request.GET.get("trang", "1"))
    waiting = lists[TO_DO]
    context = {
        "name": name,
        "names": NAMES,
        "counts": {key: found.count() for key, found in lists.items()},
        "late": waiting.filter(due_at__lt=at).count(),
        "page": page,
        "lines": [lines.of(one, at=at) for one in page],
        "follows": regimes.rounds_visible_to(actor).exists(),
    }
    return render(request, "reports/mine.html", context)
