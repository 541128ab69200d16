"""The steps of a report after it is filled in, each one action."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from vanlang.identity.api import officials_only
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.reports import permissions
from vanlang.reports.actions import deciding, filling, issuing
from vanlang.reports.forms.reasons import Reason
from vanlang.reports.models import Submission
from vanlang.reports.queries import submissions
from vanlang.reports.views.report import visible
from vanlang.ui.requests import Request


@officials_only
@require_POST
def roll_up(request: Request, key: UUID) -> HttpResponse:
    filling.roll_up(visible(request, key), by=request.actor, at=timezone.now())
    return redirect("reports-report", key)


@officials_only
@require_POST
def sum_again(request: Request, key: UUID) -> HttpResponse:
    deciding.sum_again(visible(request, key), by=request.actor, at=timezone.now())
    return redirect("reports-report", key)


@officials_only
@require_POST
def approve(request: Request, key: UUID) -> HttpResponse:
    deciding.approve(visible(request, key), by=request.actor, at=timezone.now())
    return redirect("reports-report", key)


@officials_only
@require_POST
def send(request: Request, key: UUID) -> HttpResponse:
    deciding.send(visible(request, key), by=request.actor, at=timezone.now())
    return redirect("reports-report", key)


@officials_only
@require_POST
def make_document(request: Request, key: UUID) -> HttpResponse:
    made = issuing.make_document(visible(request, key), by=request.actor, at=timezone.now())
    return redirect("documents-outgoing", made.document_id)


@officials_only
def send_back(request: Request, key: UUID) -> HttpResponse:
    report = visible(request, key)
    refuse_unless(permissions.may_send_back(request.actor, report))
    return _with_reason(request, report, "Trả lại báo cáo để sửa", deciding.send_back)


@officials_only
def reopen(request: Request, key: UUID) -> HttpResponse:
    report = visible(request, key)
    refuse_unless(permissions.may_reopen(request.actor, report))
    return _with_reason(request, report, "Mở lại báo cáo đã gửi", deciding.reopen)


def _with_reason(
    request: Request, report: Submission, title: str, step: Callable[..., Submission]
) -> HttpResponse:
    form = Reason(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            step(report, reason=reason, by=request.actor, at=timezone.now())
        except Refusal as no:
            form.add_error("reason", no.message)
        else:
            # Opened again it is a draft of those who mend it; who received it follows the round.
            is_seen = submissions.visible_to(request.actor).filter(pk=report.pk).exists()
            return redirect(report if is_seen else report.round)
    context = {"report": report, "form": form, "title": title}
    return render(request, "reports/reason.html", context, status=422 if form.errors else 200)
