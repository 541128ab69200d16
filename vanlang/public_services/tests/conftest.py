"""The cast: Lan (citizen), Minh (officer), Hòa (his chief), Quang (officer elsewhere)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from vanlang.identity.api import (
    Person,
    Registration,
    Role,
    Unit,
    actor_of,
    appoint,
    register_citizen,
    register_official,
)
from vanlang.kernel import search
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.deadlines import Term, TermUnit
from vanlang.public_services.actions import accepting, filing, publishing, sealing, settling
from vanlang.public_services.models import Dossier, ProcedureVersion
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.parts import (
    Competent,
    CompetentRule,
    FieldKind,
    FieldSpec,
    LegalBasis,
    PaperSpec,
    ResultSpec,
    Section,
    StepKind,
    StepSpec,
)
from vanlang.signing import api as signing

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 08:00 in Phú Thọ
SINCE = date(2025, 7, 1)
ANSWERS = {"name": "Bùi Thị Lan", "reason": "Vay vốn"}
HOUR = timedelta(hours=1)

STEPS = (
    StepSpec(key="receive", name="Tiếp nhận", kind=StepKind.RECEIVE, role="receiver", share=0.1),
    StepSpec(key="process", name="Thụ lý", kind=StepKind.PROCESS, role="processor", share=0.5),
    StepSpec(key="review", name="Thẩm tra", kind=StepKind.REVIEW, role="reviewer", share=0.1),
    StepSpec(key="sign", name="Lãnh đạo ký", kind=StepKind.SIGN, role="leader", share=0.2),
    StepSpec(key="seal", name="Ký số cơ quan", kind=StepKind.SEAL, role="clerk", share=0.05),
    StepSpec(key="return", name="Trả kết quả", kind=StepKind.RETURN, role="receiver", share=0.05),
)


def definition_with(
    *, code: str = "9.000001", papers: tuple[PaperSpec, ...] = (), **changes: object
) -> Definition:
    """Return a small whole definition: three working days, settled where it is filed."""
    parts: dict[str, object] = {
        "field_of_work": "Hộ tịch",
        "subjects": ("Công dân",),
        "term": Term(3, TermUnit.WORKING_DAYS),
        "form": (
            Section(
                title="Nội dung",
                fields=(
                    FieldSpec(key="name", label="Họ và tên", prefill="identity.name"),
                    FieldSpec(key="reason", label="Lý do", prefill="earlier"),
                    FieldSpec(
                        key="born",
                        label="Ngày sinh",
                        kind=FieldKind.DATE,
                        required=False,
                        check="past",
                    ),
                ),
            ),
        ),
        "papers": papers,
        "free_of_charge": True,
        "steps": STEPS,
        "competent": Competent(rule=CompetentRule.RECEIVING_COMMUNE, name="UBND cấp xã"),
        "result": ResultSpec(
            name="Giấy xác nhận", code="KQ.01", signer_title="Chủ tịch", doc_type="GXN"
        ),
        "legal_bases": (LegalBasis(number="118/2025/NĐ-CP", name="Nghị định 118/2025/NĐ-CP"),),
        **changes,
    }
    return Definition(code=code, name="Xác nhận tình trạng hôn nhân", **parts)  # type: ignore[arg-type]


def publish(definition: Definition, *, on: date = SINCE) -> ProcedureVersion:
    drafted = publishing.draft(definition, by=PLATFORM, at=MONDAY - timedelta(days=30))
    return publishing.publish(
        drafted.version, by=PLATFORM, at=MONDAY - timedelta(days=30), effective_from=on
    )


def make_commune(area_code: str, name: str) -> Unit:
    unit = Unit.objects.create(
        code=f"H44.{area_code}",
        name=f"Ủy ban nhân dân {name}",
        short_name=f"UBND {name}",
        folded="",
        block="committee",
        level="commune",
        kind="committee",
        path=f"H44.{area_code}/",
        area_code=area_code,
        head_title="Chủ tịch",
        valid_from=SINCE,
    )
    unit.agency = unit
    unit.save(update_fields=["agency"])
    return unit


def make_official(
    username: str, name: str, unit: Unit, *roles: Role, title: str = "Công chức"
) -> Person:
    person = register_official(
        username=username, name=name, by=PLATFORM, at=MONDAY, must_change_password=False
    )
    appoint(person, unit, title=title, roles=roles, since=SINCE, by=PLATFORM, at=MONDAY)
    signing.open_test_sessions([person], at=MONDAY)
    return person


@dataclass(frozen=True)
class Cast:
    """Everybody, as they act on Monday."""

    muong_bi: Unit
    viet_tri: Unit
    lan: Person
    lan_acts: Actor
    minh: Actor
    hoa: Actor
    quang: Actor
    stranger: Actor


@pytest.fixture
def cast(db: None) -> Cast:
    muong_bi = make_commune("05158", "xã Mường Bi")
    viet_tri = make_commune("07900", "phường Việt Trì")
    lan = register_citizen(
        Registration(
            name="Bùi Thị Lan",
            identity_number="003188000123",
            phone="0912345678",
            email="lan@example.vn",
            address="Xóm Lồ",
            commune_code="05158",
        ),
        by=PLATFORM,
        at=MONDAY,
    )
    other = register_citizen(
        Registration(name="Trần Văn Lạ", identity_number="003088000456"), by=PLATFORM, at=MONDAY
    )
    works = (Role.RECEIVER, Role.PROCESSOR, Role.REVIEWER, Role.CLERK)
    return Cast(
        muong_bi=muong_bi,
        viet_tri=viet_tri,
        lan=lan,
        lan_acts=actor_of(lan, MONDAY),
        minh=actor_of(make_official("minh", "Hà Văn Minh", muong_bi, *works), MONDAY),
        hoa=actor_of(
            make_official("hoa", "Đinh Thị Hòa", muong_bi, Role.LEADER, title="Phó Chủ tịch"),
            MONDAY,
        ),
        quang=actor_of(make_official("quang", "Lê Văn Quang", viet_tri, *works), MONDAY),
        stranger=actor_of(other, MONDAY),
    )


@pytest.fixture
def version(cast: Cast) -> ProcedureVersion:
    return publish(definition_with())


def sent(version: ProcedureVersion, **changes: object) -> filing.Sent:
    """Return the form as Lan sends it to her own commune."""
    usual: dict[str, object] = {
        "key": uuid4(),
        "code": version.procedure.code,
        "answers": ANSWERS,
        "receiving_area": "05158",
        **changes,
    }
    return filing.Sent(**usual)  # type: ignore[arg-type]


def look_and_seal(clerk: Actor, dossier: Dossier, *, at: datetime) -> Dossier:
    """Open what the leader signed and put the seal on, as the clerk does."""
    sealing.look(dossier, by=clerk, at=at)
    return sealing.seal(dossier, by=clerk, at=at)


def file_for(
    cast: Cast, version: ProcedureVersion, *, at: datetime = MONDAY, **changes: object
) -> Dossier:
    """File as Lan and return the dossier."""
    receipt = filing.file_form(
        sent(version, **changes), applicant=cast.lan, by=cast.lan_acts, at=at
    )
    return Dossier.objects.get(pk=receipt.dossier_id)


@pytest.fixture
def filed(cast: Cast, version: ProcedureVersion) -> Dossier:
    return file_for(cast, version)


@pytest.fixture
def accepted(cast: Cast, filed: Dossier) -> Dossier:
    return accepting.accept(filed, by=cast.minh, at=MONDAY + HOUR)


@pytest.fixture
def drafted(cast: Cast, accepted: Dossier) -> Dossier:
    settling.start(accepted, by=cast.minh, at=MONDAY + HOUR)
    return settling.submit(
        accepted, fields={"body": "Xác nhận."}, by=cast.minh, at=MONDAY + 2 * HOUR
    )


@pytest.fixture
def to_sign(cast: Cast, drafted: Dossier) -> Dossier:
    return settling.review(drafted, by=cast.minh, at=MONDAY + 3 * HOUR)


@pytest.fixture
def areas(cast: Cast) -> tuple[Unit, Unit]:
    """Put both committees under their communes as areas, as the loaded tree has them."""
    for committee, name in ((cast.muong_bi, "Xã Mường Bi"), (cast.viet_tri, "Phường Việt Trì")):
        area = Unit.objects.create(
            code=f"{committee.code}.00",
            name=name,
            short_name=name.partition(" ")[2],
            folded=search.fold(name),
            level="commune",
            kind="area",
            path=f"{committee.code}.00/",
            area_code=committee.area_code,
            valid_from=SINCE,
        )
        path = f"{area.path}{committee.code}/"
        Unit.objects.filter(pk=committee.pk).update(parent=area, path=path)
    ending, following = (Unit.objects.get(code=f"H44.{code}.00") for code in ("05158", "07900"))
    return ending, following
