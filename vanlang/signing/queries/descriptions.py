"""What a PDF says of itself: title, author, dates, and its XMP."""

from collections.abc import Callable, Iterator

import pikepdf
from lxml import etree

# Of what the file says of itself, what every program that saves it writes anew.
UNTOLD_KEYS = frozenset({"/ModDate", "/Producer", "/Trapped"})
# Of XMP, what every program that saves a file writes anew.
UNTOLD = ("ModifyDate", "MetadataDate", "InstanceID", "Producer", "CreatorTool", "History")
LARGEST_METADATA = 2**21


def described(pdf: pikepdf.Pdf) -> tuple[object, ...]:
    """Return what the file says of itself: its title, author, dates, and its XMP."""
    info = pdf.trailer.get("/Info")
    held = info if isinstance(info, pikepdf.Dictionary) else pikepdf.Dictionary()
    told = sorted((key, str(value)) for key, value in held.items() if key not in UNTOLD_KEYS)
    return (*told, _xmp(pdf.Root.get("/Metadata")))


def _xmp(stream: pikepdf.Object | None) -> object:
    if not isinstance(stream, pikepdf.Stream):
        return None
    packet = stream.read_bytes()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(packet[:LARGEST_METADATA], parser)
    except etree.XMLSyntaxError:
        return packet
    return sorted(_sayings(root))


def _sayings(root: etree._Element) -> Iterator[tuple[str, str]]:
    is_told: Callable[[str], bool] = lambda name: not name.endswith(UNTOLD)  # noqa: E731
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if not isinstance(element.tag, str) or not is_told(element.tag):
            continue
        if (element.text or "").strip():
            yield element.tag, (element.text or "").strip()
        yield from ((name, value) for name, value in element.attrib.items() if is_told(name))
        waiting += element
