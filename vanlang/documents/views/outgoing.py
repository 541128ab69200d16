"""Văn bản đi: the list, one document with the step that waits for you, signing and issuing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from vanlang.documents.actions import annexes, drafting, ending, grants, issuing, reviewing
from vanlang.documents.actions import signing as signatures
from vanlang.documents.actions.exchange import sending
from vanlang.documents.forms import outgoing as forms
from vanlang.documents.models import Document
from vanlang.documents.permissions import outgoing as permissions
from vanlang.documents.queries import documents, exchange, outgoing, work_files
from vanlang.documents.rules.outgoing import (
    CHANNEL_NAMES,
    DISPATCH_NAMES,
    INITIAL_NAMES,
    Channel,
    DispatchState,
    InitialState,
)
from vanlang.documents.rules.states import IN_THE_MAKING, State
from vanlang.documents.views.drafts import visible
from vanlang.identity.api import Role, officials_only
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Refusal
from vanlang.signing import api as signing
from vanlang.signing.api import RIGHT_NAMES, Way, allowed, signer_of, usual
from vanlang.ui import batches
from vanlang.ui.requests import Request, page_number

SHOWN_RECIPIENTS = 5
SIGN_OF_STATE = {
    State.DRAFT: "none",
    State.INITIALLING: "now",
    State.AWAITING_SIGNATURE: "now",
    State.SIGNED: "warn",
    State.ISSUED: "good",
    State.RECALLED: "bad",
    State.REPLACED: "none",
    State.CANCELLED: "none",
}
SIGN_OF_INITIAL = {
    InitialState.WAITING: "none",
    InitialState.ASKED: "now",
    InitialState.AGREED: "good",
    InitialState.OBJECTED: "bad",
    InitialState.LEFT_OUT: "none",
}


@officials_only
def listing(request: Request) -> HttpResponse:
    """Văn bản đi: what is being made, what was issued, and what of it waits for you."""
    actor = request.actor
    which = request.GET.get("xem", "")
    rows = {
        "da-phat-hanh": outgoing.issued,
        "dang-soan": outgoing.in_the_making,
    }.get(which, outgoing.at_you)(actor)
    page = page_number(request)
    start = (page - 1) * outgoing.PAGE
    shown = list(rows[start : start + outgoing.PAGE + 1])
    here = reverse("documents-outgoing-list")
    counts = outgoing.counts_at(actor)
    context = {
        "rows": [(row, SIGN_OF_STATE[State(row.state)]) for row in shown[: outgoing.PAGE]],
        "choices": [
            ("Chờ bạn", here, not which, sum(counts.values())),
            ("Đang soạn, trình", f"{here}?xem=dang-soan", which == "dang-soan", None),
            ("Đã phát hành", f"{here}?xem=da-phat-hanh", which == "da-phat-hanh", None),
        ],
        "which": which,
        "counts": counts,
        "may_draft": outgoing.drafts_for(actor) is not None,
        "previous": f"{here}?xem={which}&trang={page - 1}" if page > 1 else "",
        "next": f"{here}?xem={which}&trang={page + 1}" if len(shown) > outgoing.PAGE else "",
    }
    return render(request, "documents/outgoing/list.html", context)


@officials_only
def detail(request: Request, pk: UUID) -> HttpResponse:
    """One document: where it stands, what you have to do, and everything around it."""
    document = visible(request, pk)
    grants.note_reading(document, what="văn bản đi", by=request.actor, at=timezone.now())
    return show(request, document)


def show(request: Request, document: Document, problem: Refusal | None = None) -> HttpResponse:
    actor = request.actor
    steps = _steps(actor, document)
    author = document.author
    is_signing = author is not None and "sign" in steps
    post = signer_of(actor, author, on=timezone.localdate()) if author and is_signing else None
    numbers = list(outgoing.versions(document).values_list("number", flat=True))
    context = {
        "document": document,
        "sign": SIGN_OF_STATE[State(document.state)],
        "steps": steps,
        "problem": problem,
        "draft": outgoing.draft_of(document) if numbers else None,
        "versions": outgoing.versions(document),
        "has_versions": len(numbers) > 1,
        "comments": outgoing.comments(document),
        "initials": [
            (row, SIGN_OF_INITIAL[InitialState(row.state)], INITIAL_NAMES[InitialState(row.state)])
            for row in outgoing.initials(document)
        ],
        "dispatches": [
            (row, CHANNEL_NAMES[Channel(row.channel)], DISPATCH_NAMES[DispatchState(row.state)])
            for row in outgoing.dispatches(document)[:SHOWN_RECIPIENTS]
        ],
        "recipient_count": sum(outgoing.dispatch_counts(document).values()),
        "shown_recipients": SHOWN_RECIPIENTS,
        "progress": [one for one in exchange.progress(document) if one.channel != Channel.PLATFORM],
        "due_to_issue": outgoing.due_to_issue(document),
        "relations": outgoing.relations(document, actor),
        "main": outgoing.main_file(document),
        "annexes": outgoing.annexes(document),
        "filing": work_files.filing_of(actor, document),
        "word_files": documents.word_files(document, actor),
        "rights": [(one.value, RIGHT_NAMES[one]) for one in allowed(post)] if post else [],
        "usual_right": request.POST.get("authority") or (usual(post).value if post else ""),
        "presence": signing.presence(actor, at=timezone.now(), seals="issue" in steps),
        "here": reverse("documents-outgoing", args=[document.pk]),
        "looked_at": outgoing.looked_at(actor, [document]).get(document.pk),
        "to_open": outgoing.annexes_to_open(actor, [document]).get(document.pk, [])
        if "issue" in steps
        else [],
    }
    status = problem.status if problem else 200
    return render(request, "documents/outgoing/detail.html", context, status=status)


def _steps(actor: Actor, document: Document) -> frozenset[str]:
    """Return the verbs that the actor may use on the document now."""
    if document.state in IN_THE_MAKING:
        return frozenset(_steps_of_making(actor, document))
    return frozenset(_steps_after_issue(actor, document))


def _steps_of_making(actor: Actor, document: Document) -> set[str]:
    state = State(document.state)
    found: set[str] = set()
    may_revise = permissions.may_revise(actor, document)
    if state == State.DRAFT and may_revise:
        found |= {"revise", "send"} if document.number else {"revise", "send", "cancel"}
    if state == State.INITIALLING and outgoing.to_initial(actor).filter(pk=document.pk).exists():
        found |= {"initial", "send_back"}
    if state == State.AWAITING_SIGNATURE and permissions.may_sign(actor, document):
        found |= {"sign", "send_back"}
    if state in {State.INITIALLING, State.AWAITING_SIGNATURE} and may_revise:
        found.add("take_back")
    if state == State.SIGNED and permissions.may_issue(actor, document):
        found.add("issue")
    if state != State.SIGNED and permissions.may_comment(actor, document):
        found.add("comment")
    return found


def _steps_after_issue(actor: Actor, document: Document) -> set[str]:
    state, may_issue = State(document.state), permissions.may_issue(actor, document)
    found: set[str] = set()
    if state in {State.ISSUED, State.REPLACED} and may_issue:
        found |= {"send_again"} if outgoing.dispatch_counts(document).get("failed") else set()
    if state == State.ISSUED and may_issue and exchange.may_be_updated(document):
        found.add("update")
    if state == State.ISSUED and permissions.may_end(actor, document) and not document.copy_of_id:
        found.add("end")
    if state == State.ISSUED and actor.agencies_where(Role.CLERK):
        found.add("copy")
    return found


Verb = Callable[[Request, Document], Document | None]


def _comment(request: Request, document: Document) -> None:
    text = request.POST.get("note", "")
    drafting.comment(document, text=text, by=request.actor, at=timezone.now())


def _initial(request: Request, document: Document) -> Document:
    note = request.POST.get("note", "")
    return reviewing.initial(document, note=note, by=request.actor, at=timezone.now())


def _send_back(request: Request, document: Document) -> Document:
    note = request.POST.get("note", "")
    return reviewing.send_back(document, note=note, by=request.actor, at=timezone.now())


def _take_back(request: Request, document: Document) -> Document:
    note = request.POST.get("note", "") or "Người soạn rút lại để sửa."
    return reviewing.send_back(document, note=note, by=request.actor, at=timezone.now())


def _sign(request: Request, document: Document) -> Document:
    right = forms.Right(request.POST).chosen() if request.POST.get("authority") else None
    return _proved(
        request,
        lambda: signatures.sign(document, right=right, by=request.actor, at=timezone.now()),
    )


def _issue(request: Request, document: Document) -> Document:
    return _proved(request, lambda: issuing.issue(document, by=request.actor, at=timezone.now()))


def _proved(request: Request, do: Callable[[], Document]) -> Document:
    """Sign or seal; who has no signing session open proves presence with what they typed."""
    secret = request.POST.get("pin", "")
    return signing.proving(do, secret=secret, by=request.actor, at=timezone.now())


def _recall(request: Request, document: Document) -> Document:
    reason = request.POST.get("note", "")
    return ending.recall(document, reason=reason, by=request.actor, at=timezone.now())


def _enclose(request: Request, document: Document) -> None:
    uploads: list[tuple[str, BinaryIO]] = [
        (upload.name or "phu-luc.pdf", cast("BinaryIO", upload.file))
        for upload in request.FILES.getlist("file")
    ]
    if not uploads:
        raise Refusal("Chọn tệp phụ lục.", field="file")
    annexes.enclose(document, uploads, by=request.actor, at=timezone.now())


def _remove(request: Request, document: Document) -> None:
    which = request.POST.get("annex", "")
    if which.isascii() and which.isdigit() and len(which) < len("10000000000"):
        annexes.remove(document, int(which), by=request.actor)


def _cancel(request: Request, document: Document) -> Document:
    reason = request.POST.get("note", "")
    return ending.cancel(document, reason=reason, by=request.actor, at=timezone.now())


def _update(request: Request, document: Document) -> None:
    reason = request.POST.get("note", "")
    sending.update(document, reason=reason, by=request.actor, at=timezone.now())


def _send_again(request: Request, document: Document) -> None:
    sending.send_again(document, by=request.actor, at=timezone.now())


VERBS: dict[str, Verb] = {
    "huy": _cancel,
    "gui-lai": _send_again,
    "cap-nhat": _update,
    "kem-phu-luc": _enclose,
    "bo-phu-luc": _remove,
    "gop-y": _comment,
    "ky-nhay": _initial,
    "tra-lai": _send_back,
    "rut-lai": _take_back,
    "ky": _sign,
    "phat-hanh": _issue,
    "thu-hoi": _recall,
}


@require_POST
@officials_only
def act(request: Request, pk: UUID, verb: str) -> HttpResponse:
    """Do one step; what refuses it is said on the document's own page."""
    document = visible(request, pk)
    done = VERBS.get(verb)
    if done is None:
        raise Http404
    try:
        done(request, document)
    except Refusal as refusal:
        return show(request, visible(request, pk), refusal)
    return redirect("documents-outgoing", document.pk)


