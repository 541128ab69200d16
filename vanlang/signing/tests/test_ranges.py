"""What a signature covers, by its range of bytes; and what its signer closed."""

import io
from dataclasses import replace

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

from vanlang.identity.api import Person
from vanlang.signing.queries import documents, verification
from vanlang.signing.queries.revisions import Part, Revisions, is_whole
from vanlang.signing.queries.verification import verify
from vanlang.signing.rules.changes import ChangeKind
from vanlang.signing.tests.conftest import Paper
from vanlang.signing.tests.test_verification import bundle_of


def parts_of(pdf: bytes) -> list[Part]:
    document = documents.read(pdf)
    return [verification.part_of(one) for one in (*document.signatures, *document.stamps)]


def test_signing_what_its_signer_closed_is_told(paper: Paper, sealed: bytes, hoa: Person) -> None:
    """The first signer allowed no change at all (DocMDP 1), which honest programs heed."""
    signer = SimpleSigner.load_pkcs12_data(bundle_of(hoa), other_certs=[], passphrase=b"x")
    assert signer is not None
    closing = PdfSignatureMetadata(
        field_name="Dong", certify=True, docmdp_permissions=MDPPerm.NO_CHANGES
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(paper.pdf))
    closed = bytes(PdfSigner(closing, signer).sign_pdf(writer).getvalue())
    parts = parts_of(sealed)

    changes = Revisions(sealed, parts).changes_since(replace(parts[0], is_locked=True))

    assert verify(closed).is_genuine
    assert [part.is_locked for part in parts_of(closed)] == [True]
    assert [change.kind for change in changes] == [ChangeKind.NOT_ALLOWED]
    assert "đã khóa văn bản" in changes[0].text


@pytest.mark.parametrize(
    "spoil",
    [
        lambda part: (10, part[1] - 10, part[2], part[3]),
        lambda part: (0, part[1] - 40, part[2], part[3]),
        lambda part: (0, part[1], part[2] + 40, part[3] - 40),
        lambda part: (0, part[1], part[2], part[3] - 40),
        lambda part: (0, part[1], part[2], part[3] + 10**6),
        lambda part: (0, part[1]),
        lambda part: (*part, 0, 0),
        lambda part: (0, -1, part[2], part[3]),
    ],
)
def test_a_range_with_a_gap_covers_nothing(  # type: ignore[no-untyped-def] # a lambda a case
    sealed: bytes, spoil
) -> None:
    one = documents.read(sealed).signatures[0]
    right = tuple(int(edge) for edge in one.byte_range)
    contents = bytes(one.pkcs7_content)

    assert is_whole(sealed, Part(right, contents, is_stamp=False))
    assert not is_whole(sealed, Part(spoil(right), contents, is_stamp=False))
    assert not is_whole(sealed, Part(right, contents[:-1] + b"x", is_stamp=False))
