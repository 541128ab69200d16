"""What a dossier costs: dated rules, quantities, and discounts for groups of people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from vanlang.public_services.rules.parts import Discount, FeeKind, FeeRule

DIGITAL_CITIZEN = "digital_citizen"  # công dân số, NQ 66.22/2026/NQ-CP
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


def differences(full: Iterable[FeeDue], reduced: Iterable[FeeDue]) -> tuple[FeeDue, ...]:
    """Return what is still owed, fee by fee, where the lower amount was not deserved."""
    amounts = {line.code: line.amount for line in reduced}
    return tuple(
        replace(line, amount=line.amount - amounts.get(line.code, 0), note="")
        for line in full
        if line.amount > amounts.get(line.code, 0)
    )


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
