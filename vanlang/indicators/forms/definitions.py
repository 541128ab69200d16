"""The draft of a definition, and a year's target."""

from dataclasses import fields
from datetime import date
from typing import Any, cast

from django import forms

from vanlang.identity.api import Block
from vanlang.indicators.actions.defining import Wanted, path_of
from vanlang.indicators.forms.fields import Day, choices, text
from vanlang.indicators.models import Definition
from vanlang.indicators.rules.colours import BASIS_NAMES, DIRECTION_NAMES
from vanlang.indicators.rules.paths import MERGING_NAMES, WAY_NAMES, Path
from vanlang.indicators.rules.periods import CUT_OFF_DAY, FREQUENCY_NAMES
from vanlang.indicators.rules.quality import Limits
from vanlang.indicators.rules.states import DECIDES_NAMES
from vanlang.kernel.refusals import Refusal
from vanlang.ui.fields import NumberField, WholeField

BLOCKS = {
    Block.COMMITTEE: "Ủy ban nhân dân",
    Block.PARTY: "Đảng",
    Block.COUNCIL: "Hội đồng nhân dân",
    Block.FRONT: "Mặt trận Tổ quốc",
}


class Draft(forms.Form):
    """Each field is a column of the definition, in the order one thinks of them."""

    name = text("Tên chỉ số", most=300, required=True)
    meaning = text("Nội dung, phạm vi", most=4000, rows=3)
    unit_name = text("Đơn vị tính", most=40, required=True, help_text="Ví dụ: %, hồ sơ, tỷ đồng.")
    decimals = WholeField(label="Số chữ số thập phân", min_value=0, max_value=6, initial=2)
    formula = text(
        "Công thức",
        most=500,
        rows=2,
        help_text="Ví dụ: 100 * public_services.online.tu / public_services.online.mau."
        " Để trống nếu chỉ báo cáo.",
    )
    decides = forms.ChoiceField(label="Căn cứ đánh giá", choices=choices(DECIDES_NAMES))
    frequency = forms.ChoiceField(label="Kỳ số liệu", choices=choices(FREQUENCY_NAMES))
    cut_off_day = WholeField(
        label="Ngày chốt số liệu",
        min_value=0,
        max_value=27,
        initial=CUT_OFF_DAY,
        help_text="14: từ ngày 15 tháng trước đến ngày 14 (Nghị định 09/2019/NĐ-CP, Điều 12)."
        " 0: theo dương lịch.",
    )
    closing_days = WholeField(
        label="Số ngày được nộp sau khi hết kỳ", min_value=0, max_value=60, initial=2
    )
    for_province = forms.BooleanField(label="Đo cho toàn tỉnh", required=False, initial=True)
    for_departments = forms.BooleanField(label="Đo cho sở, ban, ngành", required=False)
    for_communes = forms.BooleanField(label="Đo cho xã, phường", required=False)
    block = forms.ChoiceField(label="Khối", choices=choices(BLOCKS))
    direction = forms.ChoiceField(label="Chiều tốt", choices=choices(DIRECTION_NAMES))
    basis = forms.ChoiceField(label="Ngưỡng màu so với", choices=choices(BASIS_NAMES))
    green = NumberField("Ngưỡng xanh")
    amber = NumberField("Ngưỡng vàng")
    lowest = NumberField("Giá trị thấp nhất có thể", help_text="Đơn vị % mà để trống: 0.")
    highest = NumberField("Giá trị cao nhất có thể", help_text="Đơn vị % mà để trống: 100.")
    is_whole = forms.BooleanField(label="Chỉ nhận số nguyên", required=False)
    parts = text("Mã các chỉ số thành phần cộng lại thành chỉ số này", most=500)
    merging = forms.ChoiceField(label="Số liệu trước sáp nhập", choices=choices(MERGING_NAMES))
    source = text("Nguồn số liệu", most=500)
    legal_basis = text("Căn cứ", most=500)
    is_open = forms.BooleanField(label="Công bố thành dữ liệu mở", required=False)
    effective_from = Day("Áp dụng từ ngày", help_text="Ngày đầu của một kỳ chưa bắt đầu.")
    change_note = text("Điểm thay đổi so với phiên bản trước", most=1000, rows=2)

    def wanted(self) -> Wanted:
        names = {field.name for field in fields(Wanted)}
        found: dict[str, Any] = {
            name: value for name, value in self.cleaned_data.items() if name in names
        }
        return Wanted(**found)


class NewDraft(Draft):
    code = text("Mã chỉ số", most=60, required=True, help_text="Chữ thường không dấu, gạch dưới.")
    field_order = ("code",)


def initial_of(row: Definition, *, on: date) -> dict[str, object]:
    """Return a draft's beginnings: what the version before says."""
    found = {name: getattr(row, name) for name in Draft.base_fields}
    if row.published_at is not None:
        found |= {"effective_from": on, "change_note": ""}
    return found


class Aim(forms.Form):
    """Mục tiêu của một năm và lộ trình."""

    year = WholeField(label="Năm", min_value=2020, max_value=2100)
    value = NumberField("Mục tiêu", required=True)
    way = forms.ChoiceField(label="Lộ trình", choices=choices(WAY_NAMES))
    base = NumberField("Mức đầu năm")
    points = text("Mốc của kế hoạch", most=500, help_text="Tháng: giá trị, ví dụ 3: 20; 6: 45,5.")
    legal_basis = text("Văn bản giao", most=500)

    def __init__(self, *words: Any, limits: Limits, **named: Any) -> None:
        super().__init__(*words, **named)
        self.limits = limits
        for name in ("value", "base"):
            cast("NumberField", self.fields[name]).rule = limits.rule

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if not self.errors:
            try:
                self.path: Path = path_of(
                    found["value"], found["way"], found["base"], found["points"], self.limits
                )
                self.path.check()
            except Refusal as no:
                self.add_error("points", no.message)
        return found
