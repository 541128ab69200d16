"""One document: what it says, where it is, who has seen it, and the reader's next step."""

from collections.abc import Callable
from contextlib import closing
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vanlang.documents.actions import directing, grants, incoming, issuing
from vanlang.documents.actions.directing import Handed
from vanlang.documents.forms import incoming as forms
from vanlang.documents.models import Document, IncomingEntry
from vanlang.documents.permissions import documents as permissions
from vanlang.documents.permissions.outgoing import may_issue
from vanlang.documents.queries import (
    documents,
    exchange,
    outgoing,
    places,
    progress,
    work_files,
)
from vanlang.documents.queries import incoming as entries
from vanlang.documents.rules.states import UNISSUED, EntryState, FileKind, Part, State
from vanlang.documents.views.inbox import direction_form, line_of
from vanlang.identity.api import Person, Role, officials_only
from vanlang.kernel import file_checks, files
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal
from vanlang.tasks import api as tasks
from vanlang.ui.requests import Request

SHOWN_IN_THE_BROWSER = {file_checks.PDF, file_checks.JPEG, file_checks.PNG}
LONGEST_NOTE = 500


def visible(request: Request, pk: UUID) -> Document:
    found = documents.visible_to(request.actor).select_related("author", "reply_to")
    return get_object_or_404(found, pk=pk)


def visible_entry(request: Request, pk: UUID) -> IncomingEntry:
    entry = entries.entry_of(request.actor, visible(request, pk).pk)
    if entry is None:
        raise Http404
    return entry


@officials_only
@require_GET
def document(request: Request, pk: UUID) -> HttpResponse:
    found = visible(request, pk)
    at_author = found.author_id in request.actor.agencies_where(*permissions.READERS)
    if found.is_own and (found.state in UNISSUED or at_author):
        return redirect("documents-outgoing", pk)
    now = timezone.now()
    grants.note_reading(found, what="Mở trang văn bản", by=request.actor, at=now)
    entry = entries.entry_of(request.actor, pk)
    if entry is not None:
        directing.note_opening(entry, by=request.actor, at=now)
    return show(request, found, entries.entry_of(request.actor, pk))


def show(
    request: Request,
    found: Document,
    entry: IncomingEntry | None,
    *,
    problem: Refusal | None = None,
    form: forms.Directing | None = None,
) -> HttpResponse:
    now, actor = timezone.now(), request.actor
    agencies = progress.agencies_of(found)
    context: dict[str, object] = {
        "document": found,
        "entry": entry,
        "problem": problem,
        "attachments": documents.attachments_for(actor, found),
        "answers": documents.visible_to(actor).filter(reply_to=found),
        "relations": outgoing.changes(found, actor),
        "may_grant": permissions.may_grant(actor, agencies),
        "grants": documents.grants_for(found) if permissions.may_grant(actor, agencies) else [],
        "is_ended": found.state in {State.RECALLED, State.REPLACED},
        "reply_at": reverse("documents-draft"),
        "filing": work_files.filing_of(actor, found),
    }
    if entry is not None:
        context |= _at_work(request, entry, form)
        context["line"] = line_of(entry, now)
        context["changes"] = exchange.changes_waiting(actor, entry)
    status = problem.status if problem else (422 if form is not None and form.errors else 200)
    return render(request, "documents/document.html", context, status=status)


def _at_work(
    request: Request, entry: IncomingEntry, form: forms.Directing | None
) -> dict[str, object]:
    """Return what the page of an incoming document needs: the forms of the reader's next steps."""
    actor, today = request.actor, day_of(timezone.now())
    state = EntryState(entry.state)
    twin = entries.twins(entry).first() if state == EntryState.ARRIVED else None
    leaders = [(str(p.pk), p.name) for p in places.leaders_of(entry.unit, on=today)]
    fresh, units, people = direction_form(request, [entry.unit_id], fresh=True)
    at_hand = entries.at_hand(actor).filter(entry=entry).order_by("done_at", "pk").first()
    directions = list(entries.directions_of(entry))
    return {
        "steps": progress.steps_of(entry),
        "directions": directions,
        "forwardings": entries.forwardings_of(entry),
        "tasks": list(tasks.of_source("documents", str(entry.document_id))[:20])
        if any(one.task_id for one in directions)
        else [],
        "at_hand": at_hand,
        "twin": twin,
        "verbs": _verbs(request, entry),
        "is_broken": progress.is_broken(entry),
        "envelopes": exchange.envelopes_of(entry.document),
        "registration": forms.Registration(None, leaders=leaders, has_twin=twin is not None),
        "direction": form if form is not None else fresh,
        "handing_on": forms.HandingOn(
            None,
            units=[forms.pair_of(unit) for unit in units.values()],
            people=[forms.person_pair(person) for person in people.values()],
        ),
    }


