"""At the counter a person agrees on their own phone: with a code, or in their account."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vanlang.identity.api import Person, Registration
from vanlang.identity.models import AccessEntry
from vanlang.kernel import files, notices, queue
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.models import Entry, Notice
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal, TooMany
from vanlang.public_services.actions import consenting, drafts, papers, visiting
from vanlang.public_services.actions.drafts import Beginning
from vanlang.public_services.models import ConsentRequest, Draft, StoreItem
from vanlang.public_services.rules import consents
from vanlang.public_services.rules.consents import MOVES, ConsentState
from vanlang.public_services.rules.states import Channel
from vanlang.public_services.tests.conftest import MONDAY, Cast, definition_with, publish
from vanlang.public_services.tests.test_pages import PAPERS, SignIn, a_pdf, sign_in

__all__ = ["sign_in"]
pytestmark = pytest.mark.django_db(databases=["default", "side"])
LATE = timedelta(minutes=5)
STORED = "giay to rieng.pdf"


class Phones:
    """An SMS gateway that keeps what it carries, by number."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, str]] = []

    def carry(self, notice: Notice) -> None:
        self.texts.append((notice.address, notice.text))

    def code(self) -> str:
        queue.drain()
        found = re.search(r"\b\d{6}\b", self.texts[-1][1])
        assert found
        return found.group()


@pytest.fixture
def phones(monkeypatch: pytest.MonkeyPatch) -> Phones:
    phones = Phones()
    monkeypatch.setattr(notices, "_plugs", {"sms": lambda: phones})
    return phones


@pytest.fixture
def draft(cast: Cast) -> Draft:
    """Lan, known from her electronic identity, stands at Minh's counter."""
    Person.objects.filter(pk=cast.lan.pk).update(identity_level=2)
    StoreItem.objects.create(
        owner=cast.lan,
        code="KQ.A",
        name="Giấy tờ riêng",
        file=files.store(a_pdf().read(), by=PLATFORM, at=MONDAY),
        file_name=STORED,
        provenance="Tải lên",
        added_at=MONDAY,
    )
    publish(definition_with(code="1.001193", papers=PAPERS))
    return begun(cast, Person.objects.get(pk=cast.lan.pk))


def begun(cast: Cast, applicant: Person) -> Draft:
    return drafts.begin(
        Beginning(uuid4(), "1.001193", "05158", applicant, Channel.DIRECT),
        by=cast.minh,
        at=timezone.now(),
    )


def looks(cast: Cast) -> list[str]:
    entries = AccessEntry.objects.using("side").filter(person_id=cast.lan.pk).order_by("pk")
    return list(entries.values_list("purpose", flat=True))


def press(client: Client, draft: Draft, **sent: str) -> str:
    address = reverse("public_services-counter-dossier", args=[draft.pk])
    return client.post(address, sent, follow=True).content.decode()


def written_code() -> str:
    """Read a code before it is carried: the queue goes by the machine's clock."""
    found = re.search(r"\b\d{6}\b", Notice.objects.filter(channel="sms").latest("pk").text)
    assert found
    return found.group()


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_code_that_the_person_reads_out_opens_what_it_says(
    cast: Cast, draft: Draft, phones: Phones, sign_in: SignIn
) -> None:
    minh = sign_in(cast.minh)

    waiting = press(minh, draft, consent="ask", purpose=consents.PAPERS)
    code = phones.code()
    number, text = phones.texts[-1]
    opened = press(minh, draft, consent="code", code=f"{code[:3]} {code[3:]}")

    assert "Đang chờ người nộp trả lời" in waiting
    assert STORED not in waiting
    assert code not in waiting
    assert number == "0912345678"
    assert "Hà Văn Minh, Ủy ban nhân dân xã Mường Bi" in text
    assert consents.OPENED[consents.PAPERS] in text
    assert STORED in opened
    assert "mã gửi đến điện thoại" in opened
    assert f"Nhận hồ sơ tại quầy: {consents.PAPERS}" in looks(cast)
    kinds = Entry.objects.filter(kind__startswith="public_services.consent").order_by("pk")
    assert [entry.kind for entry in kinds] == [
        "public_services.consent_asked",
        "public_services.consented",
    ]


def test_the_code_is_kept_nowhere_once_it_left(cast: Cast, draft: Draft, phones: Phones) -> None:
    row = consenting.ask(draft, consents.FACTS, by=cast.minh, at=timezone.now())
    code = phones.code()

    assert code not in ConsentRequest.objects.get(pk=row.pk).code_hash
    assert not Notice.objects.filter(text__contains=code).exists()
    assert not Entry.objects.filter(payload__icontains=code).exists()


