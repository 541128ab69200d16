"""`vanlang edxml`: what an integrator sees of a message, with and without a database."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from vanlang.documents.actions import addressing
from vanlang.documents.models import Document
from vanlang.documents.tests import edxml_samples as samples
from vanlang.documents.tests.cast import drafted, look_and_issue, make_cast, signed
from vanlang.documents.tests.exchange_desk import MONDAY, by

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return a function that runs the command where there is no database and no setting."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("VANLANG_")}

    def one(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "vanlang.config.cli", "edxml", *words],
            check=False,
            capture_output=True,
            text=True,
            env={**kept, "VANLANG_HOME": str(tmp_path / "home"), **settings},
        )

    return one


def test_read_says_what_a_message_says(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.edxml"
    file.write_bytes(samples.written(samples.directive()))

    done = run("read", str(file), "--json", "--attachments", str(tmp_path / "kept"))

    said = json.loads(done.stdout)
    assert done.returncode == 0
    assert (said["refused"], said["type"], said["notation"]) == (False, "document", "VPCP-TTĐT")
    assert said["signature"]["outcome"] == "unsigned"
    assert (tmp_path / "kept" / "7816-VPCP-TTĐT.signed.pdf").read_bytes() == samples.PAGE


@pytest.mark.parametrize("url", ["khong phai dia chi", "postgresql://a:b@127.0.0.1:1/c"])
def test_read_of_a_signed_message_waits_for_no_database(
    db: None, run: Run, tmp_path: Path, url: str
) -> None:
    file = tmp_path / "a.edxml"
    file.write_bytes(by(make_cast(), samples.written(samples.directive())))

    done = run("read", str(file), "--json", VANLANG_DATABASE_URL=url)

    said = json.loads(done.stdout)
    assert done.returncode == 0
    assert said["notation"] == "VPCP-TTĐT"
    assert said["signature"]["outcome"] in {"undetermined", "untrusted"}
    assert "chưa trả lời" not in said["signature"]["sentence"]
    assert "Traceback" not in done.stderr


def test_read_says_exactly_why_not(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.edxml"
    file.write_bytes(samples.written(samples.directive(subject="", urgency=9)))

    done, told = run("read", str(file), "--json"), run("read", str(file))

    assert (done.returncode, told.returncode) == (1, 1)
    assert [fault["code"] for fault in json.loads(done.stdout)["faults"]] == [
        "N.Subject",
        "R.Priority",
    ]
    assert told.stderr.startswith("N.Subject: Thiếu Subject.")


def test_read_says_that_there_is_no_file(run: Run, tmp_path: Path) -> None:
    done = run("read", str(tmp_path / "nothing"))

    assert done.returncode == 1
    assert "Không mở được tệp" in done.stderr


def test_write_writes_an_issued_document(db: None, tmp_path: Path) -> None:
    cast = make_cast()
    draft = drafted(cast, at=MONDAY)
    outsider = addressing.Outsider(name="Văn phòng Chính phủ", code="G22")
    addressing.address(draft, units=[], outsiders=[outsider], by=cast.minh, at=MONDAY)
    document = look_and_issue(signed(cast, draft, MONDAY), by=cast.nga, at=MONDAY)

    for words in (str(document.pk), document.notation, document.exchange_id):
        call_command("edxml", "write", words, "--output", str(tmp_path / "a"), stdout=StringIO())
        message = samples.read((tmp_path / "a").read_bytes()).message
        assert message.sender.code == cast.unit.code
        assert message.is_signed


def test_write_refuses_what_has_not_been_issued(db: None) -> None:
    cast = make_cast()
    document = drafted(cast)

    for words in ("khong-co", str(document.pk)):
        with pytest.raises(CommandError):
            call_command("edxml", "write", words)

    assert Document.objects.count() == 1
