"""Verdicts on what people may hand in: genuine, altered, foreign, broken, and anything at all."""

import asyncio
import io
from datetime import timedelta

import httpx
import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12PrivateKeyTypes
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.validation import ades
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from vanlang.identity.api import Person, Unit
from vanlang.kernel.actors import PLATFORM
from vanlang.signing.actions import keys
from vanlang.signing.actions.certificates import revoke
from vanlang.signing.models import Certificate
from vanlang.signing.queries import authority, evidence, verification
from vanlang.signing.queries.verification import verify
from vanlang.signing.rules import authority as rules
from vanlang.signing.rules import chains
from vanlang.signing.rules.authority import Authority
from vanlang.signing.rules.states import Kind
from vanlang.signing.rules.verdicts import Coverage, Level, Outcome, Revocation, Verdict
from vanlang.signing.tests.conftest import Paper, seal, sign

NOBODY = "http://127.0.0.1:9/pki"  # a port on which nobody listens


@pytest.fixture
def signed(paper: Paper, hoa: Person) -> bytes:
    return sign(paper, hoa)


@pytest.fixture
def sealed(paper: Paper, signed: bytes, muong_bi: Unit) -> bytes:
    return seal(paper, signed, muong_bi)


def test_verify_says_who_signed_when_and_how_far_it_reaches(sealed: bytes) -> None:
    verdict = verify(sealed)

    person, organisation = verdict.signatures
    assert verdict.outcome == person.outcome == organisation.outcome == Outcome.GENUINE
    assert person.coverage == Coverage.SIGNED_AGAIN
    assert organisation.coverage == Coverage.ARCHIVED
    assert person.level == organisation.level == Level.LTA
    assert person.revocation == Revocation.GOOD
    assert person.signed_at is not None
    assert timezone.now() - person.signed_at < timedelta(minutes=5)
    assert person.issuer == "Văn Lang CA thử nghiệm"
    assert person.root == "Văn Lang Root CA thử nghiệm"
    assert "trình diễn" in verdict.sentence


def test_verify_agrees_with_the_european_procedure(sealed: bytes) -> None:
    """EN 319 102-1 for signatures with archival data, as another implementation follows it."""
    root = chains.asn1(authority.current().root.certificate)
    spec = PdfSignatureValidationSpec(
        SignatureValidationSpec(
            cert_validation_policy=CertValidationPolicySpec(
                trust_manager=SimpleTrustManager.build([root]),
                revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
            ),
            revinfo_gathering_policy=RevocationInfoGatheringSpec(
                RevinfoOnlineFetchingRule.LOCAL_ONLY
            ),
            local_knowledge=LocalKnowledge(),
        )
    )

    for signature in PdfFileReader(io.BytesIO(sealed)).embedded_regular_signatures:
        found = asyncio.run(ades.ades_lta_validation(signature, spec))

        assert found.ades_subindic == AdESPassed.OK


def test_a_signature_stays_valid_when_its_certificate_is_revoked_later(
    signed: bytes, hoa: Person
) -> None:
    certificate = Certificate.objects.get(person=hoa)
    revoke(certificate, by=PLATFORM, at=timezone.now(), reason="Chuyển công tác")

    assert verify(signed).is_genuine


def test_an_unsigned_file_is_unsigned(paper: Paper, db: None) -> None:
    assert verify(paper.pdf).outcome == Outcome.UNSIGNED


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"PK\x03\x04", b"\x00" * 5000, b"%PDF-1.7\n%%EOF", b"<html>"]
)
def test_what_is_no_pdf_is_unreadable(content: bytes, db: None) -> None:
    assert verify(content).outcome == Outcome.UNREADABLE


def test_a_file_with_a_password_is_unreadable_and_says_so(paper: Paper, db: None) -> None:
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper.pdf)) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))

    verdict = verify(locked.getvalue())

    assert verdict.outcome == Outcome.UNREADABLE
    assert "mật khẩu" in verdict.sentence


def test_a_huge_file_is_refused_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch, paper: Paper, db: None
) -> None:
    monkeypatch.setattr(verification, "LARGEST", 1000)

    assert "quá lớn" in verify(paper.pdf).sentence


def test_one_changed_byte_under_the_signature_is_found(sealed: bytes) -> None:
    at = sealed.index(b"/MediaBox") + 12
    changed = sealed[:at] + bytes((sealed[at] ^ 1,)) + sealed[at + 1 :]

    assert verify(changed).outcome in {Outcome.ALTERED, Outcome.UNREADABLE}


def test_every_digit_of_the_page_counts(sealed: bytes) -> None:
    """A changed digit that leaves the file readable is told from a broken file."""
    at = sealed.index(b"D:2026")
    changed = sealed[: at + 5] + b"7" + sealed[at + 6 :]

    verdict = verify(changed)

    assert verdict.outcome == Outcome.ALTERED
    assert not verdict.signatures[0].is_intact


