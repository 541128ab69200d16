"""Bad input and faults: a clear word in Vietnamese, nothing half-written, nothing lost.

Here stands what no other test holds. Wrong and missing fields, dates that are not, files of a false
type, too large, locked or broken, forms of an old version, a submission sent twice and a stranger's
dossier: test_pages, test_filing. Payments repeated or forged: payments/tests/test_online. The
time-stamp server down: test_settling, kernel/tests/test_sealing. The disk full: also
kernel/tests/test_files and ui/tests/test_answers.
"""

import io
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vanlang.identity.api import Person
from vanlang.kernel import notices, queue
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.models import Notice, NoticeState
from vanlang.payments.models import FeeOrder
from vanlang.public_services.actions import publishing
from vanlang.public_services.models import Dossier, Draft, ProcedureVersion
from vanlang.public_services.rules.parts import FeeRule
from vanlang.public_services.tests.conftest import (
    ANSWERS,
    Cast,
    definition_with,
    file_for,
    publish,
)
from vanlang.public_services.tests.test_pages import PAPERS, SignIn, begin, page, sign_in

__all__ = ["sign_in"]
pytestmark = pytest.mark.django_db(databases=["default", "side"])
FEES = (FeeRule(code="LP01", name="Lệ phí đăng ký", amount=8000),)
TRICKS = [
    "' OR 1=1 --",
    "../../etc/passwd",
    "H44.05158-261340-0001",
    "x" * 500,
    "<b>",
    "%",
    "\u202e",
]
NOBODY = {"procedure": "9.000001", "name": "Hà Thị Mới", "channel": "1", "receiving": "H44.05158"}


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file grow beyond `size`, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def large_pdf() -> io.BytesIO:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page().Contents = pdf.make_stream(b"%" + os.urandom(200_000).hex().encode())
        pdf.save(out)
    out.seek(0)
    out.name = "giay.pdf"
    return out


def close(version: ProcedureVersion) -> None:
    now = timezone.now()
    publishing.close(version, by=PLATFORM, at=now, effective_to=timezone.localdate(now))


def test_a_procedure_closed_on_the_way_takes_neither_money_nor_dossier(
    cast: Cast, sign_in: SignIn
) -> None:
    version = publish(definition_with(fees=FEES, free_of_charge=False))
    lan = sign_in(cast.lan)
    draft = begin(lan)
    lan.post(page("form", draft), ANSWERS)
    close(version)

    shown = lan.get(page("form", draft)).content.decode()
    answers = [lan.post(page(name, draft)) for name in ("fee", "check", "renew")]
    anew = lan.get(reverse("public_services-file", args=["9.000001"]))

    assert "Thủ tục đã bãi bỏ" in shown
    assert "Thủ tục có phiên bản mới" not in shown
    assert {answer.status_code for answer in (*answers, anew)} == {422}
    assert all("không còn" in answer.content.decode() for answer in (*answers, anew))
    assert Draft.objects.get().form["reason"] == ANSWERS["reason"]
    assert not Dossier.objects.exists()
    assert not FeeOrder.objects.exists()


def test_a_paper_for_which_there_is_no_room_is_refused_and_can_be_sent_again(
    cast: Cast, sign_in: SignIn
) -> None:
    publish(definition_with(papers=PAPERS))
    lan = sign_in(cast.lan)
    draft = begin(lan)
    lan.post(page("form", draft), ANSWERS)

    with room_for(100_000):
        refused = lan.post(page("papers", draft), {"paper_0": large_pdf()})
    kept = draft.papers.count()
    again = lan.post(page("papers", draft), {"paper_0": large_pdf()})

    assert refused.status_code == 422
    assert "không còn chỗ" in refused.content.decode() or "hết chỗ" in refused.content.decode()
    assert kept == 0
    assert again.status_code == 302
    assert draft.papers.count() == 1


def test_a_mail_server_that_is_down_stops_no_filing(
    cast: Cast, version: ProcedureVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Post:
        is_down = True
        carried = 0

        def carry(self, _notice: Notice) -> None:
            if self.is_down:
                raise notices.NotDelivered("421 closed for today")
            self.carried += 1

    post = Post()
    monkeypatch.setattr(notices, "_plugs", {"email": lambda: post, "sms": lambda: None})

    dossier = file_for(cast, version)
    queue.run_due(timezone.now())

    letter = Notice.objects.get(channel="email")
    assert dossier.code in letter.subject + letter.text
    assert (letter.state, letter.last_error) == (NoticeState.QUEUED, "421 closed for today")
    post.is_down = False
    queue.drain()
    letter.refresh_from_db()
    assert (letter.state, post.carried) == (NoticeState.SENT, 1)


@pytest.mark.parametrize("number", ["999999999999", "00318800012", "003188000abc", "003488000123"])
def test_an_identity_number_that_cannot_be_is_said_by_its_field(
    cast: Cast, version: ProcedureVersion, sign_in: SignIn, number: str
) -> None:
    people = Person.objects.count()

    answer = sign_in(cast.minh).post(
        reverse("public_services-counter"), {**NOBODY, "identity_number": number}
    )

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_identity_number"' in shown
    assert 'aria-invalid="true"' in shown
    assert Person.objects.count() == people
    assert not Draft.objects.exists()


def test_a_visitor_is_not_registered_for_a_dossier_that_cannot_be_begun(
    cast: Cast, sign_in: SignIn
) -> None:
    close(publish(definition_with()))
    people = Person.objects.count()

    answer = sign_in(cast.minh).post(
        reverse("public_services-counter"), {**NOBODY, "identity_number": "003195000777"}
    )

    assert answer.status_code == 422
    assert Person.objects.count() == people


@pytest.mark.parametrize("trick", TRICKS)
def test_a_code_with_a_trick_is_no_code_anywhere(
    cast: Cast, version: ProcedureVersion, sign_in: SignIn, trick: str
) -> None:
    file_for(cast, version)
    lan, minh = sign_in(cast.lan), sign_in(cast.minh)
    code = quote(trick, safe="")

    statuses = {
        lan.get(f"/ho-so/{code}/").status_code,
        lan.get(f"/api/v1/dossiers/{code}").status_code,
        lan.get(f"/thu-tuc/{code}/").status_code,
        minh.get(f"/can-bo/ho-so/{code}/").status_code,
        minh.post(f"/can-bo/ho-so/{code}/tiep-nhan/").status_code,
        Client().post("/tra-cuu/", {"code": trick, "digits": "0123"}).status_code,
        Client().get("/kiem-tra/", {"ma": trick}).status_code,
    }
    searched = minh.get("/can-bo/tra-cuu/", {"q": trick})

    assert statuses <= {400, 404, 422}
    assert searched.status_code == 200
    assert "Không có hồ sơ nào khớp" in searched.content.decode()
    assert Dossier.objects.get().state == 1
