"""The catalogue: what people find, what administrators publish, what is read from the portal."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from vanlang.identity.api import Person, Role, Unit
from vanlang.kernel.actors import PLATFORM
from vanlang.public_services.actions import publishing
from vanlang.public_services.management.commands.load_procedures import definitions
from vanlang.public_services.models import ProcedureVersion
from vanlang.public_services.queries import procedures as queries
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.versions import VersionState
from vanlang.public_services.tests.conftest import (
    MONDAY,
    SINCE,
    Cast,
    definition_with,
    make_official,
    publish,
)

TODAY = MONDAY.date()


# --- finding --------------------------------------------------------------------------------


@pytest.fixture
def loaded(db: None) -> None:
    shipped = {definition.code: definition for definition in definitions()}
    for code in ("1.001193", "1.000894", "2.000635", "1.013061", "2.000815"):
        publish(shipped[code])


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("khai sinh", "1.001193"),
        ("dang ky ket hon", "1.000894"),
        ("ĐĂNG KÝ KẾT HÔN", "1.000894"),
        ("sao y", "2.000815"),
        ("  trích   lục ", "2.000635"),
        ("1.013061", "1.013061"),
    ],
)
def test_search_needs_no_accents(loaded: None, words: str, first: str) -> None:
    assert queries.search(words, on=TODAY).rows[0].code == first


def test_search_narrows_by_field_level_and_event(loaded: None) -> None:
    assert [one.code for one in queries.search("", on=TODAY, level="province").rows] == ["1.013061"]
    assert len(queries.search("", on=TODAY, field_of_work="Hộ tịch").rows) == 3
    assert [one.code for one in queries.search("", on=TODAY, event="Kết hôn").rows] == ["1.000894"]
    assert queries.search("zzz qqq", on=TODAY).rows == []


def test_the_catalogue_reads_definitions_once(
    loaded: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    queries.published(TODAY)

    with django_assert_num_queries(1):
        assert queries.version_for("1.001193", TODAY) is not None


# --- pages ----------------------------------------------------------------------------------


def test_pages_of_the_catalogue_are_open_to_everybody(loaded: None, client: Client) -> None:
    publish(definition_with())

    for address in ("/", "/thu-tuc/", "/thu-tuc/?q=khai+sinh&trang=99", "/thu-tuc/1.001193/"):
        assert client.get(address).status_code == 200, address
    assert "Đăng ký khai sinh" in client.get("/thu-tuc/?q=khai sinh").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["9.9", "1.001193'; DROP TABLE x;--", "..%2F..%2Fetc", "x" * 500])
def test_an_unknown_procedure_is_not_found(client: Client, code: str) -> None:
    assert client.get(f"/thu-tuc/{code}/").status_code == 404


@pytest.mark.django_db
def test_a_closed_procedure_says_so_and_leads_on(client: Client) -> None:
    version = publish(definition_with())
    publish(definition_with(code="9.000002"))
    publishing.close(version, by=PLATFORM, at=MONDAY, effective_to=TODAY, replaced_by="9.000002")

    page = client.get("/thu-tuc/9.000001/").content.decode()

    assert "Thủ tục đã bãi bỏ" in page
    assert '/thu-tuc/9.000002/"' in page
    assert "/nop/9.000001/" not in page


@pytest.mark.django_db
def test_an_old_version_leads_to_the_one_in_force(client: Client) -> None:
    publish(definition_with())
    newer = publishing.draft(definition_with(summary="Mới"), by=PLATFORM, at=MONDAY).version
    publishing.publish(newer, by=PLATFORM, at=MONDAY, effective_from=TODAY)

    old = client.get("/thu-tuc/9.000001/?phien-ban=1").content.decode()

    assert "Đây là phiên bản cũ" in old
    assert "Mới" in client.get("/thu-tuc/9.000001/").content.decode()
    assert client.get("/thu-tuc/9.000001/?phien-ban=x").status_code == 404


def test_the_interface_speaks_openapi_and_json(loaded: None, client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    found = client.get("/api/v1/procedures", {"q": "khai sinh"}).json()
    one = client.get("/api/v1/procedures/1.001193").json()

    assert described["openapi"].startswith("3.1")
    assert found["items"][0]["code"] == "1.001193"
    assert Definition.from_json(one["definition"]).code == "1.001193"
    assert client.get("/api/v1/procedures/9.9").status_code == 404
    assert client.get("/api/v1/procedures", {"on": "ngày kia"}).status_code == 422


# --- the administrators' pages --------------------------------------------------------------


@pytest.fixture
def admin(cast: Cast, client: Client, settings: Settings) -> Client:
    """An administrator at the People's Committee of the province, past the second factor."""
    settings.SECOND_FACTOR_FOR = "nobody"
    unit = Unit.objects.create(
        code="H44",
        name="Ủy ban nhân dân tỉnh",
        short_name="UBND tỉnh",
        block="committee",
        level="province",
        kind="committee",
        path="H44/",
        valid_from=SINCE,
    )
    Unit.objects.filter(pk=unit.pk).update(agency=unit)
    unit.refresh_from_db()
    client.force_login(make_official("tinh", "Đỗ Văn Tỉnh", unit, Role.ADMIN))
    return client


