"""The leader's signature: number, date and layout by the system, then the person's own key."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from vanlang.documents.actions import telling, writing
from vanlang.documents.actions.drafting import latest_version, locked
from vanlang.documents.models import Attachment, Document
from vanlang.documents.permissions import outgoing as may
from vanlang.documents.queries import papers, word_papers
from vanlang.documents.rules import notation, types
from vanlang.documents.rules.drafts import Draft
from vanlang.documents.rules.states import Event, FileKind, State, move
from vanlang.documents.rules.words import key_of
from vanlang.identity.api import Unit, actor_of
from vanlang.kernel import files, journal, numbering, queue
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of, written
from vanlang.kernel.refusals import Conflict, Unavailable, refuse_unless
from vanlang.signing import api as signing
from vanlang.signing.api import SigningRight
from vanlang.ui.papers import Box, Paper

NOT_GENUINE = "Kiểm tra sau khi ký không đạt, nên chưa ghi nhận chữ ký: {why}"
ONLY_WITH_THE_DEVICE = (
    "Chứng thư số của bạn ở trong USB Token: hãy ký ở trang “Chờ ký” trên máy có token."
)
NUMBERED = ["series", "period", "number", "notation", "notation_key", "issued_on"]
SIGNED_COLUMNS = [
    *NUMBERED,
    "state",
    "signed_at",
    "signer",
    "signer_name",
    "signer_position",
    "signing_authority",
    "seal_box",
    "page_count",
    "sign_asked_at",
    "signing_request",
]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready for a key: numbered, dated and set."""

    document: Document
    paper: Paper


def sign(
    document: Document, *, by: Actor, at: datetime, right: SigningRight | None = None
) -> Document:
    """Sign; while the time-stamp service is silent, it is queued and tried again.

    A SIM or remote service is asked, and answers when its holder has confirmed on their phone.
    """
    way = signing.way_of(by, at)
    if way == signing.Way.TOKEN:
        raise Conflict(ONLY_WITH_THE_DEVICE)
    if way == signing.Way.REMOTE:
        return ask(document, ticket=signing.new_ticket(), by=by, at=at)
    try:
        return sign_now(document, by=by, at=at, right=right)
    except Unavailable:
        return _sign_later(document, by=by, at=at)


@transaction.atomic
def sign_now(
    document: Document,
    *,
    by: Actor,
    at: datetime,
    right: SigningRight | None = None,
    asked_at: datetime | None = None,
) -> Document:
    """Give number and date, set the document and sign it; verify what came out.

    `asked_at`: its leader has asked for it then, and a service was silent.

    Raises:
        NoSession: the leader has not proved presence.
        Unavailable: key or time-stamp service does not answer; nothing was written, no number used.
    """
    prepared = prepare(document, by=by, at=at, right=right)
    signed = signing.sign_person(
        prepared.paper.pdf,
        signer=by,
        box=prepared.paper.boxes["person"],
        at=at,
        reason=prepared.document.notation,
        asked_at=asked_at,
    )
    return finish(prepared.document, signed, by=by, at=at)


@transaction.atomic
def ask(document: Document, *, ticket: str, by: Actor, at: datetime) -> Document:
    """Prepare the document for a token or a SIM of the signer's: its key answers later."""
    prepared = prepare(document, by=by, at=at)
    document = prepared.document
    asked = signing.Asked(
        pdf=prepared.paper.pdf,
        box=prepared.paper.boxes["person"],
        about=journal.subject(document),
        label=f"{document.notation} {document.subject}",
        reason=document.notation,
    )
    request = signing.ask(asked, ticket=ticket, signer=by, at=at)
    document.signing_request, document.sign_asked_at = request.pk, at
    document.save(update_fields=SIGNED_COLUMNS)
    return document


@transaction.atomic
def take(document_id: UUID, request_id: UUID, *, at: datetime) -> Document | None:
    """Keep what the token or the SIM has signed; a second time, and for another request, nothing.

    A draft that was sent back meanwhile no longer waits for it.
    """
    found = Document.objects.filter(pk=document_id, signing_request=request_id).first()
    request = signing.request_with(request_id)
    if found is None or request is None:
        return None
    document = locked(found)
    signer = actor_of(request.person, at)
    refuse_unless(may.may_sign(signer, document))
    return finish(document, signing.outcome_of(request), by=signer, at=at)


@transaction.atomic
def let_go(document_id: UUID, request_id: UUID) -> None:
    """The signer refused or did not answer: the document waits for them as before."""
    waiting = Document.objects.filter(pk=document_id, signing_request=request_id)
    waiting.update(signing_request=None, sign_asked_at=None)


def refuse_ended(author: Unit, *, at: datetime) -> None:
    """Refuse a number, a signature or a seal of an agency that is no more."""
    if author.valid_to is not None and author.is_over_on(day_of(at)):
        raise Conflict(
            f"{author.name} hoạt động đến hết ngày {written(author.valid_to)}. "
            "Văn bản này được lập lại ở cơ quan kế thừa."
        )


