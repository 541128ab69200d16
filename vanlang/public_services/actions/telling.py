"""Notices to the person whose dossier it is: which agency, who, when, until when."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from vanlang.kernel import notices
from vanlang.kernel.days import day_of
from vanlang.kernel.models import Entry, Notice
from vanlang.public_services.actions import paper_notices
from vanlang.public_services.models.corrections import Correction
from vanlang.public_services.models.dossiers import Dossier
from vanlang.public_services.queries import agencies, deliveries
from vanlang.public_services.queries.paper_notices import counter_of
from vanlang.public_services.rules.deliveries import GONE
from vanlang.public_services.rules.outcomes import OUTCOME_NAMES, Outcome
from vanlang.public_services.rules.paper_notices import how_to_get_result, is_told_on_paper
from vanlang.public_services.rules.states import Channel, DeliveryManner, DeliveryState, Event
from vanlang.ui import wording

EMPTY = "để trống"
IN_THE_STORE = "Bản điện tử có trong kho của bạn."
NEW_RECEIPT = (
    "Giấy tiếp nhận in từ bây giờ thay cho giấy cũ. Nếu nội dung sửa chưa đúng, mời ông/bà báo lại "
    "nơi nộp."
)
CORRECTED = (
    "{who} sửa lúc {at}. Lý do: {reason}. Giấy tiếp nhận in từ bây giờ thay cho giấy cũ; bạn xem "
    "nội dung trước và sau khi sửa ở trang hồ sơ."
)


@transaction.atomic
def tell(entry: Entry) -> None:
    """Tell the person of one step; told twice is the same as told once."""
    dossier = Dossier.objects.filter(pk=UUID(entry.about_id)).first()
    if dossier is None:
        return
    about = f"public_services.entry:{entry.pk}"
    if Notice.objects.filter(person_id=dossier.applicant_id, about=about).exists():
        return
    subject, text = _words(dossier, entry)
    tell_applicant(
        dossier,
        Telling(
            kind=entry.kind,
            about=about,
            subject=subject,
            text=text,
            link=reverse("public_services-dossier", args=[dossier.code]),
            on_paper=_on_paper(dossier, entry, text),
        ),
        at=entry.at,
    )
    if entry.kind == Event.RETURNED and _has_paper_result(dossier):
        paper_notices.drop_news_of_result(dossier, at=entry.at)


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing to tell an applicant; `on_paper` are the words for who has nothing else, if the
    law wants them told at all.
    """

    kind: str
    about: str
    subject: str
    text: str
    link: str
    on_paper: str = ""


def tell_applicant(dossier: Dossier, words: Telling, *, at: datetime) -> None:
    """Tell the person of a dossier where they are reached, or have the counter print it."""
    notices.send(
        person_id=dossier.applicant_id,
        email=dossier.applicant_email,
        phone=dossier.applicant_phone,
        subject=words.subject,
        text=words.text,
        link=words.link,
        about=words.about,
        at=at,
    )
    if words.on_paper:
        paper_notices.write(
            dossier,
            kind=words.kind,
            about=words.about,
            subject=words.subject,
            text=words.on_paper,
            at=at,
        )


def _has_paper_result(dossier: Dossier) -> bool:
    delivery = deliveries.delivery_of(dossier)
    return delivery is not None and delivery.manner != DeliveryManner.ELECTRONIC


@transaction.atomic
def confirm(dossier_id: UUID) -> None:
    """Send what the filing wrote into the platform by e-mail and SMS too."""
    dossier = Dossier.objects.get(pk=dossier_id)
    about = f"public_services.dossier:{dossier.pk}"
    written = Notice.objects.filter(person_id=dossier.applicant_id, about=about)
    in_app = written.filter(address="").first()
    if in_app is None or written.exclude(address="").exists():
        return
    notices.send(
        person_id=dossier.applicant_id,
        email=dossier.applicant_email,
        phone=dossier.applicant_phone,
        subject=in_app.subject,
        text=in_app.text,
        link=in_app.link,
        about=about,
        at=dossier.filed_at,
        in_app=False,
    )


def _words(dossier: Dossier, entry: Entry) -> tuple[str, str]:
    code, at = dossier.code, wording.moment(entry.at)
    today = day_of(entry.at)
    competent = agencies.in_office(dossier.competent_unit_id, on=today).as_of(today).name
    who = f"{entry.actor_name}, {entry.unit_name}".strip(", ")
    due = wording.moment(dossier.due_at)
    how = f", {OUTCOME_NAMES[Outcome(dossier.outcome)].lower()}" if dossier.outcome else ""
    worded = {
        Event.ACCEPTED: (
            f"Hồ sơ {code} được tiếp nhận",
            f"{who} tiếp nhận lúc {at}. {_clock(dossier, competent)}Hẹn trả kết quả {due}.",
        ),
        Event.CORRECTED: (
            f"Thông tin trong hồ sơ {code} đã được sửa",
            CORRECTED.format(who=who, at=at, reason=entry.payload.get("reason", "").rstrip(".")),
        ),
        Event.STARTED: (f"Hồ sơ {code} đang được xử lý", f"{who} thụ lý hồ sơ từ {at}."),
        Event.SIGNED: (f"Kết quả hồ sơ {code} đã được ký", f"{who} ký kết quả lúc {at}."),
        Event.FINISHED: (
            f"Hồ sơ {code} đã giải quyết xong",
            f"{competent} giải quyết xong lúc {at}{how}. {IN_THE_STORE}",
        ),
        Event.RETURNED: (
            f"Hồ sơ {code} đã trả kết quả",
            f"{_returned(dossier, at)} Mời bạn đánh giá sự phục vụ.",
        ),
    }
    return worded[Event(entry.kind)]


def _on_paper(dossier: Dossier, entry: Entry, text: str) -> str:
    """Return the words for somebody who can open no page of the platform; "" where none are due."""
    if not is_told_on_paper(entry.kind, Channel(dossier.channel)):
        return ""
    who = f"{entry.actor_name}, {entry.unit_name}".strip(", ")
    if entry.kind == Event.CORRECTED:
        changes = Correction.objects.filter(dossier=dossier, at=entry.at).order_by("id")
        lines = [
            f"{row.label}: “{row.before or EMPTY}” sửa thành “{row.after}”." for row in changes
        ]
        reason = str(entry.payload.get("reason", "")).rstrip(".")
        first = f"{who} sửa thông tin trong hồ sơ lúc {wording.moment(entry.at)}. Lý do: {reason}."
        return "\n".join([first, *lines, NEW_RECEIPT])
    if entry.kind == Event.FINISHED:
        delivery = deliveries.delivery_of(dossier)
        if _has_paper_result(dossier) and delivery and DeliveryState(delivery.state) in GONE:
            return ""  # heard late: they have it
        how = how_to_get_result(
            DeliveryManner(delivery.manner) if delivery else DeliveryManner.ELECTRONIC,
            delivery.copies if delivery else 0,
            counter=counter_of(dossier, at=entry.at),
        )
        return f"{text.removesuffix(IN_THE_STORE).strip()}\n{how}"
    return text


def _returned(dossier: Dossier, at: str) -> str:
    delivery = deliveries.delivery_of(dossier)
    return f"{deliveries.where_of(delivery)}." if delivery else f"Kết quả được trả lúc {at}."


def _clock(dossier: Dossier, competent: str) -> str:
    if dossier.handed_over_at is None:
        return ""
    return (
        f"Hồ sơ chuyển đến {competent} lúc {wording.moment(dossier.handed_over_at)}, "
        "thời hạn tính từ đó. "
    )
