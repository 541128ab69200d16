"""Procedures: what a definition may be, and how versions live."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from vanlang.identity.api import Role
from vanlang.kernel import journal
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.deadlines import Term, TermUnit
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal
from vanlang.public_services.actions import publishing
from vanlang.public_services.management.commands.load_procedures import definitions
from vanlang.public_services.models import ProcedureVersion
from vanlang.public_services.queries import procedures as queries
from vanlang.public_services.rules import defects, differences, plain, shorthand
from vanlang.public_services.rules.definitions import Definition, Discount, FeeRule, StepSpec
from vanlang.public_services.rules.fees import DIGITAL_CITIZEN
from vanlang.public_services.rules.parts import FieldKind, FieldSpec, Section, StepKind
from vanlang.public_services.rules.versions import MOVES, VersionEvent, VersionState, move
from vanlang.public_services.tests.conftest import MONDAY, SINCE, Cast, definition_with, publish

TODAY = MONDAY.date()
NEXT_WEEK = TODAY + timedelta(days=7)
PAGES = FieldSpec(key="pages", label="Số trang", kind=FieldKind.NUMBER)
COPIES = FieldSpec(key="copies", label="Số bản", kind=FieldKind.NUMBER)
COPYING = FeeRule(
    code="SAO",
    name="Phí chứng thực bản sao",
    amount=2000,
    per="pages",
    beyond=2,
    amount_beyond=1000,
    maximum=200_000,
    times="copies",
)


def codes_of(definition: Definition) -> set[str]:
    return {defect.code for defect in definition.defects() if defect.blocks}


# --- definitions ----------------------------------------------------------------------------


def test_to_json_and_back_is_the_same_definition() -> None:
    definition = replace(definition_with(), term=Term(3, TermUnit.WORKING_DAYS), fees=(COPYING,))

    assert Definition.from_json(definition.to_json()) == definition


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"form": [{"title": "A", "fields": [{"key": "a"}]}]}, "form[0].fields[0].label"),
        ({"level": "district"}, "level"),
        ({"papers": "không"}, "papers"),
        ({"steps": [{"key": "a", "share": "nhiều"}]}, "steps[0]"),
        ({"colour": "đỏ"}, "colour"),
        (
            {"fees": [{"code": "a", "name": "b", "amount": 1, "effective_from": "2026-13-01"}]},
            "fees",
        ),
    ],
)
def test_from_json_names_the_place_that_is_wrong(change: dict[str, object], place: str) -> None:
    with pytest.raises(plain.Unreadable, match=place.replace("[", r"\[")):
        Definition.from_json({**definition_with().to_json(), **change})


def test_defects_of_an_empty_definition_say_all_that_is_missing() -> None:
    found = codes_of(Definition(code="1.000001", name="Thử"))

    assert found >= {
        *("no_field_of_work", "no_term", "no_subjects", "no_legal_basis", "no_result"),
        *("no_signer", "no_form", "no_fee", "no_steps", "no_competent"),
    }


def test_defects_name_shares_that_do_not_add_up() -> None:
    steps = definition_with().steps
    short = (*steps[:-1], replace(steps[-1], share=0.01))

    assert codes_of(definition_with(steps=short)) == {"shares"}


def test_defects_name_a_role_that_is_none_and_a_seal_before_the_signature() -> None:
    receive, process, review, sign, seal, handover = definition_with().steps
    steps = (replace(receive, role="boss"), process, review, seal, sign, handover)

    assert codes_of(definition_with(steps=steps)) == {"bad_role", "seal_before_sign"}


def test_defects_know_the_roles_of_identity() -> None:
    assert {str(role) for role in Role} >= defects.ROLES


@pytest.mark.parametrize("name", shorthand.STEP_SETS)
def test_every_set_of_steps_is_whole(name: str) -> None:
    steps: tuple[StepSpec, ...] = shorthand.step_set(name)

    assert sum(step.share for step in steps) == pytest.approx(1)
    assert (steps[0].kind, steps[-1].kind) == (StepKind.RECEIVE, StepKind.RETURN)
    assert codes_of(definition_with(steps=steps)) == set()


# --- fees -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pages", "copies", "amount"),
    [("1", "1", 2000), ("3", "1", 5000), ("10", "2", 24_000), ("999", "3", 600_000), ("", "1", 0)],
)
def test_fees_follow_pages_copies_and_the_maximum(pages: str, copies: str, amount: int) -> None:
    form = (Section(title="Giấy tờ", fields=(PAGES, COPIES)),)
    definition = definition_with(form=form, fees=(COPYING,))

    (line,) = definition.fees_due(on=TODAY, answers={"pages": pages, "copies": copies})

    assert line.amount == amount


def test_fees_are_lower_for_digital_citizens_while_the_resolution_lasts() -> None:
    """Nghị quyết 66.22/2026/NQ-CP, 15/8/2026 to 28/2/2027."""
    discount = Discount(
        group=DIGITAL_CITIZEN,
        name="Công dân số",
        amount=0,
        effective_from=date(2026, 8, 15),
        effective_to=date(2027, 2, 28),
    )
    rule = FeeRule(code="TL", name="Trích lục", amount=8000, discounts=(discount,))
    definition = definition_with(fees=(rule,))
    citizen = frozenset({DIGITAL_CITIZEN})

    amounts = {
        (day, groups): definition.fees_due(on=day, answers={}, groups=groups)[0].amount
        for day in (date(2026, 8, 14), date(2026, 8, 15), date(2027, 2, 28), date(2027, 3, 1))
        for groups in (frozenset(), citizen)
    }

    assert [amounts[day, citizen] for day in sorted({day for day, _ in amounts})] == [
        *(8000, 0, 0, 8000)
    ]
    assert {amount for (_, groups), amount in amounts.items() if not groups} == {8000}


def test_fees_change_on_their_day_and_keep_to_their_channels() -> None:
    old = FeeRule(code="A", name="Cũ", amount=10, effective_to=date(2026, 6, 30))
    new = FeeRule(code="A", name="Mới", amount=20, effective_from=date(2026, 7, 1))
    online = FeeRule(code="B", name="Trực tuyến", amount=1, channels=("online",))
    definition = definition_with(fees=(old, new, online))

    june = definition.fees_due(on=date(2026, 6, 30), answers={}, channel="direct")
    july = definition.fees_due(on=date(2026, 7, 1), answers={}, channel="online")

    assert [line.amount for line in june] == [10]
    assert [line.amount for line in july] == [20, 1]


# --- versions -------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("state", VersionState)
def test_every_state_and_verb_is_decided(state: VersionState, verb: str) -> None:
    starts, end = MOVES[verb]

    if state in starts:
        assert move(state, verb) == end
    else:
        with pytest.raises(Conflict):
            move(state, verb)


@pytest.mark.django_db
def test_draft_twice_changes_nothing() -> None:
    first = publishing.draft(definition_with(), by=PLATFORM, at=MONDAY)
    again = publishing.draft(definition_with(), by=PLATFORM, at=MONDAY)

    assert (first.changed, again.changed) == (True, False)
    assert ProcedureVersion.objects.count() == 1


@pytest.mark.django_db
def test_publish_supersedes_the_one_before_on_its_day() -> None:
    first = publish(definition_with())
    second = publishing.draft(definition_with(summary="Mới"), by=PLATFORM, at=MONDAY).version

    publishing.publish(second, by=PLATFORM, at=MONDAY, effective_from=NEXT_WEEK)

    assert queries.version_for("9.000001", TODAY) == first
    assert queries.version_for("9.000001", NEXT_WEEK - timedelta(days=1)) == first
    assert queries.version_for("9.000001", NEXT_WEEK) == second
    assert queries.version_for("9.000001", SINCE - timedelta(days=1)) is None
    assert [entry.kind for entry in journal.history(first)] == [
        VersionEvent.DRAFTED,
        VersionEvent.PUBLISHED,
        VersionEvent.SUPERSEDED,
    ]


@pytest.mark.django_db
def test_publish_is_refused_with_every_defect_that_blocks() -> None:
    version = publishing.draft(definition_with(steps=()), by=PLATFORM, at=MONDAY).version

    with pytest.raises(publishing.Incomplete, match="Chưa có các bước"):
        publishing.publish(version, by=PLATFORM, at=MONDAY, effective_from=TODAY)

    version.refresh_from_db()
    assert version.state == VersionState.DRAFT


@pytest.mark.django_db
def test_publish_is_refused_twice() -> None:
    version = publish(definition_with())

    with pytest.raises(Conflict):
        publishing.publish(version, by=PLATFORM, at=MONDAY, effective_from=NEXT_WEEK)


@pytest.mark.django_db
def test_publish_never_reaches_into_days_that_dossiers_were_filed_on() -> None:
    publish(definition_with())
    second = publishing.draft(definition_with(summary="Mới"), by=PLATFORM, at=MONDAY).version

    with pytest.raises(Refusal, match="đã qua"):
        publishing.publish(second, by=PLATFORM, at=MONDAY, effective_from=TODAY - timedelta(days=1))


def test_drafting_publishing_and_closing_are_refused_to_a_stranger(cast: Cast) -> None:
    version = publish(definition_with())
    draft = publishing.draft(definition_with(code="9.000002"), by=PLATFORM, at=MONDAY).version

    def draft_anew(by: Actor) -> object:
        return publishing.draft(definition_with(code="9.000003"), by=by, at=MONDAY)

    def publish_it(by: Actor) -> object:
        return publishing.publish(draft, by=by, at=MONDAY, effective_from=TODAY)

    def close_it(by: Actor) -> object:
        return publishing.close(version, by=by, at=MONDAY, effective_to=TODAY)

    for attempt in (draft_anew, publish_it, close_it):
        for actor in (cast.quang, cast.hoa, cast.lan_acts):
            with pytest.raises(NotPermitted):
                attempt(actor)

    assert ProcedureVersion.objects.filter(state=VersionState.PUBLISHED).get() == version


@pytest.mark.django_db
def test_close_names_the_procedure_in_its_place() -> None:
    version = publish(definition_with())
    publish(definition_with(code="9.000002"))

    publishing.close(
        version, by=PLATFORM, at=MONDAY, effective_to=NEXT_WEEK, replaced_by="9.000002"
    )

    assert queries.version_for("9.000001", NEXT_WEEK) is None
    assert queries.history("9.000001")[-1].replaced_by == "9.000002"
    with pytest.raises(Conflict):
        publishing.close(version, by=PLATFORM, at=MONDAY, effective_to=NEXT_WEEK)


@pytest.mark.django_db
@pytest.mark.parametrize("replaced_by", ["9.000001", "9.999999"])
def test_close_is_refused_for_a_successor_that_is_none(replaced_by: str) -> None:
    version = publish(definition_with())

    with pytest.raises(Refusal, match="Không có thủ tục nào khác"):
        publishing.close(
            version, by=PLATFORM, at=MONDAY, effective_to=NEXT_WEEK, replaced_by=replaced_by
        )


# --- what the database holds ----------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE public_services_procedureversion SET definition = '{}' WHERE id = %s",
        "UPDATE public_services_procedureversion SET name = 'khác' WHERE id = %s",
        "UPDATE public_services_procedureversion SET gives_result = false WHERE id = %s",
        "UPDATE public_services_procedureversion SET effective_from = '2020-01-01' WHERE id = %s",
        "UPDATE public_services_procedureversion SET state = 'draft' WHERE id = %s",
        "DELETE FROM public_services_procedureversion WHERE id = %s",
    ],
)
def test_the_database_keeps_what_was_published(statement: str) -> None:
    version = publish(definition_with())

    with (
        pytest.raises(IntegrityError, match="published versions"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [version.pk])


@pytest.mark.django_db
def test_the_database_lets_a_draft_change_and_go() -> None:
    version = publishing.draft(definition_with(), by=PLATFORM, at=MONDAY).version

    ProcedureVersion.objects.filter(pk=version.pk).update(name="khác")
    version.delete()

    assert not ProcedureVersion.objects.exists()


@pytest.mark.django_db
def test_two_versions_are_never_in_force_on_one_day() -> None:
    version = publish(definition_with())
    ProcedureVersion.objects.filter(pk=version.pk).update(
        state=VersionState.SUPERSEDED, effective_to=NEXT_WEEK
    )

    with pytest.raises(IntegrityError, match="one_version_is_in_force"), transaction.atomic():
        ProcedureVersion.objects.create(
            procedure=version.procedure,
            number=2,
            state=VersionState.PUBLISHED,
            definition=version.definition,
            name="Hai",
            folded="hai",
            level="commune",
            gives_result=True,
            effective_from=TODAY,
            created_at=MONDAY,
            changed_at=MONDAY,
            published_at=MONDAY,
        )


# --- the procedures that come with the platform ---------------------------------------------


def test_the_data_files_hold_forty_and_more_whole_procedures() -> None:
    found = definitions()

    assert len(found) >= 40
    assert len({definition.code for definition in found}) == len(found)
    assert {d.code: sorted(codes_of(d)) for d in found if codes_of(d)} == {}
    assert all(definition.source for definition in found)
    assert {definition.level for definition in found} == {"commune", "province"}


def test_certification_and_birth_are_settled_on_the_day() -> None:
    by_code = {definition.code: definition for definition in definitions()}

    for code in ("1.001193", "2.000635", "2.000815", "2.000884"):
        assert by_code[code].term.unit == TermUnit.SAME_DAY


def test_a_copy_of_civil_status_costs_8000_dong_each() -> None:
    definition = next(d for d in definitions() if d.code == "2.000635")

    (line,) = definition.fees_due(on=date(2026, 7, 1), answers={"copies": "3"}, channel="online")

    assert line.amount == 24_000


# --- comparing ------------------------------------------------------------------------------


def test_differences_name_places_in_words() -> None:
    before = definition_with()
    steps = tuple(s for s in before.steps if s.key != "review")
    after = replace(before, summary="Ngắn", term=Term(2, TermUnit.WORKING_DAYS), steps=steps)

    found = {d.place: (d.before, d.after) for d in differences.between(before, after)}

    assert found["Tóm tắt"] == ("", "Ngắn")
    assert found["Thời hạn › số"] == ("3", "2")
    assert found["Các bước › Thẩm tra"] == ("Thẩm tra", "")
    assert differences.between(before, before) == []
