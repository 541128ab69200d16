"""The checker of an exported journal, as a person runs it: alone, from a file."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from vanlang.kernel import verifier
from vanlang.kernel.tests.authorities import Authority


def test_the_verifier_stands_alone(exported: list[str], stamps: Authority, tmp_path: Path) -> None:
    script = tmp_path / "verifier.py"
    script.write_bytes(Path(verifier.__file__).read_bytes())
    (tmp_path / "ca.pem").write_bytes(stamps.root)
    whole, changed = tmp_path / "whole.jsonl", tmp_path / "changed.jsonl"
    whole.write_text("\n".join(exported) + "\n")
    changed.write_text(whole.read_text().replace('"số":4', '"số":5'))
    alone = [sys.executable, "-I", str(script)]

    good = subprocess.run(
        [*alone, str(whole), "--ca", str(tmp_path / "ca.pem")], capture_output=True, check=False
    )
    bad = subprocess.run([*alone, str(changed)], capture_output=True, check=False)

    assert good.returncode == 0, good.stderr
    assert "Nhật ký nguyên vẹn." in good.stdout.decode()
    assert bad.returncode == 1
    assert "[altered] Vị trí 5" in bad.stdout.decode()
    assert "--ca" in bad.stdout.decode()
    assert "--ca" not in good.stdout.decode()


def verified(file: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    """Return what the program says of a file that is not right, as it says it to a person."""
    assert verifier.main([str(file), *more]) == 1
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda lines: [lines[0], b"\xff" + lines[1][1:], *lines[2:]], "Dòng 2 của tệp có byte"),
        (lambda lines: [lines[0], lines[1].replace(b"kind", b"k\xe9nd"), *lines[2:]], "Dòng 2"),
        (lambda lines: lines[1:], "thiếu dòng đầu"),
        (lambda lines: [lines[0], *lines], "Dòng 2 của tệp: dòng đầu tệp lặp lại"),
        (lambda lines: [*lines, lines[1]], "đứng sau dòng kết thúc"),
        (
            lambda lines: [lines[0], lines[1].replace(b"{", b'{"position": 7, ', 1), *lines[2:]],
            "Dòng 2 của tệp: mục “position” có hai lần",
        ),
        (lambda lines: [lines[0], b"[" * 99_999, *lines[2:]], "Dòng 2 của tệp không đọc được"),
        (
            lambda lines: [lines[0], lines[1].replace(b'"position": 1', b'"position": 1e999')],
            "Dòng 2 của tệp không đọc được",
        ),
        (lambda lines: [line.replace(b'"number"', b'"\\ud800"') for line in lines], "không đọc"),
        (lambda _lines: [b"\x00\xff" * 500], "Dòng 1 của tệp có byte"),
        (lambda _lines: [], "thiếu dòng kết thúc"),
    ],
)
def test_the_checker_names_what_is_damaged_and_reads_on(
    exported: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    damage: Callable[[list[bytes]], list[bytes]],
    words: str,
) -> None:
    file = tmp_path / "journal.jsonl"
    lines = [json.dumps(json.loads(line), ensure_ascii=False).encode() for line in exported]
    file.write_bytes(b"\n".join(damage(lines)))

    said = verified(file, capsys)

    assert words in said
    assert "ĐIỂM SAI" in said


def test_a_removed_head_line_is_the_only_finding(
    exported: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "journal.jsonl"
    file.write_text("\n".join(line.strip() for line in exported[1:]))

    assert "CÓ 1 ĐIỂM SAI" in verified(file, capsys)


def test_the_checker_says_what_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, ca = tmp_path / "journal.jsonl", tmp_path / "ca.pem"

    gone = verified(file, capsys)
    folder = verified(tmp_path, capsys)
    file.write_text("")
    ca.write_text("x")
    no_authority = verified(file, capsys, "--ca", str(ca))

    assert f"Không mở được tệp {file}" in gone
    assert "Không mở được tệp" in folder
    assert "không chứa chứng thư" in no_authority


def test_verify_journal_finds_what_was_done_in_the_database(
    exported: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("verify_journal")
    assert "Nhật ký nguyên vẹn." in capsys.readouterr().out
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE kernel_entry DISABLE TRIGGER ALL")
        cursor.execute("ALTER TABLE kernel_position DISABLE TRIGGER ALL")
        cursor.execute("UPDATE kernel_entry SET actor_name = 'Quang' WHERE about LIKE '%:4'")
        cursor.execute("DELETE FROM kernel_entry WHERE about LIKE '%:6'")
        cursor.execute(
            "INSERT INTO kernel_entry (kind, about, at, actor_name, actor_kind, unit_code, "
            "unit_name, post, standing_in_for, payload) "
            "VALUES ('x.y', 'x.y:1', now(), '', 'system', '', '', '', '', '{}')"
        )

    with pytest.raises(SystemExit):
        call_command("verify_journal")

    found = capsys.readouterr().out
    assert "[altered] Vị trí 5" in found
    assert "[removed] Vị trí 7" in found
    assert "[inserted]" in found


def test_export_journal_writes_a_file_that_holds(exported: list[str], tmp_path: Path) -> None:
    call_command("export_journal", str(tmp_path / "journal.jsonl"))

    with (tmp_path / "journal.jsonl").open() as lines:
        assert verifier.check(lines).findings == []
