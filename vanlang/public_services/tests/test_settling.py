from datetime import datetime, timedelta
from uuid import UUID

import pytest

from vanlang.kernel import calendars, deadlines, files, journal, queue, timestamps
from vanlang.kernel.models import Job, Notice
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal
from vanlang.public_services.actions import accepting, delivering, rating, sealing, settling
from vanlang.public_services.models import (
    Delivery,
    Dossier,
    DossierStep,
    ProcedureVersion,
    Rating,
    Result,
    StoreItem,
)
from vanlang.public_services.queries import dossiers, progress
from vanlang.public_services.queries.dossiers import Mark, Wanted
from vanlang.public_services.rules.parts import Competent, CompetentRule, StepKind, StepSpec
from vanlang.public_services.rules.states import Event, State, WrongState
from vanlang.public_services.tests.conftest import (
    HOUR,
    MONDAY,
    STEPS,
    Cast,
    definition_with,
    file_for,
    look_and_seal,
    publish,
)
from vanlang.signing import api as signing

pytestmark = pytest.mark.django_db(databases=["default", "side"])
BODY = {"body": "Xác nhận."}


def certify(cast: Cast) -> None:
    """Let Hòa and the agency sign."""
    leader = type(cast.lan).objects.get(pk=str(cast.hoa.person_id))
    signing.issue_test_certificates([leader, cast.muong_bi], at=MONDAY)


def at_home(cast: Cast) -> ProcedureVersion:
    return publish(
        definition_with(
            code="9.000002",
            competent=Competent(rule=CompetentRule.COMMUNE_OF_RESIDENCE, name="UBND cấp xã"),
        )
    )


def test_accept_starts_the_clock_and_passes_the_dossier_on(cast: Cast, filed: Dossier) -> None:
    done = accepting.accept(filed, by=cast.minh, at=MONDAY + HOUR)

    assert done.state == State.ACCEPTED
    assert done.clock_started_at == done.accepted_at == MONDAY + HOUR
    assert done.handed_over_at is None
    assert (
        done.due_at
        == done.original_due_at
        == deadlines.due(
            MONDAY + HOUR, deadlines.Term(3, deadlines.TermUnit.WORKING_DAYS), calendars.for_unit()
        )
    )
    assert (done.step_role, done.step_unit_id) == ("processor", cast.muong_bi.pk)
    assert done.step_due_at < done.due_at
    assert [row.verb for row in DossierStep.objects.order_by("id")] == ["accept", ""]
    assert journal.history(done).last().kind == Event.ACCEPTED  # type: ignore[union-attr]


def test_accept_after_three_hands_over_the_next_morning(cast: Cast) -> None:
    dossier = file_for(cast, at_home(cast), receiving_area="07900")
    late = datetime.fromisoformat("2026-03-02T16:52:00+07:00")

    done = accepting.accept(dossier, by=cast.quang, at=late)

    morning = done.handed_over_at
    assert morning is not None
    assert morning.astimezone(deadlines.ZONE).date() == (late + timedelta(days=1)).date()
    assert done.accepted_at == late
    assert done.clock_started_at == morning
    assert done.step_unit_id == cast.muong_bi.pk
    assert not dossiers.at_you(cast.minh, at=late).rows
    assert dossiers.at_you(cast.minh, at=morning).rows
    assert "nhận lúc" in progress.where(done, at=late)


def test_accept_is_refused_to_a_stranger(cast: Cast, filed: Dossier) -> None:
    for stranger in (cast.quang, cast.hoa, cast.lan_acts, cast.stranger):
        with pytest.raises(NotPermitted):
            accepting.accept(filed, by=stranger, at=MONDAY)

    assert Dossier.objects.get().state == State.REGISTERED


def test_accept_is_refused_twice(cast: Cast, accepted: Dossier) -> None:
    with pytest.raises(WrongState):
        accepting.accept(accepted, by=cast.minh, at=MONDAY + HOUR)


def test_start_says_who_has_it(cast: Cast, accepted: Dossier) -> None:
    done = settling.start(accepted, by=cast.minh, at=MONDAY + HOUR)

    assert done.state == State.IN_PROGRESS
    assert done.assignee_id == cast.minh.person_id


@pytest.mark.parametrize("verb", ["start", "submit", "forward", "review", "send_back", "sign"])
def test_every_verb_is_refused_to_a_stranger(cast: Cast, accepted: Dossier, verb: str) -> None:
    calls = {
        "start": lambda: settling.start(accepted, by=cast.quang, at=MONDAY),
        "submit": lambda: settling.submit(accepted, fields=BODY, by=cast.quang, at=MONDAY),
        "forward": lambda: settling.forward(accepted, note="x", by=cast.quang, at=MONDAY),
        "review": lambda: settling.review(accepted, by=cast.quang, at=MONDAY),
        "send_back": lambda: settling.send_back(accepted, note="x", by=cast.quang, at=MONDAY),
        "sign": lambda: settling.sign(accepted, by=cast.quang, at=MONDAY),
    }

    with pytest.raises(NotPermitted):
        calls[verb]()

    assert DossierStep.objects.filter(dossier=accepted).count() == 2


