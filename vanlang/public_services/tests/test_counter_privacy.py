"""At the counter nothing of a person is shown before they agreed; every look is known to them."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from vanlang.identity.api import Person, Registration, Unit
from vanlang.identity.models import AccessEntry
from vanlang.kernel import files
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.days import day_of
from vanlang.kernel.models import Entry, Notice
from vanlang.kernel.refusals import NotPermitted, Refusal, TooMany
from vanlang.public_services.actions import consenting, drafts, papers, submission, visiting
from vanlang.public_services.actions.drafts import Beginning
from vanlang.public_services.models import Dossier, Draft, StoreItem
from vanlang.public_services.models.dossiers import DossierPaper, DossierStep
from vanlang.public_services.rules import consents, prefill
from vanlang.public_services.rules.guesses import Limit
from vanlang.public_services.rules.parts import Competent, CompetentRule, FieldSpec, Section
from vanlang.public_services.rules.states import Channel, DeliveryManner
from vanlang.public_services.tests.conftest import (
    ANSWERS,
    MONDAY,
    Cast,
    definition_with,
    file_for,
    make_commune,
    publish,
)
from vanlang.public_services.tests.test_pages import PAPERS, SignIn, a_pdf, sign_in
from vanlang.public_services.urls import urlpatterns
from vanlang.public_services.views import inbox

__all__ = ["sign_in"]
pytestmark = pytest.mark.django_db(databases=["default", "side"])
NUMBER = "003188000123"
SECRETS = ("0912345678", "lan@example.vn", "Xóm Lồ", "giay to rieng.pdf")


def looks(cast: Cast) -> list[str]:
    entries = AccessEntry.objects.using("side").filter(person_id=cast.lan.pk).order_by("pk")
    return list(entries.values_list("purpose", flat=True))


@pytest.fixture
def stored(cast: Cast) -> StoreItem:
    return StoreItem.objects.create(
        owner=cast.lan,
        code="KQ.A",
        name="Giấy tờ riêng",
        file=files.store(a_pdf().read(), by=PLATFORM, at=MONDAY),
        file_name="giay to rieng.pdf",
        provenance="Tải lên",
        added_at=MONDAY,
    )


def visit(client: Client, name: str, number: str = NUMBER) -> str:
    """Receive a visitor; return the page that follows, or the form with what is wrong."""
    answer = client.post(
        reverse("public_services-counter"),
        {
            "procedure": "1.001193",
            "identity_number": number,
            "name": name,
            "phone": "",
            "channel": "1",
            "receiving": "H44.05158",
            "key": str(uuid4()),
        },
        follow=True,
    )
    return answer.content.decode()


@pytest.fixture
def counter(cast: Cast, stored: StoreItem, sign_in: SignIn) -> Client:
    publish(definition_with(code="1.001193", papers=PAPERS))
    return sign_in(cast.minh)


FLEETING = re.compile(r'value="\w{40,}"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|\d\d:\d\d')


def rows() -> dict[str, int]:
    """Return how many rows each table holds."""
    return {
        model.__name__: model._default_manager.count()  # noqa: SLF001 no model has another door
        for model in apps.get_models()
    }


def trace_of(client: Client, name: str, number: str) -> tuple[str, Counter[str], int]:
    """Return the page, what was created and how many statements it took, of one visit."""
    before = Counter(rows())
    with CaptureQueriesContext(connection) as statements:
        page = visit(client, name, number)
    created = Counter(rows()) - before
    masked = number[:3] + "•••••" + number[-4:]
    return (
        FLEETING.sub("", page.replace(number, "SỐ").replace(masked, "SỐ")),
        created,
        len(statements),
    )


@pytest.mark.parametrize("level", [0, 2])
def test_a_number_of_another_name_is_as_good_as_unknown(
    cast: Cast, counter: Client, level: int
) -> None:
    Person.objects.filter(pk=cast.lan.pk).update(identity_level=level)
    visit(counter, "Đinh Thị Khác", "003190000777")  # what is asked once, is asked
    Draft.objects.all().delete()

    known = trace_of(counter, "Nguyễn Thị Khác", NUMBER)
    Draft.objects.all().delete()
    unknown = trace_of(counter, "Nguyễn Thị Khác", "003190000124")

    assert known == unknown
    for secret in (*SECRETS, cast.lan.name):
        assert secret not in known[0]
    assert looks(cast) == []


def test_a_wrong_name_opens_nothing_also_with_a_card(cast: Cast, counter: Client) -> None:
    visit(counter, "Nguyễn Thị Khác")
    draft = Draft.objects.get()
    address = reverse("public_services-counter-dossier", args=[draft.pk])

    page = counter.post(
        address, {"consent": "1", "card": "1", "purpose": consents.BOTH}, follow=True
    ).content.decode()

    for secret in (*SECRETS, cast.lan.name):
        assert secret not in page


def test_who_records_agreements_that_open_nothing_has_to_wait(
    cast: Cast, counter: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consenting, "FOR_A_COUNTER", Limit(1, timedelta(hours=1)))
    visit(counter, "Nguyễn Thị Khác")
    draft = Draft.objects.get()
    consenting.consent(draft, consents.FACTS, by=cast.minh, at=MONDAY)

    with pytest.raises(TooMany):
        consenting.consent(draft, consents.FACTS, by=cast.minh, at=MONDAY)


def test_a_dossier_filed_without_agreement_says_only_what_was_typed(
    cast: Cast, counter: Client
) -> None:
    """Neither the receipt nor the officer's page tells where the person lives."""
    Person.objects.filter(pk=cast.lan.pk).update(identity_level=2)
    publish(definition_with(code="1.001194"))
    draft = drafts.begin(
        Beginning(uuid4(), "1.001194", "05158", cast.lan, Channel.DIRECT, {"phone": "0977000111"}),
        by=cast.minh,
        at=timezone.now(),
    )
    drafts.save_form(draft, ANSWERS, by=cast.minh, at=timezone.now())

    receipt = submission.submit_at_counter(
        draft.pk,
        delivery=DeliveryManner.COUNTER,
        fee_collected=False,
        declared=True,
        by=cast.minh,
        at=timezone.now(),
    )

    dossier = Dossier.objects.get(pk=receipt.dossier_id)
    assert dossier.applicant == cast.lan
    assert (dossier.applicant_phone, dossier.applicant_email) == ("0977000111", "")
    assert dossier.applicant_address == ""


