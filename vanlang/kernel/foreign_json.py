"""JSON that somebody else wrote: read whole, or refused as one kind of error whatever is wrong.

Python's own reader ends with RecursionError over deep brackets, takes NaN, lets the last of two
equal keys win, and hands on half a character or a NUL, which no column and no hash can hold.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

DEEPEST = 40
SHOWN = 200
UNWRITABLE = re.compile("[\0\ud800-\udfff]")
TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[\]{},]', re.DOTALL)
BEYOND_TEXT = " \t\r\n,"


class NotReadable(ValueError):
    """What is wrong, in words."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: its place from 1, and what it holds, or why it cannot be read."""

    number: int
    beginning: str
    value: Json = None
    fault: str = ""


def read(text: bytes | str) -> Any:
    """Return what the text says.

    Raises:
        NotReadable: it is no JSON, too deep, has a key twice, or characters that nothing can hold.
    """
    try:
        value: Json = json.loads(
            text.decode("utf-8") if isinstance(text, bytes) else text,
            object_pairs_hook=_once_each,
            parse_constant=_refuse_constant,
        )
    except NotReadable:
        raise
    except RecursionError:
        raise NotReadable("các ngoặc lồng nhau quá sâu") from None
    except json.JSONDecodeError as problem:
        where = f"dòng {problem.lineno}, cột {problem.colno}"
        raise NotReadable(f"không phải JSON ở {where}") from None
    except ValueError:  # not UTF-8, or a number of thousands of digits
        raise NotReadable("có byte không phải UTF-8 hoặc số quá dài") from None
    check(value)
    return value


def items(text: str) -> Iterator[Item]:
    """Yield the items of a list one by one, so that one of them spoils none of the others.

    Raises:
        NotReadable: the text is no list, or does not end as one.
    """
    start = text.find("[")
    if start < 0 or text[:start].strip("\ufeff \t\r\n"):
        raise NotReadable("không phải một danh sách JSON")
    depth, number, begin = 0, 0, start + 1
    for token in TOKEN.finditer(text, start + 1):
        sign = token[0]
        is_last = depth == 0 and sign in "]}"
        if depth == 0 and sign in ",]}":
            if piece := text[begin : token.start()].strip(BEYOND_TEXT):
                number += 1
                yield _item(number, piece)
            begin = token.end()
        elif sign in "[{":
            depth += 1
        elif sign in "]}":
            depth -= 1
        if is_last:
            return
    raise NotReadable("danh sách JSON bị cắt cụt, thiếu phần cuối")


def _item(number: int, piece: str) -> Item:
    try:
        return Item(number, piece[:SHOWN], read(piece))
    except NotReadable as problem:
        return Item(number, piece[:SHOWN], fault=str(problem))


def _once_each(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) != len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise NotReadable(f"mục “{_shown(double)}” có hai lần")
    return value


def _refuse_constant(name: str) -> Json:
    raise NotReadable(f"{name} không phải số")


def check(value: Json) -> None:
    # Also for what somebody else has read.
    waiting: list[tuple[Json, str, int]] = [(value, "", 0)]
    while waiting:
        item, place, depth = waiting.pop()
        if depth > DEEPEST:
            raise NotReadable("các ngoặc lồng nhau quá sâu")
        if isinstance(item, str) and UNWRITABLE.search(item):
            at = f" ở {place}" if place else ""
            raise NotReadable(f"có ký tự không lưu được (NUL hoặc nửa ký tự){at}")
        if isinstance(item, dict):
            waiting += [(name, "tên mục", depth) for name in item]
            waiting += [(part, _shown(name), depth + 1) for name, part in item.items()]
        elif isinstance(item, list):
            waiting += [(part, place, depth + 1) for part in item]


def _shown(name: str) -> str:
    return UNWRITABLE.sub("?", name)[:60]
