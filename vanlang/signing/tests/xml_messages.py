"""What tests of signed messages share: a message, and signatures by us and by another library."""

import base64
import io

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.utils import timezone
from hypothesis import strategies as st
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

from vanlang.identity.api import Unit
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.signing.actions.messages import sign_xml
from vanlang.signing.queries import authority
from vanlang.signing.queries.messages import verify_xml
from vanlang.signing.rules import authority as rules
from vanlang.signing.rules.states import Kind
from vanlang.signing.rules.xml_signatures import Reason, XmlVerdict

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


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40)
