"""edXML in its official spelling and order, and as senders really write it."""

import base64
import io
import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from vanlang.documents.rules import edxml
from vanlang.documents.rules.edxml.codes import VIETNAM
from vanlang.documents.rules.edxml.fields import read_date, read_moment
from vanlang.documents.tests import edxml_samples as samples

# The samples of the official kit are read where they lie beside the repository; they are not ours.
OFFICIAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "edxml"
needs_official = pytest.mark.skipif(not OFFICIAL.exists(), reason="the official samples are away")


def names_in(xml: bytes) -> list[str]:
    bare = re.sub(rb"<!--.*?-->|<Signature.*?</Signature>", b"", xml, flags=re.DOTALL)
    return re.findall(r"<(?:edXML:)?([A-Za-z]+)", bare.decode())


def test_write_gives_back_what_was_read() -> None:
    message = samples.directive()

    found = samples.read(samples.written(message))

    assert found.message == message
    assert [path.read_bytes() for path in found.files.values()] == [samples.PAGE]


def test_write_gives_back_a_status() -> None:
    for status in edxml.Status:
        message = samples.receipt(status)

        assert samples.read(edxml.write_status(message)).message == message


def test_write_uses_the_official_words() -> None:
    xml = samples.written(samples.directive()).decode()

    assert xml.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="')
    assert f'<edXML:edXMLEnvelope xmlns:edXML="{edxml.NAMESPACE}">' in xml
    assert "<edXML:Bussiness><edXML:BussinessDocType>0</edXML:BussinessDocType>" in xml
    assert "<edXML:PromulgationDate>2026/03/02</edXML:PromulgationDate>" in xml
    assert "<edXML:Timestamp>2026/03/02 09:30:00</edXML:Timestamp>" in xml


@needs_official
def test_write_keeps_the_order_of_the_official_sample() -> None:
    official = names_in((OFFICIAL / "edoc.edxml").read_bytes())
    ours = names_in(
        samples.written(
            samples.directive(
                appendixes=("Phụ lục",),
                answers=(samples.receipt().about,),
                is_direction=None,
                places=("Các bộ",),
            )
        )
    )

    shared = [name for name in ours if name in official]
    firsts = list(dict.fromkeys(shared))

    header = official.index("edXMLBody")
    expected = [name for name in dict.fromkeys(official[:header]) if name in firsts]
    assert [name for name in firsts if name in expected] == expected


@needs_official
def test_write_keeps_the_order_of_the_official_status() -> None:
    official = names_in((OFFICIAL / "status_inbox_01.edxml").read_bytes())

    assert names_in(edxml.write_status(samples.receipt())) == official


@needs_official
@pytest.mark.parametrize(
    ("file", "status", "organisation"),
    [
        ("status_inbox_01", edxml.Status.ARRIVED, "000.00.00.G22"),
        ("status_acceptance_03", edxml.Status.REGISTERED, "000.00.00.G22"),
        ("status_cancellation_13", edxml.Status.RECALL_ASKED, "000.00.00.H41"),
    ],
)
def test_read_understands_the_official_statuses(
    file: str, status: edxml.Status, organisation: str
) -> None:
    message = samples.read((OFFICIAL / f"{file}.edxml").read_bytes()).message

    assert isinstance(message, edxml.StatusMessage)
    assert (message.status, message.about.organisation) == (status, organisation)
    assert message.about.document_id == "000.00.00.G22,2015/09/30,7816/VPCP-TTĐT"


@needs_official
def test_read_refuses_the_official_document_for_its_attachment_only() -> None:
    sample = (OFFICIAL / "edoc.edxml").read_bytes()
    placeholder = b"${__StringFromFile(test.txt,,,)}"

    assert samples.codes_of(sample) == ["R.ContentTransferEncoded"]
    mended = samples.read(sample.replace(placeholder, base64.b64encode(samples.PAGE))).message

    assert isinstance(mended, edxml.Message)
    assert mended.is_signed
    assert mended.answers == ()  # its ResponseFor is there, and empty
    assert mended.document_id == "9fbfbad2-f1f8-4256-a2eb-50fb1061cddb"
    assert mended.attachments[0].description == "Description 1"
    assert mended.business.purpose == edxml.Purpose.NEW


