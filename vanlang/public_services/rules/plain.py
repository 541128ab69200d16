"""Frozen dataclasses to plain JSON values and back, with the place of every mistake."""

from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from types import UnionType
from typing import TypeVar, Union, cast, get_args, get_origin, get_type_hints

from vanlang.kernel.refusals import Refusal

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
T = TypeVar("T")


class Unreadable(Refusal):
    """A definition that is not one; the message names the place."""


def write(thing: object) -> Json:
    """Return `thing` as JSON values, leaving out what stands at its default."""
    if isinstance(thing, Enum):
        return cast("str", thing.value)
    if isinstance(thing, date):
        return thing.isoformat()
    if isinstance(thing, Decimal):
        return str(thing)
    if isinstance(thing, tuple):
        return [write(part) for part in thing]
    if is_dataclass(thing):
        return {
            field.name: write(value)
            for field in fields(thing)
            if (value := getattr(thing, field.name)) != field.default
        }
    return cast("Json", thing)


def read(kind: type[T], value: object, place: str = "") -> T:
    """Return `value` as a `kind`; raise Unreadable naming the place that is wrong."""
    return cast("T", _read(kind, value, place))


def _read(kind: object, value: object, place: str) -> object:
    if get_origin(kind) in {Union, UnionType}:
        if value is None and type(None) in get_args(kind):
            return None
        kinds = [option for option in get_args(kind) if option is not type(None)]
        kind = next((option for option in kinds if type(value) is option), kinds[-1])
    if get_origin(kind) is tuple:
        return _read_tuple(get_args(kind)[0], value, place)
    if not isinstance(kind, type):
        raise TypeError(kind)
    reader = next((reader for test, reader in READERS if test(kind)), _read_plain)
    return reader(kind, value, place)


def _read_tuple(kind: object, value: object, place: str) -> tuple[object, ...]:
    if not isinstance(value, list | tuple):
        raise Unreadable(f"{place}: phải là một danh sách.")
    return tuple(_read(kind, part, f"{place}[{index}]") for index, part in enumerate(value))


def _read_object(kind: type, value: object, place: str) -> object:
    if isinstance(value, kind):
        return value
    if not isinstance(value, dict):
        raise Unreadable(f"{place or 'Định nghĩa'}: phải là một đối tượng.")
    known = _parts(kind)
    strange = sorted(set(map(str, value)) - set(known))
    if strange and not getattr(kind, "lenient", False):
        raise Unreadable(f"{_at(place, strange[0])}: không có mục này trong định nghĩa.")
    found: dict[str, object] = {}
    for name, (part, hint) in known.items():
        if name in value:
            found[name] = _read(hint, value[name], _at(place, name))
        elif part.default is MISSING and part.default_factory is MISSING:
            raise Unreadable(f"{_at(place, name)}: thiếu mục này.")
    return kind(**found)


def _read_choice(kind: type, value: object, place: str) -> object:
    try:
        return kind(value)
    except ValueError:
        allowed = ", ".join(str(option.value) for option in cast("type[Enum]", kind))
        raise Unreadable(f"{place}: “{value}” không thuộc {allowed}.") from None


def _read_date(_kind: type, value: object, place: str) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Unreadable(f"{place}: “{value}” không phải ngày dạng 2026-11-21.") from None


def _read_decimal(_kind: type, value: object, place: str) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise Unreadable(f"{place}: “{value}” không phải số.") from None


def _read_plain(kind: type, value: object, place: str) -> object:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not kind:
        raise Unreadable(f"{place}: phải là {NAMES.get(kind, kind.__name__)}.")
    return value


READERS: list[tuple[Callable[[type], bool], Callable[[type, object, str], object]]] = [
    (is_dataclass, _read_object),
    (lambda kind: issubclass(kind, Enum), _read_choice),
    (lambda kind: kind is date, _read_date),
    (lambda kind: kind is Decimal, _read_decimal),
]
NAMES = {str: "chữ", int: "số nguyên", float: "số", bool: "đúng hoặc sai"}


@cache
def _parts(kind: type) -> dict[str, tuple["Field[object]", object]]:
    hints = get_type_hints(kind)
    return {part.name: (part, hints[part.name]) for part in fields(kind)}


def _at(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
