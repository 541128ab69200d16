"""Notices about documents, many at once: one row a person in the platform."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, CharField, DateField, F, Func

from vanlang.documents.actions import writing
from vanlang.documents.actions.writing import Part
from vanlang.documents.models import Document
from vanlang.documents.queries.prepared import Given, Question
from vanlang.identity.api import Post, Role
from vanlang.kernel.deadlines import ZONE

NOTICES = """told AS (
    INSERT INTO kernel_notice (
        person_id, channel, address, subject, text, link, about, state, created_at, sent_at,
        attempt_count, last_error
    )
    SELECT person, 'in_app', '', %s::varchar, %s::text, %s::varchar, %s::varchar, 'sent',
        %s::timestamptz, %s::timestamptz, 0, ''
    FROM {people}{rows}
)"""
NAMED = "unnest(%s::uuid[]) AS person"

HOLDERS = Question(
    lambda: (
        Post.objects.filter(
            Func(
                F("unit__agency"),
                Given("agencies", ArrayField(BigIntegerField())),
                template="%(expressions)s)",
                arg_joiner=" = ANY(",
                output_field=BooleanField(),
            ),
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
    people: Iterable[UUID], *, subject: str, document: Document, link: str, at: datetime
) -> None:
    """Tell people in the platform; a restricted document is not named in a notice."""
    told = sorted(set(people))
    if told:
        writing.write(
            [notices(told, subject=subject, document=document, link=link, at=at)], "SELECT 1"
        )


def notices(  # noqa: PLR0913 one sentence, said once
    people: Iterable[UUID],
    *,
    subject: str,
    document: Document,
    link: str,
    at: datetime,
    source: str = "",
) -> Part:
    """Return the notices as a part of a step's one statement."""
    said = _said(subject, document, link, at)
    rows = f", {source}" if source else ""
    told = [str(key) for key in sorted(set(people))]
    return Part(NOTICES.format(people=NAMED, rows=rows), (*said, told))


def clerks_notices(  # noqa: PLR0913 one sentence, said once
    agency_ids: Iterable[int],
    *,
    subject: str,
    document: Document,
    link: str,
    at: datetime,
    source: str = "",
) -> Part:
    """Return the notices to the clerks of agencies, likewise; the statement finds who they are."""
    said = _said(subject, document, link, at)
    rows = f", {source}" if source else ""
    clerks, given = HOLDERS.within(
        agencies=list(agency_ids), roles=[Role.CLERK.value], on=at.astimezone(ZONE).date()
    )
    people = f"({clerks}) AS held (person)"
    return Part(NOTICES.format(people=people, rows=rows), (*said, *given))


def _said(subject: str, document: Document, link: str, at: datetime) -> tuple[object, ...]:
    text = "Văn bản hạn chế, mở để xem." if document.is_restricted else document.subject
    return subject, text, link, f"documents.document:{document.pk}", at, at
