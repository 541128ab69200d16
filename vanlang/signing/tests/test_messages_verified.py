"""XML signatures of others: what is taken, and what is said of the rest."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

from vanlang.identity.api import Unit
from vanlang.kernel.actors import PLATFORM
from vanlang.signing.actions import keys
from vanlang.signing.actions.certificates import revoke
from vanlang.signing.models import Certificate
from vanlang.signing.queries import authority, evidence
from vanlang.signing.queries.messages import verify_xml
from vanlang.signing.rules.verdicts import Outcome, Revocation
from vanlang.signing.rules.xml_signatures import Reason
from vanlang.signing.tests.xml_messages import (
    EVERY_WAY,
    LONG,
    message,
    reason_of,
    rsa_pair,
    signed,
    signed_by_another,
    verified,
)


@pytest.mark.parametrize("way", EVERY_WAY)
@pytest.mark.parametrize("text", [LONG, "ngắn", "x &amp; y &#13;\n" * 9000])
def test_verify_takes_what_another_library_signed(
    muong_bi: Unit, certificate: Certificate, way: CanonicalizationMethod, text: str
) -> None:
    folder, password = keys.stand_in_folder(), keys.stand_in_password()
    file = folder / f"{certificate.serial}.p12"
    key, own, _ = pkcs12.load_key_and_certificates(file.read_bytes(), password)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert own is not None

    found = signed_by_another(message(text), key, own, way=way, method=SignatureMethod.ECDSA_SHA256)

    assert verified(found).outcome == Outcome.GENUINE


def test_verify_reports_sha1_as_weak(certificate: Certificate) -> None:
    key, own = rsa_pair()

    found = signed_by_another(
        message(), key, own, method=SignatureMethod.RSA_SHA1, digest=DigestAlgorithm.SHA1
    )
    verdict = verified(found)

    assert verdict.is_weak
    assert "SHA-1" in verdict.sentence
    assert verdict.signatures[0].method == "rsa-sha1"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"A &amp; B", b"A &amp; C"),
        (b"102 -->", b"102 --> "),
        (b'xml:lang="vi"', b'xml:lang="en"'),
        (LONG[:40].encode(), LONG[:39].encode() + b"/"),
        (b"<?tin?>", b"<?tinh?>"),
        (b"</edXML>", b"<edXML/></edXML>"),
        (b"xmldsig-more#ecdsa-sha256", b"xmldsig-more#ecdsa-sha384"),
    ],
)
def test_verify_sees_every_change(
    muong_bi: Unit, certificate: Certificate, old: bytes, new: bytes
) -> None:
    found = signed(muong_bi, message())
    assert old in found

    verdict = verified(found.replace(old, new, 1))

    assert verdict.outcome == Outcome.ALTERED
    assert reason_of(verdict) in {Reason.OTHER_CONTENT, Reason.WRONG_VALUE}


def test_verify_overlooks_what_means_the_same(muong_bi: Unit, certificate: Certificate) -> None:
    found = signed(muong_bi, message())

    written_otherwise = (
        found.replace(
            b"<edXML:TraceHeaderList/>", b"<edXML:TraceHeaderList ></edXML:TraceHeaderList>"
        )
        .replace(b"<!-- 102 -->", b"")
        .replace(b"\n", b"\r\n")
    )

    assert verified(written_otherwise).outcome == Outcome.GENUINE


def test_verify_refuses_a_signature_over_other_content(
    muong_bi: Unit, certificate: Certificate
) -> None:
    found, other = signed(muong_bi, message()), message("khác hẳn").decode()
    start, end = found.index(b"<Signature"), found.index(b"</Signature>") + len("</Signature>")
    element = found[start:end].decode()

    moved = other.replace("</edXML:edXMLHeader>", f"{element}</edXML:edXMLHeader>").encode()
    verdict = verified(moved)

    assert (verdict.outcome, reason_of(verdict)) == (Outcome.ALTERED, Reason.OTHER_CONTENT)
    assert "không phải nội dung đã được ký" in verdict.sentence


def test_verify_refuses_a_signature_over_a_part(muong_bi: Unit, certificate: Certificate) -> None:
    """Somebody wraps what was signed, and puts their own words where they are read."""
    found = signed(muong_bi, message()).replace(b"<edXML:edXMLBody>", b'<edXML:edXMLBody Id="a">')
    key, own = rsa_pair()
    signer = XMLSigner(c14n_algorithm=EVERY_WAY[1])
    part = etree.tostring(
        signer.sign(
            etree.fromstring(message().replace(b"<edXML:edXMLBody>", b'<edXML:edXMLBody Id="a">')),
            key=key,
            cert=[own],
            reference_uri="a",
        )
    )

    assert reason_of(verified(part)) == Reason.PARTIAL
    assert reason_of(verified(found)) == Reason.OTHER_CONTENT


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"2001/10/xml-exc-c14n#", b"TR/1999/REC-xslt-19991116", Reason.UNKNOWN_WAY),
        (b"#ecdsa-sha256", b"#hmac-sha256", Reason.UNKNOWN_WAY),
        (b"X509Certificate", b"X509SubjectName", Reason.NO_CERTIFICATE),
        (b"SignatureValue>", b"Object>", Reason.WRONG_VALUE),
        (b"<X509Certificate>M", b"<X509Certificate>!", Reason.WRONG_VALUE),
    ],
)
def test_verify_says_what_it_does_not_take(
    muong_bi: Unit, certificate: Certificate, old: bytes, new: bytes, reason: Reason
) -> None:
    found = signed(muong_bi, message())
    assert old in found

    assert reason_of(verified(found.replace(old, new))) == reason


def test_verify_says_expired(muong_bi: Unit, certificate: Certificate) -> None:
    found = signed(muong_bi, message())

    later = verify_xml(found, at=certificate.valid_to + timedelta(days=1))
    earlier = verify_xml(found, at=certificate.valid_from - timedelta(days=1))

    assert (later.outcome, reason_of(later)) == (Outcome.INVALID, Reason.EXPIRED)
    assert (earlier.outcome, reason_of(earlier)) == (Outcome.INVALID, Reason.NOT_YET)
    assert later.sentence.startswith("Chứng thư số đã hết hạn.")


def test_verify_says_revoked(muong_bi: Unit, certificate: Certificate) -> None:
    found = signed(muong_bi, message())
    revoke(certificate, by=PLATFORM, at=timezone.now(), reason="Mất thiết bị")
    evidence.forget()

    verdict = verified(found)

    assert (verdict.outcome, reason_of(verdict)) == (Outcome.INVALID, Reason.REVOKED)
    assert verdict.signatures[0].revocation == Revocation.REVOKED


def test_verify_trusts_only_its_roots(certificate: Certificate) -> None:
    key, _ = rsa_pair()
    ours = authority.current()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Ai đó")])
    own = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(ours.issuing.certificate.subject)  # a name is believed only with its signature
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(timezone.now() - timedelta(days=1))
        .not_valid_after(timezone.now() + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )

    verdict = verified(signed_by_another(message(), key, own))

    assert (verdict.outcome, reason_of(verdict)) == (Outcome.UNTRUSTED, Reason.NOT_TRUSTED)


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", b"<a>", b"<a:b/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
)
def test_verify_never_breaks_on_what_is_no_xml(content: bytes) -> None:
    assert verified(content).outcome == Outcome.UNREADABLE


def test_verify_says_unsigned(certificate: Certificate) -> None:
    assert verified(message()).outcome == Outcome.UNSIGNED


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_verify_never_breaks_on_damage(
    muong_bi: Unit, certificate: Certificate, data: st.DataObject
) -> None:
    whole = _kept_signed(lambda: signed(muong_bi, message("ngắn")))
    start = data.draw(st.integers(whole.index(b"<edXML"), len(whole)))  # its version says nothing
    cut = data.draw(st.integers(1, 30))
    put = data.draw(st.binary(max_size=10))
    damaged = whole[:start] + put + whole[start + cut :]

    verdict = verified(damaged)

    assert verdict.outcome != Outcome.GENUINE or _means_the_same(damaged, whole)


_kept: list[bytes] = []


def _kept_signed(make: Callable[[], bytes]) -> bytes:
    if not _kept:
        _kept.append(make())
    return _kept[0]


def _means_the_same(one: bytes, other: bytes) -> bool:
    """Comments and the way of writing are no part of what is said."""
    forms = [
        etree.tostring(etree.fromstring(content), method="c14n", with_comments=False)
        for content in (one, other)
    ]
    return forms[0] == forms[1] or _same_but_key(forms)


def _same_but_key(forms: list[bytes]) -> bool:
    """What stands in KeyInfo beside the certificate is no part of what is signed."""
    parts = [form.partition(b"<Signature") for form in forms]
    ends = [part[2].partition(b"</Signature>")[2] for part in parts]
    return parts[0][0] == parts[1][0] and ends[0] == ends[1]
