"""What a clerk typed is never labelled as coming from the electronic identity."""

import re
from pathlib import Path

import pytest

from vanlang.public_services.rules import prefill
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.tests.test_acting import SHIPPED

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
