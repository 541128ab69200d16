"""What public services lays in the stranger's way: drafts, a dossier and its result of Lan's."""

import io
from uuid import uuid4

from tests.cast import SUBJECT, Samples, World, official
from vanlang.identity.api import Role, actor_of
from vanlang.kernel import queue
from vanlang.public_services.actions import (
    accepting,
    consenting,
    drafts,
    papers,
    sealing,
    settling,
    submission,
)
from vanlang.public_services.actions.drafts import Beginning
from vanlang.public_services.actions.papers import Upload
from vanlang.public_services.models import (
    Dossier,
    DossierPaper,
    Draft,
    DraftPage,
    PaperNotice,
    StoreItem,
)
from vanlang.public_services.rules import consents
from vanlang.public_services.rules.deliveries import PostalAddress
from vanlang.public_services.rules.parts import PaperSpec
from vanlang.public_services.rules.states import Channel, DeliveryManner, Event
from vanlang.public_services.tests.conftest import definition_with, publish
from vanlang.public_services.tests.test_pages import a_pdf
from vanlang.signing import api as signing
from vanlang.ui.tests.test_photographs import photograph as a_photograph

PROCEDURE = "9.000077"
PAPER = PaperSpec(code="KQ.A", name="Giấy chứng sinh")
STREET = "Xóm Khuất Lấp"
FILE_NAME = "giay-khuat-lap.pdf"
CATALOGUE = "The catalogue of procedures is public, and one was published."


def samples(world: World) -> Samples:
    first = publish(definition_with(code=PROCEDURE, papers=(PAPER,)))
    other = publish(definition_with(code="9.000078"))
    signing.issue_test_certificates([world.hoa, world.muong_bi], at=world.at)
    signing.open_test_sessions([world.hoa], at=world.at)
    unfinished, at_counter = begun(world), begun(world, Channel.DIRECT)
    photographed = photograph(world, unfinished)
    asked = consenting.ask(at_counter, consents.BOTH, by=world.minh_acts, at=world.at)
    settled, item = settle(world), StoreItem.objects.filter(owner=world.lan).latest("pk")
    waiting = begin_work(world, DeliveryManner.POST)
    paper = DossierPaper.objects.get(dossier=settled)
    notice = PaperNotice.objects.create(
        dossier=waiting,
        about="khuat",
        kind=Event.CORRECTED,
        subject=SUBJECT,
        text=STREET,
        made_at=world.at,
    )
    of_dossier = {"code": settled.code, "number": paper.pk}
    return Samples(
        rows={
            "/nop/": {"code": PROCEDURE, "key": unfinished.pk},
            "/giay-to/": {"key": unfinished.pk, "number": photographed.paper_id},
            "/giay-to/<uuid:key>/anh/": {"key": unfinished.pk, "number": photographed.pk},
            "/thu-tuc/": {"code": PROCEDURE},
            "/quan-tri/thu-tuc/": {"pk": first.pk, "other": other.pk},
            "/toi/kho/": {"number": item.pk},
            "/toi/dong-y/": {"key": asked.pk},
            "/ho-so/": of_dossier,
            "/ho-so/<str:code>/dia-chi-nhan/": {"code": waiting.code},
            "/can-bo/thong-bao-giay/": {"key": notice.pk},
            "/can-bo/ho-so/": {"code": waiting.code, "verb": "chuyen-buoc"},
            "/can-bo/ho-so/<str:code>/ban-thao/": of_dossier,
            "/can-bo/quay/": {"key": at_counter.pk},
            "/dieu-hanh/": {"place": world.muong_bi.code, "figure": "received"},
            "/api/v1/procedures/": {"code": PROCEDURE, "number": 1},
            "/api/v1/dossiers/": {"code": settled.code},
        },
        secrets=(settled.code, waiting.code, FILE_NAME, STREET),
        open={
            "/nop/<str:code>/": "Anybody may begin a dossier of their own.",
            "/nop/<str:code>/gui/": "Anybody may file a dossier of their own.",
            "/quan-tri/thu-tuc/<int:pk>/": "What is or will be public; administrators see it.",
            "/quan-tri/thu-tuc/<int:pk>/so-sanh/<int:other>/": "The same, side by side.",
        },
        changing=dict.fromkeys(
            ("/", "/thu-tuc/", "/quan-tri/thu-tuc/", "/api/v1/procedures"), CATALOGUE
        ),
    )


def begun(world: World, channel: Channel = Channel.ONLINE) -> Draft:
    by = world.lan_acts if channel == Channel.ONLINE else world.minh_acts
    draft = drafts.begin(
        Beginning(uuid4(), PROCEDURE, "05158", world.lan, channel), by=by, at=world.at
    )
    answers = {"name": world.lan.name, "reason": SUBJECT}
    drafts.save_form(draft, answers, by=by, at=world.at)
    papers.add_paper(draft, PAPER.code, Upload(a_pdf(), FILE_NAME), by=by, at=world.at)
    return draft


def photograph(world: World, draft: Draft) -> DraftPage:
    """Have Lan's unfinished dossier hold a paper of one photograph."""
    papers.remove_paper(draft, PAPER.code, by=world.lan_acts, at=world.at)
    shot = Upload(io.BytesIO(a_photograph()), FILE_NAME)
    papers.add_paper(draft, PAPER.code, shot, by=world.lan_acts, at=world.at)
    return DraftPage.objects.get(paper__draft=draft)


def begin_work(world: World, delivery: DeliveryManner = DeliveryManner.ELECTRONIC) -> Dossier:
    """File, accept and take up: Minh may write the result now."""
    receipt = submission.submit(
        begun(world).pk,
        delivery=delivery,
        address=PostalAddress(world.lan.name, "0912345678", STREET, "05158"),
        declared=True,
        by=world.lan_acts,
        at=world.at,
    )
    dossier = Dossier.objects.get(pk=receipt.dossier_id)
    accepting.accept(dossier, by=world.minh_acts, at=world.at)
    return settling.start(dossier, by=world.minh_acts, at=world.at)


def settle(world: World) -> Dossier:
    """Take one dossier all the way: written, signed, sealed, in Lan's store."""
    dossier = begin_work(world)
    settling.submit(dossier, fields={"body": SUBJECT}, by=world.minh_acts, at=world.at)
    settling.review(dossier, by=world.minh_acts, at=world.at)
    signed = settling.sign(dossier, by=world.hoa_acts, at=world.at)
    writer = official("khuat.vanthu", "Hà Khuất Thư", world.muong_bi, Role.CLERK)
    signing.open_test_sessions([writer], at=world.at)
    clerk = actor_of(writer, world.at)
    sealing.look(signed, by=clerk, at=world.at)
    sealing.seal(signed, by=clerk, at=world.at)
    queue.drain()
    return Dossier.objects.get(pk=dossier.pk)