def test_a_byte_missing_under_the_archive_stamp_alone_is_found(sealed: bytes) -> None:
    verdict = verify(sealed[:-1])

    assert verdict.outcome == Outcome.ALTERED
    assert verdict.signatures[-1].level == Level.LT


def test_a_page_added_after_signing_is_found(sealed: bytes) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = writer.root["/Pages"]["/Count"]
    writer.update_container(page)
    changed = io.BytesIO()
    writer.write(changed)

    verdict = verify(changed.getvalue())

    assert verdict.outcome == Outcome.ALTERED
    assert {one.coverage for one in verdict.signatures} == {Coverage.CHANGED}
    assert all(one.is_intact for one in verdict.signatures), "the signed bytes are still there"


def by_other_software(pdf: bytes, bundle: bytes) -> bytes:
    """Sign as simple software does: no time-stamp and no evidence (PAdES B-B)."""
    signer = SimpleSigner.load_pkcs12_data(bundle, other_certs=[], passphrase=b"x")
    assert signer is not None
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    out = PdfSigner(PdfSignatureMetadata(field_name="Sig1"), signer).sign_pdf(writer)
    return bytes(out.getvalue())


def new_bundle(made: Authority) -> bytes:
    """Issue a certificate that stands in no register."""
    key = rules.new_key()
    subject = rules.Subject(Kind.PERSON, "Hà Văn Quang", "Ủy ban nhân dân xã Vân Sơn")
    certificate = rules.issue(made, subject, key.public_key(), timezone.now(), NOBODY)
    return bundled(key, certificate, made)


def bundled(key: PKCS12PrivateKeyTypes, certificate: x509.Certificate, made: Authority) -> bytes:
    sealed = serialization.BestAvailableEncryption(b"x")
    above = [made.issuing.certificate]
    return pkcs12.serialize_key_and_certificates(b"q", key, certificate, above, sealed)


def bundle_of(person: Person) -> bytes:
    """Return the person's own test key as other software would hold it."""
    certificate = Certificate.objects.get(person=person)
    path = keys.stand_in_folder() / f"{certificate.key.removeprefix('pkcs12:')}.p12"
    held = pkcs12.load_pkcs12(path.read_bytes(), keys.stand_in_password())
    assert held.key is not None
    own = x509.load_der_x509_certificate(bytes(certificate.der))
    return bundled(held.key, own, authority.current())  # type: ignore[arg-type]


def test_a_signature_from_an_unknown_authority_is_untrusted(paper: Paper, db: None) -> None:
    stranger = rules.establish(timezone.now(), NOBODY)

    verdict = verify(by_other_software(paper.pdf, new_bundle(stranger)))

    assert verdict.outcome == Outcome.UNTRUSTED
    assert verdict.signatures[0].is_intact
    assert verdict.signatures[0].level == Level.B
    assert not verdict.is_test


def test_a_signature_nobody_answers_for_is_undetermined(paper: Paper, db: None) -> None:
    """Issued by our authority, but not in its register."""
    verdict = verify(by_other_software(paper.pdf, new_bundle(authority.current())))

    assert verdict.outcome == Outcome.UNDETERMINED
    assert verdict.signatures[0].revocation == Revocation.UNKNOWN


def test_a_simple_signature_is_checked_with_evidence_fetched_now(paper: Paper, hoa: Person) -> None:
    verdict = verify(by_other_software(paper.pdf, bundle_of(hoa)))

    assert verdict.is_genuine
    assert verdict.level == Level.B
    assert verdict.signatures[0].signed_at is None


def test_signing_with_a_revoked_certificate_is_found(paper: Paper, hoa: Person) -> None:
    certificate = Certificate.objects.get(person=hoa)
    revoke(certificate, by=PLATFORM, at=timezone.now() - timedelta(hours=1), reason="Mất khóa")
    evidence.forget()

    verdict = verify(by_other_software(paper.pdf, bundle_of(hoa)))

    assert verdict.outcome == Outcome.INVALID
    assert verdict.signatures[0].revocation == Revocation.REVOKED


def test_a_strangers_addresses_are_never_asked(
    paper: Paper, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever hands in a file must not be able to send this server to a place of their choosing."""
    asked: list[str] = []
    monkeypatch.setattr(httpx, "request", lambda _method, url, **_options: asked.append(url))
    stranger = rules.establish(timezone.now(), "http://169.254.169.254/latest")

    verify(by_other_software(paper.pdf, new_bundle(stranger)))

    assert asked == []


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_bytes_whatsoever_make_it_fail(data: st.DataObject, sealed: bytes) -> None:
    """Cut, overwritten and doubled: always a verdict, and genuine only if nothing changed."""
    start = data.draw(st.integers(0, len(sealed) - 1))
    size = data.draw(st.sampled_from([1, 3, 40, 4000]))
    noise = data.draw(
        st.sampled_from([b"", b"\x00", b"(", b"<<", b"/Length 99999999 ", b"\xff" * 9])
    )
    changed = sealed[:start] + noise + sealed[start + size :]

    verdict = verify(changed)

    assert isinstance(verdict, Verdict)
    assert not verdict.is_genuine
