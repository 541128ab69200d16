"""Every result says by whose right it is signed, and who gets it (NĐ 30/2020, Điều 13)."""

import re
from collections.abc import Callable

import pytest

from vanlang.identity.api import DelegationKind, Person, Role, Unit, actor_of, delegate
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.days import day_of
from vanlang.public_services.models import Dossier
from vanlang.public_services.models.results import Result
from vanlang.public_services.queries import documents
from vanlang.public_services.rules import result_papers
from vanlang.public_services.tests.conftest import MONDAY, SINCE, Cast, make_official
from vanlang.public_services.tests.test_result_papers import SHIPPED, dossier, paper_of, read

__all__ = ["dossier"]


def in_the_office(cast: Cast, *roles: Role) -> Person:
    """Return the head of the committee's office."""
    office = Unit.objects.create(
        code="H44.05158.01",
        name="Văn phòng HĐND và UBND xã Mường Bi",
        short_name="Văn phòng",
        block="committee",
        level="commune",
        kind="office",
        path="H44.05158/H44.05158.01/",
        head_title="Chánh Văn phòng",
        parent=cast.muong_bi,
        agency=cast.muong_bi,
        valid_from=SINCE,
    )
    return make_official("chi", "Bạch Thị Chi", office, *roles, title="Chánh Văn phòng")


def chair(cast: Cast) -> Person:
    return make_official("binh", "Bùi Văn Bình", cast.muong_bi, Role.LEADER, title="Chủ tịch")


def mandated(cast: Cast) -> Person:
    chi = in_the_office(cast, Role.REVIEWER)
    delegate(
        chair(cast).posts.get(),
        to=chi,
        kind=DelegationKind.DELEGATION,
        roles=[Role.LEADER],
        since=day_of(MONDAY),
        until=day_of(MONDAY),
        reason="Giấy ủy quyền số 12/GUQ-UBND",
        by=PLATFORM,
        at=MONDAY,
    )
    return chi


def deputy(cast: Cast) -> Person:
    return Person.objects.get(username="hoa")


TOGETHER = "TM. ỦY BAN NHÂN DÂN "
HEADS_OWN = [
    code
    for code, definition in SHIPPED.items()
    if result_papers.is_decided_by_head(definition.result_paper)
]


@pytest.mark.django_db(databases=["default", "side"])
@pytest.mark.parametrize(
    ("who", "above"),
    [
        (chair, f"{TOGETHER}CHỦ TỊCH Bùi Văn Bình"),
        (deputy, f"{TOGETHER}KT. CHỦ TỊCH PHÓ CHỦ TỊCH Đinh Thị Hòa"),
        (
            lambda cast: in_the_office(cast, Role.LEADER),
            "TL. CHỦ TỊCH CHÁNH VĂN PHÒNG Bạch Thị Chi",
        ),
        (mandated, "TUQ. CHỦ TỊCH CHÁNH VĂN PHÒNG Bạch Thị Chi"),
    ],
    ids=["chair", "deputy", "head of office", "mandated"],
)
def test_every_result_says_by_what_right_its_signer_signs(
    cast: Cast,
    dossier: Dossier,
    monkeypatch: pytest.MonkeyPatch,
    who: Callable[[Cast], Person],
    above: str,
) -> None:
    signer = actor_of(who(cast), MONDAY)

    wrong = []
    for code, definition in SHIPPED.items():
        text, _ = paper_of(dossier, definition, monkeypatch, signer=signer)
        # What the chair decides alone is signed for nobody: “TM.” stands on no such paper.
        alone = result_papers.is_decided_by_head(definition.result_paper)
        expected = above.removeprefix(TOGETHER) if alone else above
        if expected not in text or (alone and TOGETHER.strip() in text):
            wrong.append(code)

    assert wrong == []


@pytest.mark.django_db(databases=["default", "side"])
@pytest.mark.parametrize("code", HEADS_OWN)
def test_who_carries_a_decision_out_gets_it(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    text, _ = paper_of(dossier, SHIPPED[code], monkeypatch)

    assert "QUYẾT ĐỊNH" in text
    article = re.findall(r"(Điều \d+)\. [^.]*thi hành", text)[-1]
    assert f"Nơi nhận: - Như {article}; - {dossier.applicant_name}; - Lưu: VT, HS." in text


@pytest.mark.django_db(databases=["default", "side"])
def test_a_draft_says_by_what_right_it_will_be_signed(cast: Cast, dossier: Dossier) -> None:
    """The one leader of the commune is a deputy: “CHỦ TỊCH” alone would be another paper."""
    result = Result(dossier=dossier, fields={}, verification_code="MAUTHUMAUTHU")

    only = read(documents.result_paper(dossier, result, at=MONDAY).pdf)
    binh = actor_of(chair(cast), MONDAY)
    either = read(documents.result_paper(dossier, result, at=MONDAY).pdf)
    hers = read(documents.result_paper(dossier, result, at=MONDAY, reader=cast.hoa).pdf)
    his = read(documents.result_paper(dossier, result, at=MONDAY, reader=binh).pdf)

    deputys = f"{TOGETHER}KT. CHỦ TỊCH PHÓ CHỦ TỊCH Đinh Thị Hòa"
    assert deputys in only
    assert deputys in hers
    assert f"{TOGETHER}CHỦ TỊCH Bùi Văn Bình" in his
    assert f"{TOGETHER}CHỦ TỊCH HOẶC KT. CHỦ TỊCH PHÓ CHỦ TỊCH" in either
    for draft in (only, either, hers, his):
        assert "DỰ THẢO" in draft
