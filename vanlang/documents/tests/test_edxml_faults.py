"""Messages that are broken, false or made to do harm: each is refused with its reason."""

import base64
import io
import re
from collections.abc import Callable

import pikepdf
import pytest

from vanlang.documents.rules import edxml
from vanlang.documents.tests import edxml_samples as samples
from vanlang.kernel.file_checks import DOCX as DOCX_TYPE

XML = samples.written(samples.directive()).decode()
STATUS = edxml.write_status(samples.receipt()).decode()
STREAMED = "edXML:ContentTransferEncoded"
ENCODED = base64.b64encode(samples.PAGE).decode()


def without(name: str, xml: str = XML) -> bytes:
    return re.sub(rf"<edXML:{name}>.*?</edXML:{name}>", "", xml, count=1).encode()


def with_text(name: str, text: str, xml: str = XML) -> bytes:
    tag = rf"<edXML:{name}>.*?</edXML:{name}>"
    return re.sub(tag, f"<edXML:{name}>{text}</edXML:{name}>", xml, count=1).encode()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("From", "N.From"),
        ("OrganId", "N.OrganId"),
        ("To", "N.To"),
        ("Code", "N.Code"),
        ("CodeNotation", "N.CodeNotation"),
        ("PromulgationInfo", "N.PromulgationInfo"),
        ("PromulgationDate", "N.PromulgationDate"),
        ("DocumentType", "N.DocumentType"),
        ("TypeName", "N.TypeName"),
        ("Subject", "N.Subject"),
        ("MessageHeader", "N.MessageHeader"),
        ("edXMLHeader", "N.edXMLHeader"),
    ],
)
def test_read_says_what_a_document_lacks(name: str, code: str) -> None:
    assert code in samples.codes_of(without(name))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ResponseFor", "N.ResponseFor"),
        ("StatusCode", "N.From"),
        ("Timestamp", "N.Timestamp"),
        ("From", "N.From"),
    ],
)
def test_read_says_what_a_status_lacks(name: str, code: str) -> None:
    lacking = without(name, STATUS)
    if name == "StatusCode":
        lacking = without("From", lacking.decode())

    assert code in samples.codes_of(lacking)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("Subject", "x" * 501, "R.Subject"),
        ("Content", "x" * 501, "R.Content"),
        ("Place", "x" * 151, "R.Place"),
        ("CodeNumber", "9" * 12, "R.CodeNumber"),
        ("PromulgationDate", "2026/02/30", "R.PromulgationDate"),
        ("PromulgationDate", "ngày mai", "R.PromulgationDate"),
        ("DueDate", "31/02/2026", "R.DueDate"),
        ("Timestamp", "2026/03/02 99:00:00", "R.Timestamp"),
        ("Priority", "5", "R.Priority"),
        ("Priority", "-1", "R.Priority"),
        ("PageAmount", "hai", "R.PageAmount"),
        ("Direction", "có", "R.Direction"),
        ("BussinessDocType", "4", "R.BussinessDocType"),
        ("BussinessDocType", "3", "N.ReplacementInfoList"),
        ("Paper", "2", "R.Paper"),
    ],
)
def test_read_says_what_is_out_of_range(name: str, text: str, code: str) -> None:
    assert samples.codes_of(with_text(name, text)) == [code]


@pytest.mark.parametrize("status", ["00", "07", "12", "14", "17", "3", "xong"])
def test_read_refuses_unknown_statuses(status: str) -> None:
    assert samples.codes_of(with_text("StatusCode", status, STATUS)) == ["R.StatusCode"]


def test_read_says_everything_at_once() -> None:
    wrong = with_text("Subject", "", with_text("Priority", "9").decode())

    with pytest.raises(edxml.Refused) as problem:
        samples.read(wrong)

    assert [str(fault) for fault in problem.value.faults] == [
        "N.Subject: Thiếu Subject.",
        "R.Priority: OtherInfo.Priority “9” không phải số từ 0 đến 4.",
    ]


