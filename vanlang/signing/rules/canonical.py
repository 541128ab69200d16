"""The bytes an XML signature is about, of messages of any size, in little memory.

libxml2 writes the canonical form (Canonical XML 1.0, Exclusive XML Canonicalization 1.0); only it
holds the whole document while it does. So long texts, such as an attachment in base64, are first
put aside in a file and stand in the document as short marks; the canonical form of a text is the
text itself, so it is read back from there where its mark stands.
"""

import hashlib
import re
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Self
from xml.parsers import expat
from xml.sax.saxutils import escape

from lxml import etree

CHUNK = 2**16
LONG_TEXT = 2**15  # characters from which a text is put aside
LARGEST_REST = 16 * 2**20  # of all that is not put aside
LONGEST_TOKEN = 2**20
LARGEST = 2**30
IN_TEXT = {"\r": "&#xD;"}
IN_ATTRIBUTE = {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}

INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
DEFAULT = "#default"
WITH_COMMENTS = "WithComments"
XML_ATTRIBUTE = "{http://www.w3.org/XML/1998/namespace}"


class NoXml(Exception):
    """These bytes are not XML that anything can be said about."""


@dataclass
class Outline:
    """A document with its long texts put aside."""

    root: etree._Element
    aside: BinaryIO
    mark: str
    places: list[tuple[int, int]]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.aside.close()

    def digest(self, node: etree._Element, *, of: str, by: str, kept: str = "") -> bytes:
        """Return the digest, by hash `of`, of the canonical form of `node`, written `by` a way."""
        found = hashlib.new(of, usedforsecurity=False)
        for piece in self._pieces(canonical(node, by=by, kept=kept)):
            found.update(piece)
        return found.digest()

    def _pieces(self, written: bytes) -> Iterator[bytes]:
        pieces = re.split(rf"{self.mark}(\d+);".encode(), written)
        yield pieces[0]
        for number, rest in zip(pieces[1::2], pieces[2::2], strict=True):
            start, size = self.places[int(number)]
            self.aside.seek(start)
            while size:
                piece = self.aside.read(min(size, CHUNK))
                size -= len(piece)
                yield piece
            yield rest


def canonical(node: etree._Element, *, by: str, kept: str = "") -> bytes:
    """Return the canonical form of one element and what is in it; comments are left out."""
    way = by.removesuffix(WITH_COMMENTS).removesuffix("#")
    if way not in {INCLUSIVE, EXCLUSIVE.removesuffix("#")}:
        raise NoXml(by)
    is_exclusive = way != INCLUSIVE
    if is_exclusive and DEFAULT in kept.split():
        # lxml drops a prefix that stands in no document of this thread; `#default` is no name, so
        # it stands in none, unless a namespace is called so.
        etree.fromstring(f'<x xmlns="{DEFAULT}"/>'.encode(), _parser())
    written: bytes = etree.tostring(
        _by_itself(
            node, is_exclusive=is_exclusive
        ).getroottree(),  # with the instructions that stand around a root
        method="c14n",
        exclusive=is_exclusive,
        with_comments=by.endswith(WITH_COMMENTS),
        inclusive_ns_prefixes=kept.split() if is_exclusive and kept else None,
    )
    return written


