"""What stands on a scan is read once by the worker; officials find the dossier by it."""

import io
from pathlib import Path

import fontpkg_be_vietnam_pro
import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont

from vanlang.kernel import files, queue
from vanlang.kernel.models import FileText, Job
from vanlang.public_services.models import Dossier, DossierPaper
from vanlang.public_services.tests.conftest import ANSWERS, Cast, definition_with, publish
from vanlang.public_services.tests.test_pages import PAPERS, SignIn, begin, page, sign_in

__all__ = ["sign_in"]
pytestmark = pytest.mark.django_db(databases=["default", "side"])


def photograph(text: str) -> io.BytesIO:
    """Return a page as a phone takes it: a picture, nothing to select."""
    font = next(Path(fontpkg_be_vietnam_pro.__file__).parent.rglob("*-Regular.ttf"))
    picture = Image.new("L", (2480, 700), "white")
    ImageDraw.Draw(picture).text((160, 160), text, font=ImageFont.truetype(font, 64), spacing=60)
    out = io.BytesIO()
    picture.save(out, "PNG")
    out.seek(0)
    out.name = "giay chung sinh.png"
    return out


def file_with(client: Client, scan: io.BytesIO) -> Dossier:
    draft = begin(client)
    client.post(page("form", draft), ANSWERS)
    scan.seek(0)
    client.post(page("papers", draft), {"paper_0": scan})
    client.post(page("check", draft), {"declared": "1"})
    return Dossier.objects.get(pk=draft.pk)


def found_by(client: Client, words: str) -> str:
    given = {"q": words, "giay_to": "1"}
    return client.get(reverse("public_services-look-up"), given).content.decode()


def test_a_scan_is_read_and_finds_its_dossier_for_its_officials(
    cast: Cast, sign_in: SignIn
) -> None:
    publish(definition_with(papers=PAPERS))
    scan = photograph("Cháu Bùi Gia Bảo sinh ngày 5 tháng 2\ntại Trạm Y tế xã Mường Bi")
    dossier = file_with(sign_in(cast.lan), scan)

    queue.drain()

    paper = DossierPaper.objects.get(dossier=dossier, code="KQ.A")
    assert paper.file is not None
    assert "Trạm Y tế" in files.text_of(paper.file)
    minh, quang = sign_in(cast.minh), sign_in(cast.quang)
    assert dossier.code in found_by(minh, "muong bi tram y te")
    assert dossier.code in found_by(minh, "Trạm Y tế")
    assert dossier.code not in found_by(minh, "nguyễn văn nào")
    assert dossier.code not in found_by(quang, "muong bi tram y te")
    assert sign_in(cast.lan).get(reverse("public_services-look-up")).status_code == 403


def test_the_same_scan_is_read_once(cast: Cast, sign_in: SignIn) -> None:
    publish(definition_with(papers=PAPERS))
    lan, scan = sign_in(cast.lan), photograph("Giấy chứng sinh")
    file_with(lan, scan)
    queue.drain()

    file_with(lan, scan)

    assert FileText.objects.count() == 1
    assert not Job.objects.filter(name="kernel.read_scan").exists()


def test_reading_is_asked_for_with_the_filing_and_not_before(cast: Cast, sign_in: SignIn) -> None:
    publish(definition_with(papers=PAPERS))
    lan = sign_in(cast.lan)
    draft = begin(lan)
    lan.post(page("form", draft), ANSWERS)
    lan.post(page("papers", draft), {"paper_0": photograph("Giấy chứng sinh")})
    asked = Job.objects.filter(name="kernel.read_scan")
    before = asked.count()

    lan.post(page("check", draft), {"declared": "1"})

    assert (before, asked.count()) == (0, 1)