def test_every_verb_is_refused_in_the_wrong_state(cast: Cast, filed: Dossier) -> None:
    with pytest.raises(NotPermitted):
        settling.start(filed, by=cast.hoa, at=MONDAY)
    with pytest.raises(WrongState):
        settling.start(filed, by=cast.minh, at=MONDAY)
    with pytest.raises(WrongState):
        settling.submit(filed, fields=BODY, by=cast.minh, at=MONDAY)
    with pytest.raises(WrongState):
        settling.review(filed, by=cast.minh, at=MONDAY)
    with pytest.raises(WrongState):
        settling.send_back(filed, note="x", by=cast.minh, at=MONDAY)
    with pytest.raises(WrongState):
        settling.sign(filed, by=cast.minh, at=MONDAY)
    with pytest.raises(WrongState):
        delivering.return_result(filed, by=cast.minh, at=MONDAY)
    with pytest.raises(WrongState):
        sealing.seal(filed, by=cast.minh, at=MONDAY)
    with pytest.raises(WrongState):
        rating.rate(filed, score=5, by=cast.lan_acts, at=MONDAY)


def test_submit_needs_something_to_say(cast: Cast, accepted: Dossier) -> None:
    with pytest.raises(Refusal, match="nội dung"):
        settling.submit(accepted, fields={"body": "  "}, by=cast.minh, at=MONDAY)

    assert not Result.objects.exists()


def test_send_back_returns_the_draft_with_its_reason(cast: Cast, drafted: Dossier) -> None:
    with pytest.raises(Refusal, match="lý do"):
        settling.send_back(drafted, note=" ", by=cast.minh, at=MONDAY)

    done = settling.send_back(drafted, note="Sai ngày sinh", by=cast.minh, at=MONDAY + 3 * HOUR)

    assert done.step_role == "processor"
    assert DossierStep.objects.filter(verb="send_back").get().note == "Sai ngày sinh"
    again = settling.submit(done, fields={"body": "Đã sửa."}, by=cast.minh, at=MONDAY + 4 * HOUR)
    assert again.step_role == "reviewer"
    assert Result.objects.get().fields["body"] == "Đã sửa."


def test_an_inspection_comes_before_the_draft(cast: Cast) -> None:
    inspect = StepSpec(
        key="inspect", name="Kiểm tra", kind=StepKind.PROCESS, role="processor", share=0.0
    )
    dossier = file_for(cast, publish(definition_with(steps=(STEPS[0], inspect, *STEPS[1:]))))
    accepting.accept(dossier, by=cast.minh, at=MONDAY)

    with pytest.raises(WrongState):
        settling.submit(dossier, fields=BODY, by=cast.minh, at=MONDAY)
    done = settling.forward(dossier, note="Đủ điều kiện", by=cast.minh, at=MONDAY + HOUR)

    assert done.step_index == 2
    with pytest.raises(WrongState):
        settling.forward(done, note="lần nữa", by=cast.minh, at=MONDAY + HOUR)


def test_the_whole_road_ends_in_the_persons_store(cast: Cast, to_sign: Dossier) -> None:
    certify(cast)

    settling.sign(to_sign, by=cast.hoa, at=MONDAY + 4 * HOUR)
    queue.drain()
    assert Dossier.objects.get().step_role == "clerk"
    look_and_seal(cast.minh, to_sign, at=MONDAY + 5 * HOUR)
    queue.drain()

    done = Dossier.objects.get()
    result = Result.objects.get()
    item = StoreItem.objects.get(owner=cast.lan)
    assert done.state == State.RETURNED
    assert done.outcome in {"early", "on_time", "late"}
    assert done.has_electronic_result
    assert done.digitised
    assert not done.reused
    assert result.symbol == "01/GXN-UBND"
    assert item.file_id == result.file_id
    assert "Ủy ban nhân dân xã Mường Bi" in item.provenance
    verdict = signing.verify(files.read(item.file))
    assert verdict.is_genuine, verdict.sentence
    assert len(verdict.signatures) == 2
    told = list(Notice.objects.filter(person_id=cast.lan.pk).values_list("subject", flat=True))
    assert f"Hồ sơ {done.code} đã trả kết quả" in told
    assert len(told) == 6
    assert dossiers.result_with_code(result.verification_code) == result
    misread = result.verification_code.translate(str.maketrans("QD5S2ZUV", "O0S5Z2VU"))
    assert dossiers.result_with_code(misread) == result
    assert dossiers.result_with_code("AAAA-AAAA-AAAA") is None


def test_a_number_is_used_once_and_none_is_lost(cast: Cast, version: ProcedureVersion) -> None:
    certify(cast)
    symbols = []
    for _ in range(3):
        dossier = file_for(cast, version)
        accepting.accept(dossier, by=cast.minh, at=MONDAY)
        settling.submit(dossier, fields=BODY, by=cast.minh, at=MONDAY)
        settling.review(dossier, by=cast.minh, at=MONDAY)
        settling.sign(dossier, by=cast.hoa, at=MONDAY)
        symbols.append(Result.objects.get(dossier=dossier).symbol)

    assert symbols == ["01/GXN-UBND", "02/GXN-UBND", "03/GXN-UBND"]


