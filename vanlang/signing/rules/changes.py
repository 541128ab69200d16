"""What may happen to a PDF after it was signed, and the words for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    PAGES = "pages"
    CONTENT = "content"
    MARK_ADDED = "mark_added"
    MARK_CHANGED = "mark_changed"
    COVERED = "covered"
    FIELDS = "fields"
    BEHAVIOUR = "behaviour"
    SIGNED_BYTES = "signed_bytes"
    HIDDEN = "hidden"
    NOT_ALLOWED = "not_allowed"
    # Those below leave what a reader sees on the pages as it was.
    DECLARED = "declared"
    METADATA = "metadata"
    PADDING = "padding"
    BETWEEN = "between"


WORDS = {
    ChangeKind.PAGES: "Số trang hoặc thứ tự trang khác với lúc ký",
    ChangeKind.CONTENT: "Nội dung trang khác với lúc ký",
    ChangeKind.MARK_ADDED: "Có chữ, hình hoặc ghi chú được thêm sau khi ký, không có chữ ký số",
    ChangeKind.MARK_CHANGED: "Hình chữ ký, con dấu hoặc ghi chú đã bị sửa hoặc xóa sau khi ký",
    ChangeKind.COVERED: (
        "Hình của một chữ ký thêm sau che phần lớn trang; những gì đang hiện ra có thể không phải"
        " là văn bản đã ký trước đó"
    ),
    ChangeKind.FIELDS: "Ô nhập liệu trong văn bản khác với lúc ký",
    ChangeKind.BEHAVIOUR: (
        "Tệp đính kèm, lệnh tự chạy hoặc cách hiển thị của văn bản khác với lúc ký"
    ),
    ChangeKind.SIGNED_BYTES: "Chữ ký số không phủ trọn phần văn bản đứng trước nó",
    ChangeKind.HIDDEN: "Có dữ liệu lạ được nối vào sau phần đã ký; phần mềm khác có thể hiện ra",
    ChangeKind.NOT_ALLOWED: "Người ký đã khóa văn bản, nhưng sau đó vẫn có chữ ký được thêm",
    ChangeKind.DECLARED: (
        "Phiên bản PDF hoặc phần mở rộng mà tệp tự khai (/Version, /Extensions) đã bị đổi sau khi"
        " ký; nội dung các trang không thay đổi"
    ),
    ChangeKind.METADATA: (
        "Tiêu đề, tác giả hoặc thông tin mô tả của tệp đã bị thay sau khi ký; nội dung các trang"
        " không thay đổi"
    ),
    ChangeKind.PADDING: (
        "Có dữ liệu thừa sau văn bản; phần thừa này không hiện ra và không làm thay đổi văn bản"
    ),
    ChangeKind.BETWEEN: "Có dữ liệu lạ, không hiện ra trên các trang, được thêm vào",
}
HARMLESS = frozenset(
    {ChangeKind.DECLARED, ChangeKind.METADATA, ChangeKind.PADDING, ChangeKind.BETWEEN}
)
UNSIGNED = ", không có chữ ký số"


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One difference between what was signed and what a reader is shown now."""

    kind: ChangeKind
    # From 1; 0 where it concerns the file and no single page.
    page: int = 0
    # Between which two signatures it came in, where a later one covers it: its signer answers.
    after: str = ""
    covered_by: str = ""

    @property
    def text(self) -> str:
        words = WORDS[self.kind]
        if self.covered_by:
            part = "" if self.kind == ChangeKind.BETWEEN else ": phần thêm vào"
            words = (
                f"{words.replace(UNSIGNED, '')}{part} sau chữ ký của {self.after}, được chữ ký của"
                f" {self.covered_by} bao trùm"
            )
        return f"Trang {self.page}: {_lower(words)}" if self.page else words

    @property
    def is_harmless(self) -> bool:
        return self.kind in HARMLESS


def texts(changes: Sequence[Change]) -> list[str]:
    """Return each sentence once, page by page."""
    return list(dict.fromkeys(change.text for change in changes))


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
