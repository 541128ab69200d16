"""The official's desk: what waits, one dossier, and the verb that completes its step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from vanlang.identity.api import ROLE_NAMES, Role, officials_only, record_access
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.payments import api as payments
from vanlang.public_services.actions import accepting, claims, delivering, sealing, settling
from vanlang.public_services.models import Dossier
from vanlang.public_services.permissions import dossiers as permissions
from vanlang.public_services.queries import (
    corrections,
    deliveries,
    documents,
    dossiers,
    money,
    paper_notices,
    progress,
    readings,
)
from vanlang.public_services.queries.deliveries import Glance
from vanlang.public_services.queries.dossiers import Mark, Wanted
from vanlang.public_services.rules import codes, steps
from vanlang.public_services.rules.parts import FieldKind, StepKind
from vanlang.public_services.rules.states import (
    AT_WORK,
    CHANNEL_NAMES,
    SOURCE_NAMES,
    STATE_NAMES,
    Channel,
    PaperOrigin,
    State,
)
from vanlang.signing import api as signing
from vanlang.ui import wording
from vanlang.ui.requests import Request

PDF = "application/pdf"
PERSONAL = frozenset({FieldKind.IDENTITY_NUMBER, FieldKind.PHONE, FieldKind.EMAIL})
PURPOSES = ("Giải quyết hồ sơ", "Đối chiếu giấy tờ", "Liên hệ người nộp")
LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the inbox."""

    dossier: Dossier
    name: str
    step: str
    left: timedelta | None
    glance: Glance


def _lines(rows: Sequence[Dossier]) -> list[Line]:
    glances = deliveries.at_a_glance(rows)
    return [_line(row, glances[row.pk]) for row in rows]


def _line(row: Dossier, glance: Glance) -> Line:
    definition = documents.definition_of(row)
    place = steps.place_at(definition, row.step_index)
    left = progress.step_left(row, at=timezone.now())
    return Line(row, definition.name, place.spec.name, left, glance)


@officials_only
def inbox(request: Request) -> HttpResponse:
    """Việc của bạn: what waits for you, the most urgent first."""
    now = timezone.now()
    role = request.GET.get("vai", "")
    words = request.GET.get("q", "")[:100]
    wanted = Wanted(
        role=role if role in set(permissions.AT_WORK) else "",
        words=words,
        after=Mark.read(request.GET.get("sau", "")),
    )
    page = dossiers.at_you(request.actor, at=now, wanted=wanted)
    counts = dossiers.count_at_you(request.actor, at=now)
    here = reverse("public_services-inbox")
    context = {
        "lines": _lines(page.rows),
        "next": f"{here}?vai={wanted.role}&q={words}&sau={page.next}" if page.next else "",
        "is_first": wanted.after is None,
        "words": words,
        "total": sum(counts.values()),
        "choices": [
            ("Tất cả", here, not wanted.role, sum(counts.values())),
            *(
                (ROLE_NAMES[Role(held)].capitalize(), f"{here}?vai={held}", wanted.role == held, n)
                for held, n in counts.items()
            ),
        ],
        "may_sign": Role.LEADER in counts,
        "may_seal": Role.CLERK in counts,
        "may_receive": Role.RECEIVER in counts,
        "notices_to_print": paper_notices.count_to_print(request.actor),
        "to_give_back": payments.count_to_decide(request.actor),
    }
    return render(request, "public_services/officer/inbox.html", context)


@officials_only
def look_up(request: Request) -> HttpResponse:
    """Tra cứu: any dossier of your agencies, by code, part of the name, or words of its papers."""
    words = request.GET.get("q", "")[:100]
    state = request.GET.get("trang_thai", "")
    chosen = int(state) if state.isascii() and state.isdigit() and len(state) < len("100") else 0
    in_papers = bool(request.GET.get("giay_to"))
    rows = dossiers.of_agency(request.actor, words=words, state=chosen, in_papers=in_papers)
    context = {
        "lines": _lines(list(rows[: dossiers.PAGE])),
        "words": words,
        "in_papers": in_papers,
        "state_chosen": chosen,
        "states": [("", "Mọi trạng thái"), *((int(s), name) for s, name in STATE_NAMES.items())],
    }
    return render(request, "public_services/officer/look_up.html", context)