def test_a_purpose_opens_no_more_than_it_says(
    cast: Cast, draft: Draft, phones: Phones, sign_in: SignIn
) -> None:
    minh = sign_in(cast.minh)
    press(minh, draft, consent="ask", purpose=consents.FACTS)

    opened = press(minh, draft, consent="code", code=phones.code())

    draft.refresh_from_db()
    assert draft.form["name"] == "Bùi Thị Lan"
    assert STORED not in opened


@pytest.mark.parametrize("purpose", [consents.FACTS, consents.PAPERS])
def test_a_wrong_code_opens_nothing_and_five_end_it(
    cast: Cast, draft: Draft, phones: Phones, sign_in: SignIn, purpose: str
) -> None:
    minh = sign_in(cast.minh)
    press(minh, draft, consent="ask", purpose=purpose)
    code = phones.code()

    pages = [press(minh, draft, consent="code", code=other_than(code)) for _ in range(5)]
    right = press(minh, draft, consent="code", code=code)

    assert "Mã không đúng, còn 4 lần thử" in pages[0]
    assert "Mã sai quá 5 lần" in pages[4]
    assert "Không có yêu cầu nào đang chờ" in right
    draft.refresh_from_db()
    assert draft.consented_at is None
    assert looks(cast) == []


@pytest.mark.parametrize("code", ["", "123", "x" * 400, "０１２３４５", "\u0000"])
def test_what_is_no_code_is_a_wrong_code(
    cast: Cast, draft: Draft, phones: Phones, code: str
) -> None:
    consenting.ask(draft, consents.FACTS, by=cast.minh, at=MONDAY)

    with pytest.raises(Refusal, match="còn 4 lần"):
        consenting.enter_code(draft, code, by=cast.minh, at=MONDAY)


def test_a_code_ends_after_five_minutes(cast: Cast, draft: Draft, phones: Phones) -> None:
    consenting.ask(draft, consents.FACTS, by=cast.minh, at=MONDAY)
    code = written_code()

    with pytest.raises(Refusal, match="hết hạn"):
        consenting.enter_code(draft, code, by=cast.minh, at=MONDAY + LATE)

    draft.refresh_from_db()
    assert draft.consented_at is None


def test_a_code_opens_once(cast: Cast, draft: Draft, phones: Phones) -> None:
    consenting.ask(draft, consents.FACTS, by=cast.minh, at=MONDAY)
    code = written_code()
    consenting.enter_code(draft, code, by=cast.minh, at=MONDAY)

    with pytest.raises(Refusal, match="Không có yêu cầu"):
        consenting.enter_code(draft, code, by=cast.minh, at=MONDAY)


def test_a_new_question_takes_the_place_of_the_old_code(
    cast: Cast, draft: Draft, phones: Phones
) -> None:
    consenting.ask(draft, consents.FACTS, by=cast.minh, at=MONDAY)
    old = written_code()
    new = old
    while new == old:  # one in a million is the same; four questions an hour are the most
        consenting.ask(draft, consents.FACTS, by=cast.minh, at=MONDAY)
        new = written_code()

    with pytest.raises(Refusal, match="Mã không đúng"):
        consenting.enter_code(draft, old, by=cast.minh, at=MONDAY)


def test_a_code_of_another_persons_dossier_opens_nothing(
    cast: Cast, draft: Draft, phones: Phones
) -> None:
    other = begun(cast, Person.objects.get(pk=str(cast.stranger.person_id)))
    consenting.ask(draft, consents.FACTS, by=cast.minh, at=MONDAY)
    code = written_code()
    theirs = consenting.ask(other, consents.FACTS, by=cast.minh, at=MONDAY)

    with pytest.raises(Refusal):
        consenting.enter_code(other, code, by=cast.minh, at=MONDAY)

    theirs.refresh_from_db()
    assert theirs.state == ConsentState.WAITING


def test_another_counter_asks_and_opens_nothing(cast: Cast, draft: Draft, phones: Phones) -> None:
    consenting.ask(draft, consents.FACTS, by=cast.minh, at=MONDAY)
    code = written_code()

    with pytest.raises(NotPermitted):
        consenting.enter_code(draft, code, by=cast.quang, at=MONDAY)
    with pytest.raises(NotPermitted):
        consenting.ask(draft, consents.FACTS, by=cast.quang, at=MONDAY)
    with pytest.raises(NotPermitted):
        consenting.decline(draft, by=cast.quang, at=MONDAY)


def test_a_phone_that_a_clerk_typed_gets_no_code(cast: Cast, draft: Draft, phones: Phones) -> None:
    """Or a clerk would type their own, and agree in the person's place."""
    Person.objects.filter(pk=cast.lan.pk).update(identity_level=0)

    consenting.ask(draft, consents.FACTS, by=cast.minh, at=MONDAY)

    assert not Notice.objects.filter(channel="sms").exists()


