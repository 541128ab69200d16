"""What a clerk typed is never labelled as coming from the electronic identity."""

import re
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from vanlang.identity.api import Registration, register_citizen
from vanlang.kernel import queue
from vanlang.kernel.actors import PLATFORM
from vanlang.public_services.actions import drafts, settling, submission, visiting
from vanlang.public_services.models import Dossier, Draft, Result
from vanlang.public_services.queries import documents
from vanlang.public_services.rules import prefill
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.states import Channel, DeliveryManner
from vanlang.public_services.tests.conftest import Cast, publish
from vanlang.public_services.tests.test_acting import SHIPPED
from vanlang.public_services.tests.test_pages import SignIn, sign_in
from vanlang.public_services.tests.test_result_papers import read

__all__ = ["sign_in"]

IDENTITY = re.compile(r"(căn cước|danh tính|định danh) điện tử", re.IGNORECASE)
SYSTEM = Path(__file__).parents[1]
FACTS = dict.fromkeys(("name", "identity_number", "birth_date", "phone", "email", "address"), "x")


@pytest.mark.parametrize("definition", SHIPPED.values(), ids=lambda one: one.code)
def test_no_form_says_of_itself_that_an_identity_filled_it_in(definition: Definition) -> None:
    """The same form is filled in at the counter, where a clerk types it."""
    words = [section.note for section in definition.form]
    words += [text for spec in definition.fields for text in (spec.label, spec.help)]
    typed = prefill.prefill(definition, FACTS, {}, origin_of_identity=prefill.TYPED_AT_COUNTER)

    assert [text for text in words if IDENTITY.search(text)] == []
    assert set(typed.origins.values()) == {prefill.TYPED_AT_COUNTER}


def test_no_paper_says_that_something_comes_from_an_identity() -> None:
    layouts = [path.read_text() for path in (SYSTEM / "papers").glob("*.typ")]
    layouts.append((SYSTEM / "data/procedures/result_papers.json").read_text())

    assert not any(IDENTITY.search(text) for text in layouts)


OFFICERS = SYSTEM / "templates/public_services/officer"


@pytest.mark.parametrize("page", sorted(OFFICERS.glob("*.html")), ids=lambda path: path.stem)
def test_no_page_of_an_officer_labels_what_it_shows_so(page: Path) -> None:
    """Two pages speak of the identity itself: how one is asked, and what nobody may correct."""
    speaks = IDENTITY.search(page.read_text()) is not None

    assert speaks == (page.stem in {"consent", "correct"})


BIRTH = SHIPPED["1.001193"]
MOTHER = Registration(
    name="Quách Thị Mận", identity_number="003188000777", phone="0912000111", commune_code="05158"
)
TYPED = {
    "requester_birth_date": "1988-04-12",
    "requester_address": "Xóm Lồ",
    "relation": "mother",
    "child_name": "Quách Minh Anh",
    "child_birth_date": "2026-02-20",
    "child_sex": "female",
    "child_birth_place": "Trạm Y tế xã Mường Bi, tỉnh Phú Thọ",
    "child_ethnicity": "Mường",
    "child_nationality": "Việt Nam",
    "mother_nationality": "Việt Nam",
    "mother_residence": "Xóm Lồ, xã Mường Bi, tỉnh Phú Thọ",
}


def received(cast: Cast) -> Draft:
    """Receive the mother at the counter; the clerk types all of it."""
    result = replace(BIRTH.result, paper=replace(BIRTH.result.paper, system=""))
    publish(replace(BIRTH, papers=(), result=result))
    now = timezone.now()
    visit = visiting.Visit(uuid4(), BIRTH.code, "05158", Channel.DIRECT, MOTHER)
    draft = visiting.receive(visit, by=cast.minh, at=now)
    checked = drafts.save_form(draft, {**draft.form, **TYPED}, by=cast.minh, at=now)
    assert checked.problems == {}
    return Draft.objects.get(pk=draft.pk)


def filed(cast: Cast, draft: Draft) -> Dossier:
    now = timezone.now()
    receipt = submission.submit_at_counter(
        draft.pk,
        delivery=DeliveryManner.COUNTER,
        fee_collected=False,
        declared=True,
        by=cast.minh,
        at=now,
    )
    settling.start(Dossier.objects.get(pk=receipt.dossier_id), by=cast.minh, at=now)
    queue.drain()
    return Dossier.objects.get(pk=receipt.dossier_id)


@pytest.mark.django_db(databases=["default", "side"])
def test_a_birth_typed_at_the_counter_says_nowhere_that_an_identity_gave_it(
    cast: Cast, sign_in: SignIn
) -> None:
    """Not even once the mother signs in: what was typed was typed."""
    minh, draft = sign_in(cast.minh), received(cast)
    counter = minh.get(reverse("public_services-counter-dossier", args=[draft.pk]))
    dossier = filed(cast, draft)
    code = [dossier.code]
    pages = {
        "counter": counter,
        "officer": minh.get(reverse("public_services-officer-dossier", args=code)),
        "officer, unmasked": minh.post(reverse("public_services-reveal", args=code)),
        "draft": minh.get(reverse("public_services-draft", args=code)),
    }
    mother = register_citizen(replace(MOTHER, identity_level=2), by=PLATFORM, at=timezone.now())
    pages["citizen"] = sign_in(mother).get(reverse("public_services-dossier", args=code))
    receipt = sign_in(mother).get(reverse("public_services-receipt", args=code))
    words = {name: " ".join(page.content.decode().split()) for name, page in pages.items()}

    assert {page.status_code for page in pages.values()} == {200}
    assert f"Điền sẵn: {prefill.TYPED_AT_COUNTER}" in words["counter"]
    for name, text in words.items():
        assert MOTHER.name in text, name
        assert f"Điền sẵn: {prefill.FROM_IDENTITY}" not in text, name
    assert not IDENTITY.search(words["officer"])
    assert not IDENTITY.search(words["citizen"])
    now = timezone.now()
    facts = documents.prefilled_result(dossier, at=now)
    settling.submit(dossier, fields=facts, by=cast.minh, at=now)
    result = documents.result_paper(dossier, Result.objects.get(), at=now)
    for paper in (read(receipt.content), read(result.pdf)):
        assert MOTHER.name in paper
        assert not IDENTITY.search(paper)
