"""Agencies with a clerk, a leader and an officer each, and what they are to write and receive."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from bench.rows import size
from vanlang.documents.actions import words
from vanlang.documents.actions.grants import Reader
from vanlang.documents.models import Dispatch, Document, DraftVersion, Grant
from vanlang.documents.rules.drafts import Draft
from vanlang.documents.rules.outgoing import Channel, DispatchState
from vanlang.documents.rules.secrecy import Ground
from vanlang.documents.rules.states import Origin, State
from vanlang.identity import api as identity
from vanlang.identity.api import Level, Person, Role, Unit
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.deadlines import ZONE

SINCE = date(2025, 7, 1)
FIRST_DAY, DAYS = date(2026, 8, 24), size(65, 5)  # working days of three months, to 20 November
KINDS = ("CV", "CV", "CV", "BC", "TB", "QĐ", "KH", "TTr")
SUBJECTS = (
    "rà soát hộ nghèo, hộ cận nghèo",
    "bảo đảm an toàn thông tin trong cơ quan",
    "báo cáo kết quả cải cách hành chính",
    "đôn đốc giải ngân vốn đầu tư công",
    "phòng, chống cháy rừng trong mùa khô",
)
POSTS = (("vt", "Văn thư", Role.CLERK), ("ld", "Chủ tịch", Role.LEADER))
OFFICER = ("cv", "Chuyên viên", Role.PROCESSOR)
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Desk:
    unit: Unit
    clerk: Actor
    leader: Actor
    leading: Person
    officer: Person


@dataclass(frozen=True, slots=True)
class Share:
    """What one agency writes and what reaches it from outside the province in the three months."""

    writes: int
    from_outside: int


def moment(day: int) -> datetime:
    """Return nine o'clock of a working day: five a week."""
    when = FIRST_DAY + timedelta(days=day // 5 * 7 + day % 5)
    return datetime.combine(when, time(9), ZONE)


def appoint(units: list[Unit]) -> None:
    at = moment(0)
    for unit in units:
        for prefix, title, role in (*POSTS, OFFICER):
            person = identity.register_official(
                username=f"{prefix}{unit.pk}", name="Đinh Thị Mai", by=PLATFORM, at=at
            )
            identity.appoint(
                person, unit, title=title, roles=[role], since=SINCE, by=PLATFORM, at=at
            )


def seated(units: list[Unit]) -> list[Desk]:
    at = moment(0)
    people = {person.username: person for person in Person.objects.exclude(username=None)}
    return [
        Desk(
            unit,
            identity.actor_of(people[f"vt{unit.pk}"], at),
            identity.actor_of(people[f"ld{unit.pk}"], at),
            people[f"ld{unit.pk}"],
            people[f"cv{unit.pk}"],
        )
        for unit in units
    ]


def shared(units: list[Unit], total: int) -> list[int]:
    """Divide so many documents: the province's committee has most, then the departments."""
    weights = [
        8 if unit.pk == units[0].pk else 3 if unit.level == Level.PROVINCE else 1 for unit in units
    ]
    upto, given, found = 0, 0, []
    for weight in weights:
        upto += weight
        found.append(total * upto // sum(weights) - given)
        given += found[-1]
    return found


def letters(desks: list[Desk], outgoing: int) -> list[list[list[Unit]]]:
    """Return for each desk the recipients here of each letter it sends, the same every time.

    One in ten thousand goes to all; of the rest most go to one agency, others to two or none.
    """
    chance = random.Random(7)  # noqa: S311 letters, not secrets
    found = []
    for desk, count in zip(desks, shared([desk.unit for desk in desks], outgoing), strict=True):
        others = [one.unit for one in desks if one.unit.pk != desk.unit.pk]
        found.append(
            [
                others if number % 10_000 == 5_000 else chance.sample(others, recipients(chance))
                for number in range(count)
            ]
        )
    return found


def write(desk: Desk, sent: list[list[Unit]]) -> list[UUID]:
    """Lay the drafts of a desk before its signer; return their keys in the order of writing."""
    made = [(draft(desk, number, len(sent)), to) for number, to in enumerate(sent)]
    for first in range(0, len(made), BATCH):
        keep(desk, made[first : first + BATCH])
    return [document.pk for document, _ in made]


def recipients(chance: random.Random) -> int:
    return chance.choices((0, 1, 2), (25, 55, 20))[0]


def draft(desk: Desk, number: int, count: int) -> Document:
    subject = f"Về việc {SUBJECTS[number % len(SUBJECTS)]}, đợt {number}"
    return Document(
        id=uuid4(),
        origin=Origin.OWN,
        state=State.AWAITING_SIGNATURE,
        author=desk.unit,
        author_code=desk.unit.code,
        author_name=desk.unit.name,
        drafting_unit=desk.unit,
        drafter_id=desk.clerk.person_id,
        signer_id=desk.leader.person_id,
        type_code=KINDS[number % len(KINDS)],
        subject=subject,
        folded=words.folded(subject, desk.unit.name),
        created_at=moment(number * DAYS // count),
        created_by_id=desk.clerk.person_id,
    )


def keep(desk: Desk, made: list[tuple[Document, list[Unit]]]) -> None:
    Document.objects.bulk_create([document for document, _ in made], batch_size=BATCH)
    DraftVersion.objects.bulk_create(version(desk, document) for document, _ in made)
    readers = [
        Reader(person_id=desk.clerk.person_id),
        Reader(person_id=desk.leader.person_id),
        Reader(agency_id=desk.unit.pk, role=Role.CLERK),
    ]
    Grant.objects.bulk_create(
        Grant(
            document=document,
            agency_id=reader.agency_id,
            role=reader.role,
            person_id=reader.person_id,
            ground=Ground.DRAFTING,
            given_at=document.created_at,
        )
        for document, _ in made
        for reader in readers
    )
    Dispatch.objects.bulk_create(
        [
            Dispatch(
                document=document,
                unit=unit,
                code=unit.code,
                name=unit.name,
                channel=Channel.PLATFORM,
                position=position,
                state=DispatchState.PLANNED,
            )
            for document, to in made
            for position, unit in enumerate(to, 1)
        ],
        batch_size=BATCH,
    )
    words.refresh([document.pk for document, _ in made])


def version(desk: Desk, document: Document) -> DraftVersion:
    text = Draft(
        subject=document.subject,
        to=("Các cơ quan liên quan",),
        body="Thực hiện chỉ đạo của tỉnh, đề nghị các cơ quan rà soát và báo cáo.\n" * 6,
        recipients=("Như trên",),
    )
    return DraftVersion(
        document=document,
        number=1,
        content=text.content(),
        written_by_id=desk.clerk.person_id,
        written_by_name=desk.clerk.name,
        written_at=document.created_at,
    )