def test_sign_waits_while_the_time_stamp_service_is_down(
    cast: Cast, to_sign: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    certify(cast)

    def down(_digest: bytes) -> bytes:
        raise timestamps.NotAnswering

    with monkeypatch.context() as broken:
        broken.setattr(timestamps, "stamp", down)
        waiting = settling.sign(to_sign, by=cast.hoa, at=MONDAY + 4 * HOUR)
        settling.sign(to_sign, by=cast.hoa, at=MONDAY + 4 * HOUR)

    assert waiting.step_role == "leader"
    assert Result.objects.get().sign_asked_at == MONDAY + 4 * HOUR
    assert Result.objects.get().number is None
    assert Job.objects.filter(name="public_services.sign").count() == 1
    queue.drain()
    assert Dossier.objects.get().step_role == "clerk"
    assert Result.objects.get().number == 1


def test_a_leader_without_a_certificate_is_told_so(cast: Cast, to_sign: Dossier) -> None:
    with pytest.raises(Conflict, match="chứng thư"):
        settling.sign(to_sign, by=cast.hoa, at=MONDAY)

    assert Result.objects.get().number is None


def test_a_paper_result_is_returned_at_the_counter(cast: Cast, to_sign: Dossier) -> None:
    certify(cast)
    Delivery.objects.create(dossier=to_sign, manner="counter")
    settling.sign(to_sign, by=cast.hoa, at=MONDAY + 4 * HOUR)
    look_and_seal(cast.minh, to_sign, at=MONDAY + 5 * HOUR)
    queue.drain()
    finished = Dossier.objects.get()
    assert (finished.state, finished.step_role) == (State.FINISHED, "receiver")
    assert StoreItem.objects.filter(owner=cast.lan, is_result=True).exists()

    with pytest.raises(NotPermitted):
        delivering.return_result(finished, by=cast.quang, at=MONDAY + 9 * HOUR)
    done = delivering.return_result(finished, by=cast.minh, at=MONDAY + 9 * HOUR)

    assert done.state == State.RETURNED
    assert Delivery.objects.get().state == "delivered"


def test_rate_is_said_once_and_by_nobody_else(cast: Cast, filed: Dossier) -> None:
    Dossier.objects.filter(pk=filed.pk).update(
        state=State.RETURNED, finished_at=MONDAY, outcome="early"
    )

    with pytest.raises(NotPermitted):
        rating.rate(filed, score=5, by=cast.stranger, at=MONDAY)
    with pytest.raises(Refusal, match="1 đến 5"):
        rating.rate(filed, score=6, by=cast.lan_acts, at=MONDAY)
    rating.rate(filed, score=5, comment="Nhanh", by=cast.lan_acts, at=MONDAY)
    with pytest.raises(Conflict):
        rating.rate(filed, score=1, by=cast.lan_acts, at=MONDAY)

    assert Rating.objects.get().score == 5


def test_visible_to_opens_one_door_only(cast: Cast, filed: Dossier) -> None:
    elsewhere = file_for(cast, at_home(cast), receiving_area="07900")

    def seen(actor: object) -> set[UUID]:
        return set(dossiers.visible_to(actor).values_list("pk", flat=True))  # type: ignore[arg-type]

    assert seen(cast.lan_acts) == {filed.pk, elsewhere.pk}
    assert seen(cast.minh) == seen(cast.hoa) == {filed.pk, elsewhere.pk}
    assert seen(cast.quang) == {elsewhere.pk}
    assert seen(cast.stranger) == set()


def test_the_inbox_is_ordered_by_due_and_paged_by_key(
    cast: Cast, version: ProcedureVersion
) -> None:
    filed = [file_for(cast, version, at=MONDAY + i * timedelta(minutes=7)) for i in range(5)]
    now = MONDAY + HOUR

    first = dossiers.at_you(cast.minh, at=now, wanted=Wanted(size=3))
    second = dossiers.at_you(cast.minh, at=now, wanted=Wanted(size=3, after=first.next))

    assert [row.pk for row in first.rows] == [dossier.pk for dossier in filed[:3]]
    assert [row.pk for row in second.rows] == [dossier.pk for dossier in filed[3:]]
    assert first.next == Mark.read(str(first.next))
    assert second.next is None
    assert not dossiers.at_you(cast.hoa, at=now).rows
    assert not dossiers.at_you(cast.lan_acts, at=now).rows
    assert len(dossiers.at_you(cast.minh, at=now, wanted=Wanted(words="bui lan")).rows) == 5
    assert not dossiers.at_you(cast.minh, at=now, wanted=Wanted(words="hòa")).rows
    assert dossiers.count_at_you(cast.minh, at=now)["receiver"] == 5


@pytest.mark.parametrize(
    "text", ["", "x", "2026-03-02_zz", "' OR 1=1", f"2026-03-02T00:00:00_{'0' * 32}"]
)
def test_a_mark_that_is_none_is_ignored(text: str) -> None:
    assert Mark.read(text) is None
