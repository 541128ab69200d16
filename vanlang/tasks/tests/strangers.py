"""What tasks lays in the stranger's way: Mường Bi's own work, with a product handed in."""

import io
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pikepdf

from tests.cast import SUBJECT, Samples, World
from vanlang.kernel.deadlines import Term, TermUnit
from vanlang.tasks.actions import assigning, extending, progress, working
from vanlang.tasks.actions.assigning import Order
from vanlang.tasks.actions.progress import Progress
from vanlang.tasks.actions.working import Upload
from vanlang.tasks.rules.states import Kind

KEY = UUID("0193a000-0000-7000-8000-0000000000a1")
PROGRAMME = UUID("0193a000-0000-7000-8000-0000000000a2")
OPEN = UUID("0193a000-0000-7000-8000-0000000000a3")
PRODUCT = "Sản phẩm khuất lấp"
FILE = "tep-khuat-lap.pdf"


def samples(world: World) -> Samples:
    order = Order(
        key=KEY,
        title=SUBJECT,
        product=PRODUCT,
        giver=world.muong_bi,
        lead=world.muong_bi,
        person_id=world.minh.pk,
        term=Term(200, TermUnit.WORKING_DAYS),
    )
    task = assigning.assign(order, by=world.hoa_acts, at=world.at)
    extending.ask(
        task,
        key=KEY,
        due_on=task.due_at.date() + timedelta(days=365),
        reason="Lý do khuất lấp",
        by=world.minh_acts,
        at=world.at,
    )
    word = Progress(world.at.date(), 40, text="Tiến độ khuất lấp")
    progress.write(task, word, send=True, by=world.minh_acts, at=world.at)
    whole = replace(order, key=PROGRAMME, title="Chương trình khuất lấp", kind=Kind.PROGRAMME)
    assigning.assign(replace(whole, person_id=None), by=world.hoa_acts, at=world.at)
    begun = assigning.assign(replace(order, key=OPEN), by=world.hoa_acts, at=world.at)
    content = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(content)
    uploads = [Upload(FILE, content)]
    working.report(
        task, key=KEY, text="Đã khuất lấp", uploads=uploads, by=world.minh_acts, at=world.at
    )
    return Samples(
        rows={
            "/nhiem-vu/": {"key": task.pk, "report": KEY, "position": 1, "month": "2026-03"},
            "/nhiem-vu/<uuid:key>/chuong-trinh/": {"key": PROGRAMME},
            "/nhiem-vu/<uuid:key>/chia-viec/": {"key": begun.pk},
            "/nhiem-vu/bang/": {"code": world.muong_bi.code, "figure": "given"},
            "/api/v1/tasks": {"key": task.pk},
        },
        secrets=(
            PRODUCT,
            FILE,
            "Lý do khuất lấp",
            "Đã khuất lấp",
            "Tiến độ khuất lấp",
            "Chương trình khuất lấp",
        ),
    )
