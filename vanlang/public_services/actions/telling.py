"""Notices to the person whose dossier it is: which agency, who, when, until when."""

from uuid import UUID

from django.db import transaction
from django.urls import reverse

from vanlang.kernel import notices
from vanlang.kernel.days import day_of
from vanlang.kernel.models import Entry, Notice
from vanlang.public_services.models.dossiers import Dossier
from vanlang.public_services.queries import agencies, deliveries
from vanlang.public_services.rules.outcomes import OUTCOME_NAMES, Outcome
from vanlang.public_services.rules.states import Event
from vanlang.ui import wording

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
    notices.send(
        person_id=dossier.applicant_id,
        email=dossier.applicant_email,
        phone=dossier.applicant_phone,
        subject=subject,
        text=text,
        link=reverse("public_services-dossier", args=[dossier.code]),
        about=about,
        at=entry.at,
    )


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
            f"{competent} giải quyết xong lúc {at}{how}. Bản điện tử có trong kho của bạn.",
        ),
        Event.RETURNED: (
            f"Hồ sơ {code} đã trả kết quả",
            f"{_returned(dossier, at)} Mời bạn đánh giá sự phục vụ.",
        ),
    }
    return worded[Event(entry.kind)]


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
