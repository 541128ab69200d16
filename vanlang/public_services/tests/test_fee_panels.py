"""The fee panel of every procedure that ships says one thing, and its copies cost what it says."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from vanlang.public_services.management.commands.load_procedures import definitions
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.tests.conftest import Cast, publish

pytestmark = pytest.mark.django_db(databases=["default", "side"])
PANEL = re.compile(r"<dt>Phí, lệ phí</dt><dd>(.*?)</dd></div>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")


def panel_of(definition: Definition) -> str:
    """Return the words of the panel as a reader sees them."""
    publish(definition)
    page = Client().get(reverse("procedures-detail", args=[definition.code])).content.decode()
    found = PANEL.search(page)
    assert found, definition.code
    return " ".join(TAG.sub(" ", found[1]).replace("\u00a0", " ").split())


@pytest.mark.parametrize("definition", list(definitions()), ids=lambda one: one.code)
def test_nothing_to_pay_is_not_said_beside_who_need_not_pay(
    cast: Cast, definition: Definition
) -> None:
    panel = panel_of(definition)

    if definition.free_of_charge:
        assert panel.startswith("Không thu")
        # Where nobody pays, nobody is let off: a note may say what holds if the province ever
        # charges, a group may pay less only of what the panel itself lists.
        assert "Miễn cho" not in panel
        assert "nguồn" not in panel.lower()  # where we read it is not the reader's business
    else:
        assert not panel.startswith("Không thu")
        assert definition.fees
    for rule in definition.fees:
        assert rule.name in panel
        if "Miễn cho" in rule.note:
            assert rule.discounts, "a note promises what no claim can ask for"
