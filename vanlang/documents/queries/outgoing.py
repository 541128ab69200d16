"""What an agency has on its way out, and what of it waits for whom."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, UUIDField

from vanlang.documents.models import Attachment, Comment, Dispatch, Document, DraftVersion, Initial
from vanlang.documents.permissions.documents import AT_WORK
from vanlang.documents.queries import documents
from vanlang.documents.rules import templates, types
from vanlang.documents.rules.drafts import Draft
from vanlang.documents.rules.outgoing import (
    RELATION_PASSIVES,
    RELATION_VERBS,
    InitialState,
    Relation,
)
from vanlang.documents.rules.states import IN_THE_MAKING, UNISSUED, FileKind, Origin, State
from vanlang.documents.rules.templates import Incoming
from vanlang.documents.rules.types import DocumentType
from vanlang.identity.api import Person, Post, Role, Unit
from vanlang.kernel import calendars, deadlines, files, search
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.deadlines import Term, TermUnit
from vanlang.kernel.questions import Given, Question
from vanlang.signing import api as signing

PAGE = 50
# Nghị định 30/2020/NĐ-CP, Điều 18: issued the day it is signed, at the latest the next working day.
ISSUE_TERM = Term(1, TermUnit.WORKING_DAYS)
LATEST = Question(
    lambda: (
        DraftVersion.objects.filter(document=Given("document", UUIDField()))
        .select_related("file")
        .order_by("-number")[:1]
    )
)
MAIN_FILE = Question(
    lambda: (
        Attachment.objects.filter(
            document=Given("document", UUIDField()), kind__in=[FileKind.MAIN, FileKind.SIGNED]
        )
        .select_related("file")
        .order_by("kind", "-added_at", "-pk")[:1]  # the issued one stands first in the alphabet
    )
)

RELATION_COLUMNS = {
    Relation.ANSWERS: "reply_to",
    Relation.REPLACES: "replaces",
    Relation.CORRECTS: "corrects",
    Relation.AMENDS: "amends",
}
RELATION_KEYS = {
    Relation.ANSWERS: "tra-loi",
    Relation.REPLACES: "thay-the",
    Relation.CORRECTS: "dinh-chinh",
    Relation.AMENDS: "sua-doi",
}


def visible_to(actor: Actor) -> QuerySet[Document]:
    """The agency's own documents that are open to the actor."""
    return documents.visible_to(actor).filter(origin=Origin.OWN).select_related("author", "drafter")


def in_the_making(actor: Actor) -> QuerySet[Document]:
    return visible_to(actor).filter(state__in=IN_THE_MAKING).order_by("-created_at", "pk")


def issued(actor: Actor) -> QuerySet[Document]:
    agencies = actor.agencies_where(*Role)
    found = visible_to(actor).filter(author__in=agencies).exclude(state__in=UNISSUED)
    return found.order_by("-issued_on", "-number", "pk")


def mine_to_write(actor: Actor) -> QuerySet[Document]:
    return in_the_making(actor).filter(state=State.DRAFT, drafter_id=actor.person_id)


def to_initial(actor: Actor) -> QuerySet[Document]:
    if actor.person_id is None:
        return Document.objects.none()
    asked = Initial.objects.filter(
        document=OuterRef("pk"), person_id=actor.person_id, state=InitialState.ASKED
    )
    return in_the_making(actor).filter(Exists(asked), state=State.INITIALLING)


def to_sign(actor: Actor) -> QuerySet[Document]:
    """What waits for the actor's signature: theirs, and of those they stand in for."""
    agencies = actor.agencies_where(Role.LEADER)
    own = Q(signer_id=actor.person_id) | Q(signer__isnull=True)
    if actor.standing_in_for:
        own = Q()
    found = visible_to(actor).filter(own, author__in=agencies, state=State.AWAITING_SIGNATURE)
    return found.order_by("-urgency", "created_at", "pk")


def to_issue(actor: Actor) -> QuerySet[Document]:
    agencies = actor.agencies_where(Role.CLERK)
    found = visible_to(actor).filter(author__in=agencies, state=State.SIGNED)
    return found.order_by("-urgency", "signed_at", "pk")


def at_you(actor: Actor) -> QuerySet[Document]:
    """Return all that waits for the actor, the most urgent first."""
    waiting = [mine_to_write(actor), to_initial(actor), to_sign(actor), to_issue(actor)]
    keys = [rows.order_by().values("pk") for rows in waiting]
    own = Q(pk__in=keys[0]) | Q(pk__in=keys[1]) | Q(pk__in=keys[2]) | Q(pk__in=keys[3])
    return in_the_making(actor).filter(own).order_by("-urgency", "-created_at", "pk")


