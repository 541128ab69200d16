"""Keys that answer later: a token behind an agent (SoftHSM2), a SIM that asks its holder."""

import base64
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import IO

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from vanlang.identity.api import Person
from vanlang.kernel import files
from vanlang.kernel.models import Entry
from vanlang.kernel.refusals import Conflict, NotPermitted, Unavailable
from vanlang.signing import api as signing
from vanlang.signing.actions import keys, requests
from vanlang.signing.actions.stand_in_sim import StandInSim
from vanlang.signing.models import Certificate, Signature, SigningRequest
from vanlang.signing.rules.requests import LIVES, State, Way, way_of
from vanlang.signing.tests.conftest import Paper, acting

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "1234"


def reach_by(person: Person, scheme: str) -> Certificate:
    """Let the person's key be reached in another way; the file stays for the stand-ins."""
    certificate = Certificate.objects.get(person=person)
    certificate.key = f"{scheme}:{certificate.key.partition(':')[2]}"
    certificate.save(update_fields=["key"])
    return certificate


def asked(
    paper: Paper, person: Person, ticket: str = "ve", about: str = "documents.document:1"
) -> SigningRequest:
    given = requests.Asked(paper.pdf, paper.boxes["person"], about, "15/QĐ-UBND")
    return requests.ask(given, ticket=ticket, signer=acting(person), at=timezone.now())


def raw_signature(request: SigningRequest) -> bytes:
    name = request.certificate.key.partition(":")[2]
    return keys.sign(f"pkcs12:{name}", sha256(bytes(request.attributes)).digest())


def test_way_is_told_by_the_name_of_the_key() -> None:
    assert [way_of(key) for key in ("pkcs12:a", "remote:a", "token:a", "sim:a")] == [
        Way.DIRECT,
        Way.DIRECT,
        Way.TOKEN,
        Way.REMOTE,
    ]


def test_answer_makes_a_genuine_document(paper: Paper, hoa: Person) -> None:
    reach_by(hoa, "token")
    request = asked(paper, hoa)

    done = requests.answer(request, raw_signature(request), ticket="ve", at=timezone.now())

    assert done.state == State.SIGNED
    assert done.outcome is not None
    signed = files.read(done.outcome)
    verdict = signing.verify(signed)
    assert verdict.is_genuine
    assert [one.name for one in verdict.signatures] == ["Quách Thị Hòa"]
    assert Signature.objects.get().digest_after == sha256(signed).hexdigest()
    assert Entry.objects.get(kind="signing.request_signed").payload["about"] == request.about


def test_answer_twice_is_one_signature(paper: Paper, hoa: Person) -> None:
    request = asked(paper, hoa)
    signature = raw_signature(request)

    requests.answer(request, signature, ticket="ve", at=timezone.now())
    requests.answer(request, signature, ticket="ve", at=timezone.now())

    assert Signature.objects.count() == 1


def test_answer_refuses_a_signature_of_something_else(paper: Paper, hoa: Person) -> None:
    request = asked(paper, hoa)
    name = request.certificate.key.partition(":")[2]
    other = keys.sign(f"pkcs12:{name}", sha256(b"khac").digest())

    with pytest.raises(Conflict):
        requests.answer(request, other, ticket="ve", at=timezone.now())

    assert SigningRequest.objects.get().state == State.WAITING


def test_answer_refuses_another_ticket_and_a_late_one(paper: Paper, hoa: Person) -> None:
    request = asked(paper, hoa)
    signature = raw_signature(request)

    with pytest.raises(NotPermitted):
        requests.answer(request, signature, ticket="khac", at=timezone.now())
    with pytest.raises(Conflict):
        requests.answer(request, signature, ticket="ve", at=timezone.now() + LIVES)


def test_ask_is_refused_without_a_certificate(paper: Paper, minh: Person) -> None:
    with pytest.raises(Conflict):
        asked(paper, minh)


# ---- the agent ------------------------------------------------------------------------------


def softhsm(settings: Path, *words: str) -> None:
    subprocess.run(
        ["softhsm2-util", *words],  # noqa: S607
        check=True,
        capture_output=True,
        env={**os.environ, "SOFTHSM2_CONF": str(settings)},
    )


def made_token(certificate: Certificate, folder: Path) -> Path:
    """Put the certificate's key into a SoftHSM token; return where its settings are."""
    if not shutil.which("softhsm2-util"):
        pytest.fail("This test needs the Debian package softhsm2.")
    settings, pem = folder / "softhsm2.conf", folder / "key.pem"
    (folder / "tokens").mkdir()
    settings.write_text(f"directories.tokendir = {folder}/tokens\n")
    softhsm(
        settings, "--init-token", "--free", "--label", "agent", "--so-pin", "0000", "--pin", PIN
    )
    name = certificate.key.partition(":")[2]
    kept = (keys.stand_in_folder() / f"{name}.p12").read_bytes()
    key = pkcs12.load_pkcs12(kept, keys.stand_in_password()).key
    assert key is not None
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    imported = ("--import", str(pem), "--token", "agent", "--pin", PIN)
    softhsm(settings, *imported, "--label", name, "--id", "01")
    return settings