def correct(client: Client, draft: Draft, name: str, number: str = NUMBER) -> str:
    return client.post(
        reverse("public_services-counter-applicant", args=[draft.pk]),
        {"identity_number": number, "name": name, "phone": "", "commune_code": ""},
        follow=True,
    ).content.decode()


def test_a_typing_mistake_is_set_right_before_filing(cast: Cast, counter: Client) -> None:
    visit(counter, "bùi thị lam")
    draft = Draft.objects.get()
    assert draft.form["name"] == "Bùi Thị Lam"

    page = correct(counter, draft, "Bùi Thị Lan")

    draft.refresh_from_db()
    assert draft.applicant == cast.lan
    assert draft.form["name"] == "Bùi Thị Lan"
    assert "Bùi Thị Lan" in page
    assert "Lam" not in page
    for secret in SECRETS:
        assert secret not in page


def test_what_another_agreed_to_goes_when_the_visitor_is_set_right(
    cast: Cast, counter: Client
) -> None:
    visit(counter, "Bùi Thị Lan")
    draft = Draft.objects.get()
    consenting.consent(draft, consents.BOTH, by=cast.minh, at=timezone.now())
    assert (
        "giay to rieng.pdf"
        in counter.get(reverse("public_services-counter-dossier", args=[draft.pk])).content.decode()
    )

    page = correct(counter, draft, "Trần Văn Lạ", "003088000456")

    draft.refresh_from_db()
    assert draft.consented_at is None
    assert draft.form["name"] == "Trần Văn Lạ"
    for secret in SECRETS:
        assert secret not in page


