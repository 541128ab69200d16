"""The cast around a document: Mường Bi drafts, initials, signs and issues; Quang is elsewhere."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from vanlang.documents.actions import addressing, drafting, issuing, reviewing
from vanlang.documents.actions import signing as document_signing
from vanlang.documents.models import Attachment, Document
from vanlang.documents.rules.drafts import Draft
from vanlang.documents.rules.states import FileKind
from vanlang.identity import api as identity
from vanlang.identity.api import Block, Level, Person, Role, Unit, UnitKind
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.signing import api as signing

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 08:00 in Phú Thọ
SINCE = date(2025, 7, 1)
SIGNING_SINCE = datetime(2025, 7, 1, tzinfo=UTC)
TEXT = Draft(
    subject="tăng cường bảo đảm an toàn thông tin",
    to=("Các thôn trong xã",),
    body="Thực hiện chỉ đạo của tỉnh.\n1. Rà soát.\n2. Báo cáo trước ngày 30 tháng 11 năm 2026.",
    recipients=("Như trên",),
)
DECISION = Draft(
    subject="Về việc thành lập Tổ công nghệ số cộng đồng",
    bases=("Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15 ngày 16 tháng 6 năm 2025.",),
    body="Điều 1. Thành lập Tổ.\nĐiều 2. Quyết định này có hiệu lực kể từ ngày ký.",
    recipients=("Như Điều 3",),
)


def unit_of(
    code: str,
    name: str,
    *,
    level: Level = Level.COMMUNE,
    kind: UnitKind = UnitKind.COMMITTEE,
    agency: Unit | None = None,
) -> Unit:
    """Make one unit; the whole tree is identity's to load and takes its time."""
    unit = Unit.objects.create(
        code=code,
        name=name,
        short_name=name,
        folded=name.lower(),
        block=Block.COMMITTEE,
        level=level,
        kind=kind,
        parent=agency,
        agency=agency,
        path=f"/{code}/" if agency is None else f"{agency.path}{code}/",
        valid_from=SINCE,
    )
    if agency is None:
        unit.agency = unit
        unit.save(update_fields=["agency"])
    return unit


def acting(person: Person, at: datetime = MONDAY) -> Actor:
    return identity.actor_of(person, at)


def appointed(username: str, name: str, unit: Unit, title: str, *roles: Role) -> Person:
    person = identity.register_official(
        username=username, name=name, by=PLATFORM, at=MONDAY, must_change_password=False
    )
    identity.appoint(person, unit, title=title, roles=roles, since=SINCE, by=PLATFORM, at=MONDAY)
    signing.open_test_sessions([person], at=SIGNING_SINCE)
    return person


def a_unit(
    code: str,
    name: str,
    *,
    agency: Unit | None = None,
    block: Block = Block.COMMITTEE,
    head: str = "Chủ tịch",
) -> Unit:
    unit = unit_of(
        code, name, kind=UnitKind.OFFICE if agency else UnitKind.COMMITTEE, agency=agency
    )
    unit.block, unit.head_title = block, "" if agency else head
    unit.save(update_fields=["block", "head_title"])
    return unit


@dataclass(frozen=True, slots=True)
class Cast:
    """Minh drafts, Thu and An initial, Hòa signs, Nga is the clerk; Quang is at another agency."""

    unit: Unit
    minh: Actor
    thu: Actor
    an: Actor
    hoa: Actor
    nga: Actor
    quang: Actor
    other: Unit


def make_cast() -> Cast:
    """Make two communes and appoint everybody."""
    unit = a_unit("H44.05158", "Ủy ban nhân dân xã Mường Bi")
    office = a_unit("H44.05158.03", "Phòng Văn hóa - Xã hội", agency=unit)
    other = a_unit("H44.05152", "Ủy ban nhân dân xã Vân Sơn")
    minh = appointed("minh", "Đinh Văn Minh", office, "Chuyên viên", Role.PROCESSOR)
    thu = appointed("thu", "Bùi Thị Thu", office, "Trưởng phòng", Role.REVIEWER)
    an = appointed("an", "Hà Văn An", office, "Phó Trưởng phòng", Role.REVIEWER)
    hoa = appointed("hoa", "Quách Thị Hòa", unit, "Chủ tịch", Role.LEADER)
    nga = appointed("nga", "Bùi Thị Nga", unit, "Văn thư", Role.CLERK)
    quang = appointed("quang", "Hà Văn Quang", other, "Văn thư", Role.CLERK, Role.LEADER)
    signing.issue_test_certificates([hoa, unit, other, quang], at=MONDAY)
    return Cast(
        unit=unit,
        minh=acting(minh),
        thu=acting(thu),
        an=acting(an),
        hoa=acting(hoa),
        nga=acting(nga),
        quang=acting(quang),
        other=other,
    )


def id_of(actor: Actor) -> UUID:
    """Return who the actor is; everybody of the cast is somebody."""
    assert actor.person_id is not None
    return actor.person_id


def drafted(
    cast: Cast, *, text: Draft = TEXT, type_code: str = "CV", at: datetime = MONDAY
) -> Document:
    return drafting.draft(
        key=uuid4(), author=cast.unit, type_code=type_code, text=text, by=cast.minh, at=at
    )


def laid_before(cast: Cast, document: Document, at: datetime = MONDAY) -> Document:
    """Send a draft straight to Hòa."""
    return reviewing.send(document, [], signer_id=id_of(cast.hoa), by=cast.minh, at=at)


def signed(cast: Cast, document: Document, at: datetime = MONDAY) -> Document:
    return document_signing.sign_now(laid_before(cast, document, at), by=cast.hoa, at=at)


def issued(
    cast: Cast, document: Document, *, to: tuple[Unit, ...] = (), at: datetime = MONDAY
) -> Document:
    addressing.address(document, units=to, by=cast.minh, at=at)
    return look_and_issue(signed(cast, document, at), by=cast.nga, at=at)


def look_and_issue(document: Document, *, by: Actor, at: datetime = MONDAY) -> Document:
    """Open what the leader signed, seal and send it, as the clerk does."""
    issuing.look(document, by=by, at=at)
    for annex in Attachment.objects.filter(document=document, kind=FileKind.ANNEX):
        issuing.look_at_annex(document, annex, by=by, at=at)
    return issuing.issue(document, by=by, at=at)