@contextmanager
def agent_of(server: str, settings: Path) -> Iterator[tuple[str, IO[str]]]:
    """Start the agent as a program of its own; give its address and what it shows."""
    words = ["-m", "vanlang.signing.tests.agent", MODULE, "agent", PIN, server]
    running = subprocess.Popen(
        [sys.executable, *words],
        env={**os.environ, "SOFTHSM2_CONF": str(settings)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(running.stdout.readline())}/ky", running.stdout
    finally:
        running.terminate()
        running.wait()


@pytest.mark.django_db(transaction=True, databases=["default", "side"])
def test_an_agent_signs_a_batch_with_its_token(
    paper: Paper, hoa: Person, live_server: LiveServer, tmp_path: Path
) -> None:
    settings = made_token(reach_by(hoa, "token"), tmp_path)
    for _ in range(3):
        asked(paper, hoa, ticket="ve-that")
    server = str(live_server.url)
    form = {"server": server, "ticket": "ve-that", "back": "/van-ban/di/cho-ky/"}

    with agent_of(server, settings) as (address, shown):
        strange = httpx.post(address, data=form, headers={"Origin": "https://la.example"})
        back = httpx.post(address, data=form, headers={"Origin": server}, timeout=60)
        labels = [shown.readline().strip() for _ in range(3)]

    assert strange.status_code == 403
    assert back.headers["Location"] == f"{server}/van-ban/di/cho-ky/"
    assert labels == ["15/QĐ-UBND"] * 3
    done = SigningRequest.objects.all()
    assert [one.state for one in done] == [State.SIGNED] * 3
    assert all(signing.verify(signing.outcome_of(one)).is_genuine for one in done)
    assert httpx.get(f"{server}/ky-so/the/ve-that/").status_code == 404


def test_a_ticket_nobody_gave_opens_nothing(client: Client, paper: Paper, hoa: Person) -> None:
    reach_by(hoa, "token")
    request = asked(paper, hoa, ticket="ve-that")
    signature = base64.b64encode(raw_signature(request)).decode()
    body = {"signatures": [{"id": str(request.pk), "signature": signature}]}

    page = client.get(reverse("signing-ticket", args=["doan"]))
    answered = client.post(
        reverse("signing-ticket", args=["doan"]), body, content_type="application/json"
    )

    assert page.status_code == 404
    assert answered.json() == {"documents": []}
    assert SigningRequest.objects.get().state == State.WAITING


@pytest.mark.parametrize(
    "body",
    ["", "[]", '{"signatures": 1}', '{"signatures": [{"id": 1}]}', "[" * 9999, '{"a": "\\ud800"}'],
)
def test_what_an_agent_says_wrongly_is_not_understood(client: Client, body: str, db: None) -> None:
    page = client.post(reverse("signing-ticket", args=["doan"]), body, "application/json")

    assert page.status_code == 400


def test_an_agent_may_say_that_its_owner_refuses(client: Client, paper: Paper, hoa: Person) -> None:
    reach_by(hoa, "token")
    request = asked(paper, hoa, ticket="ve-that")
    body = {"signatures": [{"id": str(request.pk), "signature": ""}]}

    client.post(reverse("signing-ticket", args=["ve-that"]), body, "application/json")

    assert SigningRequest.objects.get().state == State.REFUSED


# ---- SIM and remote -------------------------------------------------------------------------


@pytest.fixture
def sim() -> Iterator[StandInSim]:
    service = StandInSim()
    requests.plug(lambda: service)
    yield service
    requests.plug(lambda: None)


def test_a_sim_signs_when_its_holder_has_confirmed(
    paper: Paper, hoa: Person, sim: StandInSim
) -> None:
    reach_by(hoa, "sim")
    request = asked(paper, hoa)
    sim.is_silent = True

    requests.ask_remote(request.pk)
    requests.ask_remote(request.pk)
    assert requests.look_for_answers(at=timezone.now()) == 0
    sim.is_silent = False
    assert requests.look_for_answers(at=timezone.now()) == 1

    assert len(sim.asked) == 1
    assert SigningRequest.objects.get().state == State.SIGNED


@pytest.mark.parametrize("state", [State.REFUSED, State.EXPIRED])
def test_a_sim_whose_holder_refuses_or_is_silent_ends_the_request(
    paper: Paper, hoa: Person, sim: StandInSim, state: State
) -> None:
    reach_by(hoa, "sim")
    request = asked(paper, hoa)
    requests.ask_remote(request.pk)
    sim.refuses, sim.is_silent = state == State.REFUSED, state == State.EXPIRED

    later = LIVES if sim.is_silent else timedelta(0)
    requests.look_for_answers(at=timezone.now() + later)

    assert SigningRequest.objects.get().state == state
    assert not Signature.objects.exists()


@pytest.mark.parametrize("wrong", ["away", "another"])
def test_one_that_is_answered_wrongly_ends_in_time_and_keeps_no_other(
    paper: Paper, hoa: Person, sim: StandInSim, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    reach_by(hoa, "sim")
    first, second = asked(paper, hoa), asked(paper, hoa, about="documents.document:2")
    for request in (first, second):
        requests.ask_remote(request.pk)
    first.refresh_from_db()
    rightly = sim.answer

    def answer(_: StandInSim, reference: str) -> bytes | None:
        if reference != first.reference:
            return rightly(reference)
        if wrong == "away":
            raise Unavailable("Chưa trả lời.")
        return b"something else"

    monkeypatch.setattr(StandInSim, "answer", answer)
    assert requests.look_for_answers(at=timezone.now()) == 1
    assert requests.look_for_answers(at=timezone.now() + LIVES) == 1

    states = dict(SigningRequest.objects.values_list("pk", "state"))
    assert states == {first.pk: State.EXPIRED, second.pk: State.SIGNED}


def test_a_sim_service_that_is_away_is_asked_again(
    paper: Paper, hoa: Person, sim: StandInSim
) -> None:
    reach_by(hoa, "sim")
    request = asked(paper, hoa)
    sim.is_away = True

    with pytest.raises(Unavailable):
        requests.ask_remote(request.pk)

    assert SigningRequest.objects.get().reference == ""
