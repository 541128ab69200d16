"""Sentences that are put together from parts, read for every part that they may have."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from django.template import engines

from vanlang.kernel.deadlines import Term, TermUnit
from vanlang.public_services.forms.declaration import Declaration
from vanlang.public_services.forms.results import Drafting
from vanlang.public_services.rules import catalogue, legal_bases
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.states import DELIVERY_NAMES
from vanlang.public_services.tests.conftest import definition_with
from vanlang.public_services.tests.test_result_papers import SHIPPED

TERMS = (
    Term(3, TermUnit.WORKING_DAYS),
    Term(Decimal("2.5"), TermUnit.WORKING_DAYS),
    Term(8, TermUnit.WORKING_HOURS),
    Term(1, TermUnit.SAME_DAY),
    Term(30, TermUnit.CALENDAR_DAYS),
)
# A word twice in a row, which these words bear ("ngày ngày" is no such word here).
TWICE = re.compile(r"\b(\w+) \1\b", re.IGNORECASE)
TWO_WORDS = {"xã xã", "luôn luôn"}
WRONG = ("  ", " ,", " .", ",,", "..", ", .", "None", "{", "}")


def faults(sentence: str) -> list[str]:
    twice = [match[0] for match in TWICE.finditer(sentence) if not match[0].isdigit()]
    return [words for words in twice if words.lower() not in TWO_WORDS] + [
        sign for sign in WRONG if sign in sentence
    ]


def sentences() -> Iterator[str]:
    for term in TERMS:
        definition = replace(definition_with(), term=term)
        yield catalogue.term_sentence(definition)
        yield catalogue.term(definition)
        yield catalogue.term_beside(definition)
    yield from DELIVERY_NAMES.values()
    for definition in SHIPPED.values():
        yield catalogue.term_sentence(definition)
        yield from (legal_bases.cited(basis) for basis in definition.legal_bases)
        yield from (catalogue.copies(paper) for paper in definition.papers)
        yield from (catalogue.fee_ways(rule) for rule in definition.fees)
        yield catalogue.cost(definition, "5.000 đồng")


@pytest.mark.parametrize("unit", TermUnit)
def test_every_unit_of_a_term_is_read(unit: TermUnit) -> None:
    assert unit in {term.unit for term in TERMS}


def test_no_sentence_stumbles_over_its_parts() -> None:
    wrong = [(sentence, found) for sentence in sentences() if (found := faults(sentence))]

    assert wrong == []


@pytest.mark.parametrize(
    ("term", "sentence"),
    list(
        zip(
            TERMS,
            (
                "Giải quyết trong 3 ngày làm việc, tính từ khi",
                "Giải quyết trong 2,5 ngày làm việc, tính từ khi",
                "Giải quyết trong 8 giờ làm việc, tính từ khi",
                "Giải quyết trong ngày làm việc, tính từ khi",
                "Giải quyết trong 30 ngày, tính từ khi",
            ),
            strict=True,
        )
    ),
)
def test_the_term_is_promised_in_a_whole_sentence(term: Term, sentence: str) -> None:
    definition = replace(definition_with(), term=term)

    assert catalogue.term_sentence(definition).startswith(sentence)


def summary_of(form: object) -> list[str]:
    """Return what stands above a form: one line for each place to be mended."""
    source = '{% from "ui/parts.html" import error_summary %}{{ error_summary(form) }}'
    page = str(engines["jinja2"].from_string(source).render({"form": form}))
    return [html.unescape(line) for line in re.findall(r'<li><a href="[^"]*">(.*?)</a>', page)]


@pytest.mark.parametrize("definition", SHIPPED.values(), ids=SHIPPED)
@pytest.mark.django_db
def test_every_line_above_a_form_says_whose_field_it_means(definition: Definition) -> None:
    problems = {spec.key: "Chưa ghi." for spec in definition.fields}

    lines = summary_of(Declaration(definition, {}, problems=problems))

    assert len(lines) == len(definition.fields)
    assert [line for line, times in Counter(lines).items() if times > 1] == []
    if len(definition.form) > 1:
        for section in definition.form:
            label = section.fields[0].label.rstrip(".:")
            assert f"{section.title}: {label}: Chưa ghi." in lines


@pytest.mark.parametrize("definition", SHIPPED.values(), ids=SHIPPED)
def test_every_line_above_a_result_says_whose_fact_it_means(definition: Definition) -> None:
    bare = Drafting(definition, {}, answers={})
    form = Drafting(definition, {}, answers={}, problems=dict.fromkeys(bare.fields, "Chưa ghi."))

    lines = summary_of(form)

    assert len(lines) == len(bare.fields)
    assert [line for line, times in Counter(lines).items() if times > 1] == []
