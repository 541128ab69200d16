"""What a procedure is to become is read by those who edit procedures, by no other administrator."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from vanlang.identity.api import Role, Unit, actor_of
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import NotPermitted
from vanlang.public_services.actions import publishing
from vanlang.public_services.queries import procedures as queries
from vanlang.public_services.tests.conftest import (
    MONDAY,
    SINCE,
    Cast,
    definition_with,
    make_official,
    publish,
)

pytestmark = pytest.mark.django_db(databases=["default", "side"])
UNPUBLISHED = "Tên chưa ai được biết"


def test_a_draft_is_read_by_those_who_edit_procedures(
    client: Client, settings: Settings, cast: Cast
) -> None:
    settings.SECOND_FACTOR_FOR = "nobody"
    old = publish(definition_with())
    draft = publishing.draft(replace(definition_with(), name=UNPUBLISHED), by=PLATFORM, at=MONDAY)
    province = Unit.objects.create(
        code="H44",
        name="Ủy ban nhân dân tỉnh",
        block="committee",
        level="province",
        kind="committee",
        path="H44/",
        valid_from=SINCE,
    )
    province.agency = province
    province.save(update_fields=["agency"])
    pages = [
        reverse("procedures-versions"),
        reverse("procedures-versions") + "?q=chua+ai+duoc+biet",
        reverse("procedures-version", args=[old.pk]),
        reverse("procedures-version", args=[draft.version.pk]),
        reverse("procedures-compare", args=[old.pk, draft.version.pk]),
    ]

    def read(username: str, unit: Unit) -> list[tuple[int, bool]]:
        client.force_login(make_official(username, "Lê Văn Quản", unit, Role.ADMIN))
        answers = [client.get(page) for page in pages]
        return [(one.status_code, UNPUBLISHED in one.content.decode()) for one in answers]

    elsewhere, editors = read("quan.xa", cast.viet_tri), read("quan.tinh", province)

    assert elsewhere == [(200, False), (200, False), (200, False), (404, False), (404, False)]
    assert [status for status, _ in editors] == [200] * len(pages)
    assert [has_name for _, has_name in editors[:2]] == [True, True]
    assert not queries.visible_to(cast.minh).exists()


def test_a_draft_is_published_by_no_administrator_of_a_commune(cast: Cast) -> None:
    draft = publishing.draft(definition_with(), by=PLATFORM, at=MONDAY).version
    elsewhere = make_official("quan.xa", "Lê Văn Quản", cast.viet_tri, Role.ADMIN)

    with pytest.raises(NotPermitted):
        publishing.publish(
            draft, by=actor_of(elsewhere, MONDAY), at=MONDAY, effective_from=MONDAY.date()
        )
