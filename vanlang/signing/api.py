"""What other systems may use of signing."""

from vanlang.signing.actions.certificates import issue_test_certificates
from vanlang.signing.actions.engine import Box
from vanlang.signing.actions.looks import note_look, refuse_unseen
from vanlang.signing.actions.messages import sign_xml
from vanlang.signing.actions.pins import give_test_pins
from vanlang.signing.actions.requests import Asked, ask, new_ticket
from vanlang.signing.actions.sessions import (
    open_test_sessions,
    prove_if_asked,
    proving,
)
from vanlang.signing.actions.signing import certify, seal_organisation, sign_person
from vanlang.signing.models import Certificate, Signature
from vanlang.signing.queries.looks import looked_at
from vanlang.signing.queries.messages import verify_xml
from vanlang.signing.queries.requests import outcome_of, request_with, way_of
from vanlang.signing.queries.sessions import Presence, presence
from vanlang.signing.queries.signers import signer_of, usual_signer
from vanlang.signing.queries.verification import verify
from vanlang.signing.rules.requests import Way
from vanlang.signing.rules.rights import (
    RIGHT_NAMES,
    Block,
    Signer,
    SigningRight,
    allowed,
    block,
    check,
    lines,
    usual,
)
from vanlang.signing.rules.sessions import NoSession
from vanlang.signing.rules.states import Kind, moment_text
from vanlang.signing.rules.verdicts import Outcome, SignatureVerdict, Verdict
from vanlang.signing.rules.xml_signatures import XmlSignature, XmlVerdict

__all__ = [
    "RIGHT_NAMES",
    "Asked",
    "Block",
    "Box",
    "Certificate",
    "Kind",
    "NoSession",
    "Outcome",
    "Presence",
    "Signature",
    "SignatureVerdict",
    "Signer",
    "SigningRight",
    "Verdict",
    "Way",
    "XmlSignature",
    "XmlVerdict",
    "allowed",
    "ask",
    "block",
    "certify",
    "check",
    "give_test_pins",
    "issue_test_certificates",
    "lines",
    "looked_at",
    "moment_text",
    "new_ticket",
    "note_look",
    "open_test_sessions",
    "outcome_of",
    "presence",
    "prove_if_asked",
    "proving",
    "refuse_unseen",
    "request_with",
    "seal_organisation",
    "sign_person",
    "sign_xml",
    "signer_of",
    "usual",
    "usual_signer",
    "verify",
    "verify_xml",
    "way_of",
]