def test_read_refuses_the_same_recipient_twice() -> None:
    twice = samples.directive(recipients=(samples.PROVINCE, samples.MUONG_BI, samples.PROVINCE))

    assert samples.codes_of(samples.written(twice)) == ["R.To"]


def test_read_refuses_a_value_that_stands_twice() -> None:
    doubled = XML.replace("<edXML:Subject>", "<edXML:Subject>khác</edXML:Subject><edXML:Subject>")

    assert samples.codes_of(doubled.encode()) == ["R.Subject"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "R.XML"),
        (b"   ", "R.XML"),
        (b"\x00\x01\x02", "R.XML"),
        (b"%PDF-1.7", "R.XML"),
        (XML.encode()[:-40], "R.XML"),
        (XML.replace("</edXML:From>", "").encode(), "R.XML"),
        (XML.replace("Hà Nội", "Hà Nội &khong;").encode(), "R.XML"),
        (XML.encode("utf-16"), "R.XML"),  # says UTF-8
        (XML.replace('"UTF-8"', '"x-khong-co"').encode(), "R.XML"),
        (XML.replace("Hà Nội", "\x01").encode(), "R.XML"),
        (b"<html><body/></html>", "M.edXML"),
        (XML.replace(edxml.NAMESPACE, "http://example.org/").encode(), "M.Namespace"),
        (b"<edXML/>", "N.edXMLEnvelope"),
    ],
)
def test_read_refuses_what_is_no_edxml(content: bytes, code: str) -> None:
    assert samples.codes_of(content) == [code]


def test_read_defines_no_entity() -> None:
    bomb = '<!DOCTYPE edXML [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    outside = '<!DOCTYPE edXML [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    elsewhere = '<!DOCTYPE edXML SYSTEM "http://127.0.0.1:1/x.dtd">'

    for declared in (bomb, outside, elsewhere):
        xml = XML.replace("<edXML xmlns", f"{declared}<edXML xmlns").replace("Hà Nội", "&b;&a;")

        assert samples.codes_of(xml.encode()) == ["R.DTD"]


def test_read_refuses_what_only_grows() -> None:
    deep = XML.replace("<edXML:Subject>", "<a>" * 100_000)
    wide = XML.replace("<edXML:From>", "<a/>" * 60_000 + "<edXML:From>")
    long = with_text("Subject", "x" * (2**20 + 1)).decode()
    attribute = XML.replace("<edXML:From>", f'<edXML:From a="{"x" * 3_000_000}">')
    comment = XML.replace("<edXML:From>", f"<!--{'x' * 3_000_000}--><edXML:From>")

    assert samples.codes_of(deep.encode()) == ["R.Depth"]
    assert samples.codes_of(wide.encode()) == ["R.Elements"]
    assert samples.codes_of(long.encode()) == ["R.Subject"]
    assert samples.codes_of(attribute.encode()) == ["R.XML"]
    assert samples.codes_of(comment.encode()) == ["R.XML"]


def test_read_refuses_what_is_over_the_limit() -> None:
    limits = edxml.Limits(message_bytes=1000)

    assert samples.codes_of(XML.encode(), limits) == ["R.Size"]


@pytest.mark.parametrize(
    ("encoded", "code"),
    [
        ("", "R.ContentTransferEncoded"),
        ("không phải", "R.ContentTransferEncoded"),
        ("${__StringFromFile(test.txt,,,)}", "R.ContentTransferEncoded"),
        (ENCODED[:-2], "R.ContentTransferEncoded"),
        ("QQ==" + ENCODED, "R.ContentTransferEncoded"),
        (base64.b64encode(b"MZ\x90\x00" * 50).decode(), "R.ContentType"),
        (base64.b64encode(b"<script>").decode(), "R.ContentType"),
        (base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"0" * 50).decode(), "M.ContentType"),
        (base64.b64encode(samples.PAGE[:200]).decode(), "R.Attachment"),
        (base64.b64encode(samples.zipped({"a.pdf": samples.PAGE})).decode(), "M.ContentType"),
        (base64.b64encode(samples.stored({"a.pdf": samples.PAGE})).decode(), "M.ContentType"),
    ],
)
def test_read_refuses_what_an_attachment_is_not(encoded: str, code: str) -> None:
    assert samples.codes_of(XML.replace(ENCODED, encoded).encode()) == [code]