def visible(request: Request, code: str) -> Dossier:
    codes.parse(code)
    return get_object_or_404(dossiers.visible_to(request.actor), code=code.upper())


def tasks_of(actor: Actor, dossier: Dossier) -> frozenset[str]:
    """Return the verbs that the actor may use on the dossier now."""
    if State(dossier.state) not in AT_WORK or not permissions.may_complete_step(actor, dossier):
        return frozenset()
    definition = documents.definition_of(dossier)
    place = steps.place_at(definition, dossier.step_index)
    verbs = {steps.VERBS[place.kind]}
    if place.kind == StepKind.PROCESS:
        verbs = {"submit" if steps.drafts_result(definition, place.index) else "forward"}
        if dossier.state == State.ACCEPTED:
            verbs.add("start")
    if place.kind in {StepKind.REVIEW, StepKind.SIGN}:
        verbs.add("send_back")
    return frozenset(verbs)


@officials_only
def dossier(request: Request, code: str) -> HttpResponse:
    """One dossier: what it says, what came with it, what you have to do and how long you have."""
    return show(request, visible(request, code))


ONE_LOOK = timedelta(hours=1)


def note_look(request: Request, dossier: Dossier, purpose: str) -> None:
    """Let the person see which official looked at their data, once an hour a page."""
    if request.actor.is_official:
        record_access(
            dossier.applicant,
            by=request.actor,
            purpose=purpose,
            about=dossier.code,
            at=timezone.now(),
            once_within=ONE_LOOK,
        )


def _steps(dossier: Dossier, *, at: datetime, revealed: bool) -> list[progress.Shown]:
    """Return the steps; what officials wrote of people in them is hidden as answers are."""
    return [
        step if revealed else replace(step, note=wording.mask_numbers(step.note))
        for step in progress.steps_of(dossier, at=at)
    ]


def show(
    request: Request,
    found: Dossier,
    *,
    problem: Refusal | None = None,
    revealed: bool = False,
) -> HttpResponse:
    note_look(request, found, "Xem hồ sơ")
    definition = documents.definition_of(found)
    corrected = corrections.corrections_of(found)
    now = timezone.now()
    result = dossiers.result_of(found)
    context = {
        "dossier": found,
        "definition": definition,
        "place": steps.place_at(definition, found.step_index),
        "parts": readings.read_by_official(
            documents.answered_parts(definition, found.form, on=day_of(found.filed_at))
        ),
        "doubts": documents.doubts_of(definition, found.form),
        "papers": [
            (paper, SOURCE_NAMES[PaperOrigin(paper.source)]) for paper in dossiers.papers_of(found)
        ],
        "to_look_up": dossiers.to_look_up(found),
        "steps": _steps(found, at=now, revealed=revealed),
        "step_left": progress.step_left(found, at=now),
        "left": progress.left(found, at=now),
        "state_name": STATE_NAMES[State(found.state)],
        "channel_name": CHANNEL_NAMES[Channel(found.channel)],
        "receiving": documents.took_in(found),
        "competent": documents.settles(found, at=now),
        "handed_over": documents.handed_over(found, at=now),
        "tasks": tasks_of(request.actor, found),
        "result": result,
        "sent_back": dossiers.sent_back(found),
        "may_preview": result and permissions.may_preview_result(request.actor, result),
        "money": money.money_of(found),
        **delivery_words(found, you="người nộp"),
        "may_readdress": permissions.may_readdress(request.actor, found),
        "looked_at": dossiers.looked_at(request.actor, [found]).get(found.pk),
        "revealed": revealed,
        "personal": {spec.key for spec in definition.fields if spec.kind in PERSONAL},
        "purposes": PURPOSES,
        "may_reveal": permissions.may_see_personal_data(request.actor, found),
        "corrections": corrected,
        "may_receive": bool(request.actor.agencies_where(Role.RECEIVER)),
        "stays": corrections.papers_with_the_old(found, corrected),
        "paper_notices": paper_notices.of_dossier(found),
        "may_correct": permissions.may_correct(request.actor, found)
        and bool(corrections.fields_of(found, definition)),
        "problem": problem,
        "presence": signing.presence(request.actor, at=now, seals=True),
        "here": reverse("public_services-officer-dossier", args=[found.code]),
    }
    status = problem.status if problem else 200
    return render(request, "public_services/officer/dossier.html", context, status=status)


