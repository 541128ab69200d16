"""A stranger's bytes on the axis: sent back, set aside for the clerk, and the next one is taken."""

import re
import zlib

import pytest
from django.test import Client

from vanlang.data_gateway.rules.states import State as Carried
from vanlang.documents.actions import setting_aside
from vanlang.documents.actions.exchange import receiving
from vanlang.documents.models import IncomingEntry, SetAsideLetter
from vanlang.documents.rules import edxml
from vanlang.documents.tests.cast import Cast, id_of
from vanlang.documents.tests.exchange_desk import MONDAY, Come, client_of, letter
from vanlang.kernel.models import Notice
from vanlang.kernel.refusals import Conflict, NotPermitted

GOOD = letter()
TITLE = "V/v rà soát, nâng cấp dịch vụ công trực tuyến"
DEEP = b"<a>" * 5_000 + b"</a>" * 5_000
LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 9))


def with_value(name: str, value: str | bytes) -> bytes:
    """Return a good message in which one element says something else."""
    content = value if isinstance(value, bytes) else value.encode()
    opened = re.escape(f"<edXML:{name}>".encode())
    changed, count = re.subn(opened + b"[^<]*", f"<edXML:{name}>".encode() + content, GOOD, count=1)
    assert count
    return changed


def without(name: str) -> bytes:
    pattern = f"<edXML:{name}>.*?</edXML:{name}>".encode()
    return re.sub(pattern, b"", GOOD, count=1, flags=re.DOTALL)


def twice(name: str) -> bytes:
    pattern = f"<edXML:{name}>.*?</edXML:{name}>".encode()
    return re.sub(pattern, rb"\g<0>\g<0>", GOOD, count=1, flags=re.DOTALL)


# What is wrong, the bytes, and whether a person can still read the title in them.
HOSTILE = {
    "nothing": (b"", False),
    "a NUL": (with_value("Place", "Hà\0Nội"), True),
    "only NULs": (b"\0" * 5_000, False),
    "not UTF-8": (with_value("Place", "Hà Nội".encode("cp1258", "replace") + b"\xff\xfe"), True),
    "half a character": (with_value("Place", "&#xD800;"), True),
    "deep brackets": (GOOD.replace(b"<edXML:Subject>", DEEP + b"<edXML:Subject>", 1), True),
    "ten megabytes in a field": (with_value("Content", b"x" * 10 * 2**20), True),
    "cut off": (GOOD[:3000], True),
    "no envelope": (b"<html><body>502 Bad Gateway</body></html>", False),
    "JSON": (b'{"Subject": NaN, "Subject": 1e999}', False),
    "a PDF": (b"%PDF-1.7\n%%EOF", False),
    "a ZIP": (b"PK\x03\x04" + b"\0" * 200, False),
    "packed": (zlib.compress(GOOD), False),
    "in UTF-16 that is none": (b"\xff\xfe" + GOOD, False),
    "no subject": (without("Subject"), False),
    "no date": (without("PromulgationInfo"), True),
    "two subjects": (twice("Subject"), True),
    "two headers": (twice("MessageHeader"), True),
    "a date out of range": (with_value("PromulgationDate", "2026/13/45"), True),
    "the year nought": (with_value("PromulgationDate", "0000/00/00"), True),
    "a day with another's digits": (with_value("PromulgationDate", "²⁰²⁶/11/20"), True),
    "a huge number": (with_value("PageAmount", "9" * 400), True),
    "no number": (with_value("PageAmount", "NaN"), True),
    "a negative number": (with_value("PromulgationAmount", "-34"), True),
    "a wrong type": (with_value("Priority", "cao"), True),
    "a mark as a number": (with_value("Priority", "²"), True),
    "an entity from outside": (
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + with_value("Place", "&x;"),
        True,
    ),
    "a billion laughs": (
        b'<!DOCTYPE a [<!ENTITY l0 "ha">' + LAUGHS + b"]>" + with_value("Place", "&l8;"),
        True,
    ),
}


