"""The catalogue of procedures for programs: what is published, without sign-in."""

from datetime import date

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from vanlang.public_services.queries import procedures as queries
from vanlang.public_services.queries.procedures import Published
from vanlang.public_services.rules.definitions import Level
from vanlang.public_services.rules.versions import VersionState

A_PAGE = 50
router = Router(tags=["procedures"])


class Version(Schema):
    """A published version of a procedure, without its definition."""

    code: str
    name: str
    number: int
    state: VersionState
    field_of_work: str
    level: Level
    effective_from: date
    effective_to: date | None = None

    @staticmethod
    def of(one: Published) -> "Version":
        row = one.version
        return Version(
            code=one.code,
            name=row.name,
            number=row.number,
            state=VersionState(row.state),
            field_of_work=row.field_of_work,
            level=Level(row.level),
            effective_from=row.effective_from or date.min,
            effective_to=row.effective_to,
        )


class Whole(Version):
    """A version with everything it says; `replaced_by` where the procedure was closed."""

    definition: dict[str, object]
    replaced_by: str = ""


class Found(Schema):
    count: int
    items: list[Version]


class Asked(Schema):
    """What to look for; every part narrows, accents do not matter."""

    q: str = Field("", max_length=100)
    field_of_work: str = Field("", max_length=200)
    level: Level | None = None
    on: date | None = None
    page: int = Field(1, ge=1, le=10_000)


@router.get("", response=Found, auth=None, url_name="procedures", summary="Search procedures")
def search(request: HttpRequest, asked: Query[Asked]) -> Found:
    """Return the procedures in force on a day (today unless said otherwise), best first."""
    result = queries.search(
        asked.q,
        on=asked.on or timezone.localdate(),
        field_of_work=asked.field_of_work,
        level=asked.level or "",
    )
    rows = [] if result.is_near else result.rows  # a program wants what it asked for
    first = (asked.page - 1) * A_PAGE
    return Found(count=len(rows), items=[Version.of(row) for row in rows[first : first + A_PAGE]])


@router.get("/{code}", response=Whole, auth=None, url_name="procedure", summary="One procedure")
def procedure(request: HttpRequest, code: str, on: date | None = None) -> Whole:
    """Return the version in force on a day (today unless said otherwise)."""
    day = on or timezone.localdate()
    return whole(next((one for one in versions_of(code) if one.version.is_in_force(day)), None))


@router.get("/{code}/versions", response=list[Version], auth=None, url_name="procedure-versions")
def versions(request: HttpRequest, code: str) -> list[Version]:
    """Return every published version, oldest first."""
    return [Version.of(one) for one in versions_of(code)]


@router.get("/{code}/versions/{number}", response=Whole, auth=None, url_name="procedure-version")
def version(request: HttpRequest, code: str, number: int) -> Whole:
    """Return one published version as it was published."""
    return whole(next((one for one in versions_of(code) if one.version.number == number), None))


def versions_of(code: str) -> tuple[Published, ...]:
    found = queries.history(code)
    if not found:
        raise Http404
    return found


def whole(one: Published | None) -> Whole:
    if one is None:
        raise Http404
    return Whole(
        **Version.of(one).dict(),
        definition=dict(one.version.definition),
        replaced_by=one.replaced_by,
    )
