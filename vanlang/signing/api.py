"""What other systems may use of signing."""

from vanlang.signing.actions.certificates import issue_test_certificates
from vanlang.signing.actions.engine import Box
from vanlang.signing.actions.messages import sign_xml
from vanlang.signing.actions.requests import Asked, ask, new_ticket
from vanlang.signing.actions.signing import certify, seal_organisation, sign_person
from vanlang.signing.models import Certificate, Signature
from vanlang.signing.queries.messages import verify_xml
from vanlang.signing.queries.requests import outcome_of, request_with, way_of
from vanlang.signing.queries.verification import verify
from vanlang.signing.rules.requests import Way
from vanlang.signing.rules.states import Kind, moment_text
from vanlang.signing.rules.verdicts import Outcome, SignatureVerdict, Verdict
from vanlang.signing.rules.xml_signatures import XmlSignature, XmlVerdict

__all__ = [
    "Asked",
    "Box",
    "Certificate",
    "Kind",
    "Outcome",
    "Signature",
    "SignatureVerdict",
    "Verdict",
    "Way",
    "XmlSignature",
    "XmlVerdict",
    "ask",
    "certify",
    "issue_test_certificates",
    "moment_text",
    "new_ticket",
    "outcome_of",
    "request_with",
    "seal_organisation",
    "sign_person",
    "sign_xml",
    "verify",
    "verify_xml",
    "way_of",
]