@pytest.mark.parametrize(("content", "is_legible"), HOSTILE.values(), ids=HOSTILE)
def test_what_cannot_be_read_is_told_to_the_clerk_and_the_next_is_taken(
    cast: Cast, come: Come, content: bytes, is_legible: bool
) -> None:
    bad = come(content)
    good = come(GOOD)

    assert (bad.state, good.state) == (Carried.REFUSED, Carried.ACKNOWLEDGED)
    assert IncomingEntry.objects.count() == 1
    kept = SetAsideLetter.objects.get()
    assert (kept.file, kept.unit) == (bad.message.file, cast.unit)
    assert kept.reason
    assert "mã G22" in kept.sender
    assert (TITLE in kept.subject) == is_legible
    assert "passwd" not in kept.subject
    (notice,) = Notice.objects.filter(
        person_id=id_of(cast.nga), subject__contains="trục liên thông"
    )
    assert kept.reason in notice.text


def test_brought_again_it_is_told_once(cast: Cast, come: Come) -> None:
    transfer = come(GOOD[:3000])
    receiving.receive(transfer, at=MONDAY)

    assert SetAsideLetter.objects.count() == 1
    assert Notice.objects.filter(subject__contains="trục liên thông").count() == 1


def test_what_was_read_and_does_not_fit_goes_back_and_troubles_no_clerk(
    cast: Cast, come: Come
) -> None:
    assert come(letter(), sender="H15").state == Carried.REFUSED
    assert come(b"<x/>", to="H99.1").state == Carried.REFUSED  # nobody of that name is here

    assert SetAsideLetter.objects.filter(sender__contains="H99").count() == 0


def test_the_clerk_reads_what_came_and_puts_it_away_but_takes_nothing_up(
    cast: Cast, come: Come, client: Client
) -> None:
    come(with_value("PageAmount", "NaN"))
    kept = SetAsideLetter.objects.get()
    nga = client_of(client, cast.nga.person_id)

    page = nga.get("/van-ban/den/de-rieng/").content.decode()
    raw = nga.get(f"/van-ban/den/de-rieng/{kept.pk}/thu.eml")
    refused = nga.post(f"/van-ban/den/de-rieng/{kept.pk}/nhan/")
    put_away = nga.post(f"/van-ban/den/de-rieng/{kept.pk}/bo/")

    assert f"7816/VPCP-TTĐT {TITLE}" in page
    assert "Văn phòng Chính phủ (mã G22)" in page
    assert "Đã xem, nhận lại" not in page
    assert raw.content == with_value("PageAmount", "NaN")
    assert raw["Content-Disposition"].endswith('.edxml"')
    assert refused.status_code == 409
    assert put_away.status_code == 302
    kept.refresh_from_db()
    assert kept.state_name == "Đã xem"
    with pytest.raises(Conflict):
        setting_aside.take_up(kept, by=cast.nga, at=MONDAY)


def test_a_stranger_sets_nothing_aside_and_sees_nothing(
    cast: Cast, come: Come, client: Client
) -> None:
    come(GOOD[:3000])
    kept = SetAsideLetter.objects.get()
    assert kept.file is not None

    with pytest.raises(NotPermitted):
        setting_aside.set_message_aside(
            kept.file, unit=cast.unit, from_code="G22", reason="x", by=cast.quang, at=MONDAY
        )
    assert (
        client_of(client, cast.quang.person_id)
        .get(f"/van-ban/den/de-rieng/{kept.pk}/thu.eml")
        .status_code
        == 404
    )
    assert Client().get("/van-ban/den/de-rieng/").status_code == 302


@pytest.mark.parametrize("content", [content for content, _ in HOSTILE.values()], ids=HOSTILE)
def test_a_glimpse_never_raises_and_keeps_only_what_can_be_kept(content: bytes) -> None:
    seen = edxml.glimpse(content)

    for words in (seen.subject, seen.notation, seen.sender):
        assert len(words) <= 1001
        words.encode()
        assert "\0" not in words
