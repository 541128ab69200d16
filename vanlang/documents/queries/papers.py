"""A document of our own as a PDF in the layout of Phụ lục I; the Party's in its own."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from vanlang.documents.models import Document
from vanlang.documents.rules import draft_text, drafts, heads, notation, types
from vanlang.documents.rules.drafts import Draft
from vanlang.documents.rules.states import URGENCY_NAMES, Urgency
from vanlang.documents.rules.types import Family
from vanlang.identity.api import Level, Unit, UnitKind, actor_of
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.signing import api as signing
from vanlang.signing.api import Signer, SigningRight
from vanlang.ui import papers, wording
from vanlang.ui.papers import Paper

DEPARTMENTS = (UnitKind.DEPARTMENT, UnitKind.CENTRE)


def agency_of(unit: Unit) -> heads.Agency:
    """Return the agency in the words its papers need."""
    return heads.Agency(
        name=unit.name,
        block=unit.block,
        is_commune=unit.level == Level.COMMUNE,
        is_department=unit.kind in DEPARTMENTS and unit.level == Level.PROVINCE,
        head_title=unit.head_title,
        province=wording.inside(settings.PROVINCE_NAME),
    )


def symbol_of(document: Document) -> str:
    """Return what stands behind the number."""
    author = document.author
    if author is None:
        raise ValueError(document)
    kind = types.find(document.type_code, author.block)
    tail = notation.tail(kind, notation.agency_symbol(author.name), office_symbol(document))
    if kind.family == Family.LEGAL and document.issued_on:
        return f"{document.issued_on.year}/{tail}"
    return tail


def office_symbol(document: Document) -> str:
    office = document.drafting_unit
    return notation.office_symbol(office.short_name) if office and not office.is_agency else ""


def paper(document: Document, draft: Draft, *, at: datetime, signer: Actor | None = None) -> Paper:
    """Set the document; without `signer` it is a draft: neither numbered nor dated.

    A draft shows by whose right it will be signed, and by whom, once it is laid before somebody.
    """
    author = document.author
    if author is None:
        raise ValueError(document)
    agency = agency_of(author)
    kind = types.find(document.type_code, author.block)
    right = SigningRight(document.signing_authority)
    post = _post(document, author, signer, at=at)
    title = f"{kind.name} {document.notation}".strip()
    urgency = Urgency(document.urgency)
    return papers.render(
        "documents/outgoing",
        {
            "at": at,
            "title": f"{title} {draft.subject}"[:250],
            "party": agency.is_party,
            "superior": agency.superior,
            "agency": agency.head,
            "number": f"{document.number:02d}" if signer and document.number else "",
            "symbol": symbol_of(document),
            "place": document.place or agency.place,
            "date": day_of(at) if signer else None,
            "kind": "" if kind.is_letter else kind.name.removesuffix(" (quy phạm pháp luật)"),
            "summary": draft.subject,
            "urgency": URGENCY_NAMES[urgency] if urgency else "",
            "circulation": draft.circulation,
            "to": draft.to,
            "enacted_by": agency.enacted_by(document.type_code),
            "bases": draft.bases,
            "verb": agency.verb(document.type_code) if draft.bases else "",
            "body": body_of(draft),
            "annex_of": f"{kind.name} số {document.notation or '…'} của {author.name}",
            "signing_as": signing.lines(right if signer else signing.usual(post), post),
            "signer": signer.name if signer else document.signer.name if document.signer else "",
            "recipients": drafts.recipient_lines(
                draft.recipients, office_symbol(document), draft.marks
            ),
            "seal_mm": 36,
        },
    )


def _post(document: Document, author: Unit, signer: Actor | None, *, at: datetime) -> Signer:
    """Return the post of who signs; of a draft, of whom it is laid before."""
    who = actor_of(document.signer, at) if signer is None and document.signer else signer
    return signing.signer_of(who, author, on=day_of(at)) if who else signing.usual_signer(author)


def body_of(draft: Draft) -> list[dict[str, object]]:
    return [
        {
            "kind": block.kind.value,
            "runs": _runs(block.runs),
            "rows": [[_runs(cell) for cell in row] for row in block.rows],
        }
        for block in draft_text.blocks(draft.body)
    ]


def _runs(runs: Sequence[draft_text.Run]) -> list[dict[str, object]]:
    return [{"text": run.text, "bold": run.bold, "italic": run.italic} for run in runs]
