"""What is said about a signed document, in words for whoever received it."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from vanlang.signing.rules.changes import Change, ChangeKind, texts
from vanlang.signing.rules.states import Kind


class Outcome(StrEnum):
    GENUINE = "genuine"
    UNDETERMINED = "undetermined"
    UNTRUSTED = "untrusted"
    INVALID = "invalid"
    ALTERED = "altered"
    UNSIGNED = "unsigned"
    UNREADABLE = "unreadable"


# From best to worst: a document is as good as its worst signature.
SEVERITY = list(Outcome)
SENTENCES = {
    Outcome.GENUINE: "Chữ ký số hợp lệ. Văn bản không thay đổi từ khi ký.",
    Outcome.UNDETERMINED: (
        "Chưa kiểm tra được hết: dịch vụ kiểm tra chứng thư số chưa trả lời. Hãy thử lại sau."
    ),
    Outcome.UNTRUSTED: (
        "Văn bản có chữ ký số, nhưng tổ chức cấp chứng thư số không thuộc danh sách tin cậy, nên"
        " không xác nhận được người ký."
    ),
    Outcome.INVALID: (
        "Chữ ký số không hợp lệ: khi ký, chứng thư số đã bị thu hồi, hết hạn hoặc dùng sai"
        " mục đích."
    ),
    Outcome.ALTERED: "Văn bản đã bị thay đổi sau khi ký, hoặc chữ ký số bị hỏng.",
    Outcome.UNSIGNED: "Tệp này không có chữ ký số, nên không xác nhận được nguồn gốc.",
    Outcome.UNREADABLE: "Không đọc được tệp này như một tệp PDF.",
}
ADDED_TO = (
    "Văn bản đã bị sửa hoặc thêm nội dung sau khi ký. Những gì đang hiện ra không còn đúng là văn"
    " bản người ký đã ký."
)
ADDED_BEHIND = (
    "Tệp đã bị thêm dữ liệu sau khi ký; chữ ký số không bảo vệ phần thêm này. Hãy xin lại tệp gốc"
    " từ cơ quan phát hành."
)
SAME_PAGES = "Chữ ký số hợp lệ. Nội dung các trang không thay đổi từ khi ký."
TEST_SENTENCE = "Đây là chữ ký thử nghiệm để trình diễn, không có giá trị pháp lý."
ENCRYPTED = "Tệp PDF được đặt mật khẩu, nên không kiểm tra được. Hãy gửi tệp không có mật khẩu."
TOO_LARGE = "Tệp quá lớn để kiểm tra trực tuyến."
UNSUPPORTED = (
    "Tệp có chữ ký số theo kiểu hoặc thuật toán mà hệ thống chưa hỗ trợ kiểm tra, nên chưa xác nhận"
    " được. Hãy kiểm tra bằng phần mềm của tổ chức cấp chứng thư số."
)
TOO_MANY = "Tệp có quá nhiều chữ ký để kiểm tra trực tuyến."


class Level(IntEnum):
    """How long a signature can be checked: ETSI EN 319 142-1, baseline profiles."""

    B = 1
    T = 2
    LT = 3
    LTA = 4

    @property
    def label(self) -> str:
        return f"PAdES B-{self.name}"


class Revocation(StrEnum):
    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


REVOCATION_NAMES = {
    Revocation.GOOD: "không bị thu hồi khi ký",
    Revocation.REVOKED: "đã bị thu hồi khi ký",
    Revocation.UNKNOWN: "chưa kiểm tra được",
}


class Coverage(StrEnum):
    """What happened to the file after this signature."""

    WHOLE = "whole"
    ARCHIVED = "archived"
    SHOWN = "shown"
    SIGNED_AGAIN = "signed_again"
    CHANGED = "changed"


COVERAGE_NAMES = {
    Coverage.WHOLE: "phủ toàn bộ tệp",
    Coverage.ARCHIVED: "phủ toàn bộ nội dung; sau đó chỉ thêm dấu thời gian và dữ liệu lưu trữ",
    Coverage.SHOWN: "phủ toàn bộ nội dung các trang",
    Coverage.SIGNED_AGAIN: "phủ toàn bộ nội dung; sau đó chỉ có thêm chữ ký khác",
    Coverage.CHANGED: "nội dung tệp thay đổi sau khi ký",
}


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """One signature: who, when, and what holds."""

    outcome: Outcome
    kind: Kind
    name: str
    organisation: str
    title: str
    issuer: str
    root: str
    serial: str
    signed_at: datetime | None
    claimed_at: datetime | None
    is_intact: bool
    is_trusted: bool
    is_test: bool
    revocation: Revocation
    coverage: Coverage
    level: Level
    reason: str = ""
    changes: tuple[Change, ...] = ()

    @property
    def sentence(self) -> str:
        return headline_of(self.outcome, self.changes if self.is_intact else ())

    @property
    def change_texts(self) -> list[str]:
        return texts(self.changes)

    @property
    def revocation_text(self) -> str:
        return REVOCATION_NAMES[self.revocation]

    @property
    def coverage_text(self) -> str:
        return COVERAGE_NAMES[self.coverage]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The document as a whole."""

    outcome: Outcome
    sentence: str
    signatures: tuple[SignatureVerdict, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """What is different from what one of them signed, wherever it is said once."""
        return tuple(dict.fromkeys(c for one in self.signatures for c in one.changes))

    @property
    def is_genuine(self) -> bool:
        return self.outcome == Outcome.GENUINE

    @property
    def is_test(self) -> bool:
        return any(signature.is_test for signature in self.signatures)

    @property
    def level(self) -> Level | None:
        return min((signature.level for signature in self.signatures), default=None)


def of_signatures(signatures: tuple[SignatureVerdict, ...], *, is_damaged: bool = False) -> Verdict:
    """Sum up: no better than the worst of them, and altered if an archive time-stamp says so."""
    if not signatures:
        return Verdict(Outcome.UNSIGNED, SENTENCES[Outcome.UNSIGNED])
    damage = [Outcome.ALTERED] if is_damaged else []
    outcome = max([*damage, *(s.outcome for s in signatures)], key=SEVERITY.index)
    intact = [one for one in signatures if one.is_intact]
    changes = tuple(dict.fromkeys(change for one in intact for change in one.changes))
    sentence = sentence_of(outcome, changes if len(intact) == len(signatures) else ())
    if any(signature.is_test for signature in signatures):
        sentence = f"{sentence} {TEST_SENTENCE}"
    return Verdict(outcome, sentence, signatures)


def unsupported(verdict: Verdict | None = None) -> Verdict:
    """Say that a signature is made in a way that cannot be judged here; worse things stay said."""
    known = verdict.signatures if verdict is not None else ()
    is_worse = verdict is not None and _rank(verdict.outcome) > _rank(Outcome.UNDETERMINED)
    if verdict is not None and is_worse and known:
        return Verdict(verdict.outcome, f"{verdict.sentence} {UNSUPPORTED}", known)
    return Verdict(Outcome.UNDETERMINED, UNSUPPORTED, known)


def _rank(outcome: Outcome) -> int:
    return SEVERITY.index(outcome)


def sentence_of(outcome: Outcome, changes: tuple[Change, ...]) -> str:
    """Say what is to be thought of it, and what changed and where."""
    return " ".join([headline_of(outcome, changes), *(f"{text}." for text in texts(changes))])


def headline_of(outcome: Outcome, changes: tuple[Change, ...]) -> str:
    if outcome == Outcome.ALTERED and any(not change.is_harmless for change in changes):
        is_behind = all(c.kind == ChangeKind.HIDDEN or c.is_harmless for c in changes)
        return ADDED_BEHIND if is_behind else ADDED_TO
    if outcome == Outcome.GENUINE and changes:
        return SAME_PAGES
    return SENTENCES[outcome]


def damaged() -> Verdict:
    """Say that a signed file was cut open, so that none of its signatures can be judged alone."""
    return Verdict(Outcome.ALTERED, SENTENCES[Outcome.ALTERED])


def unreadable(sentence: str = SENTENCES[Outcome.UNREADABLE]) -> Verdict:
    return Verdict(Outcome.UNREADABLE, sentence)
