"""Quyền hạn ký: who signs in whose place, and what therefore stands above the name.

One rule for results of dossiers and for documents.

Nghị định 30/2020/NĐ-CP, Điều 13, and Phụ lục I, phần II, mục 7. The Party writes T/M, K/T, T/L
(Hướng dẫn 36-HD/VPTW 2018). [GK]
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from vanlang.kernel.refusals import Refusal


class SigningRight(StrEnum):
    """By what right one signs."""

    HEAD = ""
    FOR_COLLECTIVE = "TM."
    FOR_HEAD = "KT."
    BY_ORDER = "TL."
    BY_MANDATE = "TUQ."
    ACTING = "Q."


RIGHT_NAMES = {
    SigningRight.HEAD: "Người đứng đầu ký",
    SigningRight.FOR_COLLECTIVE: "TM. – thay mặt tập thể",
    SigningRight.FOR_HEAD: "KT. – cấp phó ký thay",
    SigningRight.BY_ORDER: "TL. – thừa lệnh",
    SigningRight.BY_MANDATE: "TUQ. – thừa ủy quyền",
    SigningRight.ACTING: "Q. – quyền người đứng đầu",
}
OF_PARTY = {
    SigningRight.FOR_COLLECTIVE: "T/M",
    SigningRight.FOR_HEAD: "K/T",
    SigningRight.BY_ORDER: "T/L",
    SigningRight.BY_MANDATE: "TUQ.",
    SigningRight.ACTING: "Q.",
}
# Who decides together, and whom the head therefore signs for.
COLLECTIVES = {
    "committee": "Ủy ban nhân dân",
    "council": "Hội đồng nhân dân",
    "party": "Ban Thường vụ",
    "front": "Ban Thường trực",
}
DEPUTY = "phó "
# Phụ lục I, phần II, mục 7: ranks that the State does not lay down are left out, and so is the
# agency's own name, which stands at the head of the paper.
NO_RANK = re.compile(
    r"[ ,]+([Tt]hường trực|phụ trách|điều hành|UBND|HĐND|MTTQ|Ủy ban|Hội đồng|Sở|tỉnh|xã|phường)"
    r"\b.*$"
)
ACTING = re.compile(r"^(Q\.|Quyền)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: their post, the head they may stand for, and the body that decides together.

    `collective` is empty where one person leads, as in a department. `is_mandated`: they sign by
    the head's written mandate, not by their own post.
    """

    title: str
    head_title: str
    collective: str = ""
    is_party: bool = False
    is_mandated: bool = False

    @property
    def official_title(self) -> str:
        """The title as it is printed: “Phó Chủ tịch Thường trực UBND xã” is “Phó Chủ tịch”."""
        return NO_RANK.sub("", ACTING.sub("", self.title)) or self.head_title

    @property
    def is_head(self) -> bool:
        return self.official_title.casefold() == self.head_title.casefold()

    @property
    def is_deputy(self) -> bool:
        return self.official_title.casefold() == f"{DEPUTY}{self.head_title}".casefold()

    @property
    def is_acting(self) -> bool:
        return self.is_head and bool(ACTING.match(self.title))

    @property
    def unit_head_title(self) -> str:
        """For the deputy of an office of the agency, its head; else nothing."""
        is_second = not self.is_deputy and self.official_title.casefold().startswith(DEPUTY)
        rest = self.official_title[len(DEPUTY) :]
        return rest[:1].upper() + rest[1:] if is_second else ""


def usual(signer: Signer) -> SigningRight:
    """Return by what right this signer signs unless somebody says otherwise."""
    if signer.is_acting:
        return SigningRight.ACTING
    if signer.is_deputy:
        return SigningRight.FOR_HEAD
    if not signer.is_head:
        return SigningRight.BY_MANDATE if signer.is_mandated else SigningRight.BY_ORDER
    return SigningRight.FOR_COLLECTIVE if signer.collective else SigningRight.HEAD


def allowed(signer: Signer) -> tuple[SigningRight, ...]:
    """Return the rights this signer may sign by."""
    if signer.is_head:
        own = (SigningRight.FOR_COLLECTIVE,) if signer.collective else ()
        return (*own, SigningRight.HEAD, SigningRight.ACTING)
    if signer.is_deputy:
        return (SigningRight.FOR_HEAD,)
    # Điều 13 khoản 4: by mandate only with one in writing, which the platform has on record.
    mandate = (SigningRight.BY_MANDATE,) if signer.is_mandated else ()
    return (*mandate, SigningRight.BY_ORDER)


def check(authority: SigningRight, signer: Signer) -> None:
    """Refuse a right that the signer's post does not carry.

    Raises:
        Refusal: for example nobody signs for themselves as their own deputy.
    """
    if authority not in allowed(signer):
        raise Refusal(
            f"“{RIGHT_NAMES[authority]}” không dùng được với chức vụ “{signer.title}”.",
            field="authority",
        )


@dataclass(frozen=True, slots=True)
class Block:
    """What is set at the end of a paper: the lines above the signature, and the name below."""

    lines: list[str]
    name: str


def block(posts: Sequence[tuple[Signer, str]]) -> Block:
    """Return the block of who signs; of several who may, each way once, and no name yet."""
    ways: list[list[str]] = []
    for post, _ in posts:
        way = lines(usual(post), post)
        if way not in ways:
            ways.append(way)
    shared = 0
    if len(ways) > 1:
        while len({tuple(way[: shared + 1]) for way in ways}) == 1:
            shared += 1
    either = list(ways[0])
    for way in ways[1:]:
        either += ["hoặc", *way[shared:]]
    return Block(either, posts[0][1] if len(posts) == 1 else "")


def lines(authority: SigningRight, signer: Signer) -> list[str]:
    """Return the lines above the signature, each of them set in capitals."""
    words = OF_PARTY if signer.is_party else {right: right.value for right in SigningRight}
    together = (
        [f"{words[SigningRight.FOR_COLLECTIVE]} {signer.collective}"] if signer.collective else []
    )
    match authority:
        case SigningRight.HEAD:
            return [signer.head_title]
        case SigningRight.FOR_COLLECTIVE:
            return [*together, signer.head_title]
        case SigningRight.FOR_HEAD:
            return [*together, f"{words[authority]} {signer.head_title}", signer.official_title]
        case SigningRight.ACTING:
            return [*together, f"{words[authority]} {signer.head_title}"]
        case SigningRight.BY_ORDER | SigningRight.BY_MANDATE:
            second = signer.unit_head_title
            own = [f"{words[SigningRight.FOR_HEAD]} {second}"] if second else []
            return [f"{words[authority]} {signer.head_title}", *own, signer.official_title]