def test_the_visitor_is_set_right_by_who_received_them_alone(
    cast: Cast, counter: Client, sign_in: SignIn
) -> None:
    visit(counter, "Bùi Thị Lan")
    draft = Draft.objects.get()
    address = reverse("public_services-counter-applicant", args=[draft.pk])
    facts = Registration(name="Trần Văn Lạ", identity_number="003088000456")

    assert sign_in(cast.quang).get(address).status_code == 404
    with pytest.raises(NotPermitted):
        visiting.correct(draft, facts, by=cast.quang, at=MONDAY)
    Draft.objects.filter(pk=draft.pk).update(channel=int(Channel.ONLINE))
    with pytest.raises(Refusal, match="tại quầy"):
        visiting.correct(draft, facts, by=cast.minh, at=MONDAY)


def test_a_number_that_cannot_be_is_said_beside_the_field(cast: Cast, counter: Client) -> None:
    visit(counter, "Bùi Thị Lan")
    draft = Draft.objects.get()

    page = correct(counter, draft, "Bùi Thị Lan", "999")

    assert "Số định danh" in page
    assert 'aria-invalid="true"' in page
    draft.refresh_from_db()
    assert draft.applicant == cast.lan


@pytest.mark.parametrize("name", ["Bùi Thị Lan", "BÙI THỊ LAN", " bùi  thị lan "])
def test_the_right_name_shows_what_was_typed_and_no_more(
    cast: Cast, counter: Client, name: str
) -> None:
    page = visit(counter, name)

    assert Draft.objects.get().applicant == cast.lan
    for secret in SECRETS:
        assert secret not in page
    assert "Danh tính điện tử" not in page
    assert looks(cast) == []


def test_agreeing_opens_it_for_a_recorded_purpose_and_the_person_hears_of_it(
    cast: Cast, counter: Client
) -> None:
    visit(counter, "Bùi Thị Lan")
    draft = Draft.objects.get()
    address = reverse("public_services-counter-dossier", args=[draft.pk])

    without_card = counter.post(
        address, {"consent": "1", "purpose": consents.PAPERS}
    ).content.decode()
    counter.post(address, {"consent": "1", "card": "1", "purpose": consents.PAPERS})
    page = counter.get(address).content.decode()

    assert "giay to rieng.pdf" not in without_card
    assert "giay to rieng.pdf" in page
    assert "Người nộp đồng ý" in page
    assert f"Nhận hồ sơ tại quầy: {consents.PAPERS}" in looks(cast)
    assert Notice.objects.filter(person_id=cast.lan.pk, subject__contains="quầy").exists()
    assert Entry.objects.filter(kind="public_services.consented").count() == 1


def test_what_was_agreed_ends_after_a_day(cast: Cast, counter: Client) -> None:
    visit(counter, "Bùi Thị Lan")
    draft = Draft.objects.get()
    address = reverse("public_services-counter-dossier", args=[draft.pk])
    counter.post(address, {"consent": "1", "card": "1", "purpose": consents.PAPERS})
    Draft.objects.update(consented_at=timezone.now() - timedelta(days=1, seconds=1))

    assert "giay to rieng.pdf" not in counter.get(address).content.decode()


def test_what_an_agreement_filled_in_goes_with_it(cast: Cast, counter: Client) -> None:
    visit(counter, "Bùi Thị Lan")
    draft = Draft.objects.get()
    address = reverse("public_services-counter-dossier", args=[draft.pk])
    counter.post(address, {"consent": "1", "card": "1", "purpose": consents.FACTS})
    Draft.objects.update(
        form={"name": "Bùi Thị Lan", "address": "Xóm Lồ"},
        origins={"name": prefill.TYPED_AT_COUNTER, "address": "Hồ sơ H44 bạn đã nộp"},
    )
    draft.refresh_from_db()
    agreed = draft.consented_at
    assert agreed is not None

    assert drafts.answers_shown(draft, at=agreed)["address"] == "Xóm Lồ"
    later = agreed + timedelta(days=1, seconds=1)
    assert drafts.answers_shown(draft, at=later) == {"name": "Bùi Thị Lan"}


FORM = (
    Section(
        title="",
        fields=(
            FieldSpec(key="name", label="Họ và tên", prefill="identity.name"),
            FieldSpec(key="address", label="Nơi cư trú", prefill="identity.address"),
        ),
    ),
)