def test_read_takes_base64_in_lines() -> None:
    lines = "\r\n".join(re.findall(".{1,76}", ENCODED))

    found = samples.read(XML.replace(ENCODED, f"\n  {lines}\n").encode())

    assert found.message == samples.directive()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../../etc/passwd.pdf", "R.AttachmentName"),
        ("C:\\a.pdf", "R.AttachmentName"),
        ("C:a.pdf", "R.AttachmentName"),
        ("a/b.pdf", "R.AttachmentName"),
        ("..", "R.AttachmentName"),
        ("x" * 197 + ".pdf", "R.AttachmentName"),
        ("bao-cao.docx", "M.AttachmentName"),
        ("chay-ngay.exe", "M.AttachmentName"),
    ],
)
def test_read_refuses_names_that_mislead(name: str, code: str) -> None:
    renamed = samples.directive(attachments=(samples.attachment(name, samples.PAGE),))

    assert samples.codes_of(samples.written(renamed)) == [code]


def test_read_compares_manifest_and_body() -> None:
    stray = XML.replace("cid:", "cid:khac-", 1)
    renamed = XML.replace("7816-VPCP-TTĐT.signed.pdf", "khac.pdf", 1)
    nothing = re.sub(r"<edXML:AttachmentEncoded.*</edXML:AttachmentEncoded>", "", XML)
    one = re.search(r"<edXML:Attachment>.*</edXML:Attachment>", XML)
    assert one
    twice = XML.replace(one[0], one[0] * 2)

    assert samples.codes_of(stray.encode()) == ["M.ContentId", "M.ContentId"]
    assert samples.codes_of(renamed.encode()) == ["M.AttachmentName"]
    assert samples.codes_of(nothing.encode()) == ["M.ContentId"]
    assert samples.codes_of(twice.encode()) == ["R.ContentId"]
    lists_none = re.sub(r"<edXML:Reference>.*</edXML:Reference>", "", XML)
    has_none = re.sub(r"<edXML:edXMLManifest.*</edXML:edXMLManifest>", "", XML)
    assert samples.codes_of(lists_none.encode()) == ["M.ContentId"]
    assert samples.codes_of(has_none.encode()) == ["M.ContentId"]
    twice_inside = XML.replace(ENCODED, f"{ENCODED}</x:C><x:C>".replace("x:C", STREAMED) + ENCODED)
    assert samples.codes_of(twice_inside.encode()) == ["M.Attachment"]


def packed(content: bytes) -> bytes:
    one = samples.attachment("kem.zip", content, "application/zip")
    return samples.written(samples.directive(attachments=(one,)), {one.content_id: content})


UUID_NAME = "790b0acf-49ef-4bf4-9798-efc10bfff890"
DOCX, PICTURE = samples.word(), samples.picture()


@pytest.mark.parametrize("declared", ["application/zip", "application/x-ours", ""])
@pytest.mark.parametrize(
    ("name", "inside", "names"),
    [
        ("Văn bản & phụ lục.docx", {f"{UUID_NAME}.docx": DOCX}, ["Văn bản & phụ lục.docx"]),
        ("Công văn 12.zip", {f"{UUID_NAME}.pdf": samples.PAGE}, ["Công văn 12.pdf"]),
        ("Công văn 12", {f"{UUID_NAME}.pdf": samples.PAGE}, ["Công văn 12.pdf"]),
        ("Kèm.zip", {"Phụ lục 1.pdf": samples.PAGE}, ["Phụ lục 1.pdf"]),
        (
            "Kèm.zip",
            {"Phụ lục 1.pdf": samples.PAGE, f"{UUID_NAME}.png": PICTURE},
            ["Phụ lục 1.pdf", "Kèm (2).png"],
        ),
    ],
)
@pytest.mark.parametrize("pack", [samples.zipped, samples.stored])
def test_read_keeps_the_names_that_the_sender_gave(
    pack: Callable[[dict[str, bytes]], bytes],
    name: str,
    inside: dict[str, bytes],
    names: list[str],
    declared: str,
) -> None:
    """The other side's library packs files under names of random letters, often not compressed."""
    content = pack(inside)
    one = samples.attachment(name, content, declared)

    found = samples.read(
        samples.written(samples.directive(attachments=(one,)), {one.content_id: content})
    )

    assert isinstance(found.message, edxml.Message)
    attachments = found.message.attachments
    assert [one.name for one in attachments] == names
    kept = [found.files[one.content_id].read_bytes() for one in attachments]
    assert kept == list(inside.values())


