"""Forged files, each called what it is; and what looks like one and is none."""

from collections.abc import Callable

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops

from vanlang.identity.api import Person, Unit
from vanlang.signing.queries.verification import verify
from vanlang.signing.rules.changes import ChangeKind
from vanlang.signing.rules.verdicts import Coverage, Outcome
from vanlang.signing.tests import forging, hiding
from vanlang.signing.tests.conftest import Paper, seal, sign
from vanlang.signing.tests.forging import Increment, redrawn, with_mark, with_widget_edited

Forge = Callable[[bytes], bytes]


def rotated(page: pikepdf.Object) -> None:
    page.Rotate = 180


def cropped(page: pikepdf.Object) -> None:
    page.CropBox = Array([0, 400, 595, 842])


def emptied(page: pikepdf.Object) -> None:
    page.Contents = Array([])


def without_resources(page: pikepdf.Object) -> None:
    page.Resources = Dictionary()


def acting_by_itself(page: pikepdf.Object) -> None:
    page.AA = Dictionary(O=forging.script())


def called_a_template(page: pikepdf.Object) -> None:
    page.Type = Name.Template


def called_a_tree(page: pikepdf.Object) -> None:
    page.Type = Name.Pages


def called_nothing(page: pikepdf.Object) -> None:
    del page.Type


def tree_called_a_page(signed: bytes) -> bytes:
    one = Increment(signed)
    tree = one.pdf.Root.Pages
    tree.Type = Name.Page
    one.put_again(tree)
    return one.write()


def without_form(root: pikepdf.Object) -> None:
    del root.AcroForm


def turned_in_the_tree(signed: bytes) -> bytes:
    one = Increment(signed)
    tree = one.pdf.Root.Pages
    tree.Rotate = 90
    one.put_again(tree)
    return one.write()


def content_overwritten(signed: bytes) -> bytes:
    one = Increment(signed)
    one.put_stream(b"1 0 0 rg 50 50 400 400 re f", number=one.page.Contents.objgen[0])
    return one.write()


def content_appended(signed: bytes) -> bytes:
    one = Increment(signed)
    added = one.refer(one.put_stream(b"1 0 0 rg 50 50 400 400 re f"))
    one.page.Contents = Array([one.page.Contents, added])
    one.put_again(one.page)
    return one.write()


def set_in_catalogue(key: str, value: Callable[[], object]) -> Forge:
    def edit(root: pikepdf.Object) -> None:
        root[key] = value()

    return forging.with_catalogue_edited(edit)


def set_in_form(key: str, value: Callable[[], object]) -> Forge:
    def forge(signed: bytes) -> bytes:
        one = Increment(signed)
        form = one.pdf.Root.AcroForm
        form[key] = value()
        one.put_again(form if form.is_indirect else one.pdf.Root)
        return one.write()

    return forge


def retold(signed: bytes) -> bytes:
    """Say something else to whoever has the text read aloud."""
    one = Increment(signed)
    tree = one.pdf.Root.StructTreeRoot
    tree.Lang = "Từ chối"
    one.put_again(tree if tree.is_indirect else one.pdf.Root)
    return one.write()


def embedded() -> object:
    return Dictionary(EmbeddedFiles=Dictionary(Names=Array(["a.exe", Dictionary(F="a.exe")])))


def scripts() -> object:
    return Dictionary(JavaScript=Dictionary(Names=Array(["a", forging.script()])))


def layers() -> object:
    return Dictionary(OCGs=Array([]), D=Dictionary(BaseState=Name.OFF))


