"""The cast: Hòa signs for Mường Bi, Minh works there, Quang elsewhere; and a paper to sign."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
import typst
from django.utils import timezone

from vanlang.identity import api as identity
from vanlang.identity.api import Block, Level, Person, Role, Unit, UnitKind
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.signing.actions.certificates import issue_test_certificates
from vanlang.signing.actions.looks import note_look
from vanlang.signing.actions.sessions import open_test_sessions
from vanlang.signing.actions.signing import seal_organisation, sign_person
from vanlang.signing.models import Certificate
from vanlang.signing.queries import evidence
from vanlang.signing.tests.forging import Increment, redrawn
from vanlang.ui import papers

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 08:00 in Phú Thọ
SINCE = date(2025, 7, 1)
SIGNING_SINCE = datetime(2025, 7, 1, tzinfo=UTC)
# A page as an archive takes it, with a place for either signature; nothing of a system above.
PAGE = """
#set document(title: "Giấy xác nhận", author: "Ủy ban nhân dân xã Mường Bi",
  date: datetime(year: 2026, month: 3, day: 2))
#set page(paper: "a4", margin: (left: 30mm, right: 20mm, y: 20mm))
#set text(font: "Tinos", size: 14pt, lang: "vi")
*GIẤY XÁC NHẬN* \\ Ủy ban nhân dân xã Mường Bi xác nhận bà Bùi Thị Lan cư trú tại xã.
#place(bottom + right, dy: -30mm)[*CHỦ TỊCH* #v(28mm) *Quách Thị Hòa*]
"""


@dataclass(frozen=True, slots=True)
class Place:
    page: int
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Paper:
    pdf: bytes
    boxes: dict[str, Place]


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    evidence.forget()


@pytest.fixture(scope="session")
def paper() -> Paper:
    fonts = typst.Fonts(font_paths=[str(papers.FONTS)], include_system_fonts=False)
    pdf = typst.compile(PAGE.encode(), format="pdf", pdf_standards="a-2b", font_paths=fonts)
    boxes = {"person": Place(1, 356, 155, 492, 223), "organisation": Place(1, 299, 138, 401, 240)}
    return Paper(pdf, boxes)


def make_agency(code: str, name: str) -> Unit:
    """Make one agency by itself: these tests need no province around it."""
    agency = Unit.objects.create(
        code=code,
        name=name,
        short_name=name,
        folded=name.lower(),
        block=Block.COMMITTEE,
        level=Level.COMMUNE,
        kind=UnitKind.COMMITTEE,
        path=code,
        valid_from=SINCE,
    )
    agency.agency = agency
    agency.save(update_fields=["agency"])
    return agency


@pytest.fixture
def muong_bi(db: None) -> Unit:
    return make_agency("H44.05158", "Ủy ban nhân dân xã Mường Bi")


@pytest.fixture
def van_son(db: None) -> Unit:
    return make_agency("H44.05152", "Ủy ban nhân dân xã Vân Sơn")


def make_official(username: str, name: str, unit: Unit, title: str, *roles: Role) -> Person:
    person = identity.register_official(
        username=username, name=name, by=PLATFORM, at=MONDAY, must_change_password=False
    )
    identity.appoint(person, unit, title=title, roles=roles, since=SINCE, by=PLATFORM, at=MONDAY)
    open_test_sessions([person], at=SIGNING_SINCE)
    return person


@pytest.fixture
def hoa(muong_bi: Unit) -> Person:
    person = make_official("hoa", "Quách Thị Hòa", muong_bi, "Chủ tịch", Role.LEADER)
    issue_test_certificates([person, muong_bi], at=timezone.now())
    return person


@pytest.fixture
def minh(muong_bi: Unit) -> Person:
    return make_official("minh", "Đinh Văn Minh", muong_bi, "Văn thư", Role.CLERK, Role.ADMIN)


@pytest.fixture
def quang(van_son: Unit) -> Person:
    person = make_official(
        "quang", "Hà Văn Quang", van_son, "Văn thư", Role.CLERK, Role.ADMIN, Role.LEADER
    )
    issue_test_certificates([person, van_son], at=timezone.now())
    return person


def acting(person: Person) -> Actor:
    return identity.actor_of(person, timezone.now())


def sign(paper: Paper, person: Person) -> bytes:
    return sign_person(
        paper.pdf, signer=acting(person), box=paper.boxes["person"], at=timezone.now()
    )


def clerk_of(unit: Unit) -> Actor:
    """Return the agency's clerk."""
    name = f"vanthu.{unit.pk}"
    person = Person.objects.filter(username=name).first()
    if person is None:
        person = make_official(name, "Bùi Thị Nga", unit, "Văn thư", Role.CLERK)
    return acting(person)


def seal(paper: Paper, pdf: bytes, unit: Unit) -> bytes:
    clerk = clerk_of(unit)
    note_look(sha256(pdf).hexdigest(), by=clerk, at=timezone.now())
    return seal_organisation(
        pdf, unit=unit, box=paper.boxes["organisation"], at=timezone.now(), by=clerk
    )


@pytest.fixture
def certificate(muong_bi: Unit) -> Certificate:
    issue_test_certificates([muong_bi], at=timezone.now())
    return Certificate.objects.get(unit=muong_bi)


@pytest.fixture
def sealed(paper: Paper, hoa: Person, muong_bi: Unit) -> bytes:
    # An earlier page below the signed one, as a shadow lies in wait.
    drawn = Increment(paper.pdf)
    drawn.put_again(drawn.page)
    shadow = redrawn(paper.pdf).write()
    back = Increment(shadow)
    back.put(drawn.page.unparse(resolved=True), back.page.objgen[0])
    held = Paper(back.write(), paper.boxes)
    return seal(held, sign(held, hoa), muong_bi)
