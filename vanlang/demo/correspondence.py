"""Official documents of the demonstration: drafted, signed, sent to 148 communes, worked on there.

Through the real actions, signatures and all; made once, and left alone when it is there already.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from vanlang.demo.accounts import SHOWN_COMMUNES
from vanlang.documents.actions import addressing, directing, drafting, incoming, issuing, reviewing
from vanlang.documents.actions import signing as document_signing
from vanlang.documents.models import Document, IncomingEntry
from vanlang.documents.rules.drafts import Draft
from vanlang.documents.rules.outgoing import Relation
from vanlang.identity import api as identity
from vanlang.identity.api import Person, Unit
from vanlang.kernel.actors import Actor

KEYS = UUID("c2f7a8a4-6d0b-4a53-8f5e-0a9d5b1e7c11")
TERM = 5  # working days
PROVINCE = "tinh"  # as the names of its accounts end; a commune's end with its code


@dataclass(frozen=True, slots=True)
class Letter:
    name: str  # its key, so that it is written once
    type_code: str
    text: Draft


TO_COMMUNES = (
    Letter(
        "directive",
        "CT",
        Draft(
            subject="Về việc tăng cường tiếp nhận hồ sơ trực tuyến tại cấp xã",
            body="Yêu cầu Ủy ban nhân dân các xã, phường:\n"
            "1. Bố trí người hướng dẫn tại điểm phục vụ hành chính công.\n"
            "2. Không yêu cầu người dân nộp lại giấy tờ đã có trong kho dữ liệu.\n"
            "3. Báo cáo kết quả trong 5 ngày làm việc.",
            recipients=("Ủy ban nhân dân các xã, phường",),
        ),
    ),
    Letter(
        "plan",
        "KH",
        Draft(
            subject="Rà soát điểm lõm sóng và hạ tầng số năm 2027",
            body="I. MỤC ĐÍCH\nBiết chính xác nơi người dân chưa gọi được, chưa vào được mạng.\n"
            "II. NHIỆM VỤ\n1. Ủy ban nhân dân cấp xã lập danh sách khu dân cư lõm sóng.\n"
            "2. Doanh nghiệp viễn thông đo kiểm theo danh sách.",
            recipients=("Ủy ban nhân dân các xã, phường",),
        ),
    ),
)
ANSWER = Letter(
    "answer",
    "BC",
    Draft(
        subject="Kết quả tiếp nhận hồ sơ trực tuyến tại điểm phục vụ hành chính công",
        to=("Ủy ban nhân dân tỉnh Phú Thọ",),
        body="Ủy ban nhân dân xã báo cáo:\n"
        "1. Đã bố trí người hướng dẫn.\n2. Không phát sinh vướng mắc.",
        recipients=("Như trên",),
    ),
)
# What lies on the leader's phone, and with the reviewer, when somebody tries the demonstration.
WAITING_FOR_SIGNATURE = Letter(
    "waiting",
    "TB",
    Draft(
        subject="Kết luận cuộc họp về số hóa hồ sơ địa chính",
        body="1. Thống nhất danh mục.\n2. Giao cơ quan chuyên môn hoàn thành trong quý.",
        recipients=("Các sở, ban, ngành",),
    ),
)
WAITING_FOR_INITIALS = Letter(
    "initials",
    "QĐ",
    Draft(
        subject="Về việc kiện toàn Tổ công nghệ số cộng đồng",
        bases=(
            "Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15 ngày 16 tháng 6 năm 2025;",
        ),
        body="Điều 1. Kiện toàn Tổ.\nĐiều 2. Quyết định có hiệu lực kể từ ngày ký.",
        recipients=("Như Điều 2",),
    ),
)


@transaction.atomic
def make(*, at: datetime) -> int:
    """Write, sign and send what is not there yet; return how many documents there are then."""
    known = {person.username: person for person in Person.objects.exclude(username=None)}
    if (
        "soanthao.tinh" in known
        and not Document.objects.filter(sent_key=_key(WAITING_FOR_SIGNATURE.name)).exists()
    ):
        _Play(known, at=at).play()
    return Document.objects.count()


def _key(name: str) -> UUID:
    return uuid5(KEYS, name)


class _Play:
    def __init__(self, known: dict[str | None, Person], *, at: datetime) -> None:
        self.known, self.at = known, at
        self.province = identity.province_committee()
        self.communes = {unit.area_code: unit for unit in identity.commune_committees()}

    def actor(self, username: str) -> Actor:
        return identity.actor_of(self.known[username], self.at)

    def play(self) -> None:
        for letter in TO_COMMUNES:
            sent = self.issue(letter, list(self.communes.values()), PROVINCE)
            for area in SHOWN_COMMUNES:
                self.receive(sent, area)
        draft = self.draft(WAITING_FOR_INITIALS, [], PROVINCE)
        self.send(draft, [reviewing.Turn(self.known["thamtra.tinh"].pk)], PROVINCE)
        self.send(self.draft(WAITING_FOR_SIGNATURE, [], PROVINCE), [], PROVINCE)

    def receive(self, sent: Document, tail: str) -> None:
        """The first commune answers, the second has directed it, the third has only registered."""
        entry = IncomingEntry.objects.get(document=sent, unit=self.communes[tail])
        leader, clerk = self.known[f"lanhdao.{tail}"], self.actor(f"vanthu.{tail}")
        incoming.register(entry, by=clerk, at=self.at, present_to=leader)
        if tail in SHOWN_COMMUNES[:2]:
            order = directing.Order(
                text="Giao công chức thụ lý tham mưu, báo cáo Ủy ban nhân dân tỉnh.",
                lead_person=self.known[f"thuly.{tail}"],
                working_days=TERM,
                opens_task=True,
                key=_key(f"direction {entry.pk}"),
            )
            directing.direct(entry, order, by=self.actor(f"lanhdao.{tail}"), at=self.at)
        if tail == SHOWN_COMMUNES[0] and sent.is_directive:
            self.issue(ANSWER, [self.province], tail, answers=sent)

    def issue(
        self, letter: Letter, to: list[Unit], tail: str, *, answers: Document | None = None
    ) -> Document:
        """Take a letter all the way; done before, it is found as it is."""
        known = Document.objects.filter(sent_key=_key(letter.name), issued_at__isnull=False).first()
        if known is not None:
            return known
        laid = self.send(self.draft(letter, to, tail, answers=answers), [], tail)
        signed = document_signing.sign_now(laid, by=self.actor(f"lanhdao.{tail}"), at=self.at)
        clerk = self.actor(f"vanthu.{tail}")
        issuing.look(signed, by=clerk, at=self.at)
        return issuing.issue(signed, by=clerk, at=self.at)

    def draft(
        self, letter: Letter, to: list[Unit], tail: str, *, answers: Document | None = None
    ) -> Document:
        drafter = self.actor(self.drafter(tail))
        drafted = drafting.draft(
            key=_key(letter.name),
            author=self.communes.get(tail, self.province),
            type_code=letter.type_code,
            text=letter.text,
            by=drafter,
            at=self.at,
            facts=drafting.Facts(is_directive=letter.type_code == "CT"),
            related=(Relation.ANSWERS, answers) if answers else None,
        )
        addressing.address(drafted, units=to, by=drafter, at=self.at)
        return drafted

    def send(self, draft: Document, turns: list[reviewing.Turn], tail: str) -> Document:
        drafter, signer = self.actor(self.drafter(tail)), self.known[f"lanhdao.{tail}"].pk
        return reviewing.send(draft, turns, signer_id=signer, by=drafter, at=self.at)

    def drafter(self, tail: str) -> str:
        return "soanthao.tinh" if tail == PROVINCE else f"thuly.{tail}"
