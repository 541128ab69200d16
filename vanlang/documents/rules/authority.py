"""Quyền hạn ký: who signs in whose place, and what therefore stands above the name.

Nghị định 30/2020/NĐ-CP, Điều 13, and Phụ lục I, phần II, mục 7. The Party writes T/M, K/T, T/L
(Hướng dẫn 36-HD/VPTW 2018). [GK]
"""

from dataclasses import dataclass
from enum import StrEnum

from vanlang.kernel.refusals import Refusal


class Authority(StrEnum):
    """By what right one signs."""

    HEAD = ""
    FOR_COLLECTIVE = "TM."
    FOR_HEAD = "KT."
    BY_ORDER = "TL."
    BY_MANDATE = "TUQ."
    ACTING = "Q."


AUTHORITY_NAMES = {
    Authority.HEAD: "Người đứng đầu ký",
    Authority.FOR_COLLECTIVE: "TM. – thay mặt tập thể",
    Authority.FOR_HEAD: "KT. – cấp phó ký thay",
    Authority.BY_ORDER: "TL. – thừa lệnh",
    Authority.BY_MANDATE: "TUQ. – thừa ủy quyền",
    Authority.ACTING: "Q. – quyền người đứng đầu",
}
OF_PARTY = {
    Authority.FOR_COLLECTIVE: "T/M",
    Authority.FOR_HEAD: "K/T",
    Authority.BY_ORDER: "T/L",
    Authority.BY_MANDATE: "TUQ.",
    Authority.ACTING: "Q.",
}
DEPUTY = "Phó "


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: their post, the head they may stand for, and the body that decides together.

    `collective` is empty where one person leads, as in a department. `by_mandate`: the right to
    sign was delegated to them in writing (thừa ủy quyền); a deputy needs no mandate.
    """

    title: str
    head_title: str
    collective: str = ""
    is_party: bool = False
    by_mandate: bool = False

    @property
    def is_head(self) -> bool:
        return self.title.casefold() == self.head_title.casefold()

    @property
    def is_deputy(self) -> bool:
        return self.title.casefold() == f"{DEPUTY}{self.head_title}".casefold()


def usual(signer: Signer) -> Authority:
    """Return by what right this signer signs unless somebody says otherwise."""
    if signer.is_deputy:
        return Authority.FOR_HEAD
    if not signer.is_head:
        return Authority.BY_MANDATE if signer.by_mandate else Authority.BY_ORDER
    return Authority.FOR_COLLECTIVE if signer.collective else Authority.HEAD


def allowed(signer: Signer) -> tuple[Authority, ...]:
    """Return the rights this signer may sign by."""
    if signer.is_head:
        own = (Authority.FOR_COLLECTIVE,) if signer.collective else ()
        return (*own, Authority.HEAD, Authority.ACTING)
    if signer.is_deputy:
        return (Authority.FOR_HEAD, Authority.BY_MANDATE)
    return (Authority.BY_ORDER, Authority.BY_MANDATE)


def check(authority: Authority, signer: Signer) -> None:
    """Refuse a right that the signer's post does not carry.

    Raises:
        Refusal: for example nobody signs for themselves as their own deputy.
    """
    if authority not in allowed(signer):
        raise Refusal(
            f"“{AUTHORITY_NAMES[authority]}” không dùng được với chức vụ “{signer.title}”.",
            field="authority",
        )


def lines(authority: Authority, signer: Signer) -> list[str]:
    """Return the lines above the signature, each of them set in capitals."""
    words = OF_PARTY if signer.is_party else {one: one.value for one in Authority}
    together = (
        [f"{words[Authority.FOR_COLLECTIVE]} {signer.collective}"] if signer.collective else []
    )
    match authority:
        case Authority.HEAD:
            return [signer.title]
        case Authority.FOR_COLLECTIVE:
            return [*together, signer.title]
        case Authority.FOR_HEAD:
            return [*together, f"{words[authority]} {signer.head_title}", signer.title]
        case Authority.ACTING:
            return [*together, f"{words[authority]} {signer.head_title}"]
        case Authority.BY_ORDER | Authority.BY_MANDATE:
            return [f"{words[authority]} {signer.head_title}", signer.title]