def test_read_takes_any_order() -> None:
    xml = samples.written(samples.directive()).decode()
    subject = re.search(r"<edXML:Subject>.*?</edXML:Subject>", xml)
    sender = re.search(r"<edXML:From>.*?</edXML:From>", xml)
    assert subject
    assert sender
    moved = xml.replace(subject[0], "").replace(sender[0], subject[0] + sender[0])

    assert samples.read(moved.encode()).message == samples.directive()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("edXML:", ""),  # no prefix at all
        ("edXML:", "ed:"),  # another one, never declared
        (edxml.NAMESPACE, "http://www.e-doc.vn/Schema/"),
        ("2026/03/02</edXML:PromulgationDate", "02/03/2026</edXML:PromulgationDate"),
        ("2026/03/31</edXML:DueDate", "31-03-2026</edXML:DueDate"),
        ("2026/03/02 09:30:00", "02/03/2026 09:30:00"),
        ("Bussiness", "Business"),
    ],
)
def test_read_takes_what_senders_write(old: str, new: str) -> None:
    xml = samples.written(samples.directive()).decode()
    assert old in xml

    assert samples.read(xml.replace(old, new).encode()).message == samples.directive()


def test_read_makes_the_id_that_is_missing() -> None:
    xml = samples.written(samples.directive()).decode()
    without = re.sub(r"<edXML:DocumentId>.*?</edXML:DocumentId>", "", xml)

    message = samples.read(without.encode()).message

    assert isinstance(message, edxml.Message)
    assert message.document_id == samples.directive().document_id


def test_read_unpacks_a_zip() -> None:
    both = {"Công văn.pdf": samples.PAGE, "Phụ lục.pdf": samples.pdf(2)}
    content = samples.zipped(both)
    packed = samples.attachment("kem-theo.zip", content, "application/zip")
    message = samples.directive(attachments=(packed,))

    found = samples.read(samples.written(message, {packed.content_id: content}))

    assert isinstance(found.message, edxml.Message)
    assert [one.name for one in found.message.attachments] == list(both)
    assert [path.read_bytes() for path in found.files.values()] == list(both.values())


def test_write_packed_reads_the_same() -> None:
    message = samples.directive()

    packed = samples.written(message, is_packed=True)

    assert b"<edXML:ContentType>application/zip" in packed
    assert samples.read(packed).message == message
    assert packed == samples.written(message, is_packed=True)


def test_write_carries_recall_update_and_replacement() -> None:
    for business in (
        edxml.Business(purpose=edxml.Purpose.RECALL, reason="Ban hành nhầm", document_id="H44,1"),
        edxml.Business(
            purpose=edxml.Purpose.UPDATE,
            reason="Thêm nơi nhận",
            changes_receivers=True,
            receivers=(
                edxml.Receiver("H44.05158", is_added=True),
                edxml.Receiver("H15", is_added=False),
            ),
        ),
        edxml.Business(
            purpose=edxml.Purpose.REPLACE,
            reason="Sai thẩm quyền",
            replacements=(edxml.Replacement("H44,1", ("H15", "G22")),),
        ),
    ):
        message = replace(samples.directive(), business=business)

        assert samples.read(samples.written(message)).message == message


def test_read_date_takes_both_styles_and_only_real_days() -> None:
    for text in ("2026/03/02", "2026-3-2", "02/03/2026", "2-3-2026", "2026-03-02T00:00:00"):
        assert read_date(text) == date(2026, 3, 2)
    for text in ("2026/02/30", "03.02.2026", "2026", "hôm nay", "0001/01/01", "9999/01/01"):
        assert read_date(text) is None


def test_read_moment_knows_zones() -> None:
    at = datetime(2026, 3, 2, 9, 30, tzinfo=VIETNAM)

    assert read_moment("2026/03/02 09:30:00") == at
    assert read_moment("02/03/2026 9:30") == at
    assert read_moment("2026-03-02T02:30:00Z") == at
    assert read_moment("2026-03-02T02:30:00.123+00:00") == at
    assert read_moment("2026/03/02") == at.replace(hour=0, minute=0)
    assert read_moment("2026/03/02 25:00:00") is None
    assert read_moment("2026/03/02 lúc 9:30 sáng") is None


def test_write_refuses_what_xml_cannot_hold() -> None:
    with pytest.raises(edxml.Refused) as problem:
        edxml.write(samples.directive(subject="a\x00b"), io.BytesIO(), lambda _: io.BytesIO())

    assert problem.value.code == "R.Subject"
