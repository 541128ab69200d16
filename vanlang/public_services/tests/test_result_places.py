"""A place on a paper is whole: thôn, xã, tỉnh, as a reader in another province needs it."""

import re

import pytest

from vanlang.public_services.models import Dossier
from vanlang.public_services.models.results import Result
from vanlang.public_services.queries import documents
from vanlang.public_services.rules import plausible, result_papers, results
from vanlang.public_services.rules.parts import FieldKind
from vanlang.public_services.tests.conftest import MONDAY
from vanlang.public_services.tests.test_result_papers import SHIPPED, answer, dossier, read

__all__ = ["dossier"]
HOME = "Xóm Lồ"
WHOLE = f"{HOME}, xã Mường Bi, tỉnh Phú Thọ"
COMMUNE = re.compile(r"xã Mường Bi(?!, tỉnh Phú Thọ)")
# In the head, in who signs and in sentences an agency is called by its own name.
AGENCY = re.compile(r"ủy ban nhân dân\s+xã mường bi(?!,)", re.IGNORECASE)
PLACE = re.compile(r"address|residence|place|_home$|village|keeper")


@pytest.mark.django_db(databases=["default", "side"])
def test_every_place_on_every_result_is_whole(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = []
    homes = 0
    for code, definition in SHIPPED.items():
        dossier.form = {spec.key: answer(spec) for spec in definition.fields} | {
            spec.key: HOME for spec in definition.fields if plausible.is_place(spec.key)
        }
        dossier.applicant_address = WHOLE
        monkeypatch.setattr(documents, "definition_of", lambda _, chosen=definition: chosen)
        result = Result(
            dossier=dossier,
            fields=results.check(definition, documents.prefilled_result(dossier, at=MONDAY)).values,
            drafted_at=MONDAY,
            verification_code="K7Q4-29TM-X3PD",
        )
        text = read(documents.result_paper(dossier, result, at=MONDAY).pdf)
        keys = result_papers.keys_of(definition.result_paper)
        if keys & {"requester_address", "owner_address"}:
            homes += 1
            if WHOLE not in text:
                short.append(f"{code}: {WHOLE}")
        short += [
            f"{code}: …{AGENCY.sub('', text)[m.start() - 60 : m.end() + 20]}…"
            for m in COMMUNE.finditer(AGENCY.sub("", text))
        ]
        if "Tỉnh Phú Thọ" in text:
            short.append(f"{code}: a capital inside an address")

    assert short == []
    assert homes > 30


@pytest.mark.parametrize("definition", SHIPPED.values(), ids=lambda one: one.code)
def test_every_place_that_is_printed_has_a_commune_beside_it_or_is_asked_whole(
    definition: object,
) -> None:
    layout = definition.result_paper  # type: ignore[attr-defined]
    fields = {spec.key: spec for spec in definition.fields}  # type: ignore[attr-defined]
    communes = {key for key, spec in fields.items() if spec.kind == FieldKind.COMMUNE}
    for text in result_papers.texts_of(layout):
        for match in result_papers.PLACE.finditer(text):
            key = match[1]
            if key not in fields or key in communes or not PLACE.search(key):
                continue
            behind = result_papers.PLACE.match(text[match.end() :].removeprefix(", "))
            has_commune = bool(behind and behind[1] in communes)
            assert has_commune or plausible.is_place(key) or key in NOT_PLACES, (key, text)


# A person or an institution that brings up a child; a stretch of road, its commune in the next
# line; where somebody lived before, told in their own words.
NOT_PLACES = {"child_keeper", "road_place", "earlier_places"}


@pytest.mark.django_db(databases=["default", "side"])
def test_where_it_was_registered_is_read_elsewhere_too(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    birth = SHIPPED["1.001193"]
    dossier.form = {spec.key: answer(spec) for spec in birth.fields}
    monkeypatch.setattr(documents, "definition_of", lambda _: birth)
    fields = documents.prefilled_result(dossier, at=MONDAY)
    result = Result(dossier=dossier, fields=fields, drafted_at=MONDAY, verification_code="A")

    text = read(documents.result_paper(dossier, result, at=MONDAY).pdf)

    assert "Nơi đăng ký khai sinh: Ủy ban nhân dân xã Mường Bi, tỉnh Phú Thọ" in text


def test_a_home_that_belongs_to_somebody_else_is_not_completed(dossier: Dossier) -> None:
    single = SHIPPED["1.004873"]
    dossier.form = {"acting_for": "other", "requester_address": HOME}
    dossier.applicant_address = WHOLE

    facts = documents.printed_answers(dossier, single)

    assert facts["requester_address"] == HOME
