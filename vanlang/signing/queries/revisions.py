"""Compares what a reader shows of a file now with what it showed when it was signed.

Both are read with qpdf, which recovers from damage as readers on a desk do: twice, by the file's
own table of objects and by a search for objects, as a reader does when that table is damaged.
"""

import io
import re
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace

import pikepdf

from vanlang.signing.queries.declarations import is_declared_otherwise
from vanlang.signing.queries.descriptions import described
from vanlang.signing.queries.graphs import View, is_same, is_same_apart_from
from vanlang.signing.rules import tails
from vanlang.signing.rules.changes import Change, ChangeKind

START = re.compile(rb"startxref\s+\d+\s+%%EOF\s*$")
# An increment may follow an end of file without a line between, where qpdf finds no object.
GLUED = re.compile(rb"(%%EOF|endobj)(?=\d)")
HELD = re.compile(rb"<[0-9A-Fa-f\s]*>")
PAGE_KEYS = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
# What a signing program adds to a page for its field, and shows nothing.
UNSEEN_PAGE_KEYS = frozenset({"/Annots", "/Parent", "/Tabs", *PAGE_KEYS})
# Of the catalogue, what archiving adds, and what is compared by itself.
ADDED_KEYS = frozenset({"/DSS", "/Extensions", "/Version", "/Pages", "/AcroForm", "/Metadata"})
# Of a signature's field, what signing itself fills in.
FILLED_KEYS = frozenset(
    {"/V", "/AP", "/AS", "/MK", "/DA", "/BS", "/Border", "/F", "/Ff", "/M", "/P", "/Parent"}
    | {"/Type", "/Lock", "/SV", "/StructParent"}
)
# All that a place for a further signature needs: no text to hover over, nothing that acts.
PLACE_KEYS = frozenset(
    {"/Type", "/Subtype", "/FT", "/T", "/F", "/Ff", "/P", "/Rect", "/Lock", "/SV", "/Parent"}
    | {"/Kids", "/AP", "/MK", "/DA", "/BS", "/Border", "/DR", "/NM", "/M", "/Q"}
)
DEEPEST = 50
EDGES = 4  # of a ByteRange, and of a rectangle
MOST_COVERS = 5  # later signatures that are asked whether they cover a change
LARGEST_SHARE = 5  # a mark over more than one part in so many of a page covers what was signed
# Readers differ in which of two values they take.
DOUBLED = re.compile(r"\(([^()]*)\): dictionary has duplicated key (/\S+)")
TAILS = {
    tails.Tail.ORDERLY: None,
    tails.Tail.PADDED: ChangeKind.PADDING,
    tails.Tail.STRANGE: ChangeKind.HIDDEN,
}


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes that a signature covers, as its dictionary says."""

    byte_range: tuple[int, ...]
    contents: bytes
    is_stamp: bool
    # The signer allowed no change at all (DocMDP, level 1).
    is_locked: bool = False
    signer: str = ""

    @property
    def end(self) -> int:
        return self.byte_range[2] + self.byte_range[3] if len(self.byte_range) == EDGES else 0


class Revisions:
    """One file, and the parts of it that signatures cover."""

    def __init__(self, pdf: bytes, parts: Collection[Part]) -> None:
        self._pdf = pdf
        self._parts = parts

    def changes_since(self, part: Part) -> tuple[Change, ...]:
        """Return what became different after `part` was signed, and has no signature for it."""
        if not is_whole(self._pdf, part):
            return (Change(ChangeKind.SIGNED_BYTES),)
        if len(self._pdf) == part.end:
            return ()
        changes = self._attributed(self._seen(part, len(self._pdf)), part)
        changes |= self._hidden() | self._covered(part)
        if part.is_locked and self._signed_later(part):
            changes.add(Change(ChangeKind.NOT_ALLOWED))
        return tuple(sorted(changes))

    def _seen(self, part: Part, end: int) -> set[Change]:
        """Return what a reader of the file up to `end` is shown otherwise than `part` signed it."""
        signed, later = self._pdf[: part.end], self._pdf[:end]
        changes: set[Change] = set()
        for change_table in (_as_it_is, _as_rebuilt):
            changes |= self._compared(change_table(signed), change_table(later), part)
        return changes

    def _signed_later(self, part: Part) -> list[Part]:
        later = [p for p in self._parts if p.end > part.end and not p.is_stamp]
        return sorted(later, key=lambda p: p.end)

    def _attributed(self, changes: set[Change], part: Part) -> set[Change]:
        """Name the first signature that covers a change: its signer saw the file with it."""
        named, left, before = set(), set(changes), part
        for cover in self._signed_later(part)[:MOST_COVERS]:
            if not left or not is_whole(self._pdf, cover):
                break
            covered = self._seen(part, cover.end) & left
            named |= {
                replace(change, after=before.signer, covered_by=cover.signer) for change in covered
            }
            left, before = left - covered, cover
        return named | left

    def _covered(self, part: Part) -> set[Change]:
        """Tell what stands between two signatures and belongs to no orderly addition."""
        cover = next(iter(self._signed_later(part)), None)
        if cover is None or tails.judge(self._pdf[: cover.end], part.end) != tails.Tail.STRANGE:
            return set()
        return {Change(ChangeKind.BETWEEN, after=part.signer, covered_by=cover.signer)}

    def is_signed_again_after(self, part: Part) -> bool:
        return bool(self._signed_later(part))

    def is_continued_after(self, part: Part) -> bool:
        return bool(self._pdf[part.end :].strip())

    def _compared(self, signed: bytes, shown: bytes, part: Part) -> set[Change]:
        with ExitStack() as stack:
            try:
                before = View(stack.enter_context(_opened(signed)))
            except pikepdf.PdfError:
                if signed == self._pdf[: part.end]:
                    raise
                return set()  # by searching alone even the signed file cannot be read
            later = {p.contents: p for p in self._parts if p.end > part.end}
            try:
                after = View(stack.enter_context(_opened(shown)))
                changes = set(_differences(before, after, later))
                hides = _doubled_keys(after.pdf) - _doubled_keys(before.pdf)
                return changes | ({Change(ChangeKind.HIDDEN)} if hides else set())
            except (
                pikepdf.PdfError,
                pikepdf.PasswordError,
                ArithmeticError,
                LookupError,
                RuntimeError,
                TypeError,
                ValueError,
            ):
                return {Change(ChangeKind.HIDDEN)}  # every reader makes of it what it can

    def _hidden(self) -> set[Change]:
        """Tell what stands behind the last signature and belongs to no orderly addition."""
        # A time-stamp of the archive answers for no content: anybody may have one made.
        last = max((p.end for p in self._parts if not p.is_stamp), default=0)
        kind = TAILS[tails.judge(self._pdf, last)]
        return {Change(kind)} if kind else set()


def is_whole(pdf: bytes, part: Part) -> bool:
    """Tell whether all bytes up to the end of a revision are covered, but for the signature."""
    if len(part.byte_range) != EDGES or min(part.byte_range) < 0:
        return False
    start, length, after, _rest = part.byte_range
    gap = pdf[length:after]
    if start != 0 or part.end > len(pdf) or not HELD.fullmatch(gap):
        return False
    held = re.sub(rb"\s", b"", gap[1:-1])
    is_own = bytes.fromhex((held + b"0" * (len(held) % 2)).decode()) == part.contents
    return is_own and START.search(pdf[max(part.end - 200, 0) : part.end]) is not None


def _opened(pdf: bytes) -> pikepdf.Pdf:
    """Open without touching the pages: what they hand down is compared where they hand it down."""
    return pikepdf.open(io.BytesIO(pdf), inherit_page_attributes=False)


def _doubled_keys(pdf: pikepdf.Pdf) -> set[tuple[str, str]]:
    """Return every key that a dictionary holds twice, with its place."""
    for _ in pdf.objects:  # qpdf tells of what is wrong as it reads
        pass
    found = (DOUBLED.search(str(warning)) for warning in pdf.get_warnings())
    return {(match[1], match[2]) for match in found if match}


def _as_it_is(pdf: bytes) -> bytes:
    return pdf


def _as_rebuilt(pdf: bytes) -> bytes:
    """Spoil the way to the table of objects, so that the objects are searched for."""
    return GLUED.sub(rb"\1\n", pdf.replace(b"startxref", b"startxxxx"))


def _differences(before: View, after: View, later: dict[bytes, Part]) -> Iterator[Change]:
    if _counts(before) != _counts(after) or not _are_pages_still(before, after):
        yield Change(ChangeKind.PAGES)
    for number, (old, new) in enumerate(zip(before.pages, after.pages, strict=False), 1):
        if not _shows_the_same(old, new, before, after):
            yield Change(ChangeKind.CONTENT, number)
        yield from _marks(old, new, number, _Fields(before, after, later))
    yield from _catalogue(before, after)
    yield from _form(before, after, later)
    if described(before.pdf) != described(after.pdf):
        yield Change(ChangeKind.METADATA)


def _counts(view: View) -> tuple[int, str]:
    """Return how many pages there are, by walking to them and by what the file says."""
    return len(view.pages), str(view.pdf.Root.Pages.get("/Count"))


def _are_pages_still(before: View, after: View) -> bool:
    """Tell whether every page still calls itself one; a name that was missing may be added."""
    if len(before.kinds) != len(after.kinds):
        return False
    pairs = zip(before.kinds, after.kinds, strict=True)
    return all(old == new or (not old and new in {"/Page", "/Pages"}) for old, new in pairs)


def _shows_the_same(
    old: pikepdf.Dictionary, new: pikepdf.Dictionary, before: View, after: View
) -> bool:
    if not is_same_apart_from(UNSEEN_PAGE_KEYS, old, new, before, after):
        return False
    return all(
        is_same(_inherited(old, key), _inherited(new, key), before, after) for key in PAGE_KEYS
    )


def _inherited(page: pikepdf.Object, key: str) -> pikepdf.Object | None:
    node: pikepdf.Object | None = page
    for _ in range(DEEPEST):
        if not isinstance(node, pikepdf.Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


@dataclass(frozen=True, slots=True)
class _Fields:
    before: View
    after: View
    later: dict[bytes, Part]

    def is_signed_since(self, field: pikepdf.Object) -> bool:
        """Tell whether a later signature stands in the field, and is judged by itself."""
        part = self.later.get(_contents(field))
        if part is None:
            return False
        return not part.is_stamp or not shows_something(field)

    def is_same_field(self, old: pikepdf.Object, new: pikepdf.Object) -> bool:
        if is_same_apart_from({"/P", "/Parent", "/Kids"}, old, new, self.before, self.after):
            return True
        is_filled = _is_signature_field(old) and _value(old) is None and self.is_signed_since(new)
        return is_filled and is_same_apart_from(FILLED_KEYS, old, new, self.before, self.after)


def _marks(
    old: pikepdf.Dictionary, new: pikepdf.Dictionary, number: int, fields: _Fields
) -> Iterator[Change]:
    """Compare what lies over a page: signatures, seals, notes, fields."""
    news = list(enumerate(_annotations(new)))
    last = -1
    for mark in _annotations(old):
        match = next((pair for pair in news if fields.is_same_field(mark, pair[1])), None)
        # What comes later lies on top.
        if match is None or match[0] < last:
            yield Change(ChangeKind.MARK_CHANGED, number)
        if match is not None:
            news.remove(match)
            last = match[0]
    for _place, mark in news:
        if is_empty_place(mark):
            continue
        if not fields.is_signed_since(mark):
            yield Change(ChangeKind.MARK_ADDED, number)
        elif _covers_much(mark, new):
            yield Change(ChangeKind.COVERED, number)


def _covers_much(mark: pikepdf.Object, page: pikepdf.Dictionary) -> bool:
    """Tell whether a later signature hides the text under it: its signer answers for the picture,
    who signed before does not.
    """
    sheet = _inherited(page, "/CropBox") or _inherited(page, "/MediaBox")
    return _area(_listed(mark, "/Rect")) * LARGEST_SHARE > _area(list(sheet or []))


def _area(corners: list[pikepdf.Object]) -> float:
    if len(corners) < EDGES:
        return 0.0
    left, below, right, above = (float(edge) for edge in corners[:EDGES])
    return abs(right - left) * abs(above - below)


def _annotations(page: pikepdf.Dictionary) -> list[pikepdf.Object]:
    marks = page.get("/Annots")
    return list(marks) if isinstance(marks, pikepdf.Array) else []


def _catalogue(before: View, after: View) -> Iterator[Change]:
    if not is_same_apart_from(ADDED_KEYS, before.pdf.Root, after.pdf.Root, before, after):
        yield Change(ChangeKind.BEHAVIOUR)
    if is_declared_otherwise(before.pdf.Root, after.pdf.Root):
        yield Change(ChangeKind.DECLARED)


def _form(before: View, after: View, later: dict[bytes, Part]) -> Iterator[Change]:
    """Compare the fields by their names, also those that lie on no page."""
    fields = _Fields(before, after, later)
    olds, news = _fields_of(before.pdf), _fields_of(after.pdf)
    for name, old in olds.items():
        new = news.pop(name, None)
        if new is None or not fields.is_same_field(old, new):
            yield Change(ChangeKind.FIELDS)
    for field in news.values():
        if not is_empty_place(field) and not fields.is_signed_since(field):
            yield Change(ChangeKind.FIELDS)
    old_form, new_form = before.pdf.Root.get("/AcroForm"), after.pdf.Root.get("/AcroForm")
    has_others = any(not _is_signature_field(field) for field in olds.values())
    # Without fields to be filled in, their default fonts say nothing of what is shown.
    apart = {"/Fields", "/SigFlags", "/NeedAppearances"}
    apart |= set() if has_others else {"/DA", "/DR"}
    empty = pikepdf.Dictionary()
    pair = (empty if old_form is None else old_form, empty if new_form is None else new_form)
    was_drawn_anew, is_drawn_anew = (form.get("/NeedAppearances", False) for form in pair)
    if is_drawn_anew != was_drawn_anew and (has_others or is_drawn_anew):
        yield Change(ChangeKind.FIELDS)
    if not is_same_apart_from(apart, *pair, before, after):
        yield Change(ChangeKind.FIELDS)


def _fields_of(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    form = pdf.Root.get("/AcroForm")
    fields: dict[str, pikepdf.Object] = {}
    if not isinstance(form, pikepdf.Dictionary):
        return fields
    waiting = [("", field) for field in _listed(form, "/Fields")]
    seen: set[tuple[int, int]] = set()
    while waiting:
        above, field = waiting.pop()
        if not isinstance(field, pikepdf.Dictionary) or field.objgen in seen:
            continue
        if field.is_indirect:
            seen.add(field.objgen)
        name = f"{above}.{field.get('/T', '')}"
        while name in fields:
            name += "'"
        fields[name] = field
        waiting += [(name, kid) for kid in _listed(field, "/Kids")]
    return fields


def _listed(holder: pikepdf.Object, key: str) -> list[pikepdf.Object]:
    listed = holder.get(key)
    return list(listed) if isinstance(listed, pikepdf.Array) else []


def _value(field: pikepdf.Object) -> pikepdf.Object | None:
    return _inherited(field, "/V")


def _is_signature_field(field: pikepdf.Object) -> bool:
    return _inherited(field, "/FT") == pikepdf.Name.Sig


def _contents(field: pikepdf.Object) -> bytes:
    value = _value(field)
    if not _is_signature_field(field) or not isinstance(value, pikepdf.Dictionary):
        return b""
    return bytes(value.get("/Contents", b""))


def is_empty_place(field: pikepdf.Object) -> bool:
    """Tell whether it is a place for whoever signs next, which shows nothing and does nothing."""
    if not _is_signature_field(field) or _value(field) is not None or shows_something(field):
        return False
    return set(field.keys()) <= PLACE_KEYS


def shows_something(field: pikepdf.Object) -> bool:
    """Tell whether a field may draw: it has an appearance and an area to draw it on."""
    if not isinstance(field, pikepdf.Dictionary):
        return True
    corners = [float(edge) for edge in _listed(field, "/Rect")]
    is_flat = len(corners) == EDGES and (corners[0] == corners[2] or corners[1] == corners[3])
    has_area = bool(corners) and not is_flat  # of five numbers readers take four, or none
    kids = any(shows_something(kid) for kid in _listed(field, "/Kids"))
    return kids or (has_area and ("/AP" in field or "/MK" in field))
