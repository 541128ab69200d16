"""Signed files too damaged to be judged, which readers on a desk mend and show all the same."""

import io
import re
from contextlib import suppress
from hashlib import new as hashed

import pikepdf
from asn1crypto import cms

RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
MOST_RANGES = 40


def is_altered(pdf: bytes) -> bool:
    """Tell whether pages are shown of a signed file whose signed bytes are no longer the same."""
    ranges = [tuple(map(int, match.groups())) for match in RANGE.finditer(pdf)][:MOST_RANGES]
    return any(not _holds(pdf, *edges) for edges in ranges) and _is_shown(pdf)


def _holds(pdf: bytes, start: int, length: int, after: int, rest: int) -> bool:
    """Compare the digest in the signature with that of the bytes it speaks of."""
    try:
        contents = bytes.fromhex(pdf[length + 1 : after - 1].decode("ascii"))
        signed = cms.ContentInfo.load(contents)["content"]
        signer = signed["signer_infos"][0]
        attributes = {a["type"].native: a["values"][0].native for a in signer["signed_attrs"]}
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return False  # what stands between the ranges is no signature any more
    if signed["encap_content_info"]["content"].native is not None:
        return True  # a time-stamp, whose digest speaks of itself
    with suppress(ValueError):
        digest = hashed(signer["digest_algorithm"]["algorithm"].native.replace("-", "_"))
        digest.update(pdf[start : start + length] + pdf[after : after + rest])
        return bool(attributes.get("message_digest", digest.digest()) == digest.digest())
    return True  # an algorithm that is not known here


def _is_shown(pdf: bytes) -> bool:
    try:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            return len(opened.pages) > 0
    except pikepdf.PdfError:
        return False