def test_administrators_publish_a_draft(admin: Client) -> None:
    publish(definition_with())
    draft = publishing.draft(definition_with(summary="Mới"), by=PLATFORM, at=MONDAY).version
    today = timezone.localdate()

    listed = admin.get("/quan-tri/thu-tuc/", {"trang_thai": "draft"}).content.decode()
    answer = admin.post(
        f"/quan-tri/thu-tuc/{draft.pk}/cong-bo/", {"effective_from": today.isoformat()}
    )
    shown = admin.get(f"/quan-tri/thu-tuc/{draft.pk}/").content.decode()

    assert "1 phiên bản" in listed
    assert answer.status_code == 302
    assert queries.version_for("9.000001", today) == draft
    assert "Đỗ Văn Tỉnh" in shown


@pytest.mark.parametrize("day", ["", "32/13/2026", "2020-01-01"])
def test_publishing_on_a_day_that_cannot_be_is_said_by_the_field(admin: Client, day: str) -> None:
    publish(definition_with())
    draft = publishing.draft(definition_with(summary="Mới"), by=PLATFORM, at=MONDAY).version

    answer = admin.post(f"/quan-tri/thu-tuc/{draft.pk}/cong-bo/", {"effective_from": day})

    assert answer.status_code == 422
    assert "Có 1 chỗ cần sửa" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT


def test_administrators_close_a_procedure_and_are_told_of_a_wrong_successor(admin: Client) -> None:
    version = publish(definition_with())
    publish(definition_with(code="9.000002"))
    day = (timezone.localdate() + timedelta(days=7)).isoformat()
    address = f"/quan-tri/thu-tuc/{version.pk}/bai-bo/"

    wrong = admin.post(address, {"effective_to": day, "replaced_by": "không có"})
    right = admin.post(address, {"effective_to": day, "replaced_by": "9.000002"})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "Không có thủ tục nào khác" in wrong.content.decode()
    assert queries.history("9.000001")[0].replaced_by == "9.000002"


def test_two_versions_stand_side_by_side(admin: Client) -> None:
    first = publish(definition_with())
    second = publishing.draft(definition_with(summary="Ngắn gọn"), by=PLATFORM, at=MONDAY).version

    page = admin.get(f"/quan-tri/thu-tuc/{second.pk}/so-sanh/{first.pk}/").content.decode()

    assert "Tóm tắt" in page
    assert "<ins>Ngắn gọn</ins>" in page
    assert admin.get(f"/quan-tri/thu-tuc/{second.pk}/so-sanh/0/").status_code == 404


def test_versions_are_closed_to_all_but_administrators(cast: Cast, client: Client) -> None:
    version = publish(definition_with())
    places = ["", f"{version.pk}/", f"{version.pk}/so-sanh/{version.pk}/"]
    addresses = [f"/quan-tri/thu-tuc/{place}" for place in places]

    unsigned = {client.get(address).status_code for address in addresses}
    client.force_login(Person.objects.get(username="quang"))
    stranger = {client.get(address).status_code for address in addresses}
    client.force_login(cast.lan)
    citizen = {client.get(address).status_code for address in addresses}

    assert (unsigned, stranger, citizen) == ({302}, {403}, {403})