def delivery_words(dossier: Dossier, *, you: str = "bạn") -> dict[str, object]:
    """Return where paper and copies go and where they are, as both sides read it."""
    delivery = deliveries.delivery_of(dossier)
    return {
        "delivery": delivery,
        "delivery_where": deliveries.where_of(delivery, you=you) if delivery else "",
        "delivery_address": deliveries.whole_address(delivery, on=day_of(timezone.now()))
        if delivery
        else "",
    }


@officials_only
@require_POST
def reveal(request: Request, code: str) -> HttpResponse:
    """Show the applicant's data unmasked; that it was looked at is kept, and they can see it."""
    found = visible(request, code)
    refuse_unless(permissions.may_see_personal_data(request.actor, found))
    purpose = request.POST.get("purpose", "")
    record_access(
        found.applicant,
        by=request.actor,
        purpose=purpose if purpose in PURPOSES else PURPOSES[0],
        about=found.code,
        at=timezone.now(),
    )
    return show(request, found, revealed=True)


Verb = Callable[[Request, Dossier], Dossier]


def _note(request: Request) -> str:
    return request.POST.get("note", "")[:LONGEST_NOTE]


def _proved(verb: Callable[..., Dossier], request: Request, dossier: Dossier) -> Dossier:
    """Sign or seal; who has no signing session open proves presence with what they typed."""
    actor, now = request.actor, timezone.now()
    return signing.proving(
        lambda: verb(dossier, by=actor, at=now),
        secret=request.POST.get("pin", ""),
        by=actor,
        at=now,
    )


VERBS: dict[str, Verb] = {
    "tiep-nhan": lambda r, d: accepting.accept(d, by=r.actor, at=timezone.now()),
    "mien-giam": lambda r, d: claims.grant(d, by=r.actor, at=timezone.now()),
    "khong-mien-giam": lambda r, d: claims.refuse(d, note=_note(r), by=r.actor, at=timezone.now()),
    "thu-ly": lambda r, d: settling.start(d, by=r.actor, at=timezone.now()),
    "chuyen-buoc": lambda r, d: settling.forward(d, by=r.actor, at=timezone.now(), note=_note(r)),
    "tham-tra": lambda r, d: settling.review(d, by=r.actor, at=timezone.now(), note=_note(r)),
    "tra-lai": lambda r, d: settling.send_back(d, by=r.actor, at=timezone.now(), note=_note(r)),
    "ky": lambda r, d: _proved(settling.sign, r, d),
    "dong-dau": lambda r, d: _proved(sealing.seal, r, d),
    "tra-lai-ban-ky": lambda r, d: sealing.send_back(
        d, by=r.actor, at=timezone.now(), note=_note(r)
    ),
    "in-ban-sao": lambda r, d: delivering.print_copies(d, by=r.actor, at=timezone.now()),
    "gui-buu-dien": lambda r, d: delivering.post(
        d, parcel_number=r.POST.get("parcel_number", ""), by=r.actor, at=timezone.now()
    ),
    "tra-ket-qua": lambda r, d: delivering.return_result(d, by=r.actor, at=timezone.now()),
}


@officials_only
@require_POST
def act(request: Request, code: str, verb: str) -> HttpResponse:
    """Complete the step the dossier is at."""
    found = visible(request, code)
    if verb not in VERBS:
        raise Http404
    try:
        VERBS[verb](request, found)
    except Refusal as refusal:
        if not refusal.field:
            raise
        return show(request, found, problem=refusal)
    return redirect("public_services-officer-dossier", found.code)
