"""Evidence that a file carries against what is answered now, where no time of signing is proven."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.utils import timezone
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from vanlang.identity.api import Person
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import Unavailable
from vanlang.signing.actions.certificates import revoke
from vanlang.signing.models import Certificate
from vanlang.signing.queries import documents, evidence
from vanlang.signing.queries.verification import verify
from vanlang.signing.rules.chains import Chain
from vanlang.signing.rules.verdicts import Level, Outcome, Revocation
from vanlang.signing.tests.conftest import Paper
from vanlang.signing.tests.test_verification import bundle_of, by_other_software


@pytest.fixture
def carrying(paper: Paper, hoa: Person) -> bytes:
    """A simple signature, with today's good answers in the file's own store and no time-stamp."""
    signed = by_other_software(paper.pdf, bundle_of(hoa))
    document = documents.read(signed)
    answers = evidence.for_chain(document.chain_of(document.signatures[0].signer_cert))
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        assert "/DSS" not in pdf.Root
    out = io.BytesIO(signed)
    writer = IncrementalPdfFileWriter(out)
    streams = [
        writer.add_object(generic.StreamObject(stream_data=answer)) for answer in answers.ocsps
    ]
    lists = [writer.add_object(generic.StreamObject(stream_data=crl)) for crl in answers.crls]
    writer.root["/DSS"] = generic.DictionaryObject(
        {
            generic.NameObject("/OCSPs"): generic.ArrayObject(streams),
            generic.NameObject("/CRLs"): generic.ArrayObject(lists),
        }
    )
    writer.update_root()
    writer.write_in_place()
    assert documents.read(out.getvalue()).carried == answers
    return out.getvalue()


def test_an_old_good_answer_does_not_outlive_a_revocation(carrying: bytes, hoa: Person) -> None:
    assert verify(carrying, at=timezone.now()).is_genuine
    now = timezone.now()
    revoke(Certificate.objects.get(person=hoa), by=PLATFORM, at=now, reason="Mất khóa")
    evidence.forget()

    verdict = verify(carrying, at=timezone.now() + timedelta(seconds=5))

    assert verdict.outcome == Outcome.INVALID
    assert verdict.signatures[0].revocation == Revocation.REVOKED


def test_an_answer_that_has_grown_old_makes_nothing_invalid(
    carrying: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is opened again two days on, when the carried answer has run out."""
    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    evidence.forget()

    verdict = verify(carrying, at=later)

    assert verdict.is_genuine
    assert verdict.level == Level.B


def test_without_an_answer_now_it_is_left_open(
    carrying: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(_chain: Chain) -> evidence.Evidence:
        raise Unavailable(evidence.NO_ANSWER)

    monkeypatch.setattr(evidence, "for_chain", silent)

    assert verify(carrying, at=timezone.now()).outcome == Outcome.UNDETERMINED