# --- from the national portal ---------------------------------------------------------------

GOOD: dict[str, object] = {
    "code": "1.000001",
    "name": "Thủ tục thử (1.000001)",
    "field": "Hộ tịch",
    "levels": ["xã"],
    "decision": "1/QĐ-BTP",
    "subjects": ["Công dân Việt Nam"],
    "competent": "Ủy ban nhân dân cấp xã",
    "channels": [
        {"channel": "Trực tiếp", "time": 3, "unit": "ngày làm việc", "fee": "8,000 đồng"},
        {"channel": "Trực tuyến", "time": 2, "unit": "ngày", "fee": "Miễn phí", "fee_amount": 0},
    ],
    "papers": [
        {"name": "Giấy đề ngh", "original": 1, "form": "ị cấp lại theo Mẫu số 01.pdf"},
        {"name": "Không được yêu cầu nộp thêm.", "note_only": True},
    ],
    "legal_basis": [{"code": "60/2014/QH13", "name": "Luật Hộ tịch"}, {"code": None}],
    "results": [{"name": "Giấy xác nhậnMã: KQ.1", "code": "KQ.1"}],
    "url": "https://dichvucong.gov.vn/1",
    "a_field_of_tomorrow": 1,
}
BAD: dict[str, object] = {
    "code": "1.000002",
    "name": "Công bố Danh mục thủ tục",
    "levels": ["tỉnh", "xã"],
    "channels": [{"channel": "Trực tiếp", "time": 1, "unit": None, "fee": "10 USD"}],
    "papers": [{"name": "(2) Tờ khai", "original": 1}, {"name": "(1) Đơn", "original": 1}],
    "results": [],
}


def imported(tmp_path: Path, content: object, *options: str, errors: StringIO | None = None) -> str:
    file = tmp_path / "procedures.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    out = StringIO()
    call_command("import_procedures", str(file), *options, stdout=out, stderr=errors or StringIO())
    return out.getvalue()


@pytest.mark.django_db
def test_import_reads_what_can_be_read_as_drafts(tmp_path: Path) -> None:
    said = imported(tmp_path, [GOOD, BAD])

    definition = queries.draft_with_code("1.000001").spec  # type: ignore[union-attr]
    assert definition.name == "Thử"
    assert definition.term.text == "2 ngày"
    assert [paper.name for paper in definition.papers] == ["Giấy đề nghị cấp lại theo Mẫu số 01"]
    assert definition.notes == ("Không được yêu cầu nộp thêm.",)
    assert (definition.fees[0].amount, definition.fees[0].channels) == (8000, ("direct",))
    assert definition.result.name == "Giấy xác nhận"
    assert "2 dự thảo mới hoặc thay đổi" in said
    assert set(ProcedureVersion.objects.values_list("state", flat=True)) == {VersionState.DRAFT}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sentence",
    [
        "✗ Chưa có thời hạn giải quyết.",
        "✗ Chưa rõ cơ quan có thẩm quyền.",
        "✗ Chưa có căn cứ pháp lý.",
        "✗ Chưa rõ mức thu",
        "✗ Chưa có mẫu đơn điện tử.",
        "· Trực tiếp: thời hạn 1 không có đơn vị.",
        "· Trực tiếp: không đọc được mức thu “10 USD”.",
        "· Thứ tự thành phần hồ sơ đã mất.",
        "· Không ghi cơ quan thực hiện, cơ quan có thẩm quyền.",
        "· Tên là tên một quyết định công bố, không phải tên thủ tục.",
        "· 1 trong 2 dòng thành phần hồ sơ là lời dặn.",
        "· Tên thành phần bị cắt, phần sau nằm ở tên mẫu đơn.",
        "· Thời hạn khác nhau theo cách nộp",
        "· 1 căn cứ pháp lý không có số, ký hiệu.",
    ],
)
def test_import_names_every_defect(tmp_path: Path, sentence: str) -> None:
    assert sentence in imported(tmp_path, [GOOD, BAD])


