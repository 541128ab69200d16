"""Notices about documents, many at once: one row a person in the platform."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, CharField, DateField

from vanlang.documents.actions import writing
from vanlang.documents.actions.writing import Part
from vanlang.documents.models import Document
from vanlang.identity.api import Post, Role
from vanlang.kernel.questions import Given, Question, among

NOTICES = """told AS (
    INSERT INTO kernel_notice (
        person_id, channel, address, subject, text, link, about, state, created_at, sent_at,
        attempt_count, last_error
    )
    SELECT person, 'in_app', '', %s::varchar, %s::text, %s::varchar, %s::varchar, 'sent',
        %s::timestamptz, %s::timestamptz, 0, ''
    FROM {people}{rows}
)"""
HOLDERS = Question(
    lambda: (
        Post.objects.filter(
            among("unit__agency", Given("agencies", ArrayField(BigIntegerField()))),
            roles__overlap=Given("roles", ArrayField(CharField())),
            valid_from__lte=Given("on", DateField()),
            person__is_active=True,
        )
        .exclude(valid_to__lt=Given("on", DateField()))
        .order_by("person")
        .distinct("person")
        .values_list("person_id")
    )
)


def holders(roles: Iterable[Role], agency_ids: Iterable[int], *, on: date) -> list[UUID]:
    """Return who holds one of the roles at one of the agencies, in one statement."""
    wanted = [role.value for role in roles]
    found = HOLDERS.tuples(agencies=list(agency_ids), roles=wanted, on=on)
    return [UUID(str(row[0])) for row in found]


def of_offices(office_ids: Iterable[int], *, on: date) -> list[UUID]:
    """Return who works in the offices."""
    posts = Post.objects.filter(
        unit__in=list(office_ids), valid_from__lte=on, person__is_active=True
    ).exclude(valid_to__lt=on)
    return list(posts.order_by("person").distinct("person").values_list("person_id", flat=True))


def tell(
    told: Iterable[UUID], *, subject: str, document: Document, link: str, at: datetime
) -> None:
    """Tell people in the platform; a restricted document is not named in a notice."""
    to = people(told)
    writing.write([notices(to, subject=subject, document=document, link=link, at=at)], "SELECT 1")


def people(keys: Iterable[UUID]) -> Part:
    """Return people to be told, for `notices`."""
    return Part("unnest(%s::uuid[]) AS person", ([str(key) for key in sorted(set(keys))],))


def clerks(agency_ids: Iterable[int], *, on: date) -> Part:
    """Return the clerks of agencies, likewise; the statement that tells them finds who they are."""
    found, given = HOLDERS.within(agencies=list(agency_ids), roles=[Role.CLERK.value], on=on)
    return Part(f"({found}) AS held (person)", tuple(given))


def notices(  # noqa: PLR0913 one sentence, said once
    to: Part,
    *,
    subject: str,
    document: Document,
    link: str,
    at: datetime,
    source: str = "",
) -> Part:
    """Return the notices as a part of a step's one statement."""
    text = "Văn bản hạn chế, mở để xem." if document.is_restricted else document.subject
    about = f"documents.document:{document.pk}"
    rows = f", {source}" if source else ""
    said = (subject, text, link, about, at, at)
    return Part(NOTICES.format(people=to.sql, rows=rows), (*said, *to.parameters))
