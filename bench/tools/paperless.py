"""Documents without their paper: setting, signing and verifying is done once, for all the others.

Numbers, registers, files, delivery and journal are the product's own. What is left out costs a
few tenths of a second of processor time for each document, whatever the database does.
"""

import contextlib
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from unittest import mock

from bench.tools.desks import Desk, draft
from vanlang.documents.queries import papers
from vanlang.documents.rules.drafts import Draft
from vanlang.signing import api as signing
from vanlang.ui.papers import Paper

BODY = b"%PDF-1.7\n" + b"%" * 2_000
SEALED = b"\nsealed"


@contextlib.contextmanager
def without_paper(desk: Desk, at: datetime) -> Iterator[None]:
    """Set, sign, seal and verify one document of the desk; its verdicts are the others' too."""
    people = (desk.leader.person_id, desk.clerk.person_id)
    signing.open_test_sessions([one for one in people if one is not None], at=at)
    one = draft(desk, 0, 1)
    one.number, one.notation, one.issued_on = 1, "1/UBND", at.date()
    text = Draft(subject=one.subject, to=("Các cơ quan liên quan",), body="Rà soát và báo cáo.")
    paper = papers.paper(one, text, at=at, signer=desk.leader)
    signed = signing.sign_person(
        paper.pdf, signer=desk.leader, box=paper.boxes["person"], at=at, reason="1/UBND"
    )
    signing.note_look(sha256(signed).hexdigest(), by=desk.clerk, at=at)
    sealed = signing.seal_organisation(
        signed, unit=desk.unit, box=paper.boxes["organisation"], at=at, by=desk.clerk
    )
    after_signing, after_sealing = signing.verify(signed, at=at), signing.verify(sealed, at=at)

    def verdict(pdf: bytes, **_facts: object) -> signing.Verdict:
        return after_sealing if pdf.endswith(SEALED) else after_signing

    def set_(document: object, *_draft: object, **_facts: object) -> Paper:
        return Paper(BODY + str(id(document)).encode(), paper.pages, paper.boxes)

    with (
        mock.patch.object(papers, "paper", set_),
        mock.patch.object(signing, "sign_person", lambda pdf, reason, **_: pdf + reason.encode()),
        mock.patch.object(
            signing, "seal_organisation", lambda pdf, unit, **_: pdf + unit.code.encode() + SEALED
        ),
        mock.patch.object(signing, "verify", verdict),
    ):
        yield
