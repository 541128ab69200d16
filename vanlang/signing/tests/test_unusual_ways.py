"""Right signatures made in unusual ways, and ways that are not known here: said as that."""

import base64
import io

import pytest
from lxml import etree
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

from vanlang.identity.api import Person
from vanlang.signing.models import Certificate
from vanlang.signing.queries.verification import verify
from vanlang.signing.rules import canonical
from vanlang.signing.rules.canonical import EXCLUSIVE
from vanlang.signing.rules.verdicts import Outcome
from vanlang.signing.rules.xml_signatures import Reason
from vanlang.signing.tests.conftest import Paper
from vanlang.signing.tests.test_verification import bundle_of
from vanlang.signing.tests.xml_messages import (
    message,
    reason_of,
    rsa_pair,
    signed_by_another,
    verified,
)

RSA = bytes.fromhex("2a864886f70d010101")
NO_SUCH = bytes.fromhex("2a865c86f70d010101")


@pytest.mark.parametrize(
    ("kept", "written"),
    [
        ("", '<p:b xmlns:p="urn:p"></p:b>'),
        ("#default", '<p:b xmlns="urn:r" xmlns:p="urn:p"></p:b>'),
        ("e #default", '<p:b xmlns="urn:r" xmlns:e="urn:e" xmlns:p="urn:p"></p:b>'),
        ("x", '<p:b xmlns:p="urn:p"></p:b>'),
    ],
)
def test_the_inherited_default_namespace_is_kept_where_it_is_listed(
    kept: str, written: str
) -> None:
    """Exclusive XML Canonicalization 1.0, 1.1: `#default` stands for the unprefixed namespace."""
    root = etree.fromstring('<a xmlns="urn:r" xmlns:e="urn:e" xmlns:p="urn:p"><p:b/></a>')

    assert canonical.canonical(root[0], by=EXCLUSIVE, kept=kept).decode() == written


def test_default_is_nothing_where_there_is_no_such_namespace() -> None:
    root = etree.fromstring('<p:a xmlns:p="urn:p"><p:b/></p:a>')

    written = canonical.canonical(root[0], by=EXCLUSIVE, kept="#default p")

    assert written == b'<p:b xmlns:p="urn:p"></p:b>'


def test_a_key_of_an_unknown_kind_is_said_to_be_unknown_and_not_asked_again(
    certificate: Certificate,
) -> None:
    key, own = rsa_pair()
    root = etree.fromstring(signed_by_another(message(), key, own))
    for element in root.iter("{*}X509Certificate"):
        der = base64.b64decode(element.text or "").replace(RSA, NO_SUCH)
        element.text = base64.b64encode(der).decode()

    verdict = verified(etree.tostring(root))

    assert (verdict.outcome, reason_of(verdict)) == (Outcome.INVALID, Reason.UNKNOWN_WAY)
    assert "Hãy thử lại" not in verdict.sentence


def signed_with(pdf: bytes, person: Person, **how: object) -> bytes:
    signer = SimpleSigner.load_pkcs12_data(bundle_of(person), other_certs=[], passphrase=b"x")
    assert signer is not None
    metadata = PdfSignatureMetadata(field_name="Khac", **how)  # type: ignore[arg-type]
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    return bytes(PdfSigner(metadata, signer).sign_pdf(writer).getvalue())


def test_another_hash_is_not_called_an_alteration(paper: Paper, hoa: Person) -> None:
    verdict = verify(signed_with(paper.pdf, hoa, md_algorithm="sha3_256"))

    assert verdict.outcome == Outcome.GENUINE
    assert "Văn bản không thay đổi từ khi ký" in verdict.sentence


def test_a_signature_of_an_unknown_format_is_not_called_none(paper: Paper, hoa: Person) -> None:
    signed = signed_with(paper.pdf, hoa)
    other = signed.replace(b"/SubFilter /adbe.pkcs7.detached", b"/SubFilter /abcd.pkcs7.detached")
    assert other != signed

    verdict = verify(other)

    assert verdict.outcome == Outcome.UNDETERMINED
    assert "chưa hỗ trợ" in verdict.sentence