def test_carrying_a_draft_over_asks_identity_nothing_without_agreement(
    cast: Cast, counter: Client
) -> None:
    visit(counter, "Bùi Thị Lan")
    draft = Draft.objects.get()
    publish(definition_with(code="1.001193", papers=PAPERS, form=FORM), on=day_of(draft.created_at))

    after, _ = drafts.renew(draft, by=cast.minh, at=timezone.now())

    assert after.form == {"name": "Bùi Thị Lan"}


def test_a_paper_of_the_store_is_not_taken_without_agreement(
    cast: Cast, counter: Client, stored: StoreItem
) -> None:
    visit(counter, "Bùi Thị Lan")
    draft = Draft.objects.get()

    with pytest.raises(NotPermitted):
        papers.reuse_paper(draft, "KQ.A", stored.pk, by=cast.minh, at=timezone.now())
    with pytest.raises(NotPermitted):
        consenting.consent(draft, consents.FACTS, by=cast.quang, at=timezone.now())


def test_no_paper_of_the_store_is_chosen_beforehand(
    cast: Cast, counter: Client, stored: StoreItem, sign_in: SignIn
) -> None:
    lan = sign_in(cast.lan)
    start = lan.post(
        reverse("public_services-file", args=["1.001193"]),
        {"key": str(uuid4()), "receiving_area": "05158"},
    )
    key = Draft.objects.get(person=cast.lan).pk
    lan.post(start["Location"], ANSWERS)

    page = lan.get(reverse("public_services-papers", args=["1.001193", key])).content.decode()

    assert f'value="{stored.pk}">' in page
    assert f'value="{stored.pk}" checked' not in page


def samples_of(dossier: Dossier) -> dict[str, object]:
    """Return what the addresses of a dossier are made of."""
    paper = DossierPaper.objects.create(
        dossier=dossier,
        code="KQ.A",
        name="Giấy chứng sinh",
        source="upload",
        file=files.store(a_pdf().read(), by=PLATFORM, at=MONDAY),
        file_name="a.pdf",
        added_at=MONDAY,
    )
    return {"code": dossier.code, "number": paper.pk, "place": "H44.05158", "figure": "received"}