def test_the_page_says_the_same_of_who_has_no_phone(
    cast: Cast, draft: Draft, phones: Phones, sign_in: SignIn
) -> None:
    minh = sign_in(cast.minh)
    unknown = begun(cast, Person.objects.get(pk=str(cast.stranger.person_id)))
    purpose = consents.FACTS

    pages = [press(minh, one, consent="ask", purpose=purpose) for one in (draft, unknown)]

    notes = [re.search(r'<div class="notice now">.*?</form>', page, re.DOTALL) for page in pages]
    first, second = (FLEETING.sub("", note.group()) for note in notes if note)
    assert first == second


FLEETING = re.compile(r'value="\w{40,}"|[0-9a-f]{8}-[0-9a-f-]{27}|\d\d:\d\d')


def test_nobody_is_pestered(cast: Cast, draft: Draft, phones: Phones) -> None:
    for _ in range(4):
        consenting.ask(draft, consents.FACTS, by=cast.minh, at=MONDAY)

    with pytest.raises(TooMany):
        consenting.ask(draft, consents.FACTS, by=cast.minh, at=MONDAY)
    assert consenting.ask(draft, consents.FACTS, by=cast.minh, at=MONDAY + timedelta(hours=1))


def test_the_person_agrees_in_their_account(cast: Cast, draft: Draft, sign_in: SignIn) -> None:
    row = consenting.ask(draft, consents.BOTH, by=cast.minh, at=timezone.now())
    lan, minh = sign_in(cast.lan), sign_in(cast.minh)
    notice = notices.inbox(cast.lan.pk).first()
    assert notice

    question = lan.get(reverse("identity-notice", args=[notice.pk]), follow=True).content.decode()
    agreed = lan.post(notice.link, {"answer": "agree"}, follow=True).content.decode()
    counter = reverse("public_services-counter-dossier", args=[draft.pk])
    opened = minh.get(counter).content.decode()

    assert "Hà Văn Minh, Ủy ban nhân dân xã Mường Bi" in question
    assert consents.OPENED[consents.BOTH] in question
    assert "Người nộp đồng ý" in agreed
    assert STORED in opened
    assert looks(cast) == [f"Nhận hồ sơ tại quầy: {consents.BOTH}"]
    row.refresh_from_db()
    assert row.manner == "account"


def test_who_refuses_stays_closed_also_to_a_card(cast: Cast, draft: Draft, sign_in: SignIn) -> None:
    row = consenting.ask(draft, consents.BOTH, by=cast.minh, at=timezone.now())
    sign_in(cast.lan).post(reverse("public_services-consent", args=[row.pk]), {"answer": "refuse"})
    minh = sign_in(cast.minh)

    page = minh.get(reverse("public_services-counter-dossier", args=[draft.pk])).content.decode()
    with_card = press(minh, draft, consent="1", card="1", purpose=consents.BOTH)

    assert "Người nộp không đồng ý" in page
    assert "Người nộp đã từ chối" in with_card
    assert STORED not in page + with_card
    assert looks(cast) == []


def test_what_was_agreed_is_taken_back(cast: Cast, draft: Draft, sign_in: SignIn) -> None:
    minh, lan = sign_in(cast.minh), sign_in(cast.lan)
    press(minh, draft, consent="1", card="1", purpose=consents.BOTH)
    item = StoreItem.objects.get(owner=cast.lan)
    papers.reuse_paper(draft, "KQ.A", item.pk, by=cast.minh, at=timezone.now())
    row = ConsentRequest.objects.get()

    page = lan.post(
        reverse("public_services-consent", args=[row.pk]), {"answer": "withdraw"}, follow=True
    ).content.decode()
    counter = minh.get(reverse("public_services-counter-dossier", args=[draft.pk]))

    assert "đã rút lại đồng ý" in page
    assert STORED not in counter.content.decode()
    draft.refresh_from_db()
    assert draft.form == {}
    assert not draft.papers.exists()
    assert Entry.objects.filter(kind="public_services.consent_withdrawn").count() == 1


def test_a_question_that_ended_is_not_answered(cast: Cast, draft: Draft, sign_in: SignIn) -> None:
    row = consenting.ask(draft, consents.BOTH, by=cast.minh, at=timezone.now() - LATE)

    answer = sign_in(cast.lan).post(
        reverse("public_services-consent", args=[row.pk]), {"answer": "agree"}
    )

    assert answer.status_code == 409
    assert "hết hạn" in answer.content.decode()
    with pytest.raises(Conflict):
        consenting.agree(row, by=cast.lan_acts, at=timezone.now())