@officials_only
def to_sign(request: Request) -> HttpResponse:
    """Chờ ký: what waits for your signature; what you tick is signed, each for itself."""
    if request.method == "POST" and signing.way_of(request.actor, timezone.now()) == Way.TOKEN:
        return _by_token(request)
    return _many(request, LISTS["sign"])


def _by_token(request: Request) -> HttpResponse:
    """Prepare what was ticked and hand over to the agent that holds the signer's token."""
    ticket = signing.new_ticket()
    chosen = batches.ticked(request, "document").ticks
    asked: list[Document] = []
    refused: list[tuple[str, str]] = []
    for row in outgoing.to_sign(request.actor):
        if str(row.pk) in chosen:
            try:
                made = signatures.ask(row, ticket=ticket, by=request.actor, at=timezone.now())
            except Refusal as refusal:
                refused.append((row.subject, refusal.message))
            else:
                asked.append(made)
    context = {
        "asked": asked,
        "refused": refused,
        "ticket": ticket,
        "agent": f"{settings.SIGNING_AGENT}/ky",
        "server": request.build_absolute_uri("/").rstrip("/"),
        "back": reverse("documents-to-sign"),
    }
    status = 409 if refused and not asked else 200
    return render(request, "documents/outgoing/token.html", context, status=status)


