"""Writing a regime: its facts, its outline, and each table, rows and checks as lines."""

from collections.abc import Mapping
from dataclasses import replace

from django import forms

from vanlang.kernel.refusals import Refusal
from vanlang.reports.rules.definitions import (
    CODE,
    REPORTER_NAMES,
    Check,
    Column,
    Definition,
    Feed,
    Part,
    Reporters,
    Row,
    RowsAre,
    Section,
    Source,
    Table,
    Terms,
)
from vanlang.reports.rules.numbers import KIND_NAMES, Kind
from vanlang.reports.rules.periods import FREQUENCY_NAMES, LAST_CUT_OFF, Frequency
from vanlang.ui.fields import WholeField

OUTLINE_HELP = (
    "Mỗi mục bắt đầu bằng dòng “## mã | Tên mục”, các dòng sau là lời mẫu. Trong lời mẫu, "
    "{biểu.dòng.cột} được thay bằng số liệu, {unit} bằng tên đơn vị, {period} bằng kỳ báo cáo."
)
HARD = "bắt buộc"
PARTS = {"tu": Part.NUMERATOR, "mau": Part.DENOMINATOR}
PART_WORDS = {part: word for word, part in PARTS.items()}


def text_area(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class Begin(forms.Form):
    """A new regime: its code, and perhaps a shipped example to begin from."""

    use_required_attribute = False

    code = forms.CharField(
        label="Mã", max_length=30, help_text="Chữ thường không dấu, số, gạch dưới."
    )
    name = forms.CharField(label="Tên chế độ báo cáo", max_length=300)
    example = forms.ChoiceField(label="Bắt đầu từ mẫu có sẵn", required=False)

    def __init__(self, *args: object, examples: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature
        field = self.fields["example"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Không, lập từ đầu"), *examples]


class Facts(forms.Form):
    """Tên, nội dung, đối tượng, thời hạn và đề cương."""

    use_required_attribute = False

    name = forms.CharField(label="Tên chế độ báo cáo", max_length=300)
    content = forms.CharField(label="Nội dung báo cáo", required=False, widget=text_area(3))
    basis = forms.CharField(label="Văn bản quy định chế độ báo cáo", required=False, max_length=500)
    reporters = forms.ChoiceField(
        label="Đối tượng thực hiện",
        choices=[(one.value, text) for one, text in REPORTER_NAMES.items()],
    )
    collector = forms.ChoiceField(label="Cơ quan tổng hợp trước khi báo cáo tỉnh", required=False)
    recipients = forms.CharField(
        label="Nơi nhận ngoài tỉnh",
        required=False,
        widget=text_area(2),
        help_text="Mỗi nơi một dòng.",
    )
    way = forms.CharField(label="Phương thức gửi", max_length=200)
    frequency = forms.ChoiceField(
        label="Tần suất", choices=[(one.value, text) for one, text in FREQUENCY_NAMES.items()]
    )
    cut_off = WholeField(
        label="Ngày chốt số liệu",
        min_value=1,
        max_value=LAST_CUT_OFF,
        help_text="Nghị định 09/2019/NĐ-CP, Điều 12: ngày 14 của tháng cuối kỳ.",
    )
    reporters_days = WholeField(label="Đơn vị báo cáo gửi trong", min_value=1, max_value=60)
    collector_days = WholeField(label="Cơ quan tổng hợp gửi trong", min_value=1, max_value=60)
    top_days = WholeField(label="Cấp tỉnh hoàn thành trong", min_value=1, max_value=90)
    with_document = forms.BooleanField(
        label="Chỉ gửi kèm văn bản đã ký số và phát hành", required=False
    )
    outline = forms.CharField(
        label="Đề cương",
        required=False,
        widget=forms.Textarea({"rows": 14, "class": "long"}),
        help_text=OUTLINE_HELP,
    )
    guide = forms.CharField(label="Hướng dẫn thực hiện", required=False, widget=text_area(5))

    def __init__(self, *args: object, collectors: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature
        field = self.fields["collector"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Không, gửi thẳng cơ quan ban hành chế độ báo cáo"), *collectors]

    def clean_outline(self) -> tuple[Section, ...]:
        try:
            return sections_of(self.cleaned_data["outline"])
        except Refusal as no:
            raise forms.ValidationError(no.message) from no

    def definition(self, before: Definition) -> Definition:
        """Return the definition with what this form says changed; its tables stay."""
        given = self.cleaned_data
        return replace(
            before,
            name=given["name"].strip(),
            content=given["content"].strip(),
            basis=given["basis"].strip(),
            reporters=Reporters(given["reporters"]),
            collector=given["collector"],
            recipients=tuple(
                one.strip() for one in given["recipients"].splitlines() if one.strip()
            ),
            way=given["way"].strip(),
            frequency=Frequency(given["frequency"]),
            cut_off=given["cut_off"],
            terms=Terms(
                given["reporters_days"],
                given["collector_days"],
                given["top_days"],
                before.terms.unit,
            ),
            with_document=given["with_document"],
            sections=given["outline"],
            guide=given["guide"].strip(),
        )


def facts_of(definition: Definition) -> dict[str, object]:
    """Return a definition as the form shows it."""
    return {
        "name": definition.name,
        "content": definition.content,
        "basis": definition.basis,
        "reporters": definition.reporters,
        "collector": definition.collector,
        "recipients": "\n".join(definition.recipients),
        "way": definition.way,
        "frequency": definition.frequency,
        "cut_off": definition.cut_off,
        "reporters_days": definition.terms.reporters,
        "collector_days": definition.terms.collector,
        "top_days": definition.terms.top,
        "with_document": definition.with_document,
        "outline": "\n".join(
            f"## {one.code} | {one.title}\n{one.template}" for one in definition.sections
        ),
        "guide": definition.guide,
    }


def sections_of(text: str) -> tuple[Section, ...]:
    """Read an outline.

    Raises:
        Refusal: a line stands before the first heading, or a heading has no name.
    """
    sections: list[Section] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.startswith("##"):
            code, _, title = line.lstrip("#").partition("|")
            if not title.strip() or not CODE.fullmatch(code.strip()):
                raise Refusal(f"“{line[:60]}”: ghi “## mã | Tên mục”.")
            sections.append(Section(code.strip(), title.strip()))
        elif sections:
            last = sections[-1]
            sections[-1] = replace(last, template=f"{last.template}\n{line}".strip("\n"))
        elif line.strip():
            raise Refusal("Dòng đầu của đề cương phải là “## mã | Tên mục”.")
    return tuple(sections)


class TableFacts(forms.Form):
    """Một biểu số liệu."""

    use_required_attribute = False

    code = forms.CharField(label="Mã biểu", max_length=30)
    title = forms.CharField(label="Tên biểu", max_length=300)
    rows_are = forms.ChoiceField(
        label="Dòng của biểu",
        choices=[
            (RowsAre.FIXED.value, "Các dòng cố định dưới đây"),
            (RowsAre.EACH_UNIT.value, "Mỗi đơn vị một dòng"),
        ],
        widget=forms.RadioSelect,
    )
    rows = forms.CharField(
        label="Các dòng",
        required=False,
        widget=text_area(8),
        help_text="Mỗi dòng: mã | tên. Dòng tổng: mã | tên | tong, hoặc mã | tên | tong ma1 ma2.",
    )
    sources = forms.CharField(
        label="Ô hệ thống đếm",
        required=False,
        widget=text_area(4),
        help_text="Mỗi dòng: dòng | cột | mã chỉ tiêu | tu hoặc mau. Dòng * là dòng của đơn vị.",
    )
    feeds = forms.CharField(
        label="Ô cho số liệu vào chỉ số",
        required=False,
        widget=text_area(3),
        help_text="Mỗi dòng: dòng | cột | mã chỉ số. Gửi báo cáo thì chỉ số có số liệu.",
    )
    checks = forms.CharField(
        label="Quan hệ phải đúng ở mọi dòng",
        required=False,
        widget=text_area(3),
        help_text="Mỗi dòng: lời | vế trái | dấu (=, <=, >=) | vế phải. Sai quan hệ thì đơn vị"
        " phải giải trình mới gửi được; thêm “| bắt buộc” nếu sai thì không được gửi.",
    )
    note = forms.CharField(label="Ghi chú dưới biểu", required=False, max_length=500)

    def clean_rows(self) -> tuple[Row, ...]:
        return tuple(_row(parts) for parts in _lines(self.cleaned_data["rows"], 2, 3))

    def clean_sources(self) -> tuple[Source, ...]:
        sources = []
        for parts in _lines(self.cleaned_data["sources"], 3, 4):
            word = parts[3] if len(parts) > len(("row", "column", "measure")) else "tu"
            if word not in PARTS:
                raise forms.ValidationError("Phần của chỉ tiêu là tu hoặc mau.")
            sources.append(Source(parts[0], parts[1], parts[2], PARTS[word]))
        return tuple(sources)

    def clean_feeds(self) -> tuple[Feed, ...]:
        return tuple(Feed(*parts) for parts in _lines(self.cleaned_data["feeds"], 3, 3))

    def clean_checks(self) -> tuple[Check, ...]:
        checks = []
        for *parts, last in _lines(self.cleaned_data["checks"], 4, 5):
            is_hard = len(parts) == len(("text", "left", "sign", "right"))
            if is_hard and last.casefold() != HARD:
                raise forms.ValidationError(f"Phần cuối của quan hệ chỉ có thể là “{HARD}”.")
            text, left, sign, *right = parts
            checks.append(Check(text, left, sign, right[0] if is_hard else last, is_hard=is_hard))
        return tuple(checks)

    def table(self, columns: tuple[Column, ...]) -> Table:
        given = self.cleaned_data
        return Table(
            code=given["code"].strip(),
            title=given["title"].strip(),
            columns=columns,
            rows_are=RowsAre(given["rows_are"]),
            rows=given["rows"] if given["rows_are"] == RowsAre.FIXED else (),
            sources=given["sources"],
            feeds=given["feeds"],
            checks=given["checks"],
            note=given["note"].strip(),
        )


class ColumnFacts(forms.Form):
    """Một cột; left without a code it is none."""

    use_required_attribute = False

    code = forms.CharField(label="Mã", max_length=30, required=False)
    title = forms.CharField(label="Tên cột", max_length=200, required=False)
    kind = forms.ChoiceField(
        label="Kiểu",
        choices=[(one.value, text) for one, text in KIND_NAMES.items()],
        required=False,
    )
    digits = WholeField(label="Số lẻ", min_value=0, max_value=4, required=False)
    formula = forms.CharField(label="Công thức", max_length=200, required=False)
    jump = WholeField(label="Lệch kỳ trước %", min_value=1, max_value=10000, required=False)
    required = forms.BooleanField(label="Phải có", required=False)
    carried = forms.BooleanField(label="Mang sang", required=False)

    def column(self) -> Column | None:
        given = self.cleaned_data
        if not given.get("code", "").strip():
            return None
        return Column(
            code=given["code"].strip(),
            title=given["title"].strip(),
            kind=Kind(given["kind"] or Kind.INTEGER),
            digits=given["digits"] or 0,
            formula=given["formula"].strip(),
            required=given["required"] and not given["formula"].strip(),
            carried=given["carried"],
            jump_percent=given["jump"],
        )


Columns = forms.formset_factory(ColumnFacts, extra=3, max_num=60)


def table_facts(table: Table) -> dict[str, object]:
    return {
        "code": table.code,
        "title": table.title,
        "rows_are": table.rows_are,
        "rows": "\n".join(_said(row) for row in table.rows),
        "sources": "\n".join(
            " | ".join((one.row, one.column, one.measure, PART_WORDS[one.part]))
            for one in table.sources
        ),
        "feeds": "\n".join(f"{one.row} | {one.column} | {one.indicator}" for one in table.feeds),
        "checks": "\n".join(
            " | ".join((one.text, one.left, one.sign, one.right) + ((HARD,) if one.is_hard else ()))
            for one in table.checks
        ),
        "note": table.note,
    }


def column_facts(column: Column) -> Mapping[str, object]:
    return {
        "code": column.code,
        "title": column.title,
        "kind": column.kind,
        "digits": column.digits,
        "formula": column.formula,
        "jump": column.jump_percent,
        "required": column.required,
        "carried": column.carried,
    }


def _said(row: Row) -> str:
    total = " | " + " ".join(("tong", *row.parts)) if row.is_total else ""
    return f"{row.code} | {row.title}{total}"


def _row(parts: list[str]) -> Row:
    if len(parts) == len(("code", "title")):
        return Row(parts[0], parts[1])
    word, *summed = parts[2].split()
    if word != "tong":
        raise forms.ValidationError(f"“{parts[2]}”: dòng tổng ghi “tong”.")
    return Row(parts[0], parts[1], is_total=True, parts=tuple(summed))


def _lines(text: str, least: int, most: int) -> list[list[str]]:
    """Return the lines of a field as their parts between bars."""
    lines = []
    for line in text.splitlines():
        if not line.strip():
            continue
        parts = [part.strip() for part in line.split("|")]
        if not least <= len(parts) <= most or not all(parts):
            raise forms.ValidationError(f"“{line[:60]}”: cần {least} phần cách nhau bằng dấu |.")
        lines.append(parts)
    return lines
