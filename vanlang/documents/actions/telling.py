"""Notices about documents, many at once: one row a person in the platform."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from vanlang.documents.models import Document
from vanlang.identity.api import Post, Role
from vanlang.kernel.models import Channel, Notice, NoticeState

BATCH = 1000


def holders(roles: Iterable[Role], agency_ids: Iterable[int], *, on: date) -> list[UUID]:
    """Return who holds one of the roles at one of the agencies, in one statement."""
    posts = Post.objects.filter(
        unit__agency__in=list(agency_ids),
        roles__overlap=[role.value for role in roles],
        valid_from__lte=on,
        person__is_active=True,
    ).exclude(valid_to__lt=on)
    return list(posts.order_by("person").distinct("person").values_list("person_id", flat=True))


def of_offices(office_ids: Iterable[int], *, on: date) -> list[UUID]:
    """Return who works in the offices."""
    posts = Post.objects.filter(
        unit__in=list(office_ids), valid_from__lte=on, person__is_active=True
    ).exclude(valid_to__lt=on)
    return list(posts.order_by("person").distinct("person").values_list("person_id", flat=True))


def tell(
    people: Iterable[UUID], *, subject: str, document: Document, link: str, at: datetime
) -> None:
    """Tell people in the platform; a restricted document is not named in a notice."""
    text = "Văn bản hạn chế, mở để xem." if document.is_restricted else document.subject
    Notice.objects.bulk_create(
        [
            Notice(
                person_id=person,
                channel=Channel.IN_APP,
                subject=subject,
                text=text,
                link=link,
                about=f"documents.document:{document.pk}",
                state=NoticeState.SENT,
                created_at=at,
                sent_at=at,
            )
            for person in sorted(set(people))
        ],
        batch_size=BATCH,
    )
