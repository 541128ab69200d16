"""Tasks of the demonstration: given, worked on, late and done, through the real actions.

Everything lies in the last weeks before the moment at which it is made, so that the boards show
each state; made once, and left alone when it is there already.
"""

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from vanlang.demo.accounts import BLOCKS, SHOWN_COMMUNES
from vanlang.identity import api as identity
from vanlang.identity.api import Block, Level, Person, Unit
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.deadlines import Term, TermUnit
from vanlang.kernel.refusals import Refusal
from vanlang.tasks.actions import assigning, deciding, extending, working
from vanlang.tasks.actions.assigning import Order, Source
from vanlang.tasks.models import Task

KEYS = UUID("7b0d4c52-66a3-4d6b-9d7e-57b0a5a1c0de")
GIVER, VIEWER = "lanhdao.tinh", "theodoi.tinh"
HUNDRED_DAYS = Source("demo", "ke-hoach-100-ngay", "Kế hoạch 100 ngày chuyển đổi số cấp xã")
PROGRAMME = Source("demo", "nq57", "Chương trình hành động thực hiện Nghị quyết 57-NQ/TW")
SHARE_DONE, SHARE_REPORTED, SHARE_STARTED = 0.42, 0.5, 0.8


@dataclass(frozen=True, slots=True)
class Example:
    title: str
    product: str
    days: int


TO_COMMUNES = Example(
    "Niêm yết, hướng dẫn người dân nộp hồ sơ trực tuyến tại điểm phục vụ hành chính công",
    "Báo cáo kết quả kèm ảnh điểm phục vụ",
    10,
)
EXAMPLES = (
    Example("Rà soát, cắt giảm thủ tục hành chính nội bộ", "Danh mục thủ tục đã cắt giảm", 15),
    Example("Làm sạch dữ liệu hộ tịch đã số hóa", "Biên bản đối soát dữ liệu", 20),
    Example("Xóa điểm lõm sóng trên địa bàn", "Biên bản nghiệm thu phủ sóng", 25),
    Example("Tập huấn kỹ năng số cho tổ công nghệ số cộng đồng", "Danh sách đã tập huấn", 12),
    Example("Kết nối camera giao thông về trung tâm điều hành", "Biên bản kết nối", 18),
    Example("Ký số cá nhân cho toàn bộ công chức một cửa", "Danh sách chứng thư số đã cấp", 8),
    Example("Đánh giá cấp độ an toàn hệ thống thông tin", "Hồ sơ đề xuất cấp độ", 22),
    Example("Công khai kết quả đo hài lòng của người dân", "Bài công khai trên cổng", 6),
    Example("Chuẩn hóa danh mục hồ sơ điện tử", "Danh mục đã ban hành", 14),
    Example("Lập dự toán kinh phí chuyển đổi số năm sau", "Tờ trình dự toán", 9),
)

IN_BLOCKS = {
    Block.PARTY: Example(
        "Đưa Sổ tay đảng viên điện tử vào sinh hoạt chi bộ", "Báo cáo số chi bộ, đảng viên dùng", 10
    ),
    Block.COUNCIL: Example(
        "Họp Thường trực Hội đồng nhân dân không giấy tờ", "Báo cáo số phiên họp không giấy", 12
    ),
    Block.FRONT: Example(
        "Vận động hộ gia đình dùng dịch vụ công trực tuyến", "Danh sách hộ đã được hướng dẫn", 15
    ),
}


@transaction.atomic
def make(*, at: datetime) -> int:
    """Give the tasks and let their people work on them; return how many there are then."""
    known = {person.username: person for person in Person.objects.exclude(username=None)}
    if GIVER in known and not Task.objects.filter(pk=uuid5(KEYS, "communes")).exists():
        _Play(known, at=at).play()
    return Task.objects.count()