NOTES = {
    "free text": b"/Subtype/FreeText/DA(/F1 20 Tf)/Contents(Tu choi)",
    "stamp": b"/Subtype/Stamp/Name/NotApproved",
    "square": b"/Subtype/Square/IC[1 1 1]",
    "highlight": b"/Subtype/Highlight/QuadPoints[0 842 595 842 0 0 595 0]",
    "redaction": b"/Subtype/Redact/OverlayText(Tu choi)",
    "note": b"/Subtype/Text/Contents(Tu choi)",
    "ink": b"/Subtype/Ink/InkList[[0 0 595 842]]",
    "link": b"/Subtype/Link/A<</S/URI/URI(https://ke-gia-mao.example)>>",
    "watermark": b"/Subtype/Watermark",
}
FIELDS = {
    "text field": b"/Subtype/Widget/FT/Tx/T(O)/V(Tu choi)",
    "button": b"/Subtype/Widget/FT/Btn/T(Nut)/Ff 65536",
    "unsigned signature": b"/Subtype/Widget/FT/Sig/T(Khac)",
    "signature without a signature": b"/Subtype/Widget/FT/Sig/T(Khac)/V<</Type/Sig>>",
}
PLACE = b"/Subtype/Widget/FT/Sig/T(Khac)"
# What may be empty and still does something.
PLACES = {
    "acts": PLACE + b"/AA<</PO<</S/JavaScript/JS(1)>>>>",
    "speaks": PLACE + b"/TU(Tu choi)",
    "without measure": PLACE + b"/Rect[0 0 (x) 5]",
}
# Whatever a reader shows, or might show, that no signature stands for.
ALTERED: dict[str, Forge] = {
    "redrawn without an end of file": lambda pdf: redrawn(pdf).write(end=b""),
    "redrawn": lambda pdf: redrawn(pdf).write(),
    "redrawn, table nowhere": lambda pdf: redrawn(pdf).write(start=0),
    "redrawn, table past the end": lambda pdf: redrawn(pdf).write(start=10**9),
    "redrawn, table in a circle": lambda pdf: redrawn(pdf).write(
        prev=b"/Prev %d" % (len(pdf) + len(redrawn(pdf).bodies()[0]))
    ),
    "redrawn, nothing before": lambda pdf: redrawn(pdf).write(prev=b""),
    "redrawn, then padding": lambda pdf: redrawn(pdf).write(end=b"%" + b"x" * 5000),
    "redrawn, end of file within": lambda pdf: redrawn(pdf).write(end=b"%%EOF\n%%EOF\n(x)"),
    "redrawn, table as a stream": forging.by_table_stream,
    "redrawn in a stream of objects": forging.by_object_stream,
    "redrawn by a hybrid table": forging.by_hybrid_table,
    "objects only": forging.objects_only,
    "objects, then padding": forging.objects_then_padding,
    "an earlier page back": forging.with_earlier_objects_back,
    "seal's object freed": forging.with_object_freed,
    "another catalogue": forging.another_catalogue,
    "page added": forging.page_added,
    "page turned": forging.with_page_edited(rotated),
    "page cropped": forging.with_page_edited(cropped),
    "page emptied": forging.with_page_edited(emptied),
    "page without fonts": forging.with_page_edited(without_resources),
    "page acts by itself": forging.with_page_edited(acting_by_itself),
    "page called a template": forging.with_page_edited(called_a_template),
    "page called a tree of pages": forging.with_page_edited(called_a_tree),
    "page called nothing": forging.with_page_edited(called_nothing),
    "tree of pages called a page": tree_called_a_page,
    "tree of pages turned": turned_in_the_tree,
    "content overwritten": content_overwritten,
    "content appended": content_appended,
    "fonts replaced": forging.fonts_replaced,
    "images replaced": forging.streams_overwritten(forging.is_of_kind("/Image")),
    "looks replaced": forging.streams_overwritten(forging.is_of_kind("/Form")),
    "seal removed": forging.widget_removed,
    "seal moved": with_widget_edited("CoQuan", forging.moved),
    "seal covers the text": with_widget_edited("CoQuan", forging.covering),
    "signature covers the text": with_widget_edited("NguoiKy", forging.covering),
    "time-stamp covers the text": with_widget_edited("LuuTru", forging.covering),
    "another reason": with_widget_edited("NguoiKy", forging.another_reason),
    "field with the seal's signature": forging.field_with_value_of_another,
    "layers": set_in_catalogue("/OCProperties", layers),
    "script at opening": set_in_catalogue("/OpenAction", forging.script),
    "scripts": set_in_catalogue("/Names", scripts),
    "attachment": set_in_catalogue("/Names", embedded),
    "acts at closing": set_in_catalogue("/AA", lambda: Dictionary(WC=forging.script())),
    "opens its attachments": set_in_catalogue("/PageMode", lambda: Name.UseAttachments),
    "addresses elsewhere": set_in_catalogue("/URI", lambda: Dictionary(Base="https://x.example")),
    "form of another kind": set_in_form("/XFA", lambda: pikepdf.String("<xdp/>")),
    "order of computing": set_in_form("/CO", lambda: Array([])),
    "read aloud otherwise": retold,
    **{f"mark: {name}": with_mark(keys) for name, keys in NOTES.items()},
    "mark without a look": with_mark(NOTES["free text"], draws=False),
    **{f"field: {name}": with_mark(keys, is_field=True) for name, keys in FIELDS.items()},
    **{f"field of no form: {name}": with_mark(keys) for name, keys in FIELDS.items()},
    **{
        f"empty place {name}": with_mark(keys, is_field=True, draws=False)
        for name, keys in PLACES.items()
    },
    "the whole file again": lambda pdf: pdf + pdf,
    "another file behind": lambda pdf: pdf + b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n",
    "script behind": lambda pdf: pdf + b"<script>alert(1)</script>\n",
    "script as a remark": lambda pdf: redrawn(pdf + b"%<script>\n").write(),
    "letters behind": lambda pdf: pdf + b"x" * 3000,
    "blanks and letters behind": lambda pdf: pdf + bytes(50) + b"rac",
    "remark behind": lambda pdf: pdf + b"% anything at all\n",
    "remark behind, and an end": lambda pdf: pdf + b"% anything at all\n%%EOF\n",
    "the signed table again": hiding.table_before,
    "fields drawn anew": set_in_form("/NeedAppearances", lambda: True),
    "form without fields": hiding.form_without_fields,
    "no form": forging.with_catalogue_edited(without_form),
    "seal wholly gone": hiding.seal_wholly_gone,
    "marks in another order": hiding.marks_in_another_order,
    "bytes in a gap": hiding.put_into_a_gap(1),
    "bytes behind a gap": hiding.put_into_a_gap(0),
    "bytes over a gap": hiding.put_into_a_gap(9, b"DEADBEEF"),
    "fewer pages by number": hiding.with_count(0),
    "more pages by number": hiding.with_count(2),
    "under a password": hiding.encrypted,
    "saved anew": forging.without_seal_by_rewriting,
}


