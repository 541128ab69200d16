"""What people write into a form, checked field by field. Pure: what must be known is handed in."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from vanlang.kernel import numbers
from vanlang.kernel.numbers import NumberRule
from vanlang.kernel.refusals import Refusal
from vanlang.public_services.rules import plausible
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.parts import FieldKind, FieldSpec

YES, NO = "yes", "no"
TRUE_WORDS = frozenset({YES, "on", "1", "true", "có"})
FALSE_WORDS = frozenset({"", NO, "off", "0", "false", "không"})
EMAIL = re.compile(r"[^@\s<>,;\"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
EARLIEST_YEAR = 1880
WRITTEN_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
DATE_LENGTH = 10
# An answer is at most this much, whatever its field allows: nobody stores a book here.
LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class World:
    """What the check needs to know: the day, the communes, how numbers of people are made up."""

    today: date
    is_commune: Callable[[str], bool]
    identity_number: Callable[[str], str]
    phone: Callable[[str], str]
    number_facts: plausible.ReadNumber
    # Of a commune that has ended: until when it was there, and who serves its people now.
    gone: Callable[[str], str] = lambda _code: ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The answers as they are kept, and one sentence by each field that is wrong."""

    values: dict[str, str]
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def is_right(self) -> bool:
        return not self.problems


class FormRefused(Refusal):
    """Some fields are wrong; `problems` has one sentence by the key of each."""

    status = 422

    def __init__(self, problems: Mapping[str, str]) -> None:
        first = next(iter(problems))
        super().__init__(problems[first], field=first)
        self.problems = dict(problems)


def check(definition: Definition, given: Mapping[str, str], world: World) -> Checked:
    """Check every field of the definition; what the form does not ask for is left out."""
    values: dict[str, str] = {}
    problems: dict[str, str] = {}
    given = completed(definition, given)
    for spec in definition.fields:
        # An answer that was not asked itself is no condition of another's.
        if spec.when and not spec.is_asked({**given, **values}):
            values[spec.key] = ""
            continue
        try:
            values[spec.key] = answer(spec, given.get(spec.key, ""), world)
        except Refusal as refusal:
            problems[spec.key] = refusal.message
    found = plausible.faults(definition, values, today=world.today, read=world.number_facts)
    return Checked(values, found | problems)


def completed(definition: Definition, given: Mapping[str, str]) -> dict[str, str]:
    """Return the answers, and in what was left empty what was answered elsewhere in the form."""
    whole = dict(given)
    for spec in definition.fields:
        if spec.is_same(whole) and not whole.get(spec.key, "").strip():
            whole[spec.key] = whole.get(spec.same_as, "")
    return whole


def answer(spec: FieldSpec, given: str, world: World) -> str:
    """Return one answer as it is kept, or refuse it in words for the person who wrote it."""
    text = clean(given, lines=spec.kind == FieldKind.LONG_TEXT)
    if spec.kind == FieldKind.YES_NO:
        return _yes_no(spec, text)
    if not text:
        if spec.required:
            raise Refusal(f"Bạn chưa điền “{spec.label}”.")
        return ""
    if len(text) > min(spec.max_length, LONGEST):
        raise Refusal(f"Tối đa {min(spec.max_length, LONGEST)} ký tự, bạn đã viết {len(text)}.")
    return CHECKS[spec.kind](spec, text, world)


def clean(given: str, *, lines: bool = False) -> str:
    """Return the text in NFC without control characters and needless spaces."""
    text = unicodedata.normalize("NFC", str(given)[: LONGEST * 2]).replace("\r\n", "\n")
    kept = "".join(
        sign if sign.isprintable() else "\n" if sign == "\n" and lines else " " for sign in text
    )
    if lines:
        return "\n".join(" ".join(line.split()) for line in kept.split("\n")).strip()
    return " ".join(kept.split())


def read_date(text: str) -> date:
    """Read a day as a browser sends it or as people write it: 2026-11-22, 22/11/2026."""
    if len(text) <= DATE_LENGTH:
        for form in WRITTEN_DATES:
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
    raise Refusal("Ngày không có thật hoặc viết chưa đúng, ví dụ 22/11/2026.")


