"""Writing: choose a kind, write, see it as a PDF, compare versions, say who receives it."""

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from vanlang.documents.actions import addressing, drafting, issuing, reviewing
from vanlang.documents.actions.drafting import Facts
from vanlang.documents.actions.reviewing import Turn
from vanlang.documents.forms import outgoing as forms
from vanlang.documents.models import Document
from vanlang.documents.permissions import outgoing as permissions
from vanlang.documents.permissions.documents import AT_WORK
from vanlang.documents.queries import documents, outgoing, papers, recipients
from vanlang.documents.rules import differences, drafts, types
from vanlang.documents.rules.drafts import Draft
from vanlang.documents.rules.outgoing import RELATION_VERBS, Relation
from vanlang.documents.rules.secrecy import STATE_SECRETS, Access
from vanlang.documents.rules.states import State, Urgency
from vanlang.identity.api import Role, Unit, officials_only
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.ui.requests import Request

PDF = "application/pdf"
COMMON = ("CV", "QĐ", "KH", "BC", "TB", "TTr", "GM", "CT")


def visible(request: Request, pk: UUID) -> Document:
    return get_object_or_404(outgoing.visible_to(request.actor), pk=pk)


def author_of(request: Request) -> Unit:
    """Return the agency the actor drafts for."""
    found = outgoing.drafts_for(request.actor)
    if found is None:
        raise Http404
    return found


def related_to(request: Request) -> tuple[Relation, Document] | None:
    """Return what the new document answers, replaces, corrects or amends, if it does."""
    asked = request.GET
    for relation, key in outgoing.RELATION_KEYS.items():
        if key in asked:
            try:
                pk = UUID(asked[key])
            except ValueError:
                raise Http404 from None
            found = get_object_or_404(documents.visible_to(request.actor), pk=pk)
            return relation, found
    return None


@officials_only
def begin(request: Request) -> HttpResponse:
    """Soạn văn bản mới: the kind first, then its template."""
    author = author_of(request)
    related = related_to(request)
    code = request.GET.get("loai", "")
    if not code and related is not None:
        code = outgoing.usual_type(*related)
    if not code:
        return _kinds(request, author)
    kind = types.find(code, author.block)
    start = outgoing.beginning(kind, author, related)
    form = forms.Drafting(request.POST or None, initial={**forms.begun(start), "key": uuid4()})
    if form.is_valid():
        made = _draft(request, form, author, kind.code, related)
        if made is not None:
            return redirect("documents-outgoing", made.pk)
    context = {
        "form": form,
        "kind": kind,
        "author": author,
        "related": related,
        "relation": RELATION_VERBS[related[0]] if related else "",
        "document": None,
        "query": request.GET.urlencode(),
    }
    return _render(request, "documents/outgoing/draft.html", context, form)


def _kinds(request: Request, author: Unit) -> HttpResponse:
    kinds = types.of_block(author.block)
    context = {
        "author": author,
        "common": [kind for kind in kinds if kind.code in COMMON],
        "others": [kind for kind in kinds if kind.code not in COMMON],
        "query": request.GET.urlencode(),
    }
    return render(request, "documents/outgoing/kinds.html", context)


def _draft(
    request: Request,
    form: forms.Drafting,
    author: Unit,
    type_code: str,
    related: tuple[Relation, Document] | None,
) -> Document | None:
    """Begin the document, or say on the form why not."""
    try:
        made = drafting.draft(
            key=form.cleaned_data["key"],
            author=author,
            type_code=type_code,
            text=form.draft(),
            facts=facts_of(form),
            related=related,
            by=request.actor,
            at=timezone.now(),
        )
    except Refusal as refusal:
        put_error(form, refusal)
        return None
    settle_answer(made, related, request)
    return made


def settle_answer(
    made: Document, related: tuple[Relation, Document] | None, request: Request
) -> None:
    """An answer goes to who wrote, unless the drafter says otherwise."""
    if related is None or related[0] != Relation.ANSWERS:
        return
    answered = related[1]
    author = answered.author
    outsiders = (
        [addressing.Outsider(answered.author_name, answered.author_code)] if author is None else []
    )
    addressing.address(
        made,
        units=[author] if author is not None and author.pk != made.author_id else [],
        outsiders=outsiders,
        by=request.actor,
        at=timezone.now(),
    )


@officials_only
def revise(request: Request, pk: UUID) -> HttpResponse:
    """Sửa dự thảo: saved as the next version."""
    document = visible(request, pk)
    refuse_unless(permissions.may_revise(request.actor, document))
    author = document.author
    if author is None:
        raise Http404
    if outgoing.draft_of(document).word:
        return redirect("documents-word-revise", document.pk)
    known: dict[str, Any] = {
        **forms.begun(outgoing.draft_of(document)),
        "key": uuid4(),
        "urgency": document.urgency,
        "access": document.access,
        "due_on": document.due_on,
        "is_directive": document.is_directive,
    }
    form = forms.Drafting(request.POST or None, initial=known)
    if form.is_valid():
        try:
            drafting.revise(
                document, form.draft(), facts=facts_of(form), by=request.actor, at=timezone.now()
            )
        except Refusal as refusal:
            put_error(form, refusal)
        else:
            return redirect("documents-outgoing", document.pk)
    kind = types.find(document.type_code, author.block)
    context = {"form": form, "kind": kind, "author": author, "document": document}
    return _render(request, "documents/outgoing/draft.html", context, form)


