"""The clerk's seal: only with the clerk's own act, on the bytes they opened, or sent back."""

from uuid import UUID

import pytest
from django.urls import reverse

from vanlang.identity.api import Role, actor_of
from vanlang.kernel import files, journal, queue, timestamps
from vanlang.kernel.models import Notice
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal
from vanlang.public_services.actions import sealing, settling
from vanlang.public_services.models import Dossier, Result
from vanlang.public_services.queries import dossiers
from vanlang.public_services.rules.states import Event, State, WrongState
from vanlang.public_services.tests.conftest import (
    HOUR,
    MONDAY,
    Cast,
    look_and_seal,
    make_official,
)
from vanlang.public_services.tests.test_pages import SignIn, sign_in
from vanlang.signing import api as signing

__all__ = ["sign_in"]
pytestmark = pytest.mark.django_db(databases=["default", "side"])
LATER = MONDAY + 5 * HOUR


@pytest.fixture
def signed(cast: Cast, to_sign: Dossier) -> Dossier:
    leader = type(cast.lan).objects.get(username="hoa")
    signing.issue_test_certificates([leader, cast.muong_bi], at=MONDAY)
    return settling.sign(to_sign, by=cast.hoa, at=MONDAY + 4 * HOUR)


def test_nothing_is_sealed_by_itself(cast: Cast, signed: Dossier) -> None:
    # What waited for the automatic seal when this came: a job without anybody's name.
    queue.later("public_services.seal", key=f"seal|{signed.pk}", dossier_id=str(signed.pk))
    assert dossiers.waiting_for_seal() == []
    queue.drain()

    assert Result.objects.get().sealed_at is None
    assert Dossier.objects.get().step_role == "clerk"
    assert [row.pk for row in dossiers.to_seal(cast.minh, at=LATER)] == [signed.pk]
    notice = Notice.objects.get(
        person_id=str(cast.minh.person_id), subject__contains="chờ đóng dấu"
    )
    assert notice.link == "/can-bo/dong-dau/"


def test_the_seal_is_refused_on_what_was_not_opened(cast: Cast, signed: Dossier) -> None:
    with pytest.raises(Conflict, match="chưa mở xem"):
        sealing.seal(signed, by=cast.minh, at=LATER)
    other = make_official("thu", "Hà Thị Thư", cast.muong_bi, Role.CLERK)
    digest = str(Result.objects.get().signed_file_id)
    signing.note_look(digest, by=actor_of(other, LATER), at=LATER)
    with pytest.raises(Conflict, match="chưa mở xem"):
        sealing.seal(signed, by=cast.minh, at=LATER)

    assert Result.objects.get().sealed_at is None


def test_the_seal_is_refused_on_other_bytes_than_those_opened(cast: Cast, signed: Dossier) -> None:
    sealing.look(signed, by=cast.minh, at=LATER)
    other = files.store(b"%PDF-1.7 other", by=cast.minh, at=LATER)
    Result.objects.update(signed_file=other)

    with pytest.raises(Conflict, match="chưa mở xem"):
        sealing.seal(signed, by=cast.minh, at=LATER)


def test_the_clerk_seals_what_they_opened_and_the_journal_says_who(
    cast: Cast, signed: Dossier
) -> None:
    done = look_and_seal(cast.minh, signed, at=LATER)

    result = Result.objects.get()
    assert result.file is not None
    assert len(signing.verify(files.read(result.file)).signatures) == 2
    entry = journal.history(done).get(kind=Event.FINISHED)
    assert entry.actor.person_id == cast.minh.person_id
    seal = signing.Signature.objects.get(kind=signing.Kind.ORGANISATION)
    assert seal.by_person_id == UUID(str(cast.minh.person_id))
    with pytest.raises((WrongState, NotPermitted)):
        sealing.seal(signed, by=cast.minh, at=LATER)


