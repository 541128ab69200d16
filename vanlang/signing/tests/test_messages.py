"""XML signatures: ours stand before another library's eyes, and its own before ours."""

import base64
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner
from signxml.verifier import XMLVerifier

from vanlang.identity.api import Person, Unit
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.refusals import Conflict, NotPermitted
from vanlang.signing.actions import keys
from vanlang.signing.actions.certificates import issue_test_certificates, revoke
from vanlang.signing.actions.messages import sign_xml
from vanlang.signing.models import Certificate, Signature
from vanlang.signing.queries import authority, evidence
from vanlang.signing.queries.messages import verify_xml
from vanlang.signing.rules import authority as rules
from vanlang.signing.rules import canonical
from vanlang.signing.rules.states import Kind
from vanlang.signing.rules.verdicts import Outcome, Revocation
from vanlang.signing.rules.xml_signatures import Reason, XmlVerdict
from vanlang.signing.tests.conftest import acting

NS = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
MESSAGE = f"""<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="{NS}">
  <edXML:edXMLEnvelope xmlns:edXML="{NS}"><!-- 102 -->
    <edXML:edXMLHeader>
      <edXML:Subject a="1 &#10; &quot;2&quot;" xml:lang="vi"
      >A &amp; B &#13; &lt;C&gt; ệ</edXML:Subject>
      <edXML:TraceHeaderList/>
    </edXML:edXMLHeader>
    <edXML:edXMLBody><![CDATA[<không phải thẻ>]]><?tin?></edXML:edXMLBody>
  </edXML:edXMLEnvelope>
  <AttachmentEncoded>LONG</AttachmentEncoded>
</edXML>
"""
LONG = base64.b64encode(bytes(range(256)) * 1000).decode()
EVERY_WAY = [
    CanonicalizationMethod.CANONICAL_XML_1_0,
    CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
]


def message(text: str = LONG) -> bytes:
    return MESSAGE.replace("LONG", text).encode()


@pytest.fixture
def certificate(muong_bi: Unit) -> Certificate:
    issue_test_certificates([muong_bi], at=timezone.now())
    return Certificate.objects.get(unit=muong_bi)


def signed(unit: Unit, content: bytes, by: Actor = PLATFORM) -> bytes:
    kept = io.BytesIO()
    sign_xml(io.BytesIO(content), kept, unit=unit, inside="edXMLHeader", at=timezone.now(), by=by)
    return kept.getvalue()


def verified(content: bytes) -> XmlVerdict:
    return verify_xml(content, at=timezone.now())


def reason_of(verdict: XmlVerdict) -> Reason:
    return verdict.signatures[0].reason


class OldSigner(XMLSigner):
    """Signs with SHA-1 too, as the official samples were signed."""

    def check_deprecated_methods(self) -> None:
        return


def signed_by_another(  # noqa: PLR0913 what a signature may differ in
    content: bytes,
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
    own: x509.Certificate,
    *,
    way: CanonicalizationMethod = EVERY_WAY[0],
    method: SignatureMethod = SignatureMethod.RSA_SHA256,
    digest: DigestAlgorithm = DigestAlgorithm.SHA256,
) -> bytes:
    signer = OldSigner(signature_algorithm=method, digest_algorithm=digest, c14n_algorithm=way)
    chain = [own, authority.current().issuing.certificate]
    root = signer.sign(etree.fromstring(content), key=key, cert=chain)
    return bytes(etree.tostring(root))


def rsa_pair() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """Return a key and a certificate of the test authority for it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = rules.Subject(Kind.ORGANISATION, "Bộ Nội vụ", "Bộ Nội vụ")
    own = rules.issue(
        authority.current(),
        subject,
        key.public_key(),  # type: ignore[arg-type]  # a test authority signs any key
        timezone.now(),
        authority.ADDRESS,
    )
    return key, own


def test_sign_xml_is_genuine(muong_bi: Unit, certificate: Certificate) -> None:
    found = signed(muong_bi, message())

    verdict = verified(found)

    assert verdict.outcome == Outcome.GENUINE
    assert verdict.sentence.startswith("Chữ ký số hợp lệ.")
    one = verdict.signatures[0]
    assert (one.organisation, one.kind) == (muong_bi.name, Kind.ORGANISATION)
    assert (one.method, one.is_weak, verdict.is_test) == ("ecdsa-sha256", False, True)


def test_sign_xml_changes_nothing_else(muong_bi: Unit, certificate: Certificate) -> None:
    found = signed(muong_bi, message())

    start, end = found.index(b"<Signature"), found.index(b"</Signature>") + len("</Signature>")
    assert found[:start] + found[end:] == message()
    assert found[end:].startswith(b"</edXML:edXMLHeader>")


def test_sign_xml_is_written_down(muong_bi: Unit, certificate: Certificate) -> None:
    signed(muong_bi, message())

    signature = Signature.objects.get()
    assert (signature.certificate, signature.by_name) == (certificate, "Văn Lang")


@pytest.mark.parametrize("text", [LONG, "ngắn", "", "x &amp; y &#13;\n" * 9000])
def test_sign_xml_is_genuine_to_another_library(
    muong_bi: Unit, certificate: Certificate, text: str
) -> None:
    own = x509.load_der_x509_certificate(bytes(certificate.der))

    found = XMLVerifier().verify(signed(muong_bi, message(text)), x509_cert=own)

    assert not isinstance(found, list)
    assert found.signed_xml is not None


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


def test_sign_xml_is_refused_to_a_stranger(
    muong_bi: Unit, certificate: Certificate, quang: Person, minh: Person, hoa: Person
) -> None:
    for person in (quang, hoa):  # who leads signs papers; the clerk sends
        with pytest.raises(NotPermitted):
            signed(muong_bi, message(), acting(person))

    assert verified(signed(muong_bi, message(), acting(minh))).is_genuine


def test_sign_xml_is_refused_without_a_usable_certificate(
    muong_bi: Unit, certificate: Certificate
) -> None:
    revoke(certificate, by=PLATFORM, at=timezone.now() - timedelta(hours=1), reason="Mất")
    evidence.forget()

    with pytest.raises(Conflict):
        signed(muong_bi, message())


@pytest.mark.parametrize("content", [b"<a/>", b"<a>"])
def test_sign_xml_is_refused_where_there_is_no_place(
    muong_bi: Unit, certificate: Certificate, content: bytes
) -> None:
    with pytest.raises(Conflict):
        signed(muong_bi, content)


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    pieces=st.lists(texts, min_size=1, max_size=5),
    times=st.sampled_from([1, 3000]),
    way=st.sampled_from(["inclusive", "exclusive"]),
)
def test_canonical_form_is_the_same_with_texts_put_aside(
    pieces: list[str], times: int, way: str
) -> None:
    root = etree.Element("{urn:a}a", nsmap={None: "urn:a", "b": "urn:b"})
    for piece in pieces:
        child = etree.SubElement(root, "{urn:b}c", {"d": piece})
        child.text, child.tail = piece * times, piece
    name = canonical.EXCLUSIVE if way == "exclusive" else canonical.INCLUSIVE

    whole = canonical.canonical(root, by=name)
    outline, _ = canonical.outline(io.BytesIO(etree.tostring(root, encoding="utf-8")))
    with outline:
        found = outline.digest(outline.root, of="sha256", by=name)

    digest = hashes.Hash(hashes.SHA256())
    digest.update(whole)
    assert found == digest.finalize()


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
