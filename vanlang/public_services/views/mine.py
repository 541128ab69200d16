"""What a person sees of their own: dossiers, drafts, each step, the store; follow-up by code."""

from dataclasses import dataclass
from datetime import datetime

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from vanlang.identity.api import login_not_required
from vanlang.kernel import files
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal
from vanlang.public_services.actions import drafts, following, rating
from vanlang.public_services.models import Dossier
from vanlang.public_services.queries import corrections, documents, dossiers, money, progress, store
from vanlang.public_services.rules import codes
from vanlang.public_services.rules.states import STATE_NAMES, State
from vanlang.public_services.views.inbox import delivery_words, note_look
from vanlang.ui.requests import Request, address_of, page_number

PAGE = 20
LONGEST_PAGE = 4
LAST_DIGITS = 4
PDF = "application/pdf"
NOT_FOUND = "Không có hồ sơ nào khớp với mã và bốn số cuối bạn nhập. Bạn xem lại trên giấy."


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a person's list."""

    dossier: Dossier
    name: str
    where: str


def mine(request: Request) -> HttpResponse:
    """Hồ sơ của tôi: what is being made, what is under way, what is done."""
    page = page_number(request)
    rows = list(dossiers.of_person(request.actor)[(page - 1) * PAGE : page * PAGE + 1])
    now = timezone.now()
    context = {
        "drafts": [
            (draft, drafts.definition_of(draft).name)
            for draft in dossiers.drafts_of(request.actor).select_related("version__procedure")
        ],
        "rows": [
            Listed(row, documents.definition_of(row).name, progress.where(row, at=now))
            for row in rows[:PAGE]
        ],
        "page": page,
        "has_more": len(rows) > PAGE,
    }
    return render(request, "public_services/mine/list.html", context)


@login_not_required
def dossier(request: Request, code: str) -> HttpResponse:
    """One dossier for whom it concerns: where the QR on the receipt leads everybody."""
    written = str(codes.parse(code)) if len(code) <= codes.LONGEST else ""
    if not request.actor.is_signed_in:
        return redirect(
            f"{documents.follow_path()}?ma={code}" if written else documents.follow_path()
        )
    found = dossiers.with_code(dossiers.visible_to(request.actor), code.upper())
    if found is None:
        raise Http404
    if request.actor.is_official:
        return redirect("public_services-officer-dossier", found.code)
    return _own(request, found)


def _own(request: Request, found: Dossier, *, problem: str = "", status: int = 200) -> HttpResponse:
    definition = documents.definition_of(found)
    corrected = corrections.corrections_of(found)
    result = dossiers.result_of(found)
    context = {
        "dossier": found,
        "definition": definition,
        "parts": documents.answered_parts(definition, found.form, on=day_of(found.filed_at)),
        "papers": dossiers.papers_of(found),
        "steps": progress.steps_of(found, at=timezone.now()),
        "left": progress.left(found, at=timezone.now()),
        "state_name": STATE_NAMES[State(found.state)],
        "where": progress.where(found, at=timezone.now()),
        "handed_over": documents.handed_over(found, at=timezone.now()),
        "result": result if result and result.sealed_at else None,
        "results": store.store_of(request.actor).filter(dossier=found, is_result=True),
        "money": money.money_of(found),
        **delivery_words(found),
        "rating": dossiers.rating_of(found),
        "may_rate": found.state == State.RETURNED,
        "corrections": corrected,
        "stays": corrections.papers_with_the_old(found, corrected),
        "problem": problem,
    }
    return render(request, "public_services/mine/dossier.html", context, status=status)


def _visible(request: Request, code: str) -> Dossier:
    codes.parse(code)
    return get_object_or_404(dossiers.visible_to(request.actor), code=code.upper())


def receipt(request: Request, code: str) -> HttpResponse:
    """Mẫu 01, or the confirmation of filing while the counter has not looked yet."""
    found = _visible(request, code)
    note_look(request, found, "Mở giấy tiếp nhận")
    paper = documents.receipt_paper(found, at=found.accepted_at or found.filed_at)
    return _pdf(paper.pdf, f"giay-tiep-nhan-{found.code}.pdf")


def paper(request: Request, code: str, number: int) -> HttpResponse | FileResponse:
    """One component as it was handed in."""
    found = _visible(request, code)
    kept = get_object_or_404(dossiers.papers_of(found), pk=number, file__isnull=False)
    if kept.file is None:
        raise Http404
    note_look(request, found, f"Mở giấy tờ: {kept.name}"[:200])
    return FileResponse(
        files.open(kept.file), filename=kept.file_name, content_type=kept.file.content_type
    )


@require_POST
def rate(request: Request, code: str) -> HttpResponse:
    """Say once how the service was."""
    found = _visible(request, code)
    score = request.POST.get("score", "")
    try:
        rating.rate(
            found,
            score=int(score) if score.isascii() and score.isdigit() else 0,
            comment=request.POST.get("comment", ""),
            by=request.actor,
            at=timezone.now(),
        )
    except Refusal as refusal:
        if not refusal.field:
            raise
        return _own(request, found, problem=refusal.message, status=refusal.status)
    return redirect("public_services-dossier", found.code)


def my_store(request: Request) -> HttpResponse:
    """Kho của tôi: papers and results, with where each comes from."""
    items = store.store_of(request.actor)
    context = {
        "results": items.filter(is_result=True)[:200],
        "papers": items.filter(is_result=False)[:200],
    }
    return render(request, "public_services/mine/store.html", context)


def stored(request: Request, number: int) -> FileResponse:
    """Download one thing of the person's own store."""
    item = get_object_or_404(store.store_of(request.actor), pk=number)
    return FileResponse(
        files.open(item.file),
        as_attachment=True,
        filename=item.file_name,
        content_type=item.file.content_type,
    )


@login_not_required
def follow(request: Request) -> HttpResponse:
    """Follow a dossier without signing in: its code and the last four digits of the number."""
    code = request.GET.get("ma", "")[: codes.LONGEST]
    digits = request.POST.get("digits", "").strip()
    found: Dossier | None = None
    problems: dict[str, str] = {}
    if request.method == "POST":
        code = request.POST.get("code", "")[: codes.LONGEST]
        try:
            codes.parse(code)
        except Refusal as refusal:
            problems["code"] = refusal.message
        if not (digits.isascii() and digits.isdigit() and len(digits) == LAST_DIGITS):
            problems["digits"] = "Bạn nhập bốn chữ số cuối của số định danh."
        if not problems:
            found = following.follow(code, digits, address=address_of(request), at=timezone.now())
            if found is None:
                problems["code"] = NOT_FOUND
    now = timezone.now()
    context = {"code": code, "problems": problems, **(_shown_to_all(found, now) if found else {})}
    return render(
        request, "public_services/mine/follow.html", context, status=422 if problems else 200
    )


def _shown_to_all(found: Dossier, now: datetime) -> dict[str, object]:
    """What anybody who holds the receipt may see: no names, no answers, no papers."""
    return {
        "dossier": found,
        "definition": documents.definition_of(found),
        "state_name": STATE_NAMES[State(found.state)],
        "steps": progress.steps_of(found, at=now, with_names=False),
        "left": progress.left(found, at=now),
        "delivery_where": delivery_words(found)["delivery_where"],
    }


def _pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=PDF,
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
