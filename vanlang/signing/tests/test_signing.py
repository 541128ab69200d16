from django.utils import timezone

from vanlang.identity.api import Person, Unit
from vanlang.signing import api as signing
from vanlang.signing.rules.states import Kind
from vanlang.signing.rules.verdicts import Level
from vanlang.signing.tests.conftest import acting
from vanlang.ui.papers import Paper


def sign(paper: Paper, person: Person) -> bytes:
    return signing.sign_person(
        paper.pdf, signer=acting(person), box=paper.boxes["person"], at=timezone.now()
    )


def seal(paper: Paper, pdf: bytes, unit: Unit) -> bytes:
    return signing.seal_organisation(
        pdf, unit=unit, box=paper.boxes["organisation"], at=timezone.now()
    )


def test_sign_and_seal_make_a_document_that_is_genuine(
    paper: Paper, hoa: Person, muong_bi: Unit
) -> None:
    sealed = seal(paper, sign(paper, hoa), muong_bi)

    verdict = signing.verify(sealed)

    assert verdict.is_genuine, verdict
    assert [one.kind for one in verdict.signatures] == [Kind.PERSON, Kind.ORGANISATION]
    assert [one.name for one in verdict.signatures] == ["Quách Thị Hòa", muong_bi.name]
    assert verdict.level == Level.LTA
    assert verdict.is_test
