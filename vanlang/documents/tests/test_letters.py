"""Letters as programs for mail write them: the document is taken, the rest is named."""

import io
from email.message import EmailMessage
from random import Random

import pytest
from PIL import Image

from vanlang.documents.rules import letters
from vanlang.documents.rules.letters import Letter
from vanlang.documents.tests.edxml_samples import PAGE, pdf, word
from vanlang.kernel.refusals import Refusal
from vanlang.ui.tests.test_photographs import HEIC

SECOND = pdf(2)


def picture(side: int) -> bytes:
    content = io.BytesIO()
    Image.effect_noise((side, side), 90).save(content, "PNG")
    return content.getvalue()


LOGO, PHOTOGRAPH = picture(20), picture(200)


def part(content: bytes, kind: str, name: str = "", *, inline: bool = False) -> EmailMessage:
    made = EmailMessage()
    main, _, sub = kind.partition("/")
    if main == "text":
        made.set_content(content.decode(), subtype=sub)
    else:
        made.set_content(content, maintype=main, subtype=sub)
    del made["Content-Disposition"]
    if name:
        made.add_header("Content-Disposition", "inline" if inline else "attachment", filename=name)
    return made


def multipart(kind: str, *parts: EmailMessage) -> EmailMessage:
    made = EmailMessage()
    made["Content-Type"] = f"multipart/{kind}"
    for one in parts:
        made.attach(one)
    return made


def sent(made: EmailMessage) -> bytes:
    made["From"] = "Văn phòng Sở Thử <vp@so.example>"
    made["Subject"] = "Gửi 15/STN-VP"
    made["Message-ID"] = "<1@so.example>"
    return made.as_bytes()


def read(made: EmailMessage) -> Letter:
    return letters.read(sent(made))


def names(letter: Letter) -> list[str]:
    return [one.name for one in letter.files]


TEXT, HTML = part("Kính gửi".encode(), "text/plain"), part("<p>Kính gửi</p>".encode(), "text/html")
DOCUMENT = part(PAGE, "application/pdf", "CV.pdf")
INLINE = part(PAGE, "application/pdf", "CV.pdf", inline=True)
FOOTER = part("Thư đã được quét vi-rút.".encode(), "text/plain")
SIGNATURE = part(b"x" * 99, "application/pkcs7-signature", "smime.p7s")
INSIDE = multipart("mixed", TEXT, DOCUMENT)


def forwarded(made: EmailMessage) -> EmailMessage:
    inner = EmailMessage()
    inner["Content-Type"] = "message/rfc822"
    made["From"] = "x@y.vn"
    inner.set_payload([made])
    return inner


@pytest.mark.parametrize(
    ("made", "remark"),
    [
        (multipart("alternative", TEXT, multipart("mixed", HTML, INLINE, HTML)), "Kính gửi"),
        (multipart("mixed", TEXT, DOCUMENT, FOOTER), "đoạn chữ “Thư đã được quét vi-rút.”"),
        (multipart("signed", INSIDE, SIGNATURE), "chữ ký của thư smime.p7s"),
        (multipart("mixed", TEXT, forwarded(multipart("mixed", TEXT, DOCUMENT))), ""),
        (
            multipart("mixed", HTML, part(LOGO, "image/png", "image001.png"), DOCUMENT),
            "hình trong thư image001.png",
        ),
        (
            multipart("mixed", TEXT, DOCUMENT, part(b"x9", "application/ms-tnef", "winmail.dat")),
            "tệp đóng gói riêng của Outlook",
        ),
        (part(PAGE, "application/pdf", "CV.pdf"), ""),
        (multipart("mixed", TEXT, part(PAGE, "application/octet-stream", "CV.pdf")), ""),
        (
            multipart("mixed", part(b"BEGIN:VCALENDAR", "text/calendar", "moi.ics"), DOCUMENT),
            "lịch hẹn moi.ics",
        ),
        (
            multipart("mixed", DOCUMENT, part(b"PK\x03\x04x", "application/zip", "a.zip")),
            "tệp không thuộc loại được nhận a.zip",
        ),
        (multipart("mixed", DOCUMENT, part(b"", "application/pdf", "b.pdf")), "tệp rỗng b.pdf"),
    ],
    ids=[
        "apple",
        "footer",
        "signed",
        "forwarded",
        "logo",
        "outlook",
        "single",
        "untyped",
        "calendar",
        "zip",
        "empty",
    ],
)
def test_the_document_is_taken_and_the_rest_is_named(made: EmailMessage, remark: str) -> None:
    letter = read(made)

    assert names(letter) == ["CV.pdf"]
    assert letter.files[0].content == PAGE
    assert remark in letter.remark
    assert bool(remark) == bool(letter.remark)
    assert (letter.sender_name, letter.notation) == ("Văn phòng Sở Thử", "15/STN-VP")


