"""What other systems may use of signing."""

from vanlang.signing.actions.certificates import issue_test_certificates
from vanlang.signing.actions.engine import Box
from vanlang.signing.actions.signing import seal_organisation, sign_person
from vanlang.signing.models import Certificate, Signature
from vanlang.signing.queries.verification import verify
from vanlang.signing.rules.verdicts import Outcome, SignatureVerdict, Verdict

__all__ = [
    "Box",
    "Certificate",
    "Outcome",
    "Signature",
    "SignatureVerdict",
    "Verdict",
    "issue_test_certificates",
    "seal_organisation",
    "sign_person",
    "verify",
]