@officials_only
def to_issue(request: Request) -> HttpResponse:
    """Chờ phát hành: what was signed; what you tick is sealed and sent, each for itself."""
    return _many(request, LISTS["issue"])


@dataclass(frozen=True, slots=True)
class List:
    """A list of which several are ticked: what waits, what is done to each, and how it is shown."""

    waiting: Callable[[Actor], QuerySet[Document]]
    do: Callable[..., Document]
    template: str
    seals: bool = False


LISTS = {
    "sign": List(outgoing.to_sign, signatures.sign, "documents/outgoing/sign.html"),
    "issue": List(outgoing.to_issue, issuing.issue, "documents/outgoing/issue.html", seals=True),
}


def _many(request: Request, which: List) -> HttpResponse:
    actor, now = request.actor, timezone.now()
    batch = batches.ticked(request, "document")
    batch.each(
        which.waiting(actor),
        do=lambda row: which.do(row, by=actor, at=timezone.now()),
        name=lambda row: row.notation or row.subject,
        waits=lambda before, after: before.state == after.state,
        before=lambda: signing.prove_if_asked(
            signing.presence(actor, at=now, seals=which.seals),
            request.POST.get("pin", ""),
            by=actor,
            at=now,
        ),
    )
    rows = list(which.waiting(actor)[: batches.MOST_AT_ONCE])
    looks = outgoing.looked_at(actor, rows) if which.seals else {}
    to_open = outgoing.annexes_to_open(actor, rows) if which.seals else {}
    context = {
        "rows": [
            (row, outgoing.due_to_issue(row), outgoing.draft_of(row), looks.get(row.pk))
            for row in rows
        ],
        "to_open": to_open,
        "batch": batch,
        "presence": signing.presence(actor, at=timezone.now(), seals=which.seals),
        "here": request.path,
    }
    return render(request, which.template, context, status=batch.status)