@pytest.mark.django_db
def test_import_again_changes_nothing_and_leaves_a_persons_draft(tmp_path: Path) -> None:
    publishing.draft(definition_with(code="1.000002"), by=PLATFORM, at=MONDAY)
    imported(tmp_path, [GOOD, BAD])

    said = imported(tmp_path, [GOOD, BAD], "--summary")

    assert "0 dự thảo mới hoặc thay đổi, 1 như cũ, 1 giữ dự thảo do người soạn" in said
    assert ProcedureVersion.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "không phải một danh sách JSON"),
        ('{"a": 1}', "không phải một danh sách JSON"),
        ('[{"code": "1.000001", "name": "a"}, {', "bị cắt cụt"),
    ],
)
def test_import_of_a_broken_file_says_so_and_writes_nothing(
    tmp_path: Path, content: object, sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        imported(tmp_path, content)

    assert not ProcedureVersion.objects.exists()


LAST = {"code": "1.000009", "name": "Thủ tục cuối"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ('{"code": "1.000003"}', r"Thủ tục thứ 2 (1.000003): name: thiếu"),
        ("7", "Thủ tục thứ 2 (không mã)"),
        (json.dumps({**BAD, "papers": "không"}), "papers: phải là một danh sách"),
        (json.dumps({**BAD, "channels": [{"channel": "A", "time": "ba"}]}), "channels[0].time"),
        (json.dumps(GOOD), "Thủ tục thứ 2 (1.000001): mã này có hai lần"),
        (json.dumps({**GOOD, "code": " "}), "thiếu mã"),
        (r'{"code": "9.000001", "name": "A\u0000B"}', "Thủ tục thứ 2 (9.000001): có ký tự"),
        (r'{"code": "9.000002", "name": "A \ud800"}', "Thủ tục thứ 2 (9.000002): có ký tự"),
        (json.dumps({**BAD, "code": "9." + "1" * 30}), "mã dài 32 ký tự, tối đa 20"),
        (json.dumps({**BAD, "field": "x" * 300}), "lĩnh vực dài 300 ký tự, tối đa 200"),
        ('{"code": "9.3", "name": "a", "papers": ' + "[" * 9999 + "]" * 9999 + "}", "quá sâu"),
        ('{"code": "9.4", "name": "a",, }', "(9.4): không phải JSON"),
        ('{"code": "9.5", "code": "9.6", "name": "a"}', "mục “code” có hai lần"),
        ('{"code": "9.7", "name": "a", "papers": [{"name": "a", "copy": ' + "9" * 99 + "}]}", ""),
        ('{"code": "9.8", "name": "a", "channels": [{"channel": "a", "time": 1e999}]}', "time"),
    ],
)
def test_import_leaves_out_the_bad_entry_and_names_it(
    tmp_path: Path, entry: str, sentence: str
) -> None:
    content = f"[{json.dumps(GOOD)}, {entry}, {json.dumps(LAST)}]"
    errors = StringIO()

    imported(tmp_path, content, errors=errors)

    assert queries.draft_with_code("1.000001")
    assert queries.draft_with_code("1.000009")
    assert sentence in errors.getvalue()
    if sentence:
        assert ProcedureVersion.objects.count() == 2


@pytest.mark.django_db
def test_import_of_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Không đọc được"):
        call_command("import_procedures", str(tmp_path / "none.json"))


@pytest.mark.django_db
def test_load_publishes_once_and_leaves_drafts_alone() -> None:
    first, second, third = StringIO(), StringIO(), StringIO()

    call_command("load_procedures", stdout=first)
    call_command("load_procedures", stdout=second)
    ProcedureVersion.objects.filter(state=VersionState.DRAFT).delete()
    publishing.draft(definition_with(code="1.001193"), by=PLATFORM, at=MONDAY)
    call_command("load_procedures", stdout=third)

    count = len(definitions())
    assert f"Công bố {count} thủ tục" in first.getvalue()
    assert f"Công bố 0 thủ tục; {count} đã công bố như vậy" in second.getvalue()
    assert "Công bố 0 thủ tục" in third.getvalue()