def facts_of(form: forms.Drafting | forms.WordDrafting) -> Facts:
    given = form.cleaned_data
    is_secret = given["access"] in STATE_SECRETS
    return Facts(
        urgency=Urgency(given["urgency"]),
        access=Access.INTERNAL if is_secret else Access(given["access"]),
        marking=given["access"] if is_secret else "",
        is_directive=given["is_directive"],
        due_on=given["due_on"],
    )


def put_error(form: Any, refusal: Refusal) -> None:
    """Say a refusal where it belongs on the form; what belongs nowhere there rises."""
    field = "access" if refusal.field == "marking" else refusal.field
    if field and field not in form.fields:
        raise refusal
    form.add_error(field or None, refusal.message)


def _render(request: Request, template: str, context: dict[str, Any], form: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, context, status=status)


@officials_only
def pdf(request: Request, pk: UUID) -> HttpResponse:
    """The document as it is now: issued, signed, or a draft without number and name.

    That the clerk has opened what they are to seal is noted.
    """
    document = visible(request, pk)
    if document.state == State.SIGNED and permissions.may_issue(request.actor, document):
        content = issuing.look(document, by=request.actor, at=timezone.now())
        return _pdf(content, document)
    kept = outgoing.main_file(document)
    if kept is not None:
        return _pdf(outgoing.content_of(kept), document)
    version = outgoing.latest(document)
    if version.file is not None:
        return _pdf(outgoing.file_of(version), document)
    made = papers.paper(document, Draft.of(version.content), at=version.written_at)
    return _pdf(made.pdf, document)


def _pdf(content: bytes, document: Document) -> HttpResponse:
    answer = HttpResponse(content, content_type=PDF)
    name = outgoing.file_name(document)
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


@officials_only
def compare(request: Request, pk: UUID) -> HttpResponse:
    """So sánh hai bản dự thảo, đến từng chữ."""
    document = visible(request, pk)
    numbers = list(outgoing.versions(document).values_list("number", flat=True))
    after = _number(request.GET.get("sau", ""), numbers, numbers[0])
    before = _number(request.GET.get("truoc", ""), numbers, max(after - 1, numbers[-1]))
    old, new = outgoing.version(document, before), outgoing.version(document, after)
    if old is None or new is None:
        raise Http404
    rows = differences.compare(Draft.of(old.content).text(), Draft.of(new.content).text())
    context = {
        "document": document,
        "old": old,
        "new": new,
        "rows": rows,
        "changed": sum(row.is_changed for row in rows),
        "versions": [(number, f"Bản {number}") for number in numbers],
    }
    return render(request, "documents/outgoing/compare.html", context)


def _number(text: str, known: list[int], otherwise: int) -> int:
    found = int(text) if text.isascii() and text.isdigit() and len(text) < len("1000") else 0
    return found if found in known else otherwise


@officials_only
def address(request: Request, pk: UUID) -> HttpResponse:
    """Nơi nhận: groups, agencies of the platform, and others."""
    document = visible(request, pk)
    refuse_unless(permissions.may_revise(request.actor, document))
    author = document.author
    if author is None:
        raise Http404
    known = {
        "groups": recipients.groups_of(document),
        "others": "\n".join(recipients.others_of(document)),
        "outsiders": "\n".join(recipients.outsiders_of(document)),
    }
    form = forms.Addressing(request.POST or None, initial=known, groups=recipients.group_choices())
    if form.is_valid():
        given = form.cleaned_data
        try:
            units = recipients.chosen(
                given["groups"],
                drafts.lines(given["others"]),
                author=author,
                on=timezone.localdate(),
            )
            found = recipients.outside(drafts.lines(given["outsiders"]))
            outsiders = [addressing.Outsider(one.name, one.code, one.channel) for one in found]
            addressing.address(
                document, units=units, outsiders=outsiders, by=request.actor, at=timezone.now()
            )
        except Refusal as refusal:
            put_error(form, refusal)
        else:
            return redirect("documents-outgoing", document.pk)
    context = {"document": document, "form": form}
    return _render(request, "documents/outgoing/address.html", context, form)


@officials_only
def send(request: Request, pk: UUID) -> HttpResponse:
    """Trình: who initials and who signs."""
    document = visible(request, pk)
    refuse_unless(permissions.may_revise(request.actor, document))
    author = document.author
    if author is None or document.state != State.DRAFT:
        return redirect("documents-outgoing", document.pk)
    now = timezone.now()
    leaders = outgoing.colleagues(author, (Role.LEADER,), at=now)
    reviewers = [
        person
        for person in outgoing.colleagues(author, AT_WORK, at=now)
        if person.pk != request.actor.person_id and person not in leaders
    ]
    titled = [(person, outgoing.title_of(person.pk, author, at=now)) for person in leaders]
    form = forms.Sending(
        request.POST or None,
        initial={"signer": outgoing.last_signer(document) or (leaders[0].pk if leaders else "")},
        reviewers=reviewers,
        leaders=titled,
    )
    if form.is_valid():
        given = form.cleaned_data
        in_turn = given["manner"] == "in_turn"
        turns = [
            Turn(UUID(person), place if in_turn else 1)
            for place, person in enumerate(given["people"], 1)
        ]
        try:
            reviewing.send(
                document, turns, signer_id=UUID(given["signer"]), by=request.actor, at=now
            )
        except Refusal as refusal:
            if refusal.field in {"body", "to", "recipients", "subject"}:
                address_of = reverse("documents-draft-revise", args=[document.pk])
                return redirect(f"{address_of}?thieu={refusal.field}")
            put_error(form, refusal)
        else:
            return redirect("documents-outgoing", document.pk)
    context = {"document": document, "form": form}
    return _render(request, "documents/outgoing/send.html", context, form)