def prepare(
    document: Document, *, by: Actor, at: datetime, right: SigningRight | None = None
) -> Prepared:
    """Number, date and set a document for its signer, inside the caller's transaction.

    A number once given stays with its document: who lets a token wait and signs the next day
    signs under the same number, and the register keeps no gap.
    """
    document = locked(document)
    refuse_unless(may.may_sign(by, document))
    move(State(document.state), "sign")
    author = document.author
    if author is None:
        raise ValueError(document)
    refuse_ended(author, at=at)
    post = signing.signer_of(by, author, on=day_of(at))
    version = latest_version(document)
    word = word_papers.opened(version)
    if word is not None:  # its drafter has typed the lines above the name
        chosen = word_papers.right_of(word, post, name=by.name)
    else:
        chosen = signing.usual(post) if right is None else right
        signing.check(chosen, post)
    document.signing_authority = chosen
    document.signer_id, document.signer_name = by.person_id, by.name
    document.signer_position = post.official_title
    _number(document, author, at=at)
    paper = (
        papers.paper(document, Draft.of(version.content), at=at, signer=by)
        if word is None
        else word_papers.paper(document, word, at=at, signer=by)
    )
    box = paper.boxes["organisation"]
    document.seal_box = _kept(box)
    document.page_count = paper.pages
    return Prepared(document, paper)


def finish(document: Document, signed: bytes, *, by: Actor, at: datetime) -> Document:
    """Keep what the key made, once it is verified; the clerks are told."""
    verdict = signing.verify(signed, at=at)
    if not verdict.is_genuine:
        raise Conflict(NOT_GENUINE.format(why=verdict.sentence))
    document.state = move(State(document.state), "sign")
    document.signed_at, document.sign_asked_at, document.signing_request = at, None, None
    kept = attached(document, signed, kind=FileKind.SIGNED, by=by, at=at, verdict=verdict)
    payload = {"notation": document.notation, "authority": document.signing_authority}
    about = journal.subject(document)
    written: list[writing.Written] = [
        writing.updated("signed", document, tuple(SIGNED_COLUMNS)),
        writing.inserted("attached", kept),
        journal.statement(Event.SIGNED, about=about, by=by, at=at, payload=payload),
        telling.notices(
            telling.clerks([document.author_id or 0], on=day_of(at)),
            subject=f"Đã ký, chờ phát hành: {document.notation}",
            document=document,
            link=reverse("documents-to-issue"),
            at=at,
        ),
    ]
    writing.write(written, "SELECT 1")
    queue.wake()
    return document


def attached(  # noqa: PLR0913 one sentence, said once
    document: Document,
    content: bytes,
    *,
    kind: FileKind,
    by: Actor,
    at: datetime,
    verdict: signing.Verdict,
    said: str = "",
) -> Attachment:
    """Keep a PDF of the document with what its verification said, and the words it is found by.

    The step that made it writes the row.
    """
    return Attachment(
        document=document,
        file=files.store(content, by=by, at=at),
        name=f"{file_name(document)}.pdf",
        kind=kind,
        position=1,
        outcome=verdict.outcome,
        verdict=verdict.sentence[:500],
        words=said,
        is_read=True,
        added_at=at,
    )


def file_name(document: Document) -> str:
    return document.notation.replace("/", "-") or f"du-thao-{str(document.pk)[:8]}"


def waiting_to_sign(document_id: UUID) -> Document | None:
    """Return the document if its leader has pressed “sign” and the time-stamp was missing."""
    return Document.objects.filter(
        pk=document_id,
        state=State.AWAITING_SIGNATURE,
        sign_asked_at__isnull=False,
        signing_request__isnull=True,
    ).first()


def _number(document: Document, author: Unit, *, at: datetime) -> None:
    """Take the next number of its register (Nghị định 30/2020/NĐ-CP, Điều 15), once and for all."""
    day = day_of(at)
    kind = types.find(document.type_code, author.block)
    document.issued_on = day
    if document.number is None:
        register = notation.series(kind, author.code, day)
        document.series, document.period = register.name, register.period
        document.number = numbering.take(register.name, register.period)
    document.notation = notation.notation(
        kind,
        notation.agency_symbol(author.name),
        number=document.number,
        issued_on=day,
        office=papers.office_symbol(document),
    )
    document.notation_key = key_of(document.notation)


def _kept(box: Box) -> dict[str, float]:
    return {"page": box.page, "x1": box.x1, "y1": box.y1, "x2": box.x2, "y2": box.y2}


@transaction.atomic
def _sign_later(document: Document, *, by: Actor, at: datetime) -> Document:
    document = locked(document)
    refuse_unless(may.may_sign(by, document))
    move(State(document.state), "sign")
    if document.sign_asked_at is None and by.person_id:
        document.sign_asked_at = at
        document.save(update_fields=["sign_asked_at"])
        queue.later(
            "documents.sign",
            key=f"sign|{document.pk}",
            document_id=str(document.pk),
            person_id=str(by.person_id),
        )
    return document