def has_work(actor: Actor, _at: datetime) -> bool:
    return at_you(actor).exists()


def clerk_of(actor: Actor) -> Unit | None:
    """Return the agency whose clerk the actor is."""
    return Unit.objects.filter(pk__in=actor.agencies_where(Role.CLERK)).order_by("pk").first()


def counts_at(actor: Actor) -> dict[str, int]:
    """Return how much waits for the actor, by what they have to do."""
    return {
        "write": mine_to_write(actor).count(),
        "initial": to_initial(actor).count(),
        "sign": to_sign(actor).count(),
        "issue": to_issue(actor).count(),
    }


def due_to_issue(document: Document) -> datetime | None:
    """Return until when a signed document must be out."""
    if document.signed_at is None or document.author is None:
        return None
    calendar = calendars.for_unit(document.author.code)
    return deadlines.due(document.signed_at, ISSUE_TERM, calendar)


def versions(document: Document) -> QuerySet[DraftVersion]:
    return DraftVersion.objects.filter(document=document).order_by("-number")


def version(document: Document, number: int) -> DraftVersion | None:
    return DraftVersion.objects.filter(document=document, number=number).first()


def latest(document: Document) -> DraftVersion:
    return LATEST.one(document=document.pk)


def draft_of(document: Document) -> Draft:
    return Draft.of(latest(document).content)


def comments(document: Document) -> QuerySet[Comment]:
    return Comment.objects.filter(document=document).order_by("-written_at", "-pk")


def current_round(document: Document) -> QuerySet[Initial]:
    """Return whom the draft was last sent to, in their turns."""
    latest_round = Initial.objects.filter(document=document).aggregate(last=Max("round_number"))
    rows = Initial.objects.filter(document=document, round_number=latest_round["last"] or 0)
    return rows.order_by("order", "pk")


def initials(document: Document) -> QuerySet[Initial]:
    return current_round(document).select_related("person")


def dispatches(document: Document) -> QuerySet[Dispatch]:
    return Dispatch.objects.filter(document=document).select_related("unit")


def dispatch_counts(document: Document) -> dict[str, int]:
    rows = Dispatch.objects.filter(document=document).values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows.order_by("state")}


def main_file(document: Document) -> Attachment | None:
    """Return what is shown of it: the issued file, or the signed one before that."""
    return next(iter(MAIN_FILE.rows(document=document.pk)), None)


def looked_at(actor: Actor, rows: Iterable[Document]) -> dict[UUID, datetime]:
    """Return when this clerk opened the last of all that waits for the seal of each document."""
    waiting: dict[UUID, list[str]] = {}
    for document, (signed, annexes) in _to_seal(rows).items():
        waiting[document] = [signed, *(annex.file_id for annex in annexes)]
    looks = signing.looked_at(actor, {digest for digests in waiting.values() for digest in digests})
    return {
        document: max(looks[digest] for digest in digests)
        for document, digests in waiting.items()
        if looks.keys() >= set(digests)
    }


def annexes_to_open(actor: Actor, rows: Iterable[Document]) -> dict[UUID, list[Attachment]]:
    """Return the annexes of each document that this clerk has not opened yet."""
    to_seal = _to_seal(rows)
    digests = {annex.file_id for _, annexes in to_seal.values() for annex in annexes}
    looks = signing.looked_at(actor, digests)
    return {
        document: [annex for annex in annexes if annex.file_id not in looks]
        for document, (_, annexes) in to_seal.items()
    }


def _to_seal(rows: Iterable[Document]) -> dict[UUID, tuple[str, list[Attachment]]]:
    """Return the signed file's SHA-256 and the annexes of each document."""
    kinds = [FileKind.SIGNED, FileKind.ANNEX]
    attachments = Attachment.objects.filter(document__in=[row.pk for row in rows], kind__in=kinds)
    signed: dict[UUID, str] = {}
    annexes: dict[UUID, list[Attachment]] = {}
    for attachment in attachments.order_by("added_at", "pk"):
        if attachment.kind == FileKind.SIGNED:
            signed[attachment.document_id] = attachment.file_id
        else:
            annexes.setdefault(attachment.document_id, []).append(attachment)
    return {document: (digest, annexes.get(document, [])) for document, digest in signed.items()}


