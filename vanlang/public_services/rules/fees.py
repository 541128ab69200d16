"""What a dossier costs: dated rules, quantities, and discounts for groups of people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from vanlang.public_services.rules.parts import Discount, FeeKind, FeeRule
from vanlang.public_services.rules.states import Channel

DIGITAL_CITIZEN = "digital_citizen"  # công dân số, NQ 66.22/2026/NQ-CP
FEE_CHANNELS = {Channel.DIRECT: "direct", Channel.ONLINE: "online", Channel.POST: "post"}
GROUP_NAMES = {DIGITAL_CITIZEN: "Công dân số"}


@dataclass(frozen=True, slots=True)
class FeeDue:
    """One line of what is to be paid; `note` says how the amount came about."""

    code: str
    name: str
    amount: int
    note: str = ""
    kind: FeeKind = FeeKind.UNKNOWN


def name_of(kinds: Iterable[FeeKind]) -> str:
    """Return what these are called together: phí, lệ phí, or both where both or neither is known.

    Luật Phí và lệ phí 97/2015/QH13, Điều 3: one pays for a service, the other for being given a
    paper; whoever pays reads which it is.
    """
    kinds = set(kinds)
    if kinds == {FeeKind.SERVICE}:
        return "phí"
    return "lệ phí" if kinds == {FeeKind.STATE} else "phí, lệ phí"


def due(
    rules: Iterable[FeeRule],
    *,
    on: date,
    answers: Mapping[str, str],
    channel: str = "",
    groups: frozenset[str] = frozenset(),
) -> tuple[FeeDue, ...]:
    """Return the lines to be paid by a dossier filed `on` that day, lines of nothing included.

    `channel` is `online`, `direct` or `post`; a rule that names channels holds for those alone.
    """
    return tuple(
        _line(rule, on=on, answers=answers, groups=groups)
        for rule in rules
        if is_in_force(rule, on) and (not rule.channels or channel in rule.channels)
    )


def offers(rules: Iterable[FeeRule], *, on: date, channel: str) -> tuple[Discount, ...]:
    """Return each group that pays less on that day, once; whoever belongs to one may say so."""
    by_group = {
        discount.group: discount
        for rule in rules
        if is_in_force(rule, on) and (not rule.channels or channel in rule.channels)
        for discount in reversed(rule.discounts)
        if is_in_force(discount, on)
    }
    return tuple(by_group.values())


@dataclass(frozen=True, slots=True)
class Standing:
    """What a dossier costs beside what was paid for it.

    `kept` is what may not be given back yet: the full sum, while nobody has checked whether the
    person belongs to a group that pays less.
    """

    due: tuple[FeeDue, ...]
    kept: tuple[FeeDue, ...]
    held: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.due)

    @property
    def paid(self) -> int:
        return sum(self.held.values())

    @property
    def lines_owed(self) -> tuple[FeeDue, ...]:
        return lines_owed(self.due, self.held)

    @property
    def owed(self) -> int:
        return sum(line.amount for line in self.lines_owed)

    @property
    def surplus(self) -> int:
        """What goes back as soon as the dossier is filed."""
        return sum(surpluses(self.kept, self.held).values())

    @property
    def surplus_once_checked(self) -> int:
        """What goes back besides, if an official finds that the person belongs to the group."""
        return sum(surpluses(self.due, self.held).values()) - self.surplus

    @property
    def kept_total(self) -> int:
        """What the dossier costs whoever belongs to no group, where that is not checked yet."""
        return sum(line.amount for line in self.kept)

    @property
    def owed_if_refused(self) -> int:
        """What is still to be paid, if an official finds that the person belongs to no group."""
        return sum(line.amount for line in lines_owed(self.kept, self.held))


def lines_owed(due: Iterable[FeeDue], held: Mapping[str, int]) -> tuple[FeeDue, ...]:
    """Return what is still to be paid, fee by fee: one fee's surplus pays for no other, since phí
    and lệ phí are kept in different accounts (Luật Phí và lệ phí 97/2015/QH13, Điều 12, 13).
    """
    return tuple(
        replace(line, amount=line.amount - held.get(line.code, 0))
        for line in due
        if line.amount > held.get(line.code, 0)
    )


def surpluses(due: Iterable[FeeDue], held: Mapping[str, int]) -> dict[str, int]:
    """Return what was paid and is owed no longer, fee by fee."""
    amounts = {line.code: line.amount for line in due}
    return {
        code: amount - amounts.get(code, 0)
        for code, amount in held.items()
        if amount > amounts.get(code, 0)
    }


def is_in_force(rule: FeeRule | Discount, on: date) -> bool:
    begun = rule.effective_from is None or rule.effective_from <= on
    return begun and (rule.effective_to is None or on <= rule.effective_to)


def _line(rule: FeeRule, *, on: date, answers: Mapping[str, str], groups: frozenset[str]) -> FeeDue:
    amount, note = rule.amount, rule.note
    lower = [d for d in rule.discounts if d.group in groups and is_in_force(d, on)]
    if lower:
        discount = min(lower, key=lambda found: found.amount)
        amount, note = discount.amount, f"{discount.name}, {discount.basis}".strip(", ")
    if rule.per and amount:
        amount = _for_quantity(rule, amount, _quantity(answers.get(rule.per, "")))
    if rule.maximum is not None:
        amount = min(amount, rule.maximum)
    if rule.times:
        amount *= _quantity(answers.get(rule.times, ""))
    return FeeDue(rule.code, rule.name, amount, note, rule.kind)


def _for_quantity(rule: FeeRule, amount: int, quantity: int) -> int:
    if rule.beyond is None:
        return amount * quantity
    dearer = min(quantity, rule.beyond)
    return amount * dearer + min(amount, rule.amount_beyond) * (quantity - dearer)


def _quantity(answer: str) -> int:
    """Return the number that was answered, nothing where it is not a number."""
    text = str(answer).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < MOST_DIGITS else 0


MOST_DIGITS = 7
