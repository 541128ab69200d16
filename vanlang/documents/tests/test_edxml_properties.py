"""Whatever is written is read back the same; whatever comes, nothing breaks."""

from datetime import date, datetime
from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from vanlang.documents.rules import edxml
from vanlang.documents.rules.edxml.codes import VIETNAM
from vanlang.documents.tests import edxml_samples as samples

CONTENTS = [samples.pdf(number) for number in (1, 2, 3)]
XML = samples.written(samples.directive())


def texts(most: int, least: int = 0) -> st.SearchStrategy[str]:
    letters = st.characters(
        codec="utf-8", exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"
    ).filter(lambda c: c in "\t\n\r" or ord(c) >= 0x20)
    return (
        st.text(letters, min_size=least, max_size=most)
        .map(str.strip)
        .filter(lambda text: len(text) >= least)
    )


days = st.dates(date(1945, 1, 1), date(2199, 12, 31))
moments = st.datetimes(
    datetime(1945, 1, 1),  # noqa: DTZ001 hypothesis adds the zone
    datetime(2199, 12, 31),  # noqa: DTZ001 likewise
    timezones=st.just(VIETNAM),
).map(lambda at: at.replace(microsecond=0))
codes = st.text("ABCDEGHKLMNOPQRSTUVXY0123456789.", min_size=1, max_size=20)
short = texts(40)
staff = st.builds(
    edxml.Staff,
    department=short,
    department_id=short,
    name=short,
    staff_id=short,
    email=short,
    mobile=short,
)
organisations = st.builds(
    edxml.Organisation,
    code=codes,
    name=texts(100, 1),
    in_charge=short,
    address=short,
    email=short,
    telephone=short,
    fax=short,
    website=short,
)
answers = st.builds(
    edxml.Answered,
    organisation=codes,
    notation=texts(40, 1),
    issued_on=st.none() | days,
    document_id=texts(60, 1),
)
numbers = st.none() | st.integers(0, 10**6)
businesses = (
    st.builds(
        edxml.Business,
        purpose=st.sampled_from([p for p in edxml.Purpose if p != edxml.Purpose.REPLACE]),
        document_id=short,
        reason=texts(500),
        has_paper=st.booleans(),
        staff=staff,
    )
    | st.builds(
        edxml.Business,
        purpose=st.just(edxml.Purpose.REPLACE),
        replacements=st.lists(
            st.builds(edxml.Replacement, texts(60, 1), st.lists(codes, max_size=3).map(tuple)),
            min_size=1,
            max_size=3,
        ).map(tuple),
    )
    | st.builds(
        edxml.Business,
        purpose=st.just(edxml.Purpose.UPDATE),
        changes_document=st.booleans(),
        changes_receivers=st.booleans(),
        receivers=st.lists(st.builds(edxml.Receiver, codes, st.booleans()), max_size=3).map(tuple),
    )
)


def attached(names: list[str]) -> tuple[edxml.Attachment, ...]:
    return tuple(
        edxml.Attachment(
            f"cid:{number}",
            f"{name}.pdf",
            "application/pdf",
            len(CONTENTS[number]),
            sha256(CONTENTS[number]).hexdigest(),
            f"tệp {number}",
        )
        for number, name in enumerate(names)
    )


names = st.text("abc đêộ.()-_0", max_size=50).map(lambda text: f"a{text}".strip())
messages = st.builds(
    edxml.Message,
    sender=organisations,
    recipients=st.lists(organisations, min_size=1, max_size=4, unique_by=lambda o: o.code).map(
        tuple
    ),
    document_id=texts(100, 1),
    number=st.text("0123456789", max_size=11),
    notation=texts(30, 1),
    issued_on=days,
    kind=st.builds(edxml.Kind, name=texts(100, 1), code=short, detail=short),
    subject=texts(500, 1),
    place=texts(150),
    content=texts(500),
    signer=st.builds(edxml.Signer, short, short, short),
    due_on=st.none() | days,
    places=st.lists(texts(150, 1), max_size=3).map(tuple),
    urgency=st.integers(0, 4),
    sphere=short,
    typist=short,
    copies=numbers,
    pages=numbers,
    is_direction=st.none() | st.booleans(),
    appendixes=st.lists(texts(250, 1), max_size=3).map(tuple),
    answers=st.lists(answers, max_size=2).map(tuple),
    steering=short,
    answered_tasks=st.lists(texts(50, 1), max_size=2).map(tuple),
    application=short,
    traces=st.lists(st.builds(edxml.Trace, codes, moments), max_size=3).map(tuple),
    business=businesses,
    attachments=st.lists(names, max_size=3).map(attached),
)
statuses = st.builds(
    edxml.StatusMessage,
    sender=organisations,
    about=answers,
    status=st.sampled_from(edxml.Status),
    at=moments,
    description=texts(500),
    staff=staff,
)
CONTENT_OF = {f"cid:{number}": content for number, content in enumerate(CONTENTS)}


@settings(max_examples=80, deadline=None)
@given(message=messages, is_packed=st.booleans())
def test_read_gives_back_every_document(message: edxml.Message, is_packed: bool) -> None:
    found = samples.read(samples.written(message, CONTENT_OF, is_packed=is_packed))

    assert found.message == message
    for one in message.attachments:
        assert found.files[one.content_id].read_bytes() == CONTENT_OF[one.content_id]


@settings(max_examples=200, deadline=None)
@given(status=statuses)
def test_read_gives_back_every_status(status: edxml.StatusMessage) -> None:
    assert samples.read(edxml.write_status(status)).message == status


@settings(max_examples=300, deadline=None)
@given(place=st.integers(0, len(XML)), cut=st.integers(0, 60), put=st.binary(max_size=20))
def test_read_never_breaks_on_damage(place: int, cut: int, put: bytes) -> None:
    damaged = XML[:place] + put + XML[place + cut :]

    try:
        samples.read(damaged)
    except edxml.Refused as problem:
        assert problem.faults  # noqa: PT017 either is right: read, or refused with a reason


@settings(max_examples=300, deadline=None)
@given(content=st.binary(max_size=300))
def test_read_never_breaks_on_anything(content: bytes) -> None:
    assert samples.codes_of(content)
