"""Notices on paper: which wait at a counter, and each as the sheet that is handed over."""

import io
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import pikepdf
from django.db.models import QuerySet

from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.public_services.models.dossiers import Dossier
from vanlang.public_services.models.paper_notices import PaperNotice
from vanlang.public_services.permissions.paper_notices import counters_of
from vanlang.public_services.queries import agencies, documents
from vanlang.public_services.rules import paper_notices as rules
from vanlang.public_services.rules.paper_notices import PaperNoticeState
from vanlang.public_services.rules.states import Channel
from vanlang.ui import papers, wording


def visible_to(actor: Actor) -> QuerySet[PaperNotice]:
    """Return the notices of the actor's own counters; what is not theirs is not there."""
    counters = counters_of(actor)
    if not counters:
        return PaperNotice.objects.none()
    rows = PaperNotice.objects.filter(dossier__receiving_unit__in=counters)
    return rows.select_related("dossier")


def to_print(actor: Actor) -> QuerySet[PaperNotice]:
    """Return what waits to be printed and handed over or sent, the oldest first."""
    return visible_to(actor).filter(state=PaperNoticeState.WAITING).order_by("made_at", "id")


def count_to_print(actor: Actor) -> int:
    return to_print(actor).count()


def chosen(actor: Actor, keys: Collection[str]) -> list[PaperNotice]:
    """Return those of the waiting ones that were ticked."""
    return [row for row in to_print(actor) if str(row.pk) in keys]


def of_dossier(dossier: Dossier) -> list[PaperNotice]:
    return list(PaperNotice.objects.filter(dossier=dossier).order_by("made_at", "id"))


def waiting_for(person_id: UUID) -> list[PaperNotice]:
    """Return what waits on paper for a person, whichever counter took their dossier in."""
    rows = PaperNotice.objects.filter(
        dossier__applicant_id=person_id, state=PaperNoticeState.WAITING
    )
    return list(rows.select_related("dossier__applicant").order_by("made_at", "id"))


def needs_paper(dossier: Dossier) -> bool:
    """Tell whether nothing but paper reaches the person of a dossier now."""
    return rules.needs_paper(
        Channel(dossier.channel),
        phone=dossier.applicant_phone,
        email=dossier.applicant_email,
        has_account=dossier.applicant.is_verified,
    )


def counter_of(dossier: Dossier, *, at: datetime) -> str:
    """Return where the person asks and fetches: the counter, or the one that took it over."""
    return f"Bộ phận Một cửa, {_agency(dossier, at=at).name}"


def sheet(notice: PaperNotice, *, by: Actor, at: datetime) -> bytes:
    """Set one notice as a sheet under the agency's head (Nghị định 30/2020)."""
    dossier = notice.dossier
    agency = _agency(dossier, at=at)
    follow = documents.address_of_page(documents.follow_path())
    return papers.render(
        "public_services/notice",
        {
            "at": at,
            "title": notice.subject,
            **documents.head_of(agency),
            "date": day_of(at),
            "summary": notice.subject,
            "recipient": dossier.applicant_name,
            "address": dossier.applicant_address,
            "paragraphs": [line for line in notice.text.split("\n") if line.strip()],
            "facts": [
                ["Mã hồ sơ", dossier.code],
                ["Thủ tục", documents.definition_of(dossier).name],
                ["Nộp lúc", wording.moment(dossier.filed_at)],
                *([["Hẹn trả kết quả", wording.moment(dossier.due_at)]] if dossier.due_at else []),
            ],
            "counter": counter_of(dossier, at=at),
            "follow_up": follow,
            "officer": by.name,
            "qr": f"{follow}?ma={dossier.code}",
        },
    ).pdf


def sheets(notices: Sequence[PaperNotice], *, by: Actor, at: datetime) -> bytes:
    """Set several notices as one file for the printer, each beginning a sheet of its own."""
    whole = pikepdf.new()
    for notice in notices:
        with pikepdf.open(io.BytesIO(sheet(notice, by=by, at=at))) as part:
            whole.pages.extend(part.pages)
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def _agency(dossier: Dossier, *, at: datetime) -> agencies.Agency:
    today = day_of(at)
    return agencies.in_office(dossier.receiving_unit_id, on=today).as_of(today)
