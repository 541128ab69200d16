"""What a leader writes to give a task."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from django import forms

from vanlang.identity.api import Unit
from vanlang.kernel.days import day_of
from vanlang.kernel.deadlines import Term, TermUnit
from vanlang.tasks.actions.assigning import Order
from vanlang.tasks.models import Task
from vanlang.tasks.queries import units
from vanlang.ui.fields import WholeField

REQUIRED = {"required": "Hãy điền mục này."}
NOT_A_DATE = {"invalid": "Ngày không đúng. Hãy ghi theo dạng ngày/tháng/năm."}
ONE, SEVERAL, COMMUNES, DEPARTMENTS = "one", "several", "communes", "departments"
DAYS_AT_MOST = 250


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def date_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=DateInput(),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages=REQUIRED | NOT_A_DATE,
    )


def words_field(
    label: str, *, rows: int = 3, required: bool = True, help_text: str = "", most: int = 1000
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages=REQUIRED,
    )


class Give(forms.Form):
    """The six "rõ" under their names, in the order in which one thinks of them."""

    OPTIONAL: ClassVar = ("supporting", "several", "responsibility", "authority", "content")

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    title = words_field(
        "Rõ việc",
        rows=2,
        most=500,
        help_text="Việc phải làm, một câu. Ví dụ: Rà soát, công khai thủ tục tại một cửa.",
    )
    to_whom = forms.ChoiceField(label="Giao cho", widget=forms.RadioSelect, initial=ONE)
    lead = forms.ModelChoiceField(
        units.no_units(), label="Đơn vị chủ trì", required=False, empty_label="Chọn đơn vị"
    )
    several = forms.ModelMultipleChoiceField(
        units.no_units(),
        label="Đánh dấu các đơn vị",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    in_charge = forms.CharField(
        label="Rõ người",
        max_length=200,
        required=False,
        help_text="Họ tên và chức vụ người phụ trách. Để trống là người đứng đầu đơn vị chủ trì.",
    )
    product = words_field(
        "Rõ sản phẩm",
        rows=2,
        help_text="Cái sẽ nộp và được nghiệm thu: báo cáo, quyết định, danh mục đã công khai.",
    )
    due_on = date_field("Rõ thời gian: hạn đến hết ngày", required=False)
    days = WholeField(
        label="hoặc số ngày làm việc kể từ hôm nay",
        required=False,
        min_value=1,
        max_value=DAYS_AT_MOST,
    )
    responsibility = words_field(
        "Rõ trách nhiệm", required=False, help_text="Để trống là câu thường dùng."
    )
    authority = words_field(
        "Rõ thẩm quyền", required=False, help_text="Để trống là câu thường dùng."
    )
    supporting = forms.ModelMultipleChoiceField(
        units.no_units(),
        label="Đơn vị phối hợp",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    content = words_field("Nội dung chi tiết", rows=5, required=False, most=20_000)

    def __init__(self, giver: Unit, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.giver = giver
        known = units.under(giver)
        for name in ("lead", "several", "supporting"):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = known
                # Django's own way to name the choices of one field.
                field.label_from_instance = _short  # type: ignore[method-assign,assignment]
        communes = units.communes_under(giver).count()
        departments = units.departments_under(giver).count()
        choices = [(ONE, "Một đơn vị"), (SEVERAL, "Nhiều đơn vị, đánh dấu ở dưới")]
        if communes:
            choices.append((COMMUNES, f"Tất cả xã, phường ({communes})"))
        if departments:
            choices.append((DEPARTMENTS, f"Tất cả sở, ban, ngành ({departments})"))
        to_whom = self.fields["to_whom"]
        if isinstance(to_whom, forms.ChoiceField):
            to_whom.choices = choices

    def clean(self) -> dict[str, object]:
        found: dict[str, object] = self.cleaned_data
        if found.get("to_whom") == ONE and not found.get("lead") and "lead" not in self.errors:
            self.add_error("lead", "Chọn đơn vị chủ trì.")
        if found.get("to_whom") == SEVERAL and not found.get("several"):
            self.add_error("several", "Đánh dấu ít nhất một đơn vị.")
        if not {"due_on", "days"} & set(self.errors):
            if not found.get("due_on") and not found.get("days"):
                self.add_error("due_on", "Ghi ngày đến hạn hoặc số ngày làm việc.")
            elif found.get("due_on") and found.get("days"):
                self.add_error("days", "Đã ghi ngày đến hạn thì để trống ô này.")
        return found

    @property
    def leads(self) -> list[Unit]:
        """Return whom it is given to; one unit is not an order to many."""
        to_whom = self.cleaned_data["to_whom"]
        if to_whom == COMMUNES:
            return list(units.communes_under(self.giver))
        if to_whom == DEPARTMENTS:
            return list(units.departments_under(self.giver))
        return (
            list(self.cleaned_data["several"])
            if to_whom == SEVERAL
            else [self.cleaned_data["lead"]]
        )

    def order(self) -> Order:
        said = self.cleaned_data
        days = said["days"]
        return Order(
            key=said["key"],
            title=said["title"],
            product=said["product"],
            giver=self.giver,
            lead=self.leads[0] if len(self.leads) == 1 else self.giver,
            due_on=said["due_on"],
            term=Term(days, TermUnit.WORKING_DAYS) if days else None,
            content=said["content"],
            supporting=tuple(said["supporting"]),
            in_charge=said["in_charge"],
            responsibility=said["responsibility"],
            authority=said["authority"],
        )


def _short(unit: object) -> str:
    return unit.short_name if isinstance(unit, Unit) else str(unit)


class Entrust(forms.Form):
    person = forms.TypedChoiceField(
        label="Người phụ trách", coerce=UUID, error_messages=REQUIRED, empty_value=None
    )

    def __init__(self, task: Task, at: datetime, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        people = units.workers(task.lead_agency_id, on=day_of(at))
        person = self.fields["person"]
        if isinstance(person, forms.ChoiceField):
            person.choices = [("", "Chọn người"), *((str(key), name) for key, name in people)]
            person.initial = str(task.person_id or "")
