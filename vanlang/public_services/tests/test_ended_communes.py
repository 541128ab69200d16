"""A commune that merged away: nobody files there, nothing is lost, and old papers keep its name."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vanlang.identity import api as identity
from vanlang.identity.api import Person, Role, Unit, actor_of
from vanlang.identity.models import FormerUnit
from vanlang.kernel import files, journal
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.refusals import Conflict, Refusal
from vanlang.public_services.actions import (
    accepting,
    drafts,
    filing,
    sealing,
    settling,
    submission,
)
from vanlang.public_services.actions.drafts import Beginning
from vanlang.public_services.models import Dossier, Draft, ProcedureVersion, Result, StoreItem
from vanlang.public_services.queries import agencies, documents, dossiers, progress
from vanlang.public_services.rules.parts import (
    Competent,
    CompetentRule,
    FieldKind,
    FieldSpec,
    Section,
)
from vanlang.public_services.rules.states import DeliveryManner, State
from vanlang.public_services.tests.conftest import (
    ANSWERS,
    HOUR,
    MONDAY,
    Cast,
    definition_with,
    file_for,
    look_and_seal,
    make_official,
    publish,
)
from vanlang.signing import api as signing

pytestmark = pytest.mark.django_db(databases=["default", "side"])
BASIS = "Nghị quyết số 12/NQ-HĐND"
LAST_DAY = date(2026, 3, 31)
AFTER = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)  # 09:00 of the first day without it
GONE = "Xã Mường Bi hoạt động đến hết ngày 31/03/2026. Nay phường Việt Trì phục vụ"


@dataclass(frozen=True)
class Heirs:
    """Who works at the successor after the end: the clerk of all trades, and the leader."""

    quang: Actor
    khanh: Actor


def end(areas: tuple[Unit, Unit], last_day: date = LAST_DAY, at: datetime = MONDAY) -> None:
    ending, following = areas
    decided = identity.Closing(last_day, (following,), BASIS)
    identity.close_unit(ending, decided, by=PLATFORM, at=at)


def heirs(cast: Cast, at: datetime = AFTER) -> Heirs:
    leader = make_official("khanh", "Lê Thị Khánh", cast.viet_tri, Role.LEADER, title="Chủ tịch")
    signing.issue_test_certificates([leader, cast.viet_tri], at=MONDAY)
    return Heirs(
        actor_of(Person.objects.get(pk=str(cast.quang.person_id)), at), actor_of(leader, at)
    )


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as pdf:
        return " ".join(page.get_textpage().get_text_bounded() for page in pdf)


def begin(cast: Cast, version: ProcedureVersion, at: datetime) -> Draft:
    beginning = Beginning(uuid4(), version.procedure.code, "05158", cast.lan)
    draft = drafts.begin(beginning, by=cast.lan_acts, at=at)
    drafts.save_form(draft, ANSWERS, by=cast.lan_acts, at=at)
    return draft


def test_nobody_files_there_after_its_last_day(
    cast: Cast, version: ProcedureVersion, areas: tuple[Unit, Unit]
) -> None:
    end(areas)

    on_the_last = file_for(cast, version, at=datetime(2026, 3, 31, 16, 59, tzinfo=UTC))
    with pytest.raises(Refusal, match=GONE) as refused:
        file_for(cast, version, at=datetime(2026, 3, 31, 17, 0, tzinfo=UTC))

    assert on_the_last.receiving_unit == cast.muong_bi
    assert refused.value.field == "receiving_area"
    assert [a.area_code for a in agencies.communes(on=AFTER.date())] == ["07900"]


def test_a_draft_aimed_there_goes_on_at_the_successor_with_all_that_was_typed(
    cast: Cast, version: ProcedureVersion, areas: tuple[Unit, Unit]
) -> None:
    draft = begin(cast, version, MONDAY)
    end(areas)

    def submit() -> filing.Receipt:
        manner = DeliveryManner.ELECTRONIC
        return submission.submit(
            draft.pk, delivery=manner, declared=True, by=cast.lan_acts, at=AFTER
        )

    with pytest.raises(Refusal, match="còn nguyên"):
        submit()
    drafts.choose_place(draft, area_code="07900", by=cast.lan_acts, at=AFTER)
    receipt = submit()

    dossier = Dossier.objects.get(code=receipt.code)
    assert dossier.receiving_unit == cast.viet_tri
    assert dossier.form == {**ANSWERS, "born": ""}
    assert dossier.applicant_address == "Xóm Lồ, phường Việt Trì, tỉnh Phú Thọ"


def test_the_citizens_pages_say_who_serves_them_and_lead_on(
    cast: Cast, version: ProcedureVersion, areas: tuple[Unit, Unit]
) -> None:
    now = timezone.now()
    draft = begin(cast, version, now)
    end(areas, last_day=timezone.localdate() - timedelta(days=1), at=now)
    client = Client()
    client.force_login(cast.lan)

    start = client.get(reverse("public_services-file", args=[version.procedure.code]))
    form_page = reverse("public_services-form", args=[version.procedure.code, draft.pk])
    before = client.get(form_page).content.decode()
    old_link = client.post(
        reverse("public_services-file", args=[version.procedure.code]),
        {"key": str(uuid4()), "receiving_area": "05158"},
    )
    place = reverse("public_services-place", args=[version.procedure.code, draft.pk])
    client.post(place, {"receiving_area": "07900"})
    after = client.get(form_page).content.decode()

    assert 'value="05158"' not in start.content.decode()
    assert "Nay phường Việt Trì phục vụ" in start.content.decode()
    assert "Nay phường Việt Trì phục vụ" in before
    assert "Nộp tiếp ở phường Việt Trì" in before
    assert old_link.status_code == 422
    assert "Nay phường Việt Trì phục vụ" in old_link.content.decode()
    assert "Nơi nộp không còn" not in after
    assert "Vay vốn" in after


def test_a_residence_there_is_settled_by_the_successor(
    cast: Cast, areas: tuple[Unit, Unit]
) -> None:
    at_home = publish(
        definition_with(
            competent=Competent(rule=CompetentRule.COMMUNE_OF_RESIDENCE, name="UBND cấp xã")
        )
    )
    end(areas)

    dossier = file_for(cast, at_home, receiving_area="07900", at=AFTER)

    assert dossier.competent_unit == cast.viet_tri


def test_an_answer_that_names_it_is_asked_anew_in_plain_words(
    cast: Cast, areas: tuple[Unit, Unit]
) -> None:
    place = FieldSpec(key="where", label="Nơi giải quyết", kind=FieldKind.COMMUNE)
    definition = definition_with(form=(Section(title="Nơi", fields=(place,)),))
    end(areas)

    checked = filing.check_form(definition, {"where": "05158"}, at=AFTER)

    assert GONE in checked.problems["where"]


def test_the_successors_officers_finish_what_is_open_and_the_result_names_the_successor(
    cast: Cast, accepted: Dossier, areas: tuple[Unit, Unit]
) -> None:
    end(areas)
    heir = heirs(cast)

    assert accepted in dossiers.at_you(heir.quang, at=AFTER).rows
    settling.start(accepted, by=heir.quang, at=AFTER)
    fields = {**documents.prefilled_result(accepted, at=AFTER), "body": "Xác nhận."}
    settling.submit(accepted, fields=fields, by=heir.quang, at=AFTER)
    settling.review(accepted, by=heir.quang, at=AFTER)
    settling.sign(accepted, by=heir.khanh, at=AFTER)
    done = look_and_seal(heir.quang, accepted, at=AFTER)

    result = Result.objects.select_related("file").get()
    assert result.file is not None
    text = text_of(files.read(result.file))
    assert "PHƯỜNG VIỆT TRÌ" in text.upper()
    assert "MƯỜNG BI" not in text.upper()
    assert result.unit == cast.viet_tri
    assert signing.verify(files.read(result.file)).is_genuine
    assert StoreItem.objects.get(is_result=True).provenance.startswith(
        "Ủy ban nhân dân phường Việt Trì cấp ngày 01/04/2026"
    )
    # Whose it was when it was filed stays so, and who did what stands in the journal.
    assert done.competent_unit == cast.muong_bi
    signed = journal.history(done).get(kind="public_services.signed")
    assert (signed.actor_name, signed.unit_code) == ("Lê Thị Khánh", "H44.07900")


def test_nobody_of_the_ended_commune_works_on(
    cast: Cast, accepted: Dossier, areas: tuple[Unit, Unit]
) -> None:
    end(areas)
    minh = actor_of(Person.objects.get(pk=str(cast.minh.person_id)), AFTER)

    assert not dossiers.visible_to(minh).exists()
    with pytest.raises(Refusal):
        settling.start(accepted, by=minh, at=AFTER)


def test_no_seal_of_an_ended_commune_under_what_its_leader_signed(
    cast: Cast, to_sign: Dossier, areas: tuple[Unit, Unit]
) -> None:
    leader = Person.objects.get(pk=str(cast.hoa.person_id))
    signing.issue_test_certificates([leader, cast.muong_bi], at=MONDAY)
    settling.sign(to_sign, by=cast.hoa, at=MONDAY + 4 * HOUR)
    end(areas)
    heir = heirs(cast)

    sealing.look(to_sign, by=heir.quang, at=AFTER)
    with pytest.raises(Conflict, match="lãnh đạo của cơ quan kế thừa ký"):
        sealing.seal(to_sign, by=heir.quang, at=AFTER)
    sealing.send_back(to_sign, note="Ký lại ở phường Việt Trì", by=heir.quang, at=AFTER)
    settling.submit(to_sign, fields={"body": "Xác nhận."}, by=heir.quang, at=AFTER)
    settling.review(to_sign, by=heir.quang, at=AFTER)
    settling.sign(to_sign, by=heir.khanh, at=AFTER)
    done = look_and_seal(heir.quang, to_sign, at=AFTER)

    assert done.state >= State.FINISHED
    assert Result.objects.get().unit == cast.viet_tri


def test_the_citizen_reads_where_the_dossier_goes_on(
    cast: Cast, accepted: Dossier, areas: tuple[Unit, Unit]
) -> None:
    now = timezone.now()
    end(areas, last_day=timezone.localdate() - timedelta(days=1), at=now)
    client = Client()
    client.force_login(cast.lan)

    page = client.get(reverse("public_services-dossier", args=[accepted.code])).content.decode()

    assert "Ủy ban nhân dân phường Việt Trì giải quyết tiếp hồ sơ này" in page
    assert "đang ở UBND phường Việt Trì" in page


@pytest.fixture
def sealed(cast: Cast, to_sign: Dossier) -> Dossier:
    leader = Person.objects.get(pk=str(cast.hoa.person_id))
    signing.issue_test_certificates([leader, cast.muong_bi], at=MONDAY)
    settling.sign(to_sign, by=cast.hoa, at=MONDAY + 4 * HOUR)
    return look_and_seal(cast.minh, to_sign, at=MONDAY + 4 * HOUR)


def test_a_new_name_leaves_everything_of_before_with_the_old_one(
    cast: Cast, sealed: Dossier, version: ProcedureVersion, areas: tuple[Unit, Unit]
) -> None:
    new = identity.NewName("Phường Mường Trời", date(2026, 3, 3), BASIS)
    tuesday = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
    identity.rename_unit(areas[0], new, by=PLATFORM, at=MONDAY + 5 * HOUR)
    identity.turn(at=tuesday)
    result = Result.objects.select_related("file").get()
    client = Client()

    receipt = text_of(documents.receipt_paper(sealed, at=tuesday).pdf)
    checked = client.post("/kiem-tra/", {"code": result.verification_code}).content.decode()
    steps = " ".join(step.note for step in progress.steps_of(sealed, at=tuesday))
    later = file_for(cast, version, at=tuesday)
    minh = actor_of(Person.objects.get(pk=str(cast.minh.person_id)), tuesday)
    accepting.accept(later, by=minh, at=tuesday)
    fresh = text_of(documents.receipt_paper(later, at=tuesday).pdf)

    assert result.file is not None
    for old in (text_of(files.read(result.file)), receipt, checked, steps):
        assert "mường bi" in old.lower()
        assert "mường trời" not in old.lower()
    assert "phường mường trời" in fresh.lower()
    assert "mường bi" not in fresh.lower()
    assert documents.settles(sealed, at=tuesday).short_name == "UBND xã Mường Bi"


def test_who_knows_only_an_old_name_is_led_to_the_commune_of_today(
    cast: Cast, version: ProcedureVersion, areas: tuple[Unit, Unit]
) -> None:
    FormerUnit.objects.create(
        commune=areas[0],
        code="05143",
        name="Xã Mỹ Hòa",
        folded="xa my hoa",
        district="Huyện Tân Lạc",
        province="Hòa Bình",
    )
    start = reverse("public_services-file", args=[version.procedure.code])
    client = Client()
    client.force_login(cast.lan)

    before = client.get(start, {"xa": "mỹ hoà"}).content.decode()
    yesterday = timezone.localdate() - timedelta(days=1)
    end(areas, last_day=yesterday, at=timezone.now())
    former = client.get(start, {"xa": "my hoa"}).content.decode()
    merged = client.get(start, {"xa": "Mường Bi"}).content.decode()
    unheard = client.get(start, {"xa": "Nơi Khác"}).content.decode()
    chosen = client.get(start, {"noi": "05158"}).content.decode()

    assert "Xã Mỹ Hòa, Huyện Tân Lạc: nay là" in before
    assert f'<a href="{start}?noi=05158">Xã Mường Bi</a>' in before
    for page in (former, merged):
        assert f'<a href="{start}?noi=07900">Phường Việt Trì</a>' in page
    assert "Xã Mường Bi: nay là" in merged
    assert "Không có xã, phường cũ nào mang tên “Nơi Khác”" in unheard
    assert '<option value="07900" selected>' in chosen