@pytest.mark.parametrize("who", ["quang", "hoa", "lan_acts", "stranger"])
def test_looking_sealing_and_sending_back_are_refused_to_others(
    cast: Cast, signed: Dossier, who: str
) -> None:
    actor = getattr(cast, who)

    with pytest.raises(NotPermitted):
        sealing.look(signed, by=actor, at=LATER)
    with pytest.raises(NotPermitted):
        sealing.seal(signed, by=actor, at=LATER)
    with pytest.raises(NotPermitted):
        sealing.send_back(signed, note="Sai ngày", by=actor, at=LATER)

    digest = str(Result.objects.get().signed_file_id)
    assert signing.looked_at(actor, [digest]) == {}
    assert dossiers.to_seal(actor, at=LATER) == []


def test_the_asked_seal_is_tried_again_in_the_clerks_name(
    cast: Cast, signed: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(_digest: bytes) -> bytes:
        raise timestamps.NotAnswering

    with monkeypatch.context() as broken:
        broken.setattr(timestamps, "stamp", silent)
        waiting = look_and_seal(cast.minh, signed, at=LATER)
    assert waiting.step_role == "clerk"
    assert dossiers.waiting_for_seal() == [signed.pk]
    queue.drain()

    assert Dossier.objects.get().state == State.RETURNED
    seal = signing.Signature.objects.get(kind=signing.Kind.ORGANISATION)
    assert seal.by_name == "Hà Văn Minh"


def test_a_clerk_who_left_has_asked_in_vain(
    cast: Cast, signed: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(_digest: bytes) -> bytes:
        raise timestamps.NotAnswering

    with monkeypatch.context() as broken:
        broken.setattr(timestamps, "stamp", silent)
        look_and_seal(cast.minh, signed, at=LATER)
    type(cast.lan).objects.filter(username="minh").update(is_active=False)
    queue.drain()

    result = Result.objects.get()
    assert (result.sealed_at, result.seal_asked_at) == (None, None)
    assert not queue.failed().exists()


def test_what_is_wrong_goes_back_unsealed_and_keeps_its_number(cast: Cast, signed: Dossier) -> None:
    sealing.look(signed, by=cast.minh, at=LATER)
    with pytest.raises(Refusal, match="lý do"):
        sealing.send_back(signed, note=" ", by=cast.minh, at=LATER)

    back = sealing.send_back(signed, note="Sai ngày sinh", by=cast.minh, at=LATER)

    result = Result.objects.get()
    assert (back.step_role, result.signed_at, result.signed_file) == ("processor", None, None)
    subject = f"Văn thư trả lại kết quả hồ sơ {back.code}"
    assert Notice.objects.filter(person_id=str(cast.hoa.person_id), subject=subject).exists()
    settling.submit(back, fields={"body": "Đã sửa."}, by=cast.minh, at=LATER)
    assert dossiers.sent_back(back) is None
    settling.review(back, by=cast.minh, at=LATER)
    settling.sign(back, by=cast.hoa, at=LATER)
    assert Result.objects.get().symbol == "01/GXN-UBND"
    with pytest.raises(Conflict, match="chưa mở xem"):
        sealing.seal(back, by=cast.minh, at=LATER)


def test_why_it_came_back_stands_where_the_work_is_done(
    cast: Cast, signed: Dossier, sign_in: SignIn
) -> None:
    sealing.send_back(signed, note="Sai số 003188000123", by=cast.minh, at=LATER)
    desk = sign_in(cast.minh)
    for name in ("public_services-officer-dossier", "public_services-draft"):
        content = desk.get(reverse(name, args=[signed.code])).content.decode()
        assert "Trả lại để sửa" in content, name
        assert "Sai số 003•••••••23" in content, name
    page = desk.get(reverse("public_services-officer-dossier", args=[signed.code]))
    assert "giữ số 01/GXN-UBND cho lần ký sau" in page.content.decode()


def test_a_look_from_before_the_signature_does_not_count(cast: Cast, signed: Dossier) -> None:
    sealing.look(signed, by=cast.minh, at=LATER)
    Result.objects.update(signed_at=LATER + HOUR)  # sent back, then signed again

    with pytest.raises(Conflict, match="chưa mở xem"):
        sealing.seal(signed, by=cast.minh, at=LATER + 2 * HOUR)
    assert dossiers.looked_at(cast.minh, [signed]) == {}

    sealing.look(signed, by=cast.minh, at=LATER + 2 * HOUR)
    sealing.seal(signed, by=cast.minh, at=LATER + 2 * HOUR)
    assert Result.objects.get().sealed_at is not None
