"""What an officer may set right in a dossier that was typed at a counter: names, births, homes,
telephones."""

from collections.abc import Mapping

from vanlang.kernel.search import fold
from vanlang.public_services.rules import prefill, results
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.parts import FieldKind, FieldSpec, holds
from vanlang.public_services.rules.plausible import PEOPLE, is_place
from vanlang.public_services.rules.states import Channel, State

# Once the result is in the person's hand, the law's own procedure corrects it.
OPEN = frozenset(
    {
        State.REGISTERED,
        State.ACCEPTED,
        State.IN_PROGRESS,
        State.SUPPLEMENT_ASKED,
        State.PAYMENT_ASKED,
        State.FINISHED,
    }
)
NAME = "name"
PHONE = f"{prefill.IDENTITY}phone"
LONGEST_REASON = 500


def fields(
    definition: Definition, form: Mapping[str, str], *, channel: Channel, is_verified: bool
) -> list[FieldSpec]:
    """Return what may be set right: never what a citizen wrote, nor what the identity says."""
    if channel == Channel.ONLINE:
        return []
    answered = prefill.verified_fields(definition) if is_verified else {}
    if prefill.is_for_another(definition, form):
        answered = {}
    return [
        spec
        for spec in definition.fields
        if spec.is_asked(form)
        and spec.key not in answered
        and not (is_copy(spec, form) and spec.same_as in answered)
        and _is_of_a_person(spec)
    ]


def is_copy(spec: FieldSpec, form: Mapping[str, str]) -> bool:
    """Tell whether an answer was taken over from another field: a mother who files herself."""
    return bool(
        spec.same_as
        and holds(spec.same_when, form)
        and form.get(spec.key, "") == form.get(spec.same_as, "")
    )


def _is_of_a_person(spec: FieldSpec) -> bool:
    if spec.kind == FieldKind.DATE:
        return spec.key.endswith("birth_date") or spec.prefill == f"{prefill.IDENTITY}birth_date"
    if spec.kind == FieldKind.PHONE:
        return spec.prefill == PHONE  # a wrong one sends the person's notices to a stranger
    if spec.kind != FieldKind.TEXT:
        return False
    is_name = spec.key.removesuffix("_name") in PEOPLE or spec.prefill == f"{prefill.IDENTITY}name"
    return is_name or spec.prefill == prefill.HOME or is_place(spec.key)


def name_field(definition: Definition, form: Mapping[str, str]) -> str:
    """Return the field that holds the applicant's own name; none where they file for another."""
    if prefill.is_for_another(definition, form):
        return ""
    facts = prefill.verified_fields(definition)
    return next((key for key, fact in facts.items() if fact == NAME), "")


def rewritten(
    texts: Mapping[str, str], before: Mapping[str, str], after: Mapping[str, str], names: list[str]
) -> dict[str, str]:
    """Return a result's draft with the answers that changed: each in its own line, names also in
    sentences. What the officer wrote otherwise stays.
    """
    changed = {key for key in after if after[key] != before.get(key, "")}
    new = dict(texts)
    for key in changed:
        line = f"{results.FACT}{key}"
        if line in new and new[line] == before.get(key, ""):
            new[line] = after[key]
    for part in (results.SUMMARY, results.BODY):
        for key in changed.intersection(names):
            new[part] = replaced(new.get(part, ""), before.get(key, ""), after[key])
    return {key: text for key, text in new.items() if text}


def replaced(text: str, before: str, after: str) -> str:
    """Return a text with the old words replaced, also where they stand in capitals."""
    if not before or fold(before) not in fold(text):
        return text
    return text.replace(before, after).replace(before.upper(), after.upper())