def _by_itself(node: etree._Element, *, is_exclusive: bool) -> etree._Element:
    """Return an element as a document of its own, with all that its ancestors declare for it.

    lxml writes the inclusive form of a part wrongly where a default namespace is inherited.
    """
    if node.getparent() is None:
        return node
    alone = etree.fromstring(etree.tostring(node, with_tail=False), _parser())
    # Canonical XML 1.0, 2.4: xml:lang and its like are inherited; the exclusive form has none.
    for ancestor in () if is_exclusive else node.iterancestors():
        for name, value in ancestor.attrib.items():
            if name.startswith(XML_ATTRIBUTE) and name not in alone.attrib:
                alone.set(name, value)
    return alone


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def outline(source: BinaryIO, *, end_of: str = "") -> tuple[Outline, int]:
    """Return the outline of a document, and where in its bytes the element `end_of` ends.

    Raises:
        NoXml: it is broken, has a DTD, or is too large.
    """
    drawn = _Drawn(end_of)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = CHUNK
    parser.StartElementHandler = drawn.start
    parser.EndElementHandler = lambda name: drawn.end(name, parser.CurrentByteIndex)
    parser.CharacterDataHandler = drawn.text
    parser.ProcessingInstructionHandler = drawn.instruction
    parser.CommentHandler = drawn.comment
    parser.StartDoctypeDeclHandler = drawn.refuse
    taken = 0
    try:
        while chunk := source.read(CHUNK):
            taken += len(chunk)
            parser.Parse(chunk, False)  # noqa: FBT003 expat takes it by place
            if taken - parser.CurrentByteIndex > LONGEST_TOKEN or taken > LARGEST:
                raise NoXml("too long")  # noqa: TRY301 one place closes what was put aside
        parser.Parse(b"", True)  # noqa: FBT003 likewise
        return drawn.finish(), drawn.end_at
    except (expat.ExpatError, etree.XMLSyntaxError, LookupError, ValueError) as problem:
        drawn.aside.close()
        raise NoXml(str(problem)) from problem
    except NoXml:
        drawn.aside.close()
        raise


@dataclass
class _Drawn:
    """Writes the document anew as expat tells it, without its long texts."""

    end_of: str
    end_at: int = -1
    written: list[str] = field(default_factory=list)
    size: int = 0
    held: list[str] = field(default_factory=list)
    held_size: int = 0
    is_long: bool = False
    places: list[tuple[int, int]] = field(default_factory=list)
    # Letters that no canonical form changes, and that nobody can have guessed.
    mark: str = field(default_factory=lambda: f"\ue000{secrets.token_hex(16)}:")
    aside: BinaryIO = field(default_factory=tempfile.TemporaryFile)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._end_text()
        pairs = "".join(f' {n}="{escape(v, IN_ATTRIBUTE)}"' for n, v in attributes.items())
        self._write(f"<{name}{pairs}>")

    def end(self, name: str, index: int) -> None:
        self._end_text()
        if self.end_of and name.rpartition(":")[2] == self.end_of:
            self.end_at = index
        self._write(f"</{name}>")

    def text(self, text: str) -> None:
        escaped = escape(text, IN_TEXT)
        self.held.append(escaped)
        self.held_size += len(escaped)
        if self.held_size > LONG_TEXT:
            self._put_aside()

    def instruction(self, target: str, data: str) -> None:
        self._end_text()
        self._write(f"<?{target} {data}?>" if data else f"<?{target}?>")

    def comment(self, _text: str) -> None:
        """Leave it out: no signature that is taken covers comments."""

    def refuse(self, *_declared: object) -> None:
        raise NoXml("a DTD")

    def finish(self) -> Outline:
        root = etree.fromstring("".join(self.written).encode(), _parser())
        return Outline(root, self.aside, self.mark, self.places)

    def _put_aside(self) -> None:
        if not self.is_long:
            self.is_long = True
            self.places.append((self.aside.tell(), 0))
        written = "".join(self.held).encode()
        self.aside.write(written)
        start, size = self.places[-1]
        self.places[-1] = (start, size + len(written))
        self.held.clear()
        self.held_size = 0

    def _end_text(self) -> None:
        if self.is_long:
            self._put_aside()
            self._write(f"{self.mark}{len(self.places) - 1};")
            self.is_long = False
        elif self.held:
            self._write("".join(self.held))
            self.held.clear()
            self.held_size = 0

    def _write(self, text: str) -> None:
        self.size += len(text)
        if self.size > LARGEST_REST:
            raise NoXml("too much besides long texts")
        self.written.append(text)