def test_nobody_answers_for_another(cast: Cast, draft: Draft, sign_in: SignIn) -> None:
    row = consenting.ask(draft, consents.BOTH, by=cast.minh, at=MONDAY)
    address = reverse("public_services-consent", args=[row.pk])

    assert sign_in(cast.stranger).get(address).status_code == 404
    assert sign_in(cast.minh).post(address, {"answer": "agree"}).status_code == 404
    for act in (consenting.agree, consenting.refuse, consenting.withdraw):
        with pytest.raises(NotPermitted):
            act(row, by=cast.stranger, at=MONDAY)


def test_the_proof_stays_when_the_draft_is_gone(cast: Cast, draft: Draft, sign_in: SignIn) -> None:
    row = consenting.ask(draft, consents.BOTH, by=cast.minh, at=MONDAY)
    consenting.agree(row, by=cast.lan_acts, at=MONDAY)
    drafts.discard(draft, by=cast.minh)

    page = sign_in(cast.lan).get(reverse("public_services-consent", args=[row.pk]))

    assert "không còn ở quầy" in page.content.decode()


@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("state", ConsentState)
def test_every_state_against_every_verb(state: ConsentState, verb: str) -> None:
    starts, end = MOVES[verb]

    if state in starts:
        assert consents.move(state, verb) == end
    else:
        with pytest.raises(Conflict):
            consents.move(state, verb)


def stands_at(cast: Cast, by: Actor, area: str, at: datetime) -> Draft:
    applicant = Person.objects.get(pk=cast.lan.pk)
    beginning = Beginning(uuid4(), "1.001193", area, applicant, Channel.DIRECT)
    return drafts.begin(beginning, by=by, at=at)


@pytest.mark.parametrize("word", ["refuse", "decline", "withdraw"])
def test_a_no_is_a_no_in_another_draft_and_at_another_counter(
    cast: Cast, draft: Draft, phones: Phones, word: str
) -> None:
    now = timezone.now()
    row = consenting.ask(draft, consents.BOTH, by=cast.minh, at=now)
    if word == "withdraw":
        consenting.agree(row, by=cast.lan_acts, at=now)
        consenting.withdraw(row, by=cast.lan_acts, at=now)
    elif word == "refuse":
        consenting.refuse(row, by=cast.lan_acts, at=now)
    else:
        consenting.decline(draft, by=cast.minh, at=now)
    again, elsewhere = (
        stands_at(cast, cast.minh, "05158", now),
        stands_at(cast, cast.quang, "07900", now),
    )

    for other, by in ((draft, cast.minh), (again, cast.minh), (elsewhere, cast.quang)):
        with pytest.raises(Conflict, match="đã từ chối"):
            consenting.consent(other, consents.BOTH, by=by, at=now)
        other.refresh_from_db()
        assert other.consented_at is None
    consenting.ask(elsewhere, consents.FACTS, by=cast.quang, at=now)  # their own yes opens it
    consenting.enter_code(elsewhere, written_code(), by=cast.quang, at=now + timedelta(seconds=1))
    elsewhere.refresh_from_db()
    assert elsewhere.consented_at is not None
    tomorrow = now + consents.LASTS + timedelta(hours=1)
    consenting.consent(again, consents.FACTS, by=cast.minh, at=tomorrow)


def test_a_no_outlives_another_name_in_between(cast: Cast, draft: Draft, phones: Phones) -> None:
    now = timezone.now()
    lan = Registration(name="Bùi Thị Lan", identity_number="003188000123")
    consenting.refuse(
        consenting.ask(draft, consents.BOTH, by=cast.minh, at=now), by=cast.lan_acts, at=now
    )
    other = Registration(name="Ai Đó", identity_number="003088000999")

    visiting.correct(draft, other, by=cast.minh, at=now)
    visiting.correct(draft, lan, by=cast.minh, at=now)

    draft.refresh_from_db()
    with pytest.raises(Conflict, match="đã từ chối"):
        consenting.consent(draft, consents.BOTH, by=cast.minh, at=now)


def test_the_older_of_two_agreements_taken_back_is_a_no(cast: Cast, draft: Draft) -> None:
    now = timezone.now()
    consenting.consent(draft, consents.FACTS, by=cast.minh, at=now)
    first = ConsentRequest.objects.get()
    consenting.consent(draft, consents.PAPERS, by=cast.minh, at=now + timedelta(seconds=1))

    consenting.withdraw(first, by=cast.lan_acts, at=now + timedelta(seconds=2))

    with pytest.raises(Conflict, match="đã từ chối"):
        consenting.consent(draft, consents.BOTH, by=cast.minh, at=now + timedelta(seconds=3))