def pages_of(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Return every address of public services that can be made of a dossier, with its name."""
    samples = samples_of(dossier)
    for route in urlpatterns:
        names = route.pattern.converters
        if route.name and names.keys() <= samples.keys():
            yield route.name, reverse(route.name, kwargs={name: samples[name] for name in names})


def test_every_page_that_shows_a_persons_data_to_officials_is_known_to_them(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever address shows an official an answer, a number or a file leaves a look."""
    province = make_commune("", "tỉnh Phú Thọ")
    Unit.objects.filter(pk=province.pk).update(level="province", kind="committee")
    dossier = file_for(cast, publish(definition_with()), answers=ANSWERS | {"reason": "Vay riêng"})
    minh = sign_in(cast.minh)
    act = "public_services-act"
    minh.post(reverse(act, args=[dossier.code, "tiep-nhan"]))
    minh.post(reverse(act, args=[dossier.code, "thu-ly"]))
    drafting = reverse("public_services-draft", args=[dossier.code])
    minh.post(drafting, {"body": "Nháp", "keep": "1"})
    personal = ("Vay riêng", "Nháp", NUMBER, "0912345678", "003188****23")
    purposes: dict[str, str] = {}
    monkeypatch.setattr(inbox, "ONE_LOOK", timedelta(0))  # each page is a look of its own

    for name, address in pages_of(dossier):
        before = len(looks(cast))
        answer = minh.get(address, follow=True)
        content = b"".join(answer) if answer.streaming else answer.content
        is_file = answer.headers["Content-Type"] == "application/pdf"
        if answer.status_code != 200 or not (
            is_file or any(word in content.decode() for word in personal)
        ):
            continue
        purposes[name] = "; ".join(looks(cast)[before:])
        assert purposes[name], f"{address} shows a citizen's data and nobody knows"

    assert purposes == {
        "public_services-dossier": "Xem hồ sơ",
        "public_services-officer-dossier": "Xem hồ sơ",
        "public_services-draft": "Soạn kết quả hồ sơ",
        "public_services-preview": "Soạn kết quả hồ sơ",
        "public_services-receipt": "Mở giấy tiếp nhận",
        "public_services-paper": "Mở giấy tờ: Giấy chứng sinh",
    }
    shown = sign_in(cast.lan).get(reverse("identity-accesses")).content.decode()
    assert "Mở giấy tờ: Giấy chứng sinh" in shown


def test_a_refused_step_that_shows_the_dossier_is_a_look(cast: Cast, sign_in: SignIn) -> None:
    dossier = file_for(cast, publish(definition_with()))
    minh = sign_in(cast.minh)
    minh.post(reverse("public_services-act", args=[dossier.code, "tiep-nhan"]))
    minh.post(reverse("public_services-act", args=[dossier.code, "thu-ly"]))
    drafting = reverse("public_services-draft", args=[dossier.code])

    answer = minh.post(drafting, {"body": ""})

    assert answer.status_code == 422
    assert "Soạn kết quả hồ sơ" in looks(cast)


def test_a_page_opened_again_within_the_hour_is_one_look(cast: Cast, sign_in: SignIn) -> None:
    dossier = file_for(cast, publish(definition_with()))
    minh = sign_in(cast.minh)
    for _ in range(3):
        minh.get(reverse("public_services-officer-dossier", args=[dossier.code]))

    assert looks(cast).count("Xem hồ sơ") == 1


@pytest.mark.parametrize(
    ("level", "origin"), [(0, prefill.RECORDED_BY_OFFICIAL), (2, prefill.FROM_IDENTITY)]
)
def test_what_a_clerk_typed_is_never_called_the_electronic_identity(
    cast: Cast, level: int, origin: str
) -> None:
    cast.lan.identity_level = level

    first = drafts.prefilled(definition_with(), cast.lan, at=MONDAY)

    assert first.values["name"] == "Bùi Thị Lan"
    assert first.origins["name"] == origin


def test_numbers_of_others_in_free_text_are_hidden_until_a_look_is_recorded(
    cast: Cast, sign_in: SignIn
) -> None:
    dossier = file_for(
        cast,
        publish(definition_with()),
        answers=ANSWERS | {"reason": "Vay cùng ông An 003088000456, bà Cả 003 190 000 777"},
    )
    minh = sign_in(cast.minh)
    minh.post(reverse("public_services-act", args=[dossier.code, "tiep-nhan"]))
    DossierStep.objects.filter(dossier=dossier).update(note="Đã gọi 003088000456")

    page = minh.get(reverse("public_services-officer-dossier", args=[dossier.code]))
    revealed = minh.post(
        reverse("public_services-reveal", args=[dossier.code]), {"purpose": inbox.PURPOSES[0]}
    )
    own = sign_in(cast.lan).get(reverse("public_services-dossier", args=[dossier.code]))

    assert "ông An 003•••••••56, bà Cả 003•••••••77" in page.content.decode()
    assert "Đã gọi 003•••••••56" in page.content.decode()
    for number in ("003088000456", "003 190 000 777"):
        assert number not in page.content.decode()
        assert number in revealed.content.decode()
        assert number in own.content.decode()


def test_where_a_visitor_lives_is_asked_of_them_not_taken_from_the_platform(
    cast: Cast, sign_in: SignIn
) -> None:
    """And the official is told what to do, not that an electronic identity lacks something."""
    competent = Competent(rule=CompetentRule.COMMUNE_OF_RESIDENCE, name="UBND cấp xã")
    publish(definition_with(code="1.001193", competent=competent))
    minh = sign_in(cast.minh)
    visit(minh, "Bùi Thị Lan")
    draft = Draft.objects.get()
    address = reverse("public_services-counter-dossier", args=[draft.pk])
    sent = {**ANSWERS, "accept": "1", "declared": "1", "total": "0"}

    refused = minh.post(address, sent)
    minh.post(
        reverse("public_services-counter-applicant", args=[draft.pk]),
        {"identity_number": NUMBER, "name": "Bùi Thị Lan", "phone": "", "commune_code": "07900"},
    )
    minh.post(address, sent)

    assert refused.status_code == 422
    assert "Sửa người nộp”, hoặc hỏi họ đồng ý" in refused.content.decode()
    assert Dossier.objects.get().competent_unit == cast.viet_tri