def picture(pdf: bytes) -> list[Image.Image]:
    """Return what an independent reader draws; nothing where it gives up."""
    try:
        with pypdfium2.PdfDocument(pdf) as document:
            document.init_forms()
            return [page.render(scale=0.3).to_pil().convert("RGB") for page in document]
    except pypdfium2.PdfiumError:
        return []


def looks_the_same(ones: list[Image.Image], others: list[Image.Image]) -> bool:
    if [image.size for image in ones] != [image.size for image in others]:
        return False
    pairs = zip(ones, others, strict=True)
    return all(ImageChops.difference(*pair).getbbox() is None for pair in pairs)


def test_every_forged_file_is_called_altered(sealed: bytes) -> None:
    """Drawn by an independent reader too: many really show something else to the eye."""
    signed = picture(sealed)
    assert verify(sealed).is_genuine

    forged = {name: forge(sealed) for name, forge in ALTERED.items()}
    outcomes = {name: verify(pdf).outcome for name, pdf in forged.items()}
    pictures = {name: picture(pdf) for name, pdf in forged.items()}
    visible = [name for name, seen in pictures.items() if seen and not looks_the_same(signed, seen)]

    assert len(outcomes) >= 40
    assert {name: o for name, o in outcomes.items() if o != Outcome.ALTERED} == {}
    assert len(visible) >= 25, "the forger's words are really shown"


@pytest.mark.parametrize("forge", [forging.with_title, forging.with_xmp])
def test_another_title_behind_the_signatures_is_told(sealed: bytes, forge: Forge) -> None:
    verdict = verify(forge(sealed))

    assert verdict.is_genuine
    assert ChangeKind.METADATA in {change.kind for change in verdict.changes}
    assert "Tiêu đề, tác giả" in verdict.sentence
    assert "Văn bản không thay đổi" not in verdict.sentence


def extensions(**makers: object) -> Callable[[], object]:
    return lambda: Dictionary({f"/{name}": value for name, value in makers.items()})


DECLARED = [
    set_in_catalogue("/Version", lambda: Name("/9.9")),
    set_in_catalogue("/Version", lambda: Name("/1.0")),
    set_in_catalogue("/Version", lambda: pikepdf.String("2.0")),
    set_in_catalogue("/Version", lambda: Dictionary(Lie="Từ chối")),
    set_in_catalogue("/Extensions", lambda: Array([])),
    set_in_catalogue("/Extensions", Dictionary),
    set_in_catalogue("/Extensions", extensions(XXXX=Dictionary(BaseVersion=Name("/1.7")))),
    set_in_catalogue("/Extensions", extensions(ADBE=Dictionary(URL="https://x.example"))),
]