def test_read_takes_the_types_that_the_official_library_writes() -> None:
    one = samples.attachment("a.docx", DOCX, "application/docx")
    written = samples.written(samples.directive(attachments=(one,)), {one.content_id: DOCX})

    (found,) = samples.read(written).message.attachments  # type: ignore[union-attr] # a document

    assert found.content_type == DOCX_TYPE


def test_a_refusal_names_the_attachment_and_what_is_inside() -> None:
    content = samples.zipped({f"{UUID_NAME}.pdf": b"MZ" * 50})
    one = samples.attachment("Tờ trình.pdf", content, "application/zip")

    with pytest.raises(edxml.Refused) as problem:
        samples.read(
            samples.written(samples.directive(attachments=(one,)), {one.content_id: content})
        )

    assert f"Tệp “Tờ trình.pdf” (bên trong: “{UUID_NAME}.pdf”)" in problem.value.message


def with_password(content: bytes) -> bytes:
    """Set the bit that says so in both headers of a zip's entry."""
    flagged = bytearray(content)
    flagged[6] |= 1
    flagged[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(flagged)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (samples.zipped({"../a.pdf": samples.PAGE}), "R.AttachmentName"),
        (samples.zipped({"/a.pdf": samples.PAGE}), "R.AttachmentName"),
        (samples.zipped({"a.pdf": b"x" * 20_000_000}), "R.Zip"),
        (samples.zipped({}), "R.Zip"),
        (samples.zipped({"a.pdf": samples.PAGE})[:-30], "R.Zip"),
        (samples.zipped({"a.exe": b"MZ" * 50}), "R.ContentType"),
        (samples.zipped({"a.zip": samples.zipped({"a.pdf": samples.PAGE})}), "R.ContentType"),
        (samples.zipped({f"{n}.pdf": b"" for n in range(2_001)}), "R.Zip"),
        (with_password(samples.zipped({"a.pdf": samples.PAGE})), "R.Zip"),
        (samples.zipped({"vbaProject.bin": b"", "[Content_Types].xml": b""}), "R.ContentType"),
    ],
)
def test_read_refuses_zips_made_to_do_harm(content: bytes, code: str) -> None:
    assert samples.codes_of(packed(content)) == [code]


def test_read_refuses_pdfs_with_programs() -> None:
    made = pikepdf.open(io.BytesIO(samples.PAGE))
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    kept = io.BytesIO()
    made.save(kept)
    one = samples.attachment("a.pdf", kept.getvalue())
    message = samples.directive(attachments=(one,))

    assert samples.codes_of(samples.written(message, {one.content_id: kept.getvalue()})) == [
        "R.Attachment"
    ]


def test_zips_of_the_same_entry_many_times_do_not_grow_past_their_room() -> None:
    made = pikepdf.open(io.BytesIO(samples.PAGE))
    made.Root.Emptiness = made.make_stream(b" " * 400_000)
    kept = io.BytesIO()
    made.save(kept, compress_streams=False)
    each = kept.getvalue()

    assert samples.codes_of(packed(samples.zipped({"0.pdf": each}))) == []
    many = samples.zipped({f"{number}.pdf": each for number in range(40)})
    assert samples.codes_of(packed(many)) == ["R.Zip"]
