from django.test import Client
from django.urls import reverse

from vanlang.identity.api import Person
from vanlang.signing.rules.published import Published, findings, published

RIGHT = Published("Đúng", 3, (("a", 1), ("b", 2)), "nguồn")


def test_a_total_whose_parts_do_not_add_up_is_a_finding() -> None:
    found = findings((RIGHT, *published()))

    assert [(row.total, row.sum_of_parts, row.difference) for row in found] == [(8861, 8361, 500)]
    assert found[0].source


def test_a_total_without_parts_is_none() -> None:
    assert findings((Published("Không có phần", 5, (), "nguồn"),)) == ()


def test_the_inventory_shows_the_finding_with_its_source(client: Client, minh: Person) -> None:
    client.force_login(minh)

    page = client.get(reverse("signing-certificates")).content.decode()

    assert "8.861" in page
    assert "8.361" in page
    assert "không giải thích phần chênh lệch" in page
