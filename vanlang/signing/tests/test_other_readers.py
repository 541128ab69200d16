"""Forged so that one reader shows what was signed, and another what the forger wrote."""

import re
from collections.abc import Callable

import pikepdf
from django.utils import timezone
from pikepdf import Array

from vanlang.identity.api import Person
from vanlang.signing.actions.signing import sign_person
from vanlang.signing.queries.verification import verify
from vanlang.signing.rules.changes import ChangeKind
from vanlang.signing.rules.verdicts import Outcome
from vanlang.signing.tests.conftest import Place, acting
from vanlang.signing.tests.forging import (
    HELVETICA,
    WHITE,
    Increment,
    indirect,
    redrawn,
    with_widget_edited,
    xref,
)

Forge = Callable[[bytes], bytes]


def place_to_sign(rect: bytes) -> Forge:
    """A place for a further signature that measures itself oddly and draws over the page."""

    def forge(signed: bytes) -> bytes:
        one = Increment(signed)
        form = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources%s" % HELVETICA
        look = one.put_stream(WHITE, form)
        head = b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Moi)/F 4/Rect%s/AP<</N %d 0 R>>/P %d 0 R>>"
        mark = one.refer(one.put(head % (rect, look, one.page.objgen[0])))
        one.page.Annots.append(mark)
        one.put_again(one.page)
        one.pdf.Root.AcroForm.Fields.append(mark)
        one.put_again(indirect(one, one.pdf.Root.AcroForm))
        return one.write()

    return forge


def five_numbers(_one: Increment, mark: pikepdf.Object) -> None:
    mark.Rect = Array([*mark.Rect, 0])


def content_twice(*, lie_first: bool) -> Forge:
    """A page with two contents: qpdf takes the last, Ghostscript the first."""

    def forge(signed: bytes) -> bytes:
        one = Increment(signed)
        lie = b"/Contents %d 0 R" % one.put_stream(WHITE)
        body = one.page.unparse(resolved=True)
        match = re.search(rb"/Contents \d+ 0 R", body)
        assert match is not None
        first, last = (lie, match[0]) if lie_first else (match[0], lie)
        rest = body.replace(match[0], b"").strip()
        one.put(b"<<%s %s %s>>" % (first, rest[2:-2], last), one.page.objgen[0])
        return one.write()

    return forge


def catalogue_twice(*, lie_first: bool) -> Forge:
    """A trailer with two catalogues, the forger's one with a page of its own."""

    def forge(signed: bytes) -> bytes:
        one = Increment(signed)
        content, tree, page = one.put_stream(WHITE), one.size, one.size + 1
        one.put(b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % page)
        body = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]/Resources%s/Contents %d 0 R>>"
        one.put(body % (tree, HELVETICA, content))
        lie, truth = one.put(b"<</Type/Catalog/Pages %d 0 R>>" % tree), one.root
        one.root, other = (lie, truth) if lie_first else (truth, lie)
        one.trailer += b"/Root %d 0 R" % other
        return one.write()

    return forge


def look_twice(signed: bytes) -> bytes:
    """The seal's own mark with two looks."""
    one = Increment(signed)
    seal = next(mark for mark in one.page.Annots if str(mark.T).startswith("CoQuan"))
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources%s" % HELVETICA
    lie = one.put_stream(WHITE, form)
    body = seal.unparse(resolved=True).strip()
    one.put(b"<</AP<</N %d 0 R>>%s>>" % (lie, body[2:-2]), seal.objgen[0])
    return one.write()


def another_generation(signed: bytes) -> bytes:
    """The page again under its number, in a later generation."""
    one = redrawn(signed)
    out, places = one.bodies()
    number = one.page.objgen[0]
    out = out.replace(b"\n%d 0 obj" % number, b"\n%d 1 obj" % number)
    table = len(signed) + len(out)
    rows = xref(places).replace(
        b"%010d 00000 n" % places[number], b"%010d 00001 n" % places[number]
    )
    keys = b"/Size %d/Root %d 0 R/Prev %d" % (one.size, one.root, one.previous())
    return signed + out + rows + b"trailer\n<<%s>>\nstartxref\n%d\n%%%%EOF\n" % (keys, table)


def key_in_disguise(signed: bytes) -> bytes:
    """`/C#6fntents` is `/Contents`."""
    one = Increment(signed)
    lie = one.put_stream(WHITE)
    body = one.page.unparse(resolved=True).strip()
    one.put(b"<<%s /C#6fntents %d 0 R>>" % (body[2:-2], lie), one.page.objgen[0])
    return one.write()


def table_behind_the_seal(signed: bytes) -> bytes:
    """A table that leads past the seal's own, to the one before it."""
    before = re.findall(rb"/Prev (\d+)", signed)
    return redrawn(signed).write(prev=b"/Prev " + before[0])


def objects_between(signed: bytes) -> bytes:
    """The forger's page between a table and the line that leads to it."""
    one = Increment(signed)
    one.put(b"<</Nothing true>>")
    out, places = one.bodies()
    table = len(signed) + len(out)
    keys = b"/Size %d/Root %d 0 R/Prev %d" % (one.size, one.root, one.previous())
    out += xref(places) + b"trailer\n<<%s>>\n" % keys + redrawn(signed).bodies()[0]
    return signed + out + b"startxref\n%d\n%%%%EOF\n" % table


FORGED: dict[str, Forge] = {
    "a place of five numbers": place_to_sign(b"[0 0 595 842 0]"),
    "a place of three numbers": place_to_sign(b"[0 0 595]"),
    "the seal of five numbers": with_widget_edited("CoQuan", five_numbers),
    "content twice, lie first": content_twice(lie_first=True),
    "content twice, lie last": content_twice(lie_first=False),
    "catalogue twice, lie first": catalogue_twice(lie_first=True),
    "catalogue twice, lie last": catalogue_twice(lie_first=False),
    "look twice": look_twice,
    "another generation": another_generation,
    "key in disguise": key_in_disguise,
    "table behind the seal": table_behind_the_seal,
    "objects between": objects_between,
}


def test_what_only_some_readers_show_is_altered_too(sealed: bytes) -> None:
    outcomes = {name: verify(forge(sealed)) for name, forge in FORGED.items()}

    assert {name: v.outcome for name, v in outcomes.items()} == dict.fromkeys(
        FORGED, Outcome.ALTERED
    )
    assert all(verdict.changes for verdict in outcomes.values())


def test_another_day_or_number_in_what_the_file_says_of_itself_is_told(sealed: bytes) -> None:
    one = Increment(sealed)
    info = one.put(b"<</CreationDate(D:20200101000000Z)/SoQuyetDinh(99/QD-GIA)>>")
    one.trailer = b"/Info %d 0 R" % info

    verdict = verify(one.write())

    assert ChangeKind.METADATA in {change.kind for change in verdict.changes}


def test_a_later_signature_that_hides_the_page_is_no_further_signature(
    sealed: bytes, quang: Person
) -> None:
    now, quang_acts = timezone.now(), acting(quang)
    beside = sign_person(sealed, signer=quang_acts, box=Place(1, 20, 20, 220, 120), at=now)
    over = sign_person(sealed, signer=quang_acts, box=Place(1, 0, 0, 595, 842), at=now)

    assert verify(beside).is_genuine
    verdict = verify(over)

    assert verdict.outcome == Outcome.ALTERED
    assert [change.kind for change in verdict.changes] == [ChangeKind.COVERED]
    assert "Trang 1: hình của một chữ ký thêm sau che phần lớn trang" in verdict.sentence