def test_the_first_document_is_the_main_one_and_photographs_come_behind() -> None:
    letter = read(
        multipart(
            "mixed",
            part(PHOTOGRAPH, "image/png", "hien-truong.png"),
            DOCUMENT,
            part(word(), "application/msword", "Phụ lục.docx"),
        )
    )

    assert names(letter) == ["CV.pdf", "Phụ lục.docx", "hien-truong.png"]


def test_an_iphones_photograph_is_a_document_like_any_other() -> None:
    photo = part(HEIC, "image/heic", "IMG_0005.HEIC")

    assert names(read(multipart("mixed", TEXT, photo))) == ["IMG_0005.HEIC"]


def test_a_picture_that_the_text_shows_is_no_document() -> None:
    shown = part(PHOTOGRAPH, "image/png", "anh.png", inline=True)
    shown["Content-ID"] = "<a1@x>"
    html = part(b'<img src="cid:a1@x">', "text/html")

    letter = read(multipart("mixed", multipart("related", html, shown), DOCUMENT))
    alone = read(multipart("mixed", TEXT, part(PHOTOGRAPH, "image/png", "scan.png")))

    assert names(letter) == ["CV.pdf"]
    assert "hình trong thư anh.png" in letter.remark
    assert names(alone) == ["scan.png"]
    assert names(read(multipart("mixed", TEXT, part(LOGO, "image/png", "a.png")))) == ["a.png"]


WRITTEN = "Công văn số 1.pdf"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b"filename*=UTF-8''C%C3%B4ng%20v%C4%83n%20s%E1%BB%91%201.pdf", WRITTEN),
        (b"filename*0*=UTF-8''C%C3%B4ng%20v%C4%83n; filename*1*=%20s%E1%BB%91%201.pdf", WRITTEN),
        (b'filename="=?utf-8?B?Q8O0bmcgdsSDbiBz4buRIDEucGRm?="', WRITTEN),
        (b'filename="=?utf-8?Q?C=C3=B4ng_v=C4=83n_s=E1=BB=91_1.pdf?="', WRITTEN),
        (f'filename="{WRITTEN}"'.encode(), WRITTEN),
        ('filename="Công văn.pdf"'.encode("cp1258"), "Công văn.pdf"),
        (b'filename="=?x-khong-co?B?YQ==?=.pdf"', "a.pdf"),
        (b'filename="=?utf-8?B?!!!?=.pdf"', "van-ban.pdf"),
        (b'filename="CV"', "CV.pdf"),
        (b'filename="../../etc/CV.pdf"', "-..-etc-CV.pdf"),
        (b'filename="C:\\\\CV.pdf"', "C-CV.pdf"),
        (b'filename=""', "van-ban.pdf"),
        (b'filename="a\x00b.pdf"', "ab.pdf"),
        (b"x=y", "van-ban.pdf"),
    ],
)
def test_names_are_read_however_they_were_written(header: bytes, name: str) -> None:
    raw = sent(multipart("mixed", TEXT, part(PAGE, "application/pdf", "TEN-TEP")))
    raw = raw.replace(b'filename="TEN-TEP"', header)

    letter = letters.read(raw)

    assert names(letter) == [name]


def test_two_files_of_one_name_keep_both() -> None:
    letter = read(multipart("mixed", DOCUMENT, part(SECOND, "application/pdf", "CV.pdf")))

    assert names(letter) == ["CV.pdf", "CV (2).pdf"]


def test_a_letter_without_a_document_says_what_it_has() -> None:
    sealed = part(b"\x30\x80", "application/pkcs7-mime", "smime.p7m")

    with pytest.raises(Refusal, match=r"mã hóa hoặc đóng gói S/MIME smime\.p7m"):
        read(multipart("mixed", TEXT, sealed))


def test_no_bytes_upset_the_reader_of_letters() -> None:
    random = Random(11)  # noqa: S311 the same damage every time
    whole = sent(multipart("mixed", TEXT, DOCUMENT, SIGNATURE))
    heads = [b"From", b"Subject", b"Date", b"Message-ID", b"Content-Type", b"Content-Disposition"]
    tails = [b"<", b"<@", b"=?", b"=?a?b?c?=", b";;=", b"\xff\xfe", b'"', b"(", b"[", b"\x00", b":"]
    samples = [whole[:place] for place in range(0, 900, 7)]
    samples += [head + b": " + tail + b"\n" + whole for head in heads for tail in tails]
    for _ in range(200):
        changed = bytearray(whole)
        for _ in range(8):
            changed[random.randrange(900)] = random.randrange(256)
        samples.append(bytes(changed))

    for content in samples:
        letters.head(content)
        try:
            found = letters.read(content)
        except Refusal:
            continue
        assert found.files
        assert f"{found.subject}{found.sender_name}{found.remark}".encode()
