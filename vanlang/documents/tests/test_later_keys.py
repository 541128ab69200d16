"""Signing with a token or a SIM: the number stays, the document waits, the answer is kept once."""

import base64
import re

import pytest
from django.test import Client
from django.urls import reverse

from vanlang.documents.actions import reviewing
from vanlang.documents.actions import signing as signatures
from vanlang.documents.models import Document
from vanlang.documents.queries import outgoing
from vanlang.documents.rules.states import State
from vanlang.documents.tests.cast import MONDAY, Cast, drafted, id_of, laid_before, make_cast
from vanlang.identity.api import Person
from vanlang.kernel import files, queue
from vanlang.kernel.refusals import Conflict, NotPermitted
from vanlang.signing import api as signing
from vanlang.signing.actions import keys

pytestmark = pytest.mark.django_db(databases=["default", "side"])


@pytest.fixture
def cast(db: None) -> Cast:
    """Hòa's key is in a token from now on."""
    made = make_cast()
    certificate = signing.Certificate.objects.get(person=id_of(made.hoa))
    certificate.key = certificate.key.replace("pkcs12:", "token:")
    certificate.save(update_fields=["key"])
    return made


def ticket_of(client: Client, cast: Cast, *documents: Document) -> str:
    """Press “sign” as Hòa and read the ticket off the page."""
    client.force_login(Person.objects.get(pk=id_of(cast.hoa)))
    chosen = {"document": [str(one.pk) for one in documents]}
    page = client.post(reverse("documents-to-sign"), chosen).content.decode()
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def brought(client: Client, ticket: str, *, refuses: bool = False) -> None:
    """Do what the agent does, with the key's file in place of the token."""
    address = reverse("signing-ticket", args=[ticket])
    orders = client.get(address).json()["documents"]
    rows = []
    for one in orders:
        raw = keys.sign(f"pkcs12:{one['key']}", base64.b64decode(one["digest"]))
        rows.append(
            {"id": one["id"], "signature": "" if refuses else base64.b64encode(raw).decode()}
        )
    client.post(address, {"signatures": rows}, content_type="application/json")


def test_a_batch_is_signed_by_a_token(client: Client, cast: Cast) -> None:
    documents = [laid_before(cast, drafted(cast)) for _ in range(3)]
    ticket = ticket_of(client, cast, *documents)

    brought(client, ticket)
    queue.drain()

    rows = Document.objects.order_by("number")
    assert [row.notation for row in rows] == [f"0{n}/UBND-VHXH" for n in (1, 2, 3)]
    assert {row.state for row in rows} == {State.SIGNED}
    main = outgoing.main_file(rows[0])
    assert main is not None
    assert signing.verify(files.read(main.file)).is_genuine


def test_a_refused_document_waits_under_its_number(client: Client, cast: Cast) -> None:
    document = laid_before(cast, drafted(cast))
    brought(client, ticket_of(client, cast, document), refuses=True)
    queue.drain()

    document.refresh_from_db()
    assert document.state == State.AWAITING_SIGNATURE
    assert document.signing_request is None
    brought(client, ticket_of(client, cast, document))
    queue.drain()

    document.refresh_from_db()
    assert (document.state, document.number) == (State.SIGNED, 1)


def test_what_was_sent_back_meanwhile_is_not_signed(client: Client, cast: Cast) -> None:
    document = laid_before(cast, drafted(cast))
    ticket = ticket_of(client, cast, document)
    reviewing.send_back(document, note="Sửa lại.", by=cast.minh, at=MONDAY)

    brought(client, ticket)
    queue.drain()

    document.refresh_from_db()
    assert document.state == State.DRAFT


def test_sign_says_that_the_token_is_needed_and_ask_refuses_strangers(cast: Cast) -> None:
    document = laid_before(cast, drafted(cast))

    with pytest.raises(Conflict, match="USB Token"):
        signatures.sign(document, by=cast.hoa, at=MONDAY)
    with pytest.raises(NotPermitted):
        signatures.ask(document, ticket="ve", by=cast.quang, at=MONDAY)
    with pytest.raises(Conflict):
        signatures.ask(drafted(cast), ticket="ve", by=cast.hoa, at=MONDAY)