def annexes(document: Document) -> QuerySet[Attachment]:
    return Attachment.objects.filter(document=document, kind=FileKind.ANNEX).select_related("file")


def colleagues(unit: Unit, roles: Sequence[Role], *, at: datetime) -> list[Person]:
    """Return who holds one of the roles at the agency on that day."""
    posts = held(day_of(at)).filter(
        unit__agency=unit, roles__overlap=[role.value for role in roles]
    )
    return list(
        Person.objects.filter(pk__in=posts.values("person_id"), is_active=True).order_by("sort_key")
    )


def held(on: date) -> QuerySet[Post]:
    return Post.objects.filter(valid_from__lte=on).exclude(valid_to__lt=on)


def title_of(person_id: UUID, unit: Unit, *, at: datetime) -> str:
    """Return what a person is at an agency."""
    day = day_of(at)
    posts = held(day).filter(person_id=person_id, unit__agency=unit).order_by("-is_main", "pk")
    return posts.values_list("title", flat=True).first() or ""


def file_of(version: DraftVersion) -> bytes:
    if version.file is None:
        raise ValueError(version)
    return files.read(version.file)


def content_of(attachment: Attachment) -> bytes:
    return files.read(attachment.file)


def file_name(document: Document) -> str:
    """Return a name for the PDF that every system can keep."""
    plain = search.fold(document.notation or f"du thao {document.type_code}")
    return "-".join(part for part in re.split(r"[^a-z0-9]+", plain) if part)


def drafts_for(actor: Actor) -> Unit | None:
    """Return the agency the actor drafts for: that of their own post, or the only one."""
    agencies = actor.agencies_where(*AT_WORK)
    units = Unit.objects.filter(pk__in=agencies)
    own = Unit.objects.filter(pk=actor.unit_id or 0).values("agency_id")
    return units.filter(pk__in=own).first() or units.order_by("pk").first()


def last_signer(document: Document) -> UUID | None:
    """Return who was to sign it before it came back, or who signed the author's last document."""
    if document.signer_id is not None:
        return document.signer_id
    rows = Document.objects.filter(author=document.author_id, signed_at__isnull=False)
    return rows.order_by("-signed_at").values_list("signer_id", flat=True).first()


def usual_type(relation: Relation, other: Document) -> str:
    """Return by which kind a document is usually answered, corrected, amended or replaced."""
    letter = relation in {Relation.ANSWERS, Relation.CORRECTS}
    return types.LETTER if letter else other.type_code


def beginning(
    kind: DocumentType,
    author: Unit,
    related: tuple[Relation, Document] | None,
) -> Draft:
    """Return what the form of a new draft begins with."""
    known = _known(related[1]) if related else None
    answers = related is not None and related[0] == Relation.ANSWERS
    start = templates.begin(
        kind, block=author.block, agency=author.name, answered=known if answers else None
    )
    if related is None or known is None or answers:
        return start
    return templates.changing(start, RELATION_VERBS[related[0]], kind, known)


def _known(other: Document) -> Incoming:
    day = f"{other.issued_on:%d/%m/%Y}" if other.issued_on else "…"
    return Incoming(other.notation, day, other.author_name, other.subject)


def changes(document: Document, actor: Actor) -> list[tuple[str, Document]]:
    """Return what corrects, amends, replaces or copies a document, without its answers."""
    answers = {RELATION_VERBS[Relation.ANSWERS], RELATION_PASSIVES[Relation.ANSWERS]}
    return [pair for pair in relations(document, actor) if pair[0] not in answers]


def relations(document: Document, actor: Actor) -> list[tuple[str, Document]]:
    """Return the links of a document, both ways, as far as the actor may see them."""
    visible = documents.visible_to(actor)
    found: list[tuple[str, Document]] = []
    for relation, column in RELATION_COLUMNS.items():
        older = getattr(document, f"{column}_id")
        if older:
            rows = visible.filter(pk=older)
            found += [(RELATION_VERBS[relation], row) for row in rows]
        newer = visible.filter(**{column: document}).filter(
            Q(author__in=actor.agencies_where(*Role)) | ~Q(state__in=UNISSUED)
        )
        found += [(RELATION_PASSIVES[relation], row) for row in newer.order_by("created_at")]
    if document.copy_of_id is not None:
        found += [("Bản sao của", row) for row in visible.filter(pk=document.copy_of_id)]
    copies = visible.filter(copy_of=document).order_by("created_at")
    return found + [("Được sao thành", row) for row in copies]
