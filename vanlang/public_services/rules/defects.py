"""What is missing or doubtful in a definition. What blocks is what a dossier could not live by."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vanlang.public_services.rules import result_papers
from vanlang.public_services.rules.parts import (
    CompetentRule,
    FieldKind,
    OnlineLevel,
    StepKind,
)

if TYPE_CHECKING:
    from vanlang.public_services.rules.definitions import Definition

ROLES = frozenset({"receiver", "processor", "reviewer", "leader", "clerk"})
SHARES_MAY_MISS = 1e-6
# `identity.…` is what the electronic identity tells; `earlier` is the person's own earlier filing.
PREFILLS = frozenset(
    {
        "",
        "earlier",
        "identity.name",
        "identity.identity_number",
        "identity.birth_date",
        "identity.sex",
        "identity.phone",
        "identity.email",
        "identity.address",
        "identity.commune_code",
    }
)


@dataclass(frozen=True, slots=True)
class Defect:
    """What is wrong, in a sentence, and whether it keeps the version from being published."""

    code: str
    sentence: str
    blocks: bool = True


def of(definition: "Definition") -> tuple[Defect, ...]:
    """Return every defect, those that block first."""
    found = [
        *_of_the_whole(definition),
        *_of_the_result(definition),
        *_of_the_form(definition),
        *_of_the_conditions(definition),
        *_of_the_papers(definition),
        *_of_the_fees(definition),
        *_of_the_steps(definition),
        *_of_the_competence(definition),
        *(Defect("doubtful", sentence, blocks=False) for sentence in definition.found),
    ]
    return tuple(sorted(found, key=lambda defect: not defect.blocks))


def _of_the_whole(definition: "Definition") -> Iterator[Defect]:
    if not definition.name.strip():
        yield Defect("no_name", "Chưa có tên thủ tục.")
    if not definition.field_of_work:
        yield Defect("no_field_of_work", "Chưa có lĩnh vực.")
    if not definition.term.amount and definition.term.unit != "same_day":
        yield Defect("no_term", "Chưa có thời hạn giải quyết.")
    if not definition.subjects:
        yield Defect("no_subjects", "Chưa có đối tượng thực hiện.")
    if not definition.legal_bases:
        yield Defect("no_legal_basis", "Chưa có căn cứ pháp lý.")
    if definition.channel != OnlineLevel.FULLY_ONLINE and not definition.channel_reason:
        # NĐ 224/2026 Điều 14: a service that is not wholly online publishes the reason.
        yield Defect("no_reason", "Chưa nêu lý do chưa thực hiện trực tuyến toàn trình.")
    if not definition.source:
        yield Defect("no_source", "Chưa ghi nguồn của dữ kiện.", blocks=False)


def _of_the_result(definition: "Definition") -> Iterator[Defect]:
    if not definition.result.name:
        yield Defect("no_result", "Chưa có kết quả giải quyết.")
    elif not definition.result.code:
        yield Defect("no_result_code", "Kết quả chưa có mã.", blocks=False)
    if not definition.result.signer_title:
        yield Defect("no_signer", "Chưa có chức danh người ký kết quả.")
    yield from _of_the_result_paper(definition)


def _of_the_result_paper(definition: "Definition") -> Iterator[Defect]:
    """A signed and sealed paper that says nothing must never be issued."""
    layout = definition.result_paper
    keys = result_papers.keys_of(layout)
    known = {field.key for field in (*definition.fields, *definition.result.paper.fields)}
    if definition.result.name and not keys & known:
        yield Defect("empty_result", "Giấy tờ kết quả chưa có nội dung nào lấy từ hồ sơ.")
    for key in sorted(keys - known):
        yield Defect("unknown_result_field", f"Giấy tờ kết quả dùng trường không có: {key}.")
    yield from (
        Defect("bad_result_line", f"Dòng “{line}” của kết quả phải có dạng nhãn|nội dung.")
        for section in layout.sections
        for line in section.lines
        if not all(part.strip() for part in line.partition("|"))
    )


def _of_the_form(definition: "Definition") -> Iterator[Defect]:
    if not definition.fields:
        yield Defect("no_form", "Chưa có mẫu đơn điện tử.")
    for key in _doubles(field.key for field in definition.fields):
        yield Defect("double_field", f"Trường “{key}” có hai lần trong mẫu đơn.")
    for field in definition.fields:
        if not field.key.isidentifier():
            yield Defect("bad_key", f"Khóa “{field.key}” của trường “{field.label}” không hợp lệ.")
        if field.kind == FieldKind.CHOICE and not field.choices:
            yield Defect("no_choices", f"Trường “{field.label}” chưa có lựa chọn nào.")
        source = field.prefill.removesuffix(" if male").removesuffix(" if female")
        if source not in PREFILLS and not source.startswith("text:"):
            yield Defect("bad_prefill", f"Trường “{field.label}”: nguồn điền sẵn không có.")


def _of_the_conditions(definition: "Definition") -> Iterator[Defect]:
    conditions = [
        *((field.label, field.when) for field in definition.fields),
        *((field.label, field.same_when) for field in definition.fields),
        *((paper.name, paper.when) for paper in definition.papers),
    ]
    for label, condition in conditions:
        for part in filter(None, condition.split(";")):
            on, *values = re.split(r"!?=", part)
            if (other := definition.field(on)) is None:
                yield Defect("bad_condition", f"“{label}” tùy theo trường không có: {on}.")
            elif other.choices and values[0] not in {choice.value for choice in other.choices}:
                yield Defect("bad_condition", f"“{label}” tùy theo lựa chọn không có: {values[0]}.")
    for field in definition.fields:
        if field.same_as and definition.field(field.same_as) is None:
            yield Defect("bad_same", f"“{field.label}” lấy theo trường không có: {field.same_as}.")


def _of_the_papers(definition: "Definition") -> Iterator[Defect]:
    for code in _doubles(paper.code for paper in definition.papers):
        yield Defect("double_paper", f"Mã thành phần “{code}” có hai lần.")
    for paper in definition.papers:
        if not paper.name.strip():
            yield Defect("nameless_paper", f"Thành phần {paper.code} chưa có tên.")


def _of_the_fees(definition: "Definition") -> Iterator[Defect]:
    if not definition.fees and not definition.free_of_charge:
        yield Defect("no_fee", "Chưa rõ mức thu: ghi phí, lệ phí hoặc ghi là không thu.")
    for rule in definition.fees:
        if rule.amount < 0:
            yield Defect("negative_fee", f"“{rule.name}” có mức thu âm.")
        if rule.effective_from and rule.effective_to and rule.effective_to < rule.effective_from:
            yield Defect("fee_dates", f"“{rule.name}” hết hiệu lực trước khi có hiệu lực.")
        for key in filter(None, (rule.per, rule.times)):
            counted = definition.field(key)
            if counted is None or counted.kind != FieldKind.NUMBER or counted.digits:
                yield Defect("fee_quantity", f"“{rule.name}” tính theo trường không có: {key}.")


def _of_the_steps(definition: "Definition") -> Iterator[Defect]:
    steps = definition.steps
    if not steps:
        yield Defect("no_steps", "Chưa có các bước giải quyết.")
        return
    for key in _doubles(step.key for step in steps):
        yield Defect("double_step", f"Bước “{key}” có hai lần.")
    for step in steps:
        if step.role not in ROLES:
            yield Defect("bad_role", f"Bước “{step.name}” giao cho vai trò không có: {step.role}.")
        if step.share < 0:
            yield Defect("bad_share", f"Bước “{step.name}” có phần thời gian âm.")
    total = sum(step.share for step in steps)
    if abs(total - 1) > SHARES_MAY_MISS:
        said = f"{total:g}".replace(".", ",")
        yield Defect("shares", f"Phần thời gian của các bước cộng lại là {said}, phải là 1.")
    yield from _of_the_order([step.kind for step in steps])


def _of_the_order(kinds: list[StepKind]) -> Iterator[Defect]:
    if kinds[0] != StepKind.RECEIVE or kinds[-1] != StepKind.RETURN:
        yield Defect("ends", "Các bước phải bắt đầu bằng tiếp nhận và kết thúc bằng trả kết quả.")
    if StepKind.PROCESS not in kinds:
        yield Defect("no_work", "Không có bước thụ lý, soạn kết quả.")
    if StepKind.SIGN not in kinds:
        yield Defect("no_signature", "Không có bước ký kết quả.")
    elif StepKind.SEAL not in kinds:
        yield Defect("no_seal", "Không có bước ký số của cơ quan.")
    elif kinds.index(StepKind.SEAL) < kinds.index(StepKind.SIGN):
        yield Defect("seal_before_sign", "Chữ ký số của cơ quan phải sau chữ ký của người ký.")


def _of_the_competence(definition: "Definition") -> Iterator[Defect]:
    competent = definition.competent
    if competent.rule == CompetentRule.UNKNOWN:
        yield Defect("no_competent", "Chưa rõ cơ quan có thẩm quyền.")
    if competent.rule == CompetentRule.DEPARTMENT and not competent.department:
        yield Defect("no_department", "Chưa ghi mã cơ quan cấp tỉnh có thẩm quyền.")
    if competent.rule == CompetentRule.COMMUNE_OF_CHOICE:
        chosen = definition.field(competent.field)
        if chosen is None or chosen.kind != FieldKind.COMMUNE or not chosen.required:
            yield Defect("no_commune", "Mẫu đơn chưa hỏi xã, phường có thẩm quyền.")


def _doubles(keys: Iterator[str]) -> list[str]:
    return [key for key, count in Counter(keys).items() if count > 1]
