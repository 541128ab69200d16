"""What one is told in the platform stands in one's own list, and in nobody else's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from vanlang.identity.models import Person
from vanlang.kernel import notices
from vanlang.kernel.models import Notice

pytestmark = [
    pytest.mark.django_db(databases=["default", "side"]),
    pytest.mark.urls("vanlang.identity.tests.urls"),
]

INBOX, READ_ALL = "/toi/thong-bao/", "/toi/thong-bao/da-doc/"


def tell(person: Person, subject: str = "Hồ sơ đã có kết quả", *, link: str = "/toi/") -> Notice:
    (notice,) = notices.send(
        person_id=person.pk, subject=subject, text="Mời bà nhận.", link=link, at=timezone.now()
    )
    return notice


@pytest.fixture
def browser(client: Client, lan: Person) -> Client:
    client.force_login(lan)
    return client


def test_what_waits_is_counted_on_every_page_until_it_is_followed(
    browser: Client, lan: Person
) -> None:
    notice = tell(lan)
    tell(lan, "Đã nhận phí")

    assert '<span class="count">2<span' in browser.get("/toi/").content.decode()
    page = browser.get(INBOX).content.decode()
    assert "2 thông báo chưa đọc" in page
    assert page.index("Đã nhận phí") < page.index("Hồ sơ đã có kết quả")

    answer = browser.get(f"{INBOX}{notice.pk}/")

    assert (answer.status_code, answer["Location"]) == (302, "/toi/")
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert "1 thông báo chưa đọc" in browser.get(INBOX).content.decode()
    unread = browser.get(f"{INBOX}?loc=chua-doc").content.decode()
    assert "Đã nhận phí" in unread
    assert "Hồ sơ đã có kết quả" not in unread


def test_read_twice_keeps_the_first_time(browser: Client, lan: Person) -> None:
    notice = tell(lan)
    browser.get(f"{INBOX}{notice.pk}/")
    first = Notice.objects.get().read_at

    browser.get(f"{INBOX}{notice.pk}/")

    assert Notice.objects.get().read_at == first


def test_all_are_read_but_what_came_since_the_page_was_shown(browser: Client, lan: Person) -> None:
    tell(lan)
    shown = timezone.now()
    Notice.objects.update(created_at=shown - timedelta(minutes=5))
    later = tell(lan, "Vừa mới đến")

    answer = browser.post(READ_ALL, {"den": shown.isoformat()})

    assert answer.status_code == 302
    assert list(notices.unread(lan.pk)) == [later]


@pytest.mark.parametrize("until", ["", "hôm qua", "2026-13-45T00:00:00", "2026-11-22T08:00:00"])
def test_a_moment_that_is_none_means_now(browser: Client, lan: Person, until: str) -> None:
    tell(lan)

    assert browser.post(READ_ALL, {"den": until}).status_code == 302
    assert not notices.unread(lan.pk).exists()


def test_nobody_reads_what_another_was_told(browser: Client, minh: Person) -> None:
    notice = tell(minh, "Việc của Minh")

    assert browser.get(f"{INBOX}{notice.pk}/").status_code == 404
    browser.post(READ_ALL)

    page = browser.get(INBOX).content.decode()
    assert "Việc của Minh" not in page
    assert "Không có thông báo nào chưa đọc" in page
    assert list(notices.unread(minh.pk)) == [notice]


def test_what_leaves_by_mail_is_not_listed_twice(browser: Client, lan: Person) -> None:
    tell(lan)
    Notice.objects.create(
        person_id=lan.pk,
        channel="email",
        address="lan@example.vn",
        subject="Hồ sơ đã có kết quả",
        text="…",
        created_at=timezone.now(),
    )

    assert browser.get(INBOX).content.decode().count("Hồ sơ đã có kết quả") == 1


def test_a_link_elsewhere_is_not_followed(browser: Client, lan: Person) -> None:
    notice = tell(lan, link="https://example.com/")

    assert browser.get(f"{INBOX}{notice.pk}/")["Location"] == INBOX


def test_many_are_counted_to_99_and_turned_over(browser: Client, lan: Person) -> None:
    at = timezone.now()
    Notice.objects.bulk_create(
        Notice(
            person_id=lan.pk, channel="in_app", subject=f"Tin {number}", text="", link="/toi/",
            state="sent", created_at=at, sent_at=at,
        )
        for number in range(120)
    )  # fmt: skip

    page = browser.get(INBOX).content.decode()

    assert '<span class="count">99+<span' in page
    assert "Hơn 99 thông báo chưa đọc" in page
    assert "page=2" in page
    assert "Tin 0" in browser.get(f"{INBOX}?page=3").content.decode()


def test_counting_asks_nothing_more_of_the_database(
    browser: Client, lan: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tell(lan)
    with django_assert_num_queries(2):  # who asks, with what waits for them; and the list
        browser.get(INBOX)


def test_a_visitor_signs_in_first(client: Client) -> None:
    assert client.get(INBOX).status_code == 302
    assert client.get(f"{INBOX}1/").status_code == 302
    assert client.post(READ_ALL).status_code == 302
