"""Whom the end of an agency concerns hears of it: who has a dossier or a draft there, once each."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from vanlang.identity import api as identity
from vanlang.identity.api import Unit
from vanlang.kernel import notices
from vanlang.kernel.days import written
from vanlang.kernel.models import Notice
from vanlang.public_services.queries import open_work

ONE_DAY = timedelta(days=1)
MOST_CODES = 5


@transaction.atomic
def tell_of_the_end(unit_id: int, *, at: datetime) -> None:
    """Tell them of the last day that stands now, and where things go on; told twice is once."""
    for agency in _agencies(unit_id):
        if agency.valid_to is None:  # taken back meanwhile
            continue
        codes: dict[UUID, list[str]] = defaultdict(list)
        for person_id, code in open_work.concerned([agency.pk]):
            codes[person_id].append(code)
        about = _about(agency, agency.valid_to)
        for person_id in codes.keys() - _told(about):
            subject, text = _words(agency, agency.valid_to, codes[person_id])
            _send(person_id, subject, text, about, at)


@transaction.atomic
def tell_that_it_stays(unit_id: int, last_day: date, *, at: datetime) -> None:
    """Tell those who were told of the end that the agency goes on."""
    for agency in _agencies(unit_id):
        about = _about(agency, last_day)
        subject = f"{_place(agency)} tiếp tục hoạt động"
        text = (
            f"Ngày kết thúc hoạt động {written(last_day)} đã được rút lại. Hồ sơ của bạn được "
            "giải quyết như trước; bạn không phải làm gì."
        )
        for person_id in _told(about):
            _send(person_id, subject, text, f"{about}:kept", at)


def _agencies(unit_id: int) -> Iterable[Unit]:
    unit = Unit.objects.get(pk=unit_id)
    return identity.below(unit).filter(agency=F("pk")).order_by("pk")


def _about(agency: Unit, last_day: date) -> str:
    return f"identity.unit:{agency.pk}:{last_day.isoformat()}"


def _told(about: str) -> set[UUID]:
    """Return who knows of this end, and has not been told since that it was taken back."""
    rows = Notice.objects.filter(address="", about__in=[about, f"{about}:kept"])
    last = dict(rows.order_by("pk").values_list("person_id", "about"))
    return {person_id for person_id, heard in last.items() if heard == about}


def _place(agency: Unit) -> str:
    """Return `Xã Mường Bi` for its committee; departments keep their name."""
    name = agency.name.removeprefix("Ủy ban nhân dân ") if agency.area_code else agency.name
    return name[:1].upper() + name[1:]


def _words(agency: Unit, last_day: date, codes: list[str]) -> tuple[str, str]:
    since, place = last_day + ONE_DAY, _place(agency)
    serving = [_place(unit) for unit in identity.successors(agency, on=since)]
    now = " hoặc ".join(name[:1].lower() + name[1:] for name in serving)
    sentences = [f"Từ ngày {written(since)}, {now} phục vụ người dân ở đó." if now else ""]
    filed = sorted(code for code in codes if code)
    if filed:
        shown = ", ".join(filed[:MOST_CODES]) + (" và các hồ sơ khác" * (len(filed) > MOST_CODES))
        sentences.append(f"Hồ sơ {shown} được giải quyết tiếp; bạn không phải nộp lại.")
    if "" in codes:
        sentences.append(
            "Hồ sơ bạn đang soạn còn nguyên: bạn nộp trước hết ngày cuối, hoặc nộp tiếp ở "
            f"{now or 'nơi khác'}."
        )
    return f"{place} hoạt động đến hết ngày {written(last_day)}", " ".join(filter(None, sentences))


def _send(person_id: UUID, subject: str, text: str, about: str, at: datetime) -> None:
    reached = identity.recipient(person_id)
    notices.send(
        person_id=person_id,
        email=reached.email,
        phone=reached.phone,
        subject=subject,
        text=text,
        link=reverse("public_services-mine"),
        about=about,
        at=at,
    )
