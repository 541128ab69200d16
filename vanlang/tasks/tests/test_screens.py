# ruff: noqa: PLR0913, PLR0917 a test names everybody it needs
import io
from datetime import date, timedelta
from uuid import uuid4

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from vanlang.identity.api import Person, Unit
from vanlang.tasks.actions import deciding, extending, working
from vanlang.tasks.models import Report, Task
from vanlang.tasks.rules.states import Kind, State
from vanlang.tasks.tests.conftest import KEY, MONDAY, Give, as_actor
from vanlang.ui.tests.test_photographs import HEIC

pytestmark = pytest.mark.django_db(databases=["default", "side"])


def paper() -> bytes:
    """Return the smallest PDF that is one."""
    content = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(content)
    return content.getvalue()


def words(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def page(task: Task, step: str = "task") -> str:
    return reverse(f"tasks-{step}", args=[task.pk])


def far() -> date:
    return timezone.localdate() + timedelta(days=365)


def form(**differing: object) -> dict[str, object]:
    return {
        "key": str(uuid4()),
        "title": "Công khai thủ tục hành chính",
        "product": "Ảnh chụp bảng niêm yết",
        "to_whom": "one",
        "due_on": far().isoformat(),
        **differing,
    }


def test_a_task_is_given_worked_on_and_accepted(
    client: Client, tam: Person, hoa: Person, minh: Person, muong_bi: Unit
) -> None:
    client.force_login(tam)
    client.post(reverse("tasks-give"), form(lead=muong_bi.pk))
    task = Task.objects.get()
    assert "Rõ thẩm quyền" in words(client, page(task))

    client.force_login(hoa)
    assert "Công khai thủ tục" in words(client, reverse("tasks-mine"))
    client.post(page(task, "entrust"), {"person": str(minh.pk)})
    client.force_login(minh)
    content = paper()
    upload = SimpleUploadedFile("ảnh.pdf", content)
    sent = client.post(
        page(task, "report"), {"key": str(uuid4()), "text": "Đã niêm yết", "files": [upload]}
    )
    assert sent.status_code == 302, sent.content.decode()[:3000]

    client.force_login(tam)
    assert "Chờ nghiệm thu" in words(client, reverse("tasks-mine") + "?muc=nghiem-thu")
    assert "ảnh.pdf" in words(client, page(task, "decide"))
    report = Report.objects.get()
    file = client.get(reverse("tasks-product", args=[task.pk, report.pk, 1]))
    assert b"".join(file.streaming_content) == content  # type: ignore[attr-defined]
    assert file["Content-Disposition"].startswith("attachment")
    client.post(page(task, "decide"), {"decision": "accept", "word": "Tốt"})

    task.refresh_from_db()
    assert task.state == State.CLOSED
    assert "Hoàn thành đúng hạn" in words(client, page(task))


def test_an_iphones_photograph_of_the_work_is_kept_as_jpg(
    client: Client, give: Give, minh: Person
) -> None:
    task = give()
    client.force_login(minh)
    upload = SimpleUploadedFile("IMG_0005.HEIC", HEIC)

    sent = client.post(
        page(task, "report"), {"key": str(uuid4()), "text": "Đã niêm yết", "files": [upload]}
    )

    assert sent.status_code == 302, sent.content.decode()[:3000]
    file = client.get(reverse("tasks-product", args=[task.pk, Report.objects.get().pk, 1]))
    content = b"".join(file.streaming_content)  # type: ignore[attr-defined]
    assert content.startswith(b"\xff\xd8\xff")
    assert "IMG_0005.jpg" in file["Content-Disposition"]


def test_giving_says_what_is_missing(client: Client, tam: Person, muong_bi: Unit) -> None:
    client.force_login(tam)

    answer = client.post(reverse("tasks-give"), form(title="", due_on=""))

    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'id="errors"' in text
    assert "Chọn đơn vị chủ trì" in text
    assert "Ghi ngày đến hạn hoặc số ngày làm việc" in text
    assert Task.objects.count() == 0


def test_giving_in_the_past_stays_on_the_form(client: Client, tam: Person, muong_bi: Unit) -> None:
    client.force_login(tam)

    answer = client.post(reverse("tasks-give"), form(lead=muong_bi.pk, due_on="2026-01-05"))

    assert answer.status_code == 422
    assert "Thời hạn phải sau thời điểm giao" in answer.content.decode()


def test_all_communes_get_one_order(
    client: Client, tam: Person, muong_bi: Unit, van_son: Unit, hoa: Person
) -> None:
    client.force_login(tam)

    client.post(reverse("tasks-give"), form(to_whom="communes", due_on="", days="5"))

    order = Task.objects.get(kind=Kind.ORDER)
    assert {child.lead for child in order.children.all()} == {muong_bi, van_son}
    assert "Đã xong: 0/2" in words(client, page(order))
    assert "0/2 xong" in words(client, reverse("tasks-mine") + "?muc=da-giao")
    client.force_login(hoa)
    assert client.get(page(order)).status_code == 404
    assert words(client, reverse("tasks-mine")).count("Công khai thủ tục hành chính") == 1


def test_several_marked_get_one_order(
    client: Client, tam: Person, muong_bi: Unit, van_son: Unit
) -> None:
    client.force_login(tam)
    marked = form(to_whom="several", several=[muong_bi.pk, van_son.pk])

    client.post(reverse("tasks-give"), marked)
    client.post(reverse("tasks-give"), marked)

    assert Task.objects.filter(kind=Kind.TASK).count() == 2


def test_a_part_is_given_below_its_whole(
    client: Client, task: Task, hoa: Person, muong_bi: Unit
) -> None:
    client.force_login(hoa)
    part = form(lead=muong_bi.pk, due_on="2026-03-04", title="Lập danh mục")

    answer = client.post(page(task, "divide"), part)

    assert answer.status_code in {302, 422}  # the fixture's term lies in the past by the clock
    assert client.get(page(task, "divide")).status_code == 200


def test_every_page_of_a_task_is_hidden_from_a_stranger(
    client: Client, task: Task, quang: Person, lan: Person
) -> None:
    steps = ["task", "divide", "entrust", "report", "decide", "ask-extension"]
    steps += ["decide-extension", "conclude", "cancel"]
    client.force_login(quang)
    for step in steps:
        assert client.get(page(task, step)).status_code == 404, step
        assert client.post(page(task, step), {}).status_code in {404, 405}, step
    assert client.post(page(task, "start")).status_code == 404
    assert task.title not in words(client, reverse("tasks-mine") + "?muc=da-giao")
    client.force_login(lan)
    assert client.get(page(task)).status_code in {403, 404}


def test_the_lead_unit_does_not_decide(client: Client, task: Task, minh: Person) -> None:
    client.force_login(minh)

    for step in ("decide", "decide-extension", "conclude", "cancel", "entrust", "divide"):
        assert client.get(page(task, step)).status_code == 403, step


def test_sending_back_needs_a_reason(client: Client, task: Task, tam: Person, minh: Person) -> None:
    working.report(task, key=KEY, text="Xong", by=as_actor(minh), at=MONDAY)
    client.force_login(tam)

    answer = client.post(page(task, "decide"), {"decision": "send_back", "word": ""})
    client.post(page(task, "decide"), {"decision": "send_back", "word": "Thiếu phụ lục 2"})

    assert answer.status_code == 422
    client.force_login(minh)
    assert "Thiếu phụ lục 2" in words(client, page(task))


def test_what_is_no_paper_is_refused_with_its_name(
    client: Client, task: Task, minh: Person
) -> None:
    client.force_login(minh)
    sent = {
        "key": str(uuid4()),
        "text": "Xong",
        "files": SimpleUploadedFile("virus.pdf", b"MZ\x90\x00 not a paper"),
    }

    answer = client.post(page(task, "report"), sent)

    assert answer.status_code == 422
    assert "virus.pdf" in answer.content.decode()
    task.refresh_from_db()
    assert task.state == State.ASSIGNED
    assert Report.objects.count() == 0


def test_extension_is_asked_and_granted(
    client: Client, give: Give, tam: Person, minh: Person
) -> None:
    task = give(due_on=far())
    later = far() + timedelta(days=365)
    client.force_login(minh)
    client.post(
        page(task, "ask-extension"),
        {"key": str(uuid4()), "due_on": later.isoformat(), "reason": "Chờ số liệu"},
    )
    client.force_login(tam)
    assert "Chờ số liệu" in words(client, page(task))
    assert "Thời hạn ban đầu" in words(client, page(task, "decide-extension"))

    client.post(page(task, "decide-extension"), {"decision": "grant"})

    task.refresh_from_db()
    assert task.due_at > task.original_due_at
    assert "ban đầu" in words(client, page(task))


def test_several_are_accepted_at_once(
    client: Client, give: Give, tam: Person, minh: Person
) -> None:
    done = [give(name) for name in "12"]
    for task in done:
        working.report(task, key=uuid4(), text="Xong", by=as_actor(minh), at=MONDAY)
    client.force_login(tam)
    several = reverse("tasks-accept-several")
    assert client.post(several, {"task": ["x"]}).status_code == 422

    answer = client.post(several, {"task": [str(task.pk) for task in done]}, follow=True)

    assert "Đã nghiệm thu 2 nhiệm vụ" in answer.content.decode()
    assert set(Task.objects.values_list("state", flat=True)) == {State.CLOSED}


def test_the_list_is_exported_and_holds_no_formula(
    client: Client, give: Give, minh: Person
) -> None:
    give(title="=HYPERLINK(1)")
    client.force_login(minh)

    answer = client.get(reverse("tasks-export") + "?muc=phai-lam")

    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert sheet.max_row == 2
    assert sheet["B2"].data_type == "s"
    assert sheet["B2"].value == "=HYPERLINK(1)"


def test_calendar_shows_the_month(client: Client, task: Task, minh: Person, quang: Person) -> None:
    client.force_login(minh)
    assert task.title in words(client, reverse("tasks-calendar") + "?thang=2026-03")
    assert "Không có nhiệm vụ" in words(client, reverse("tasks-calendar") + "?thang=2025-01")
    assert words(client, reverse("tasks-calendar") + "?thang=khong")
    client.force_login(quang)
    assert task.title not in words(client, reverse("tasks-calendar") + "?thang=2026-03")


def test_programs_list_and_report(client: Client, task: Task, minh: Person, quang: Person) -> None:
    client.force_login(quang)
    assert client.get("/api/v1/tasks").json() == {"count": 0, "items": []}
    assert client.get(f"/api/v1/tasks/{task.pk}").status_code == 404
    client.force_login(minh)
    assert client.get("/api/v1/tasks?q=ra+soat").json()["items"][0]["lead"] == "H44.05158"

    sent = client.post(
        f"/api/v1/tasks/{task.pk}/reports",
        {"key": str(KEY), "text": "Xong"},
        content_type="application/json",
    )

    assert sent.json()["state"] == "reported"
    assert Report.objects.get().pk == KEY


def test_the_board_counts_and_opens(
    client: Client,
    give: Give,
    tam: Person,
    minh: Person,
    quang: Person,
    province: Unit,
    muong_bi: Unit,
) -> None:
    done, _ = give("1"), give("2")
    working.report(done, key=KEY, text="Xong", by=as_actor(minh), at=MONDAY)
    deciding.accept(done, by=as_actor(tam), at=MONDAY)
    client.force_login(tam)
    period = "?tu=2026-03-01&den=2026-03-31&luc=2026-03-03"

    board = words(client, reverse("tasks-board", args=[province.code]) + period)

    assert "1 trong 2 nhiệm vụ đã hoàn thành, 0 đang thực hiện" in board
    rows = reverse("tasks-board-rows", args=[province.code, "done"])
    assert "1 trong 2 nhiệm vụ đã hoàn thành, đạt 50,0" in words(client, rows + period)
    assert client.get(reverse("tasks-board-home")).status_code == 302
    assert client.get(reverse("tasks-board", args=[muong_bi.code])).status_code == 404
    assert client.get(reverse("tasks-board-rows", args=[province.code, "khong"])).status_code == 404
    client.force_login(quang)
    assert client.get(reverse("tasks-board", args=[province.code])).status_code == 404
    assert client.get(rows).status_code == 404


def test_extension_that_waits_is_shown_to_who_asked(
    client: Client, give: Give, minh: Person
) -> None:
    task = give(due_on=date(2026, 3, 6))
    extending.ask(task, key=KEY, due_on=date(2026, 3, 20), reason="x", by=as_actor(minh), at=MONDAY)
    client.force_login(minh)

    assert "đang chờ đơn vị giao trả lời" in words(client, page(task))