def _yes_no(spec: FieldSpec, text: str) -> str:
    if text.lower() in TRUE_WORDS:
        return YES
    if text.lower() not in FALSE_WORDS:
        raise Refusal("Bạn chọn có hoặc không.")
    if spec.required:
        raise Refusal(f"Bạn cần xác nhận “{spec.label}”.")
    return NO


def _text(_spec: FieldSpec, text: str, _world: World) -> str:
    return text


def _date(spec: FieldSpec, text: str, world: World) -> str:
    day = read_date(text)
    if day.year < EARLIEST_YEAR or day.year > world.today.year + 100:
        raise Refusal("Năm không hợp lý, bạn xem lại.")
    if spec.check == "past" and day > world.today:
        raise Refusal("Ngày này phải là hôm nay hoặc trước đó.")
    if spec.check == "future" and day < world.today:
        raise Refusal("Ngày này phải là hôm nay hoặc sau đó.")
    return day.isoformat()


def _identity_number(_spec: FieldSpec, text: str, world: World) -> str:
    return world.identity_number(text)


def _phone(_spec: FieldSpec, text: str, world: World) -> str:
    return world.phone(text)


def _email(_spec: FieldSpec, text: str, _world: World) -> str:
    if not EMAIL.fullmatch(text):
        raise Refusal("Địa chỉ thư điện tử chưa đúng, ví dụ lan@example.vn.")
    return text


def _choice(spec: FieldSpec, text: str, _world: World) -> str:
    if text not in {choice.value for choice in spec.choices}:
        raise Refusal("Bạn chọn một trong các mục có sẵn.")
    return text


def _commune(_spec: FieldSpec, text: str, world: World) -> str:
    if not world.is_commune(text):
        gone = world.gone(text)
        raise Refusal(f"{gone} Bạn chọn một xã, phường trong danh sách.".strip())
    return text


def number_rule(spec: FieldSpec) -> NumberRule:
    """Return what a field of a number or an amount takes."""
    lowest = Decimal(0) if spec.minimum is None else spec.minimum
    return NumberRule(digits=spec.digits, lowest=lowest, highest=spec.maximum)


def _number(spec: FieldSpec, text: str, _world: World) -> str:
    value = numbers.read(text, number_rule(spec))
    if value is None:
        raise Refusal("Chỉ điền số, ví dụ 2 hoặc 1.500.000.")
    return numbers.plain(value)


CHECKS: dict[FieldKind, Callable[[FieldSpec, str, World], str]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _text,
    FieldKind.DATE: _date,
    FieldKind.IDENTITY_NUMBER: _identity_number,
    FieldKind.PHONE: _phone,
    FieldKind.EMAIL: _email,
    FieldKind.CHOICE: _choice,
    FieldKind.COMMUNE: _commune,
    FieldKind.NUMBER: _number,
    FieldKind.MONEY: _number,
}


def shown(spec: FieldSpec, value: str, commune_name: Callable[[str], str]) -> str:
    """Return a kept answer as people read it."""
    if not value:
        return ""
    match spec.kind:
        case FieldKind.DATE:
            text = f"{date.fromisoformat(value):%d/%m/%Y}"
        case FieldKind.YES_NO:
            text = "Có" if value == YES else "Không"
        case FieldKind.CHOICE:
            text = next((c.label for c in spec.choices if c.value == value), value)
        case FieldKind.COMMUNE:
            text = commune_name(value)
        case FieldKind.NUMBER:
            text = numbers.brief(Decimal(value))
        case FieldKind.MONEY:
            text = f"{numbers.brief(Decimal(value))} đồng"
        case _:
            text = value
    return text


def carried_over(
    old: Mapping[str, str], definition: Definition
) -> tuple[dict[str, str], list[str]]:
    """Return the answers of an older form that the new one asks for too, and the labels it adds."""
    keys = {spec.key for spec in definition.fields}
    kept = {key: value for key, value in old.items() if key in keys}
    asked_anew = [spec.label for spec in definition.fields if spec.key not in old]
    return kept, asked_anew
