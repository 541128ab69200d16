"""A package for the archive can be checked by anybody, and every change in it is found."""

import io
import json
import zipfile
from xml.etree import ElementTree as ET

import pytest

from vanlang.documents.rules import letters, packages
from vanlang.documents.rules.packages import Part, Piece
from vanlang.kernel.refusals import Refusal

FACTS: dict[str, str | int | None] = {
    "FileCode": "H44.2026.0001",
    "Title": "Hồ sơ <rà soát> & \x01 hộ nghèo",
    "DocTotal": 1,
}
PIECE = Piece("cong-van.pdf", b"%PDF-1.7 noi dung", is_pdf_a=True)


def package() -> bytes:
    return packages.pack(FACTS, [Part({"Subject": "V/v hộ nghèo", "DueDate": None}, (PIECE,))])


def changed(name: str, content: bytes | None) -> bytes:
    """Return the package with one member replaced, added, or left out."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package())) as old, zipfile.ZipFile(held, "w") as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        if content is not None:
            new.writestr(name, content)
    return held.getvalue()


def test_a_package_is_whole_and_the_same_every_time() -> None:
    report = packages.check(package())

    assert report.is_whole
    assert report.count == 3
    assert package() == package()


def test_its_metadata_are_read_as_json_and_as_xml() -> None:
    with zipfile.ZipFile(io.BytesIO(package())) as archive:
        told = json.loads(archive.read(packages.FILE_JSON))
        root = ET.fromstring(archive.read(packages.FILE_XML))  # noqa: S314 our own

    assert told["Documents"][0]["Files"][0]["pdf_a"] is True
    assert root.findtext("Title") == "Hồ sơ <rà soát> &  hộ nghèo"
    assert root.findtext("Documents/Document/Files/FilePath") == "documents/0001/01-cong-van.pdf"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("documents/0001/01-cong-van.pdf", b"khac", "đã bị thay đổi"),
        ("documents/0001/01-cong-van.pdf", None, "Thiếu tệp"),
        ("documents/0001/02-them.pdf", b"x", "không có trong danh sách"),
        (packages.FIXITY, None, "Thiếu danh sách"),
        (packages.FILE_XML, None, "Thiếu tệp"),
    ],
)
def test_check_finds_what_was_changed(name: str, content: bytes | None, said: str) -> None:
    report = packages.check(changed(name, content))

    assert not report.is_whole
    assert any(said in problem for problem in report.problems)


def test_check_says_of_anything_that_it_is_no_package() -> None:
    assert packages.check(b"PK\x03\x04 broken").problems == ("Gói hỏng, không đọc được.",)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"Subject: x\r\n\r\n", b"From: a@b\r\n\r\nx"]
)
def test_what_is_no_letter_with_files_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal):
        letters.read(content)
