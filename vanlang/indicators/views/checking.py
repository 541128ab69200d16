"""Findings about the quality of figures, and the verification of what was reported."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from vanlang.identity.api import officials_only
from vanlang.indicators import permissions
from vanlang.indicators.actions import checking as actions
from vanlang.indicators.actions import verifying
from vanlang.indicators.forms.values import Verdict, Words
from vanlang.indicators.models import Verification
from vanlang.indicators.queries import checking, definitions, values
from vanlang.indicators.rules.quality import RULE_NAMES
from vanlang.indicators.rules.states import Check, FindingState
from vanlang.kernel.refusals import Refusal
from vanlang.ui.requests import Request

ON_A_PAGE = 50


@officials_only
@require_GET
def findings(request: Request) -> HttpResponse:
    found = checking.open_findings(request.actor)
    rule = request.GET.get("quy-tac", "")
    counts = {key: found.filter(rule=key).count() for key in RULE_NAMES}
    shown = found.filter(rule=rule) if rule in RULE_NAMES else found
    page = Paginator(shown, ON_A_PAGE).get_page(request.GET.get("trang", "1"))
    context = {
        "page": page,
        "rule": rule,
        "rules": [(key, name, counts[key]) for key, name in RULE_NAMES.items() if counts[key]],
        "total": sum(counts.values()),
        "differences": checking.differences(
            request.actor, since=timezone.now() - checking.DIFFERENCES_BACK
        ),
    }
    return render(request, "indicators/findings.html", context)


@officials_only
@require_http_methods(["GET", "POST"])
def finding(request: Request, key: UUID) -> HttpResponse:
    """One finding: its unit explains, whoever answers for the indicator closes."""
    row = get_object_or_404(checking.visible_findings(request.actor), pk=key)
    may_close = permissions.may_verify(request.actor, row.indicator)
    may_explain = permissions.may_report(request.actor, row.unit.agency_id or row.unit_id)
    label = "Kết luận" if may_close else "Giải trình"
    form = Words(request.POST or None, label=label)
    if request.method == "POST" and form.is_valid():
        word, at = form.cleaned_data["word"], timezone.now()
        if may_close:
            actions.close(row, word=word, by=request.actor, at=at)
        else:
            actions.explain(row, explanation=word, by=request.actor, at=at)
        return redirect("indicators-finding", row.pk)
    is_open = row.state == FindingState.OPEN
    context = {
        "finding": row,
        "form": form
        if (may_close and row.closed_at is None) or (may_explain and is_open)
        else None,
        "button_text": "Đóng phát hiện" if may_close else "Gửi giải trình",
        "period": row.value.period,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "indicators/finding.html", context, status=status)


@officials_only
@require_GET
def verifications(request: Request) -> HttpResponse:
    is_mine = bool(request.GET.get("cho-ban"))
    waiting = (checking.waiting_for if is_mine else checking.waiting)(request.actor)
    page = Paginator(waiting, ON_A_PAGE).get_page(request.GET.get("trang", "1"))
    return render(request, "indicators/verifications.html", {"page": page})


@officials_only
@require_http_methods(["GET", "POST"])
def verification(request: Request, key: UUID) -> HttpResponse:
    """One reported value: verified, appealed against by its unit, settled by the leader."""
    row = get_object_or_404(checking.visible_verifications(request.actor), pk=key)
    step = _step(request, row)
    form: Verdict | Words | None = None
    if step == "appeal":
        form = Words(request.POST or None, label="Lý do đề nghị phúc tra")
    elif step:
        form = Verdict(
            request.POST or None,
            rule=row.reported.definition.limits.rule,
            initial={"value": row.reported.value},
        )
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            _take(request, row, step, form.cleaned_data)
            return redirect("indicators-verification", row.pk)
        except Refusal as no:
            form.add_error("word", no.message)
    context = {
        "row": row,
        "form": form,
        "step": step,
        "definition": row.reported.definition,
        "sentence": definitions.as_sentence(row.reported.definition),
        "evidence": values.evidence_of(row.reported),
        "period": row.reported.period,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "indicators/verification.html", context, status=status)


def _step(request: Request, row: Verification) -> str:
    """Return what this actor may do with it now."""
    actor = request.actor
    if row.state == Check.WAITING and permissions.may_verify(actor, row.indicator):
        return "verify"
    if row.state == Check.APPEALED and permissions.may_settle(actor, row.indicator):
        return "settle"
    is_own = permissions.may_report(actor, row.unit.agency_id or row.unit_id)
    return "appeal" if row.state == Check.VERIFIED and is_own else ""


def _take(request: Request, row: Verification, step: str, said: dict[str, object]) -> None:
    by, at, word = request.actor, timezone.now(), str(said["word"])
    if step == "appeal":
        verifying.appeal(row, reason=word, by=by, at=at)
    elif step == "verify":
        verifying.verify(row, value=said["value"], word=word, by=by, at=at)  # type: ignore[arg-type] # of the form's Number
    else:
        verifying.settle(row, value=said["value"], word=word, by=by, at=at)  # type: ignore[arg-type] # likewise
