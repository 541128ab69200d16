"""What a draft says besides its text, and what must stand in it before anybody signs."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import NotRequired, TypedDict

from vanlang.documents.rules.types import DocumentType, Family
from vanlang.kernel.refusals import Refusal

LONGEST_SUBJECT = 500  # as Phụ lục VI of the decree and edXML have it
LONGEST_BODY = 300_000
MOST_LINES = 400
LONGEST_LINE = 300


class Content(TypedDict):
    """A version of a draft as it is kept."""

    subject: str
    to: list[str]
    bases: list[str]
    body: str
    recipients: list[str]
    circulation: str
    marks: str
    word: NotRequired[str]
    checks: NotRequired[list[str]]


@dataclass(frozen=True, slots=True)
class Draft:
    """Dự thảo: summary, addressees, legal bases, text and recipients, as lines of plain text.

    `marks` is box 12: the drafter's initials and how many copies; `circulation` box 11. `word` is
    the name of the file when the text was written in Word: the body is then what was read in it,
    for comparing and finding, and `checks` what of its layout is not as Phụ lục I wants it.
    """

    subject: str = ""
    to: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    body: str = ""
    recipients: tuple[str, ...] = ()
    circulation: str = ""
    marks: str = ""
    word: str = ""
    checks: tuple[str, ...] = ()

    def content(self) -> Content:
        kept = asdict(self)
        content = Content(
            subject=self.subject,
            to=list(self.to),
            bases=list(self.bases),
            body=self.body,
            recipients=list(self.recipients),
            circulation=kept["circulation"],
            marks=kept["marks"],
        )
        if self.word:
            content["word"], content["checks"] = self.word, list(self.checks)
        return content

    @classmethod
    def of(cls, content: Mapping[str, object]) -> "Draft":
        """Read a version back; what it does not say is empty."""
        return cls(
            subject=str(content.get("subject", "")),
            to=_kept(content.get("to")),
            bases=_kept(content.get("bases")),
            body=str(content.get("body", "")),
            recipients=_kept(content.get("recipients")),
            circulation=str(content.get("circulation", "")),
            marks=str(content.get("marks", "")),
            word=str(content.get("word", "")),
            checks=_kept(content.get("checks")),
        )

    def text(self) -> str:
        """Return the whole draft as lines, for comparing two versions."""
        parts = [self.subject]
        parts += [f"Kính gửi: {name}" for name in self.to]
        parts += [*self.bases, self.body]
        parts += [f"Nơi nhận: {name}" for name in self.recipients]
        return "\n".join(part for part in parts if part)


def _kept(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list | tuple) else ()


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a field, without empty ones, dashes or ends that the layout adds."""
    kept = (line.strip().removeprefix("-").strip() for line in text.splitlines())
    return tuple(line.rstrip(";.").strip()[:LONGEST_LINE] for line in kept if line)[:MOST_LINES]


def bases(text: str) -> tuple[str, ...]:
    """Return the legal bases, one a line, ended as Phụ lục I ends them: semicolons, then a stop."""
    found = lines(text)
    last = len(found) - 1
    return tuple(f"{line}{';' if place < last else '.'}" for place, line in enumerate(found))


def cleaned(draft: Draft) -> Draft:
    """Return the draft as it is kept.

    Raises:
        Refusal: something is missing or too long, said of its field.
    """
    subject = " ".join(draft.subject.split())
    if not subject:
        raise Refusal("Ghi trích yếu nội dung văn bản.", field="subject")
    if len(subject) > LONGEST_SUBJECT:
        raise Refusal(f"Trích yếu dài tối đa {LONGEST_SUBJECT} ký tự.", field="subject")
    if len(draft.body) > LONGEST_BODY:
        raise Refusal("Nội dung quá dài; phần sau hãy để ở phụ lục kèm theo.", field="body")
    return replace(draft, subject=subject, body=draft.body.replace("\r\n", "\n").strip())


def refuse_unfinished(draft: Draft, kind: DocumentType) -> None:
    """Refuse a draft that nobody could sign yet.

    Raises:
        Refusal: without text; a letter without addressee; nobody to receive it.
    """
    if not draft.body.strip():
        raise Refusal("Văn bản chưa có nội dung.", field="body")
    if kind.is_letter and not draft.to:
        raise Refusal("Công văn phải ghi nơi kính gửi.", field="to")
    if kind.family != Family.COPY and not draft.recipients:
        raise Refusal("Ghi nơi nhận, kể cả dòng “Lưu: VT”.", field="recipients")


def recipient_lines(names: Sequence[str], office: str, marks: str = "") -> tuple[str, ...]:
    """Return box 9b with its last line, `Lưu: VT, KGVX.MTN(03)` (box 12 beside it)."""
    if any(name.startswith("Lưu") for name in names):
        return tuple(names)
    kept = ", ".join(part for part in ("VT", f"{office}{f'.{marks}' if marks else ''}") if part)
    return (*names, f"Lưu: {kept}")
