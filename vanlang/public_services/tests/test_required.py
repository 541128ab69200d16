"""What a page will ask for is never called optional, for every procedure that ships."""

import re

import pytest
from django.urls import reverse

from vanlang.public_services.forms.declaration import Declaration
from vanlang.public_services.forms.results import Drafting
from vanlang.public_services.models import Dossier
from vanlang.public_services.rules import results
from vanlang.public_services.tests.conftest import (
    Cast,
    definition_with,
    file_for,
    publish,
)
from vanlang.public_services.tests.test_acting import SHIPPED
from vanlang.public_services.tests.test_pages import PAPERS, SignIn, begin, page, sign_in

__all__ = ["sign_in"]
OPTIONAL = re.compile(r"<(?:label|legend)[^>]*>([^<]*?)\s*<span class=\"quiet\">\(không bắt buộc\)")


def optional_labels(html: str) -> set[str]:
    return {label.strip() for label in OPTIONAL.findall(html)}


@pytest.mark.parametrize("code", SHIPPED)
@pytest.mark.django_db
def test_a_field_that_the_law_asks_for_is_not_called_optional(code: str) -> None:
    definition = SHIPPED[code]
    form = Declaration(definition, {})

    wrong = {
        spec.key for spec in definition.fields if spec.required != form.fields[spec.key].required
    }

    assert wrong == set()


@pytest.mark.parametrize("code", SHIPPED)
def test_a_result_asks_for_what_it_does_not_call_optional(code: str) -> None:
    definition = SHIPPED[code]
    answers = {spec.key: "x" for spec in definition.fields}
    form = Drafting(definition, {}, answers=answers)
    needs = results.needed(definition, answers)

    asked = results.check(definition, dict.fromkeys(form.fields, ""), needs=needs).problems

    assert {key for key, field in form.fields.items() if field.required} >= asked.keys()
    assert asked.keys() >= needs.keys()


@pytest.mark.django_db(databases=["default", "side"])
def test_the_page_of_a_result_says_what_it_needs(cast: Cast, sign_in: SignIn) -> None:
    dossier = file_for(cast, publish(definition_with()))
    minh = sign_in(cast.minh)
    for verb in ("tiep-nhan", "thu-ly"):
        minh.post(reverse("public_services-act", args=[dossier.code, verb]))
    address = reverse("public_services-draft", args=[dossier.code])

    shown = minh.get(address).content.decode()
    refused = minh.post(address, {"body": "Xác nhận.", "fact_name": "", "fact_reason": "Vay"})
    with_file = minh.get(address)

    assert optional_labels(shown) == {"Lời mở đầu", "Ngày sinh"}
    assert refused.status_code == 422
    assert "Bạn chưa điền “Họ và tên”." in refused.content.decode()
    assert with_file.status_code == 200


@pytest.mark.django_db(databases=["default", "side"])
def test_no_draft_is_offered_where_none_is_to_be_seen(
    cast: Cast, drafted: Dossier, sign_in: SignIn
) -> None:
    link = reverse("public_services-preview", args=[drafted.code])
    own = sign_in(cast.minh)
    page_of = reverse("public_services-officer-dossier", args=[drafted.code])
    Dossier.objects.filter(pk=drafted.pk).update(receiving_unit=cast.viet_tri)
    elsewhere = sign_in(cast.quang)  # received there, settled at Mường Bi

    assert link in own.get(page_of).content.decode()
    assert own.get(link).status_code == 200
    assert elsewhere.get(page_of).status_code == 200
    assert link not in elsewhere.get(page_of).content.decode()
    assert elsewhere.get(link).status_code == 404


@pytest.mark.django_db(databases=["default", "side"])
def test_a_page_with_mistakes_does_not_send_one_away(cast: Cast, sign_in: SignIn) -> None:
    publish(definition_with(papers=PAPERS))
    lan = sign_in(cast.lan)
    draft = begin(lan)

    right = lan.get(page("form", draft)).content.decode()
    wrong = lan.post(page("form", draft), {"name": "Bùi Thị Lan", "born": "31/02/2020"})

    assert "Bạn có thể thoát ra" in right
    assert wrong.status_code == 422
    assert "Bạn có thể thoát ra" not in wrong.content.decode()
    assert "còn chỗ cần sửa" in wrong.content.decode()
