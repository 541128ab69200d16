"""The six things that must be clear in a task (“6 rõ”), and the usual words for some."""

from dataclasses import dataclass

from vanlang.kernel.refusals import Refusal

# Rõ người, rõ việc, rõ thời gian, rõ trách nhiệm, rõ sản phẩm, rõ thẩm quyền: column and name.
SIX = {
    "in_charge": "Rõ người",
    "title": "Rõ việc",
    "due_at": "Rõ thời gian",
    "responsibility": "Rõ trách nhiệm",
    "product": "Rõ sản phẩm",
    "authority": "Rõ thẩm quyền",
}
WRITTEN = ("in_charge", "title", "responsibility", "product", "authority")
USUAL_RESPONSIBILITY = (
    "Đơn vị chủ trì chịu trách nhiệm về nội dung, tiến độ và chất lượng sản phẩm; "
    "đơn vị phối hợp chịu trách nhiệm phần việc được phân công."
)
USUAL_AUTHORITY = (
    "Thủ trưởng đơn vị chủ trì quyết định trong phạm vi thẩm quyền; "
    "việc vượt thẩm quyền báo cáo đơn vị giao trước khi thực hiện."
)
TITLE_LENGTH = 500
WORDS_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class Clear:
    """The written five of the six; the sixth is the term."""

    in_charge: str
    title: str
    responsibility: str
    product: str
    authority: str

    @classmethod
    def of(
        cls, *, title: str, product: str, in_charge: str, responsibility: str, authority: str
    ) -> "Clear":
        """Return them trimmed, with the usual words for who answers and who decides.

        Raises:
            Refusal: the work, its product or its person is not named, or a text is too long.
        """
        found = cls(
            in_charge=in_charge.strip(),
            title=" ".join(title.split()),
            responsibility=responsibility.strip() or USUAL_RESPONSIBILITY,
            product=product.strip(),
            authority=authority.strip() or USUAL_AUTHORITY,
        )
        for column in WRITTEN:
            text = getattr(found, column)
            most = TITLE_LENGTH if column == "title" else WORDS_LENGTH
            if not text:
                raise Refusal(f"{SIX[column]}: phần này không được để trống.", field=column)
            if len(text) > most:
                raise Refusal(f"{SIX[column]}: dài quá {most} ký tự.", field=column)
        return found


def head_of(title: str, unit: str) -> str:
    """Return who is in charge where the order names a unit alone: its head."""
    return f"{title or 'Người đứng đầu'} ({unit})"
