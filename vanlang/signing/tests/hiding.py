"""What a forger does to the way to the signatures, so that they are not looked at."""

import re
from collections.abc import Callable

from pikepdf import Array

from vanlang.signing.tests import forging
from vanlang.signing.tests.forging import Increment, redrawn


def form_without_fields(signed: bytes) -> bytes:
    """The seal is still drawn, and the form leads to no signature any more."""
    one = Increment(signed)
    one.pdf.Root.AcroForm.Fields = Array([])
    one.put_again(forging.indirect(one, one.pdf.Root.AcroForm))
    return one.write()


def seal_wholly_gone(signed: bytes) -> bytes:
    one = Increment(signed)
    rest = Array(forging.widgets(one, "NguoiKy"))
    one.page.Annots = one.pdf.Root.AcroForm.Fields = rest
    one.put_again(one.page, forging.indirect(one, one.pdf.Root.AcroForm))
    return one.write()


def marks_in_another_order(signed: bytes) -> bytes:
    """What lay below lies on top."""
    one = Increment(signed)
    one.page.Annots = Array(list(one.page.Annots)[::-1])
    one.put_again(one.page)
    return one.write()


def put_into_a_gap(before: int, content: bytes | None = None) -> Callable[[bytes], bytes]:
    """Write where the first signature covers nothing: `before` its end, over what is there."""

    def forge(signed: bytes) -> bytes:
        edges = re.search(rb"/ByteRange\s*\[\s*0 \d+ (\d+)", signed)
        assert edges is not None
        place = int(edges[1]) - before
        if content is None:
            return signed[:place] + redrawn(signed).bodies()[0] + signed[place:]
        return signed[:place] + content + signed[place + len(content) :]

    return forge


def table_before(signed: bytes) -> bytes:
    """A second end of file whose table is the signed one."""
    return signed + b"startxref\n%d\n%%%%EOF\n" % Increment(signed).previous()


def with_count(number: int) -> Callable[[bytes], bytes]:
    def forge(signed: bytes) -> bytes:
        one = Increment(signed)
        one.pdf.Root.Pages.Count = number
        one.put_again(one.pdf.Root.Pages)
        return one.write()

    return forge


def encrypted(signed: bytes) -> bytes:
    """Whoever opens it is asked for a password that nobody has."""
    one = Increment(signed)
    one.put(b"null")
    keys = b"/Filter/Standard/V 1/R 2/O(%s)/U(%s)/P -4" % (b"x" * 32, b"y" * 32)
    one.trailer += b"/Encrypt<<%s>>/ID[(1)(1)]" % keys
    return one.write()
