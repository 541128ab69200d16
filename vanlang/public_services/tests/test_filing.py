from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vanlang.kernel import journal
from vanlang.kernel.models import Entry, OutboxRow, Series
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal
from vanlang.public_services.actions import filing
from vanlang.public_services.models import Dossier, DossierStep, ProcedureVersion
from vanlang.public_services.rules.answers import FormRefused
from vanlang.public_services.rules.parts import Competent, CompetentRule, PaperSpec
from vanlang.public_services.rules.states import Event, State
from vanlang.public_services.tests.conftest import (
    ANSWERS,
    MONDAY,
    Cast,
    definition_with,
    file_for,
    publish,
    sent,
)


def test_file_writes_dossier_step_and_entry(cast: Cast, version: ProcedureVersion) -> None:
    dossier = file_for(cast, version)

    assert dossier.code == "H44.05158-260302-0001"
    assert dossier.state == State.REGISTERED
    assert dossier.applicant_name == "Bùi Thị Lan"
    assert dossier.applicant_address == "Xóm Lồ, xã Mường Bi, tỉnh Phú Thọ"
    assert dossier.form == {**ANSWERS, "born": ""}
    assert DossierStep.objects.get(dossier=dossier).kind == "receive"
    entry = journal.history(dossier).get()
    assert (entry.kind, entry.payload["code"]) == (Event.FILED, dossier.code)
    assert OutboxRow.objects.filter(entry_id=entry.pk).exists()


def test_file_takes_one_statement_when_the_catalogue_is_known(
    cast: Cast, version: ProcedureVersion
) -> None:
    file_for(cast, version)

    with CaptureQueriesContext(
        connection,
    ) as seen:
        file_for(cast, version)

    writes = [query for query in seen.captured_queries if "INSERT" in query["sql"]]
    assert len(writes) == 1


def test_file_gives_the_same_dossier_for_the_same_key(
    cast: Cast, version: ProcedureVersion
) -> None:
    key = uuid4()
    first = file_for(cast, version, key=key)

    again = file_for(cast, version, key=key, at=MONDAY + timedelta(minutes=1))

    assert again.code == first.code
    assert Dossier.objects.count() == 1
    assert Entry.objects.filter(kind=Event.FILED).count() == 1
    assert Series.objects.get(series="dossier:H44.05158").last == 1


def test_file_with_the_key_of_another_is_refused(cast: Cast, version: ProcedureVersion) -> None:
    taken = file_for(cast, version)
    stranger = type(cast.lan).objects.get(pk=str(cast.stranger.person_id))

    with pytest.raises(NotPermitted):
        filing.file_form(
            sent(version, key=taken.pk),
            applicant=stranger,
            by=cast.stranger,
            at=MONDAY,
        )


def test_file_for_somebody_else_is_refused(cast: Cast, version: ProcedureVersion) -> None:
    with pytest.raises(NotPermitted):
        filing.file_form(
            sent(version),
            applicant=cast.lan,
            by=cast.stranger,
            at=MONDAY,
        )

    assert not Dossier.objects.exists()


def test_numbers_run_by_unit_and_day_and_go_on_with_five_digits(
    cast: Cast, version: ProcedureVersion
) -> None:
    file_for(cast, version)
    Series.objects.filter(series="dossier:H44.05158").update(last=9999)

    codes = [
        file_for(cast, version).code,
        file_for(cast, version, receiving_area="07900").code,
        file_for(cast, version, at=MONDAY + timedelta(days=1)).code,
    ]

    assert codes == ["H44.05158-260302-10000", "H44.07900-260302-0001", "H44.05158-260303-0001"]


def test_wrong_fields_are_named_and_nothing_is_written(
    cast: Cast, version: ProcedureVersion
) -> None:
    with pytest.raises(FormRefused) as refused:
        file_for(cast, version, answers={"name": "Lan", "born": "31/02/2026"})

    assert set(refused.value.problems) == {"reason", "born"}
    assert not Dossier.objects.exists()
    assert not Series.objects.exists()


def test_a_form_of_an_old_version_is_refused(cast: Cast, version: ProcedureVersion) -> None:
    publish(definition_with(summary="Mới"), on=MONDAY.date())

    with pytest.raises(filing.OldForm):
        filing.file_form(
            sent(version, number=1),
            applicant=cast.lan,
            by=cast.lan_acts,
            at=MONDAY,
        )

    assert not Dossier.objects.exists()


def test_a_procedure_that_is_not_there_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal, match="không còn"):
        filing.version_in_force("9.999999", at=MONDAY)


@pytest.mark.parametrize("area", ["", "99999", "05158'; DROP TABLE--", "../05158"])
def test_a_commune_that_is_none_is_refused(
    cast: Cast, version: ProcedureVersion, area: str
) -> None:
    with pytest.raises(Refusal, match="xã, phường"):
        file_for(cast, version, receiving_area=area)


def test_papers_are_not_left_out(cast: Cast) -> None:
    paper = PaperSpec(code="KQ.X", name="Giấy chứng sinh")
    with_paper = publish(definition_with(papers=(paper,)))

    with pytest.raises(Refusal, match="từng bước"):
        file_for(cast, with_paper)


def test_residence_decides_who_settles(cast: Cast) -> None:
    at_home = publish(
        definition_with(
            competent=Competent(rule=CompetentRule.COMMUNE_OF_RESIDENCE, name="UBND cấp xã")
        )
    )

    dossier = file_for(cast, at_home, receiving_area="07900")

    assert dossier.receiving_unit_id == cast.viet_tri.pk
    assert dossier.competent_unit_id == cast.muong_bi.pk
    assert dossier.code.startswith("H44.07900-")


def test_a_draft_that_lost_the_race_gets_the_winners_dossier(
    cast: Cast, version: ProcedureVersion
) -> None:
    taken = file_for(cast, version)
    Dossier.objects.filter(pk=taken.pk).update(filed_by_id=cast.stranger.person_id)

    with pytest.raises((Conflict, NotPermitted)):
        file_for(cast, version, key=taken.pk)
