"""What came in between two signatures: the later one covers it, and its signer is named."""

import io

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

from vanlang.identity.api import Person
from vanlang.signing.queries.verification import verify
from vanlang.signing.rules.changes import ChangeKind
from vanlang.signing.rules.verdicts import Coverage, Outcome
from vanlang.signing.tests.conftest import Paper, sign
from vanlang.signing.tests.forging import with_mark
from vanlang.signing.tests.test_forgeries import NOTES
from vanlang.signing.tests.test_verification import bundle_of


def signed_elsewhere(pdf: bytes, person: Person) -> bytes:
    """Sign with a program that does not look at what stands there already."""
    signer = SimpleSigner.load_pkcs12_data(bundle_of(person), other_certs=[], passphrase=b"x")
    assert signer is not None
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    field = PdfSignatureMetadata(field_name="NguoiKySau")
    return bytes(PdfSigner(field, signer).sign_pdf(writer).getvalue())


JUNK = [
    b"\n<html>Tu choi</html>\n",
    b"\n%PDF-1.7 mot tep nua\n",
    b"\n<script>alert(1)</script>",
    b"\n" + b"A" * 700 + b"\n",
    b"\nPK\x03\x04 mot tep nen\n",
]


@pytest.mark.parametrize("junk", JUNK)
def test_junk_between_two_signatures_is_told_with_whose_covers_it(
    paper: Paper, hoa: Person, quang: Person, junk: bytes
) -> None:
    """Quang vouches for every byte before his signature, so the file holds; its reader is told."""
    signed = sign(paper, hoa)

    verdict = verify(signed_elsewhere(signed + junk, quang))

    first, last = verdict.signatures
    assert verdict.is_genuine
    # The other program writes its own name into the metadata, and answers for that too.
    assert {change.kind for change in first.changes} - {ChangeKind.METADATA} == {ChangeKind.BETWEEN}
    assert {change.covered_by for change in first.changes} == {quang.name}
    assert last.changes == ()
    words = f"thêm vào sau chữ ký của {hoa.name}, được chữ ký của {quang.name} bao trùm"
    assert words in verdict.sentence
    assert "Văn bản không thay đổi" not in verdict.sentence
    assert first.coverage == Coverage.SHOWN


def test_a_note_between_two_signatures_is_told_with_whose_covers_it(
    paper: Paper, hoa: Person, quang: Person
) -> None:
    """Hòa did not sign the note; who signed afterwards did, and is named."""
    noted = with_mark(NOTES["stamp"])(sign(paper, hoa))

    verdict = verify(signed_elsewhere(noted, quang))

    assert verdict.outcome == Outcome.ALTERED
    assert (
        f"Trang 1: có chữ, hình hoặc ghi chú được thêm sau khi ký: phần thêm vào sau chữ ký của"
        f" {hoa.name}, được chữ ký của {quang.name} bao trùm"
    ) in verdict.sentence


def test_a_note_behind_both_signatures_is_covered_by_nobody(sealed: bytes) -> None:
    assert "bao trùm" not in verify(with_mark(NOTES["stamp"])(sealed)).sentence
