"""Work files by their pages: documents and tasks put in from where one stands, packages checked."""

import io
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from vanlang.documents.actions import directing, work_files
from vanlang.documents.actions.work_files import Opening
from vanlang.documents.models import IncomingEntry, WorkFile, WorkFileItem
from vanlang.documents.rules.arrivals import ArrivedFile
from vanlang.documents.tests.conftest import MONDAY, Arrive, as_actor
from vanlang.documents.tests.test_screens import as_browser, page
from vanlang.documents.tests.word_files import typed
from vanlang.identity.api import Person, Unit
from vanlang.kernel import files
from vanlang.kernel.actors import PLATFORM
from vanlang.tasks import api as tasks

pytestmark = pytest.mark.django_db(databases=["default", "side"])


@pytest.fixture
def file(muong_bi: Unit, minh: Person) -> WorkFile:
    opening = Opening(title="Hồ sơ rà soát hộ nghèo", maintenance="10 năm")
    return work_files.open_file(opening, unit=muong_bi, by=as_actor(minh), at=MONDAY)


@pytest.fixture
def submitted(file: WorkFile, arrive: Arrive, thao: Person, minh: Person) -> WorkFile:
    """A file in the archive, with a letter and its PDF."""
    kept = files.store(typed(), by=PLATFORM, at=MONDAY)
    entry = arrive(files=(ArrivedFile(kept.sha256, "cong-van.pdf"),))
    work_files.add_document(file, entry.document, by=as_actor(minh), at=MONDAY)
    work_files.close(file, by=as_actor(minh), at=MONDAY)
    return work_files.submit(file, by=as_actor(thao), at=MONDAY)


def package_of(file: WorkFile) -> bytes:
    assert file.package is not None
    return files.read(file.package)


def check(client: Client, content: bytes) -> str:
    held = io.BytesIO(content)
    held.name = "goi.zip"
    answer = client.post(reverse("documents-package-check"), {"package": held})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_document_is_put_into_a_file_from_its_own_page(
    file: WorkFile, registered: IncomingEntry, minh: Person, quang: Person
) -> None:
    client = as_browser(minh)
    address = reverse("documents-into-file", args=[registered.document_id])

    assert file.code in page(client, "documents-document", registered.document_id)
    for _ in range(2):
        assert client.post(address, {"file": file.pk}).status_code == 302

    assert WorkFileItem.objects.filter(work_file=file).count() == 1
    assert file.title in page(client, "documents-document", registered.document_id)
    assert as_browser(quang).post(address, {"file": file.pk}).status_code == 404
    assert client.post(address, {"file": uuid4()}).status_code == 404
    assert client.post(address, {"file": "x"}).status_code == 404


def test_the_task_a_document_gave_is_offered_and_put_in(
    file: WorkFile, registered: IncomingEntry, office: Unit, hoa: Person, minh: Person
) -> None:
    order = directing.Order(
        text="Giao phòng rà soát", lead_unit=office, working_days=5, opens_task=True
    )
    directing.direct(registered, order, by=as_actor(hoa), at=MONDAY)
    work_files.add_document(file, registered.document, by=as_actor(minh), at=MONDAY)
    task = tasks.of_source("documents", str(registered.document_id)).get()
    client = as_browser(minh)

    offered = page(client, "documents-work-file", file.pk)
    step = reverse("documents-file-act", args=[file.pk, "them-nhiem-vu"])
    added = client.post(step, {"task": task.pk})
    shown = page(client, "documents-work-file", file.pk)

    assert "Nhiệm vụ do văn bản trong hồ sơ giao" in offered
    assert added.status_code == 302
    assert WorkFileItem.objects.filter(work_file=file, task_id=task.pk).exists()
    assert "2 văn bản, nhiệm vụ trong hồ sơ" in shown
    assert "Nhiệm vụ do văn bản trong hồ sơ giao" not in shown


def test_a_task_nobody_showed_you_is_not_put_in(
    file: WorkFile, minh: Person, quang: Person, van_son: Unit
) -> None:
    order = tasks.Order(
        key=uuid4(),
        title="Việc của xã khác",
        product="Báo cáo",
        giver=van_son,
        lead=van_son,
        due_on=date(2026, 12, 1),
        term=None,
    )
    other = tasks.assign(order, by=as_actor(quang), at=MONDAY)
    step = reverse("documents-file-act", args=[file.pk, "them-nhiem-vu"])

    answers = [
        as_browser(minh).post(step, {"task": key}).status_code for key in (other.pk, "x", uuid4())
    ]

    assert answers == [404, 404, 404]
    assert not WorkFileItem.objects.exists()


def test_the_kept_package_is_checked_on_its_page(submitted: WorkFile, minh: Person) -> None:
    shown = page(as_browser(minh), "documents-work-file", submitted.pk, query="?kiem-tra=1")

    assert "Gói nguyên vẹn" in shown


def test_a_package_from_anywhere_is_checked_and_says_what_is_wrong(
    submitted: WorkFile, minh: Person
) -> None:
    client, whole = as_browser(minh), package_of(submitted)
    changed = bytearray(whole)
    changed[len(changed) // 2] ^= 0xFF

    assert "Gói nguyên vẹn" in check(client, whole)
    for broken in (bytes(changed), whole[:-200], b"khong phai zip"):
        assert "không còn nguyên vẹn" in check(client, broken)


def test_checking_needs_a_file_and_an_official(submitted: WorkFile, minh: Person) -> None:
    address = reverse("documents-package-check")

    assert as_browser(minh).post(address).status_code == 422
    assert Client().post(address).status_code == 302
