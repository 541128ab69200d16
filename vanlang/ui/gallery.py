"""What the gallery shows: made-up things in every state a component knows."""

from dataclasses import dataclass
from datetime import timedelta

from django import forms

from vanlang.ui import tiles
from vanlang.ui.charts import Bar, Part, Point, Tile

NAMES = ("Mường Bi", "Việt Trì", "Đà Bắc", "Pà Cò", "Tân Hòa", "Ấm Hạ Mới")
KINDS = ("good", "good", "good", "warn", "good", "bad", "none")
SHARES = {"good": "96,2 %", "warn": "81,5 %", "bad": "64,0 %", "none": "chưa đủ số liệu"}
TERMS = (
    timedelta(days=1),
    timedelta(hours=2, minutes=55),
    timedelta(minutes=-95),
    None,
)


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    name: str
    size: int
    address: str
    remove: str


class Example(forms.Form):
    """One field of every kind that a procedure's form may have."""

    child_name = forms.CharField(
        label="Họ, chữ đệm, tên của trẻ", max_length=120, help_text="Viết như sẽ ghi vào giấy."
    )
    birth_date = forms.DateField(
        label="Ngày sinh",
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    identity_number = forms.RegexField(
        label="Số định danh của mẹ",
        regex=r"^\d{12}$",
        help_text="12 chữ số trên thẻ căn cước.",
        error_messages={"invalid": "Số định danh phải có đúng 12 chữ số."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    place = forms.ChoiceField(
        label="Nơi nộp", choices=[("", "Chọn xã, phường"), ("1", "Xã Mường Bi")]
    )
    receive = forms.ChoiceField(
        label="Cách nhận kết quả",
        choices=[("online", "Bản điện tử, vào kho giấy tờ của tôi"), ("post", "Qua bưu chính")],
        widget=forms.RadioSelect,
    )
    copies = forms.MultipleChoiceField(
        label="Bản sao cần thêm",
        required=False,
        choices=[("1", "Bản sao trích lục"), ("2", "Bản dịch")],
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label="Điều cần nói thêm", required=False, widget=forms.Textarea)
    agreed = forms.BooleanField(label="Tôi cam đoan những điều khai trên là đúng.")


def contents() -> dict[str, object]:
    """Return everything the page shows."""
    wrong = Example({"child_name": "Bùi Minh An", "identity_number": "01709", "place": ""})
    wrong.is_valid()
    return {
        "form": Example(auto_id="right_%s"),
        "wrong": wrong,
        "terms": TERMS,
        "steps_now": [
            Step("Nộp trực tuyến", "done", "20/11 16:40 · người dân"),
            Step("Tiếp nhận", "done", "20/11 16:52 · chuyển sáng sau vì quá 15:00"),
            Step("Thụ lý", "now", "đang ở bạn, còn 2 giờ 55 phút làm việc"),
            Step("Lãnh đạo ký", "todo", "30 phút"),
            Step("Đóng dấu, trả kết quả", "todo", "tự động"),
        ],
        "stopped": [
            Step("Nộp trực tuyến", "done", "20/11 16:40"),
            Step("Tiếp nhận", "stopped", "trả lại để bổ sung"),
        ],
        "kept": [Kept("giay-chung-sinh.pdf", 312_400, "#", "#")],
        "communes": [
            Tile(code, f"Xã {NAMES[index % len(NAMES)]}", SHARES[kind], kind, f"#{code}")
            for index, code in enumerate(tiles.layout())
            if (kind := KINDS[index % len(KINDS)])
        ],
        "bars": [
            Bar("Hộ tịch", 48210, address="#ho-tich"),
            Bar("Chứng thực", 31904, address="#chung-thuc"),
            Bar("Đất đai", 12077, address="#dat-dai"),
            Bar("Bảo trợ xã hội và chăm sóc trẻ em", 3120, address="#bao-tro"),
        ],
        "rates": [
            Bar("Xã Mường Bi", 0.981, "98,1 %", "#05158", "good"),
            Bar("Phường Việt Trì", 0.84, "84,0 %", "#07900", "warn"),
            Bar("Xã Pà Cò", 0.41, "41,0 %", "#05212", "bad"),
        ],
        "parts": [
            Part("Trước hạn", 152_031, "good", "#truoc"),
            Part("Đúng hạn", 28_120, "two", "#dung"),
            Part("Trễ hạn", 4056, "bad", "#tre"),
            Part("Chưa đến hạn", 9210, "none", "#chua"),
        ],
        "points": [
            Point(f"tháng {month}", value)
            for month, value in enumerate((820, 910, 870, None, 1204, 1310, 1290, 1502, 1710), 1)
        ],
    }
