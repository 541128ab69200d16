"""The stamped copy of a signed and sealed document: the look of both, and no broken signature."""

import io
from datetime import datetime
from hashlib import sha256

import pikepdf
import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vanlang.documents.actions import incoming
from vanlang.documents.actions import stamping as stamping_now
from vanlang.documents.models import Attachment, IncomingEntry
from vanlang.documents.rules.arrivals import ArrivedFile
from vanlang.documents.rules.states import FileKind
from vanlang.documents.tests.conftest import MONDAY, Arrive, as_actor
from vanlang.documents.tests.test_stamping import letter_pdf
from vanlang.identity import api as identity
from vanlang.identity.api import Person, Unit
from vanlang.kernel import files, queue
from vanlang.kernel.actors import PLATFORM
from vanlang.signing import api as signing
from vanlang.ui.papers import Box

PERSON, SEAL = Box(1, 356, 155, 492, 223), Box(1, 299, 138, 401, 240)


def now() -> datetime:
    return timezone.now()


@pytest.fixture
def sealed(hoa: Person, thao: Person, muong_bi: Unit) -> tuple[bytes, bytes]:
    """Return what the leader signed, and the same with the agency's seal."""
    signing.issue_test_certificates([hoa, muong_bi], at=now())
    signing.open_test_sessions([hoa, thao], at=now())
    leader = identity.actor_of(hoa, now())
    signed = signing.sign_person(letter_pdf(), signer=leader, box=PERSON, at=now())
    clerk = identity.actor_of(thao, now())
    signing.note_look(sha256(signed).hexdigest(), by=clerk, at=now())
    return signed, signing.seal_organisation(signed, unit=muong_bi, box=SEAL, at=now(), by=clerk)


@pytest.fixture
def entry(arrive: Arrive, thao: Person, hoa: Person, sealed: tuple[bytes, bytes]) -> IncomingEntry:
    signed, whole = sealed
    main = files.store(whole, by=PLATFORM, at=MONDAY)
    arrived = arrive(files=(ArrivedFile(main.sha256, "cong-van.pdf"),))
    # What an agency of this platform issued has the leader's own file too.
    Attachment.objects.create(
        document=arrived.document,
        file=files.store(signed, by=PLATFORM, at=MONDAY),
        name="Ban ky.pdf",
        kind=FileKind.SIGNED,
        is_read=True,
        added_at=MONDAY,
    )
    incoming.register(arrived, present_to=hoa, by=as_actor(thao), at=MONDAY)
    queue.drain()
    stamping_now.stamp(arrived, at=MONDAY)
    return arrived


def copy_of(entry: IncomingEntry) -> bytes:
    return files.read(entry.document.attachments.get(kind=FileKind.STAMPED).file)


def red_of(pdf: bytes) -> int:
    """Count red dots where the seal lies; the stamp itself is at the top of the page."""
    with pypdfium2.PdfDocument(pdf) as document:
        document.init_forms()
        image = document[0].render(scale=1).to_pil().convert("RGB")
    part = image.crop((299, image.height - 240, 401, image.height - 138))
    return sum(
        1
        for red, green, blue in part.get_flattened_data()
        if red > 150 and green < 110 and blue < 110
    )


def test_the_copy_carries_the_seal_and_claims_no_signature(
    entry: IncomingEntry, sealed: tuple[bytes, bytes]
) -> None:
    copy = copy_of(entry)
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert "/DSS" not in pdf.Root
    with pypdfium2.PdfDocument(copy) as pdf:
        text = " ".join(pdf[0].get_textpage().get_text_bounded().split())

    assert red_of(sealed[1]) > 100
    assert red_of(copy) > 0.8 * red_of(sealed[1])
    assert signing.verify(copy, at=now()).outcome == signing.Outcome.UNSIGNED
    assert "không mang chữ ký số và không thay bản gốc" in text


def test_the_original_stays_untouched_and_the_page_leads_to_it(
    entry: IncomingEntry, thao: Person, sealed: tuple[bytes, bytes]
) -> None:
    original = entry.document.attachments.get(kind=FileKind.MAIN)
    client = Client()
    client.force_login(thao, backend="django.contrib.auth.backends.ModelBackend")

    page = client.get(reverse("documents-document", args=[entry.document_id])).content.decode()

    assert files.read(original.file) == sealed[1]
    assert signing.verify(sealed[1], at=now()).is_genuine
    link = reverse("documents-file", args=[entry.document_id, original.pk])
    assert f'<a href="{link}">xem bản gốc</a>' in page