class _Play:
    def __init__(self, known: dict[str | None, Person], *, at: datetime) -> None:
        self.known, self.at = known, at
        self.chance = random.Random(57)  # noqa: S311 a play, not a secret
        self.province = identity.province_committee()
        self.giver = self.actor(GIVER)

    def actor(self, username: str) -> Actor:
        return identity.actor_of(self.known[username], self.at)

    def play(self) -> None:
        communes = [one for one in identity.commune_committees() if self.leader(one)]
        departments = [one for one in identity.departments() if self.leader(one)]
        order = self.order("communes", TO_COMMUNES, self.province, HUNDRED_DAYS)
        begun = self.at - timedelta(days=20)
        whole = assigning.assign_to_each(order, communes, by=self.giver, at=begun)
        for task in whole.children.select_related("lead"):
            self.work(task)
        for number, example in enumerate(EXAMPLES * 4):
            lead = self.chance.choice(departments if number % 2 else communes[:12])
            given = self.at - timedelta(days=self.chance.randrange(5, 30))
            order = self.order(f"task-{number}", example, lead, PROGRAMME)
            self.work(assigning.assign(order, by=self.giver, at=given))
        self.play_blocks()

    def play_blocks(self) -> None:
        """Let Party, Council and Front of the province each give their communes a task."""
        agencies = list(identity.block_agencies())
        for above in agencies:
            giver = self.leader(above)
            below = [u for u in agencies if u.block == above.block and u.level == Level.COMMUNE]
            known = [unit for unit in below if self.leader(unit)]
            if above.level == Level.PROVINCE and giver and known:
                order = self.order(f"block-{above.block}", IN_BLOCKS[Block(above.block)], above)
                order = replace(order, giver=above)
                by, given = self.actor(giver), self.at - timedelta(days=6)
                whole = assigning.assign_to_each(order, known, by=by, at=given)
                self.hand_back(whole)
                own = replace(
                    order, key=uuid5(KEYS, f"own-{above.block}"), title=f"Rà soát: {order.title}"
                )
                assigning.assign(own, by=by, at=given)

    def hand_back(self, whole: Task) -> None:
        """Let one unit report what it has done, so that the giver has something to accept."""
        for task in whole.children.filter(lead__area_code=SHOWN_COMMUNES[-1]):
            key, text = uuid5(KEYS, f"{task.pk}"), f"Đã hoàn thành: {task.product}."
            by = self.actor(self.leader(task.lead))
            working.report(task, key=key, text=text, by=by, at=self.at - timedelta(hours=3))

    def order(self, name: str, example: Example, lead: Unit, source: Source = PROGRAMME) -> Order:
        return Order(
            key=uuid5(KEYS, name),
            title=example.title,
            product=example.product,
            giver=self.province,
            lead=lead,
            term=Term(example.days, TermUnit.WORKING_DAYS),
            source=source,
        )

    def leader(self, unit: Unit) -> str:
        """Return who leads a unit: the account that is named after its code."""
        tail = unit.area_code or f"so{unit.code.rpartition('.')[2]}"
        if unit.block in BLOCKS:
            tail = f"{BLOCKS[Block(unit.block)]}.{unit.area_code or 'tinh'}"
        return f"lanhdao.{tail}" if f"lanhdao.{tail}" in self.known else ""

    def work(self, task: Task) -> None:
        """Let a task come as far as chance has it, some of it late."""
        by, chance = self.actor(self.leader(task.lead)), self.chance.random()
        worked = min(task.due_at + timedelta(days=self.chance.randrange(-8, 3)), self.at)
        worked = max(worked, task.given_at + timedelta(hours=3))
        if chance < SHARE_REPORTED:
            key = uuid5(KEYS, f"{task.pk}")
            working.report(task, key=key, text=f"Đã hoàn thành: {task.product}.", by=by, at=worked)
            if chance < SHARE_DONE:
                deciding.accept(task, by=self.giver, at=min(worked + timedelta(hours=20), self.at))
        elif chance < SHARE_STARTED:
            working.start(task, by=by, at=task.given_at + timedelta(days=1))
            if chance < SHARE_REPORTED + 0.04:
                self.ask_for_time(task, by)

    def ask_for_time(self, task: Task, by: Actor) -> None:
        wanted = day_of(max(task.due_at, self.at) + timedelta(days=10))
        try:
            extending.ask(
                task,
                key=uuid5(KEYS, f"more {task.pk}"),
                due_on=wanted,
                reason="Chờ số liệu của doanh nghiệp viễn thông.",
                by=by,
                at=self.at - timedelta(hours=5),
            )
        except Refusal:
            return