def _verbs(request: Request, entry: IncomingEntry) -> frozenset[str]:
    """Return the steps the actor may take now; the first that fits is shown as the next one."""
    actor, state = request.actor, EntryState(entry.state)
    found = set()
    if permissions.may_register(actor, entry):
        if state == EntryState.ARRIVED:
            found |= {"register", "send_back"}
        if state == EntryState.REGISTERED:
            found |= {"present", "forward", "close"}
    waits = {EntryState.REGISTERED, EntryState.PRESENTED}
    works = {EntryState.DIRECTED, EntryState.IN_PROGRESS}
    if permissions.may_direct(actor, entry) and state in waits | works:
        found |= {"direct", "close"} if state in waits else {"direct_further", "close"}
    at_hand = entries.at_hand(actor).filter(entry=entry, done_at__isnull=True).first()
    if at_hand is not None and state in works:
        found |= {"work", "forward"}
        if at_hand.part == Part.LEAD:
            found.add("close")
    if actor.holds(Role.CLERK, entry.unit_id) and state in works:
        found.add("close")
    return frozenset(found)


@officials_only
@require_GET
def file(request: Request, pk: UUID, number: int) -> HttpResponse:
    """A file of a document, through the same door as its page."""
    found = visible(request, pk)
    attachment = get_object_or_404(documents.attachments_for(request.actor, found), pk=number)
    grants.note_reading(
        found, what=f"Mở tệp {attachment.name}"[:200], by=request.actor, at=timezone.now()
    )
    waits = found.state == State.SIGNED and attachment.kind == FileKind.ANNEX
    if waits and may_issue(request.actor, found):
        issuing.look_at_annex(found, attachment, by=request.actor, at=timezone.now())
    kind = attachment.file.content_type
    with closing(files.open(attachment.file)) as kept:
        response = HttpResponse(kept.read(), content_type=kind)
    shown = "inline" if kind in SHOWN_IN_THE_BROWSER else "attachment"
    response["Content-Disposition"] = f'{shown}; filename="{progress.file_name(attachment)}"'
    return response


Verb = Callable[[Request, IncomingEntry], object]


def _note(request: Request, name: str = "note") -> str:
    return request.POST.get(name, "").replace("\0", "").strip()[:LONGEST_NOTE]


def _register(request: Request, entry: IncomingEntry) -> object:
    leader = _person(request.POST.get("present_to", ""))
    return incoming.register(
        entry,
        present_to=leader,
        is_another="is_another" in request.POST,
        by=request.actor,
        at=timezone.now(),
    )


def _present(request: Request, entry: IncomingEntry) -> object:
    leader = _person(request.POST.get("present_to", ""))
    if leader is None:
        raise Refusal("Hãy chọn lãnh đạo để trình.", field="present_to")
    return incoming.present(entry, to=leader, by=request.actor, at=timezone.now())


def _forward(request: Request, entry: IncomingEntry) -> object:
    _, units, people = direction_form(request, [entry.unit_id], fresh=True)
    unit_id, person_id = _chosen(request.POST.get("to", ""))
    unit = units.get(unit_id) if unit_id else None
    person = people.get(person_id) if person_id else None
    to = [Handed(Part.LEAD, unit=unit, person=person)] if unit or person else []
    return directing.forward(entry, to, note=_note(request), by=request.actor, at=timezone.now())


def _report(request: Request, entry: IncomingEntry) -> object:
    mine = entries.at_hand(request.actor).filter(entry=entry, done_at__isnull=True).first()
    if mine is None:
        raise Http404
    return directing.finish_part(mine, note=_note(request), by=request.actor, at=timezone.now())


def _chosen(text: str) -> tuple[int | None, UUID | None]:
    try:
        return forms.split_choice(text)
    except ValueError:
        return None, None


def _person(text: str) -> Person | None:
    try:
        return places.person_with(UUID(text)) if text else None
    except ValueError:
        raise Http404 from None


VERBS: dict[str, Verb] = {
    "vao-so": _register,
    "trinh": _present,
    "chuyen": _forward,
    "tra-lai": lambda r, e: incoming.send_back(
        e, reason=_note(r, "reason"), by=r.actor, at=timezone.now()
    ),
    "bat-dau": lambda r, e: directing.start(e, by=r.actor, at=timezone.now()),
    "bao-xong": _report,
    "ket-thuc": lambda r, e: directing.close(e, note=_note(r), by=r.actor, at=timezone.now()),
}


@officials_only
@require_POST
def act(request: Request, pk: UUID, verb: str) -> HttpResponse:
    """Take one step with an incoming document."""
    entry = visible_entry(request, pk)
    if verb not in VERBS:
        raise Http404
    try:
        VERBS[verb](request, entry)
    except Refusal as refusal:
        if not refusal.field:
            raise
        return show(request, entry.document, entry, problem=refusal)
    return redirect("documents-document", pk)


@officials_only
@require_POST
def direct(request: Request, pk: UUID) -> HttpResponse:
    """Bút phê: write the direction."""
    entry = visible_entry(request, pk)
    form, units, people = direction_form(request, [entry.unit_id])
    if form.is_valid():
        order = form.order(units, people)
        try:
            directing.direct(entry, order, by=request.actor, at=timezone.now())
        except Refusal as refusal:
            if refusal.field not in form.fields:
                raise
            form.add_error(refusal.field, refusal.message)
        else:
            return redirect(reverse("documents-document", args=[pk]))
    return show(request, entry.document, entry, form=form)
