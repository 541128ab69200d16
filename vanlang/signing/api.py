"""What other systems may use of signing."""

from vanlang.signing.actions.certificates import issue_test_certificates
from vanlang.signing.actions.engine import Box
from vanlang.signing.actions.messages import sign_xml
from vanlang.signing.actions.signing import certify, seal_organisation, sign_person
from vanlang.signing.models import Certificate, Signature
from vanlang.signing.queries.messages import verify_xml
from vanlang.signing.queries.verification import verify
from vanlang.signing.rules.states import Kind, moment_text
from vanlang.signing.rules.verdicts import Outcome, SignatureVerdict, Verdict
from vanlang.signing.rules.xml_signatures import XmlSignature, XmlVerdict

__all__ = [
    "Box",
    "Certificate",
    "Kind",
    "Outcome",
    "Signature",
    "SignatureVerdict",
    "Verdict",
    "XmlSignature",
    "XmlVerdict",
    "certify",
    "issue_test_certificates",
    "moment_text",
    "seal_organisation",
    "sign_person",
    "sign_xml",
    "verify",
    "verify_xml",
]
