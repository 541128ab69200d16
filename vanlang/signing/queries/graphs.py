"""Two readings of a PDF held against each other: does the same stand at either place?"""

import re
from collections.abc import Collection, Iterator

import pikepdf

REFERENCE = re.compile(rb"\b(\d{1,9}) (\d{1,5}) R\b")
# The way back up, which says nothing of its own.
UPWARDS = frozenset({"/Parent"})

Pair = tuple[pikepdf.Object | None, pikepdf.Object | None]


class View:
    """A file as one reader sees it."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.kinds = kinds_of_pages(pdf)  # first: qpdf puts them right when pages are asked for
        self.pages = [page.obj for page in pdf.pages]
        self.numbers = {page.objgen: number for number, page in enumerate(self.pages)}

    def number_of(self, thing: pikepdf.Object) -> int | None:
        return self.numbers.get(thing.objgen) if _is_indirect(thing) else None


def kinds_of_pages(pdf: pikepdf.Pdf) -> list[str]:
    """Return what each node of the tree of pages calls itself, as it stands in the file.

    Readers on a desk leave out what is called no page (`/Type /Template`), as if it were not there.
    """
    kinds: list[str] = []
    seen: set[tuple[int, int]] = set()
    waiting = [pdf.Root.get("/Pages")]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary) or node.objgen in seen:
            continue
        if node.is_indirect:
            seen.add(node.objgen)
        kinds.append(str(node.get("/Type", "")))
        kids = node.get("/Kids")
        waiting += list(kids)[::-1] if isinstance(kids, pikepdf.Array) else []
    return kinds


def is_same(
    old: pikepdf.Object | None, new: pikepdf.Object | None, before: View, after: View
) -> bool:
    """Tell whether two things and all they lead to are the same; pages are compared elsewhere."""
    return _Comparison(before, after).is_same(old, new)


def is_same_apart_from(
    keys: Collection[str], old: pikepdf.Object, new: pikepdf.Object, before: View, after: View
) -> bool:
    """Tell whether two dictionaries are the same but for some of their keys."""
    if not isinstance(old, pikepdf.Dictionary) or not isinstance(new, pikepdf.Dictionary):
        return is_same(old, new, before, after)
    names = (set(old.keys()) | set(new.keys())) - set(keys)
    comparison = _Comparison(before, after)
    return all(comparison.is_same(old.get(name), new.get(name)) for name in names)


class _Comparison:
    def __init__(self, before: View, after: View) -> None:
        self.before, self.after = before, after
        self.seen: set[tuple[tuple[int, int], tuple[int, int]]] = set()

    def is_same(self, old: pikepdf.Object | None, new: pikepdf.Object | None) -> bool:
        waiting: list[Pair] = [(old, new)]
        while waiting:
            one, other = waiting.pop()
            if not isinstance(one, pikepdf.Object) or not isinstance(other, pikepdf.Object):
                if one != other or type(one) is not type(other):
                    return False
                continue
            if _is_indirect(one) and _is_indirect(other):
                pair = (one.objgen, other.objgen)
                if pair in self.seen:
                    continue
                self.seen.add(pair)
            number = self.before.number_of(one)
            if number != self.after.number_of(other):
                return False
            if number is not None:
                continue
            parts = self._parts(one, other)
            if parts is None:
                return False
            waiting.extend(parts)
        return True

    def _parts(self, one: pikepdf.Object, other: pikepdf.Object) -> list[Pair] | None:
        """Return what must be the same for these to be; nothing if they already differ."""
        if one._type_code != other._type_code:  # noqa: SLF001 pikepdf gives every kind one class
            return None
        if isinstance(one, pikepdf.Stream):
            if one.read_raw_bytes() != other.read_raw_bytes():
                return None
            return list(_of_keys(one, other)) if _has_same_keys(one, other) else None
        if isinstance(one, pikepdf.Dictionary):
            return list(_of_keys(one, other)) if _has_same_keys(one, other) else None
        if isinstance(one, pikepdf.Array):
            return list(zip(one, other, strict=True)) if len(one) == len(other) else None
        return [] if one.unparse() == other.unparse() else None


def _is_indirect(thing: pikepdf.Object) -> bool:
    return thing.is_indirect


def _keys(thing: pikepdf.Object) -> set[str]:
    return set(thing.keys()) - UPWARDS - {"/Length"}


def _has_same_keys(one: pikepdf.Object, other: pikepdf.Object) -> bool:
    return _keys(one) == _keys(other)


def _of_keys(one: pikepdf.Object, other: pikepdf.Object) -> Iterator[Pair]:
    return ((one.get(key), other.get(key)) for key in _keys(one))
