"""The morning's page by e-mail, to whoever asked for it: once a person and day."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from vanlang.identity import api as identity
from vanlang.indicators.models import Subscription
from vanlang.indicators.queries import today as queries
from vanlang.indicators.queries import units as tree
from vanlang.indicators.queries.today import Today
from vanlang.kernel import notices
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import NotPermitted

QUIET = "Hôm nay không có việc nào quá hạn, không có chỉ số nào đỏ."


@transaction.atomic
def subscribe(*, by: Actor, at: datetime) -> Subscription:
    """Have the page sent each morning."""
    row, _ = Subscription.objects.update_or_create(
        person_id=_person(by), defaults={"ended_at": None}, create_defaults={"since": at}
    )
    return row


@transaction.atomic
def unsubscribe(*, by: Actor, at: datetime) -> None:
    Subscription.objects.filter(person=_person(by), ended_at=None).update(ended_at=at)


def send_each(*, at: datetime) -> int:
    """Send the day's page to those who have not had it; return to how many."""
    on, sent = day_of(at), 0
    for row in queries.subscribers().exclude(last_sent_on=on):
        with transaction.atomic():
            locked = Subscription.objects.select_for_update().get(pk=row.pk)
            if locked.last_sent_on == on:
                continue
            actor = identity.actor_of(row.person, at)
            found = identity.recipient(row.person.pk)
            notices.send(
                person_id=row.person.pk,
                email=found.email,
                subject=f"Điều hành hôm nay, {on:%d/%m/%Y}",
                text=words(queries.read(actor, at=at)),
                link=reverse("indicators-today"),
                about=f"indicators.today:{on}",
                at=at,
            )
            locked.last_sent_on = on
            locked.save(update_fields=["last_sent_on"])
            sent += 1
    return sent


def words(today: Today) -> str:
    """Return the page as a letter: a line each, the number first."""
    reds = f"trong {today.judged_count} chỉ số đang đỏ"
    if today.turned_red_count:
        reds += f", {today.turned_red_count} chuyển đỏ trong 7 ngày"
    lines = [
        (today.late_count, "nhiệm vụ quá hạn", [one.title for one in today.late]),
        (
            today.red_count,
            reds,
            [f"{tree.label(one.unit)}: {one.value.definition.name}" for one in today.turned_red],
        ),
        (
            today.waiting_count,
            "việc chờ ký, cho ý kiến",
            [one.subject for one in today.documents]
            + [f"Hồ sơ {one.code}" for one in today.results]
            + [one.title for one in today.to_accept]
            + [
                f"{tree.label(one.unit)}: {one.reported.definition.name}" for one in today.to_verify
            ],
        ),
        (
            today.differences_count,
            "số liệu báo cáo khác số đếm",
            [
                f"{tree.label(one.value.unit)}: {one.value.definition.name}"
                for one in today.differences
            ],
        ),
        (today.findings_count, "phát hiện chưa xong về chất lượng số liệu", []),
    ]
    said = [
        "\n".join([f"{count} {name}.", *(f"  - {text}" for text in first)])
        for count, name, first in lines
        if count
    ]
    return "\n".join(said) or QUIET


def _person(by: Actor) -> UUID:
    if by.person_id is None:
        raise NotPermitted("Hãy đăng nhập trước.")
    return by.person_id
