"""The page that says of any PDF whether its signatures hold."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vanlang.identity.api import Person, Unit
from vanlang.signing.actions.certificates import issue_test_certificates
from vanlang.signing.tests.conftest import Paper, sign

pytestmark = pytest.mark.django_db(databases=["default", "side"])


def asked(person: Person, content: bytes | None) -> tuple[int, str]:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    held = io.BytesIO(content or b"")
    held.name = "van-ban.pdf"
    answer = client.post(reverse("signing-verify"), {} if content is None else {"file": held})
    return answer.status_code, answer.content.decode()


def test_a_signed_file_is_told_by_whom_and_when(
    hoa: Person, minh: Person, muong_bi: Unit, paper: Paper
) -> None:
    issue_test_certificates([hoa], at=timezone.now())
    content = sign(paper, hoa)

    status, page = asked(minh, content)

    assert status == 200
    assert hoa.name in page
    assert "theo dấu thời gian" in page
    assert "không có giá trị pháp lý" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda pdf: pdf.replace(b"/Type /Page", b"/Type /Pagf", 1), "thay đổi"),
        (lambda pdf: pdf[:0] + b"khong phai PDF", "Không đọc được"),
    ],
)
def test_a_changed_or_false_file_is_told_plainly(  # type: ignore[no-untyped-def] # a lambda a case
    hoa: Person, minh: Person, paper: Paper, change, words: str
) -> None:
    issue_test_certificates([hoa], at=timezone.now())

    status, page = asked(minh, change(sign(paper, hoa)))

    assert status == 200
    assert words in page


def test_an_unsigned_file_says_so_and_none_is_asked_for(minh: Person, paper: Paper) -> None:
    assert "Tệp này không có chữ ký số" in asked(minh, paper.pdf)[1]
    assert asked(minh, None)[0] == 422


def test_the_page_is_for_officials(db: None) -> None:
    assert Client().get(reverse("signing-verify")).status_code == 302