@pytest.mark.parametrize("forge", DECLARED)
def test_another_format_declared_behind_the_signatures_is_told(sealed: bytes, forge: Forge) -> None:
    """Readers on a desk show the same pages, so it is genuine; but somebody wrote it."""
    forged = forge(sealed)

    verdict = verify(forged)

    assert looks_the_same(picture(sealed), picture(forged))
    assert verdict.is_genuine
    assert {change.kind for change in verdict.changes} == {ChangeKind.DECLARED}
    assert "/Version, /Extensions" in verdict.sentence
    assert "Văn bản không thay đổi" not in verdict.sentence


@pytest.mark.parametrize("padding", [bytes(512), b" " * 4000, b"\n" * 100])
def test_blanks_behind_the_end_are_padding_and_break_nothing(sealed: bytes, padding: bytes) -> None:
    verdict = verify(sealed + padding)

    assert verdict.is_genuine
    assert {change.kind for change in verdict.changes} == {ChangeKind.PADDING}
    assert "dữ liệu thừa sau văn bản" in verdict.sentence
    assert "Văn bản không thay đổi" not in verdict.sentence


def test_what_stands_behind_the_end_is_said_to_stand_there(sealed: bytes) -> None:
    sentence = verify(sealed + b"<html>Tu choi</html>").sentence

    assert "Tệp đã bị thêm dữ liệu sau khi ký" in sentence
    assert "Những gì đang hiện ra" not in sentence


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\n\n  "])
def test_a_line_end_behind_the_file_is_nothing(sealed: bytes, ending: bytes) -> None:
    verdict = verify(sealed + ending)

    assert verdict.is_genuine
    assert verdict.changes == ()


def object_freed(signed: bytes) -> bytes:
    """What nobody uses is given free, as programs do that tidy up behind them."""
    one = Increment(signed)
    unused = one.put(b"(rac)")
    first = one.write()
    out = b"\nxref\n%d 1\n%010d 00001 f \n" % (unused, 0)
    again = Increment(first)
    keys = b"/Size %d/Root %d 0 R/Prev %d" % (again.size, again.root, again.previous())
    keys += again.trailer
    end = b"trailer\n<<%s>>\nstartxref\n%d\n%%%%EOF\n" % (keys, len(first) + 1)
    return first + out + end


def evidence_added(signed: bytes) -> bytes:
    """More for the archive, with a key of its own for every signature (VRI)."""
    one = Increment(signed)
    more = one.refer(one.put_stream(b"0"))
    keys = Dictionary({"/" + "A" * 40: Dictionary(CRL=Array([more]), TU="D:20261201000000Z")})
    store = one.pdf.Root.DSS
    store.VRI = keys
    one.put_again(store if store.is_indirect else one.pdf.Root)
    return one.write()


def place_prepared(signed: bytes) -> bytes:
    """An empty field for whoever signs next, which shows nothing."""
    return with_mark(b"/Subtype/Widget/FT/Sig/T(TiepTheo)", is_field=True, draws=False)(signed)


def named_by_its_program(signed: bytes) -> bytes:
    """Some programs write their name before the end of what they add."""
    one = Increment(signed)
    one.put(b"null")
    added = one.write()[len(signed) :]
    return signed + added.replace(b"startxref", b"%iText-Core-8.0.2\nstartxref")


HARMLESS = [
    object_freed,
    evidence_added,
    place_prepared,
    named_by_its_program,
    set_in_form("/NeedAppearances", lambda: False),
    set_in_catalogue("/DSS", lambda: Dictionary(Certs=Array([1]))),
]


@pytest.mark.parametrize("add", HARMLESS)
def test_what_changes_nothing_visible_is_no_alarm(sealed: bytes, add: Forge) -> None:
    verdict = verify(add(sealed))

    assert verdict.is_genuine
    assert verdict.changes == ()
    assert "Văn bản không thay đổi từ khi ký" in verdict.sentence


def test_a_further_signature_and_seal_are_no_alarm(
    paper: Paper, sealed: bytes, hoa: Person, muong_bi: Unit
) -> None:
    twice = seal(paper, sign(Paper(sealed, paper.boxes), hoa), muong_bi)

    verdict = verify(twice)

    assert verdict.is_genuine
    assert [one.coverage for one in verdict.signatures] == [
        *[Coverage.SIGNED_AGAIN] * 3,
        Coverage.ARCHIVED,
    ]


def test_where_and_what_was_added_is_said(sealed: bytes) -> None:
    sentence = verify(with_mark(NOTES["stamp"])(sealed)).sentence

    assert "sửa hoặc thêm nội dung sau khi ký" in sentence
    assert "Trang 1: có chữ, hình hoặc ghi chú được thêm sau khi ký" in sentence
