"""Takes XML in piece by piece: a small tree of the words, attachments straight to where they go.

expat, without namespaces: a prefix that is missing or never declared is no reason to lose a
document (senders do both). A DTD is refused where it begins, so that no entity is ever defined;
depth, number and length are bounded while they grow, so that no message can fill the memory.
"""

from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol
from xml.parsers import expat

from vanlang.documents.rules.edxml.codes import KNOWN_NAMESPACES, Limits, refused

CHUNK = 2**16
LONGEST_TOKEN = 2**20  # one tag, comment or instruction; the text between tags comes in pieces
STREAMED = "ContentTransferEncoded"
SIGNATURE = "Signature"


class Sink(Protocol):
    """Where the characters of one attachment go."""

    def write(self, text: str) -> None: ...

    def finish(self) -> None: ...


class Element:
    """One element: its name without prefix, its text, what is in it."""

    __slots__ = ("children", "name", "parts", "sink")

    def __init__(self, name: str) -> None:
        self.name = name
        self.children: list[Element] = []
        self.parts: list[str] = []
        self.sink: Sink | None = None

    @property
    def text(self) -> str:
        return "".join(self.parts).strip()

    def all(self, *names: str) -> "list[Element]":
        return [child for child in self.children if child.name in names]

    def first(self, *names: str) -> "Element | None":
        return next((child for child in self.children if child.name in names), None)

    def inside(self) -> "Iterator[Element]":
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += reversed(element.children)


class _Builder:
    def __init__(self, limits: Limits, open_sink: Callable[[], Sink]) -> None:
        self.limits, self.open_sink = limits, open_sink
        self.root: Element | None = None
        self.path: list[Element] = []
        self.elements = self.characters = self.length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element = Element(name.rpartition(":")[2])
        if self.root is None:
            _check_root(name, attributes)
            self.root = element
        elif self.path:
            self.path[-1].children.append(element)
        self.path.append(element)
        self.elements, self.length = self.elements + 1, 0
        if len(self.path) > self.limits.depth:
            raise refused("R.Depth", f"Các thẻ lồng nhau quá {self.limits.depth} tầng.")
        if self.elements > self.limits.elements:
            raise refused("R.Elements", f"Thông điệp có quá {self.limits.elements} thẻ.")
        if element.name == STREAMED:
            element.sink = self.open_sink()

    def end(self, _name: str) -> None:
        element = self.path.pop()
        if element.sink is not None:
            element.sink.finish()

    def text(self, text: str) -> None:
        element = self.path[-1]
        if element.sink is not None:
            element.sink.write(text)
            return
        self.length += len(text)
        self.characters += len(text)
        if self.length > self.limits.text_characters:
            raise refused(f"R.{element.name}", f"Nội dung của thẻ {element.name} quá dài.")
        if self.characters > self.limits.written_characters:
            raise refused("R.Length", "Phần chữ của thông điệp quá dài.")
        element.parts.append(text)


def parse(source: BinaryIO, *, limits: Limits, open_sink: Callable[[], Sink]) -> Element:
    """Return the tree of a message; attachments go to the sinks as they come.

    Raises:
        Refused: it is broken, too large, or made to do harm.
    """
    builder = _Builder(limits, open_sink)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = CHUNK
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = _refuse_dtd
    taken = 0
    try:
        while chunk := source.read(CHUNK):
            taken += len(chunk)
            if taken > limits.message_bytes:
                most = limits.message_bytes // 2**20
                raise refused("R.Size", f"Thông điệp quá lớn: tối đa {most} MB.")
            parser.Parse(chunk, False)  # noqa: FBT003 expat takes it by place
            if taken - parser.CurrentByteIndex > LONGEST_TOKEN:
                raise refused("R.XML", "Có một thẻ hoặc chú thích dài quá mức.")
        parser.Parse(b"", True)  # noqa: FBT003 likewise
    except expat.ExpatError as problem:
        if not taken:
            raise refused("R.XML", "Thông điệp rỗng.") from problem
        why = expat.ErrorString(problem.code)
        raise refused(
            "R.XML", f"XML bị hỏng ở dòng {problem.lineno}, cột {problem.offset + 1} ({why})."
        ) from problem
    except (LookupError, UnicodeError, ValueError) as problem:  # an encoding that nobody knows
        raise refused("R.XML", "XML dùng bảng mã không đọc được.") from problem
    if builder.root is None:
        raise refused("R.XML", "Thông điệp rỗng.")
    return builder.root


def _check_root(name: str, attributes: dict[str, str]) -> None:
    prefix, _, local = name.rpartition(":")
    namespace = attributes.get(f"xmlns:{prefix}" if prefix else "xmlns")
    if local != "edXML":
        raise refused("M.edXML", f"Tệp này không phải edXML: thẻ gốc là “{local[:100]}”.")
    if namespace is not None and namespace.rstrip("/") not in KNOWN_NAMESPACES:
        raise refused("M.Namespace", f"Không gian tên “{namespace[:200]}” không phải của edXML.")


def _refuse_dtd(*_declared: object) -> None:
    raise refused("R.DTD", "Thông điệp khai báo DTD; edXML không dùng DTD và thực thể.")
