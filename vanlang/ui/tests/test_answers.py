"""What people see when something is not as it should be, and what every answer carries."""

import gzip
import logging
import resource

import pytest
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory, override_settings

from vanlang.ui import errors

pytestmark = [
    pytest.mark.urls("vanlang.ui.tests.pages"),
    # The frame is tried without identity's part: nobody is signed in, no database is asked.
    pytest.mark.django_db,
]


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


def test_refusal_is_a_page_with_its_words_and_status(browser: Client) -> None:
    answer = browser.get("/tu-choi/")

    assert answer.status_code == 409
    assert "Hồ sơ đã được người khác tiếp nhận." in answer.text
    assert "<html" in answer.text


def test_refusal_is_a_fragment_for_htmx(browser: Client) -> None:
    answer = browser.get("/tu-choi/", headers={"HX-Request": "true"})

    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#refusal"
    assert "<html" not in answer.text
    assert 'role="alert"' in answer.text


def test_refusal_is_problem_details_for_the_api(browser: Client) -> None:
    answer = browser.get("/api/v1/tu-choi/")

    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Việc này đã thay đổi",
        "status": 409,
        "detail": "Hồ sơ đã được người khác tiếp nhận.",
        "field": "state",
    }


@pytest.mark.parametrize(
    ("address", "status"), [("/khong-co/", 404), ("/chi-gui/", 405), ("/qua-lon/", 413)]
)
def test_statuses_get_a_page_in_vietnamese(browser: Client, address: str, status: int) -> None:
    answer = browser.get(address)

    assert answer.status_code == status
    assert errors.PAGES[status].next in answer.text


def test_405_still_says_what_is_allowed(browser: Client) -> None:
    assert browser.get("/chi-gui/").headers["Allow"] == "POST"


def test_bug_is_shown_with_a_code_that_stands_in_the_log(
    browser: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "vanlang.errors"):
        answer = browser.get("/hong/")

    assert answer.status_code == 500
    logged = next(record for record in caplog.records if record.name == "vanlang.errors")
    reference = logged.getMessage().split()[1].rstrip(":")
    assert reference in answer.text
    assert "RuntimeError" not in answer.text


def test_too_much_data_is_413_and_not_a_riddle(rf: RequestFactory) -> None:
    answer = errors.bad_request(rf.get("/x/"), RequestDataTooBig())

    assert answer.status_code == 413


def test_stale_form_says_to_load_the_page_again() -> None:
    answer = Client(enforce_csrf_checks=True).post("/chi-gui/")

    assert answer.status_code == 403
    assert "Biểu mẫu đã hết hiệu lực" in answer.text


def test_every_status_has_words_for_the_next_step() -> None:
    assert set(errors.PAGES) >= {400, 403, 404, 405, 409, 413, 415, 422, 500, 503, 507}
    for words in errors.PAGES.values():
        assert words.next.endswith(".")
        assert "!" not in f"{words.title}{words.text}{words.next}"


def test_answers_allow_nothing_inline_and_no_frames(browser: Client) -> None:
    policy = browser.get("/ui/").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_forms_may_lead_to_configured_hosts_only(browser: Client) -> None:
    with override_settings(FORMS_MAY_LEAD_TO=["https://thanhtoan.example"]):
        policy = Client().get("/khong-co/").headers["Content-Security-Policy"]

    assert policy.endswith("form-action 'self' https://thanhtoan.example")


def test_pages_travel_compressed(browser: Client) -> None:
    answer = browser.get("/ui/", headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"<html" in gzip.decompress(answer.content)


def test_reader_may_choose_english_for_the_frame(browser: Client) -> None:
    before = browser.get("/ui/").text
    answer = browser.get("/ngon-ngu/en/?next=/ui/")
    after = browser.get(answer.headers["Location"]).text

    assert "Bản thử nghiệm" in before
    assert "Trial version" in after
    assert "Mọi thành phần, ở mọi trạng thái" in after


def test_language_never_leads_away(browser: Client) -> None:
    answer = browser.get("/ngon-ngu/en/?next=https://elsewhere.example/")

    assert answer.headers["Location"] == "/"


def test_a_full_disk_is_said_as_such(browser: Client) -> None:
    answer = browser.get("/het-cho/")

    assert answer.status_code == 507
    assert "hết chỗ" in answer.text


def test_an_upload_onto_a_full_disk_is_refused() -> None:
    """Django writes a large upload down before any view sees it: when looking for the token."""
    browser = Client(raise_request_exception=False, enforce_csrf_checks=True)
    browser.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    upload = SimpleUploadedFile("don.pdf", b"%PDF-" + b"0" * 2**22)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, before[1]))
    try:
        answer = browser.post("/chi-gui/", {"paper": upload})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert answer.status_code == 507


@pytest.mark.parametrize("address", ["/thu-tuc/?q=%00", "/thu-tuc/a%00b/"])
def test_a_nul_is_refused_before_it_reaches_the_database(address: str) -> None:
    assert Client().get(address).status_code == 400
