"""What a form can say by itself: from the electronic identity and from what was filed before."""

from collections.abc import Mapping
from dataclasses import dataclass

from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.parts import FieldKind

FROM_IDENTITY = "Danh tính điện tử"
RECORDED_BY_OFFICIAL = "Thông tin cán bộ đã ghi khi nhận hồ sơ trước"
TYPED_AT_COUNTER = "Cán bộ ghi tại quầy"
IDENTITY = "identity."
HOME = "identity.address"
EARLIER = "earlier"
TEXT = "text:"  # what nearly everybody answers: `text:Việt Nam`
ONLY_IF = " if "  # `identity.name if male`: of two who marry, the one who files


@dataclass(frozen=True, slots=True)
class Prefilled:
    """First values by field, and for each where it comes from, in words."""

    values: dict[str, str]
    origins: dict[str, str]


# What the electronic identity answers for: nobody files under another's name and number.
VERIFIED = frozenset({"name", "identity_number", "birth_date", "sex"})


# Who files for somebody else says so (Bộ luật Dân sự 2015, Điều 135 to 138): section `acting`.
ACTING_FOR, ANOTHER = "acting_for", "other"


def is_for_another(definition: Definition, given: Mapping[str, str]) -> bool:
    """Tell whether the form lets one file for somebody else, and the answers say so."""
    return given.get(ACTING_FOR) == ANOTHER and definition.field(ACTING_FOR) is not None


def verified_fields(definition: Definition) -> dict[str, str]:
    """Return what the electronic identity answers for, by field: of the first person of the form.

    Whose extract is asked for, or who becomes a guardian, may be somebody else.
    """
    names = (spec.key for spec in definition.fields if spec.prefill == f"{IDENTITY}name")
    person = next(names, "name").removesuffix("name")
    return {
        spec.key: fact
        for spec in definition.fields
        if spec.prefill.startswith(IDENTITY)
        and (fact := spec.prefill.removeprefix(IDENTITY)) in VERIFIED
        and spec.key.startswith(person)
    }


def own_numbers(definition: Definition) -> list[str]:
    """Return the fields that hold the identity number of whoever the form is filed for."""
    facts = verified_fields(definition)
    return [key for key, fact in facts.items() if fact == "identity_number"]


def home_fields(definition: Definition) -> list[str]:
    """Return the fields that hold where whoever the form is filed for lives."""
    person = next((key for key, fact in verified_fields(definition).items() if fact == "name"), "")
    start = person.removesuffix("name")
    return [
        spec.key
        for spec in definition.fields
        if spec.prefill == HOME and spec.key.startswith(start)
    ]


def fixed(
    definition: Definition, identity: Mapping[str, str], given: Mapping[str, str]
) -> dict[str, str]:
    """Return the answers that the electronic identity gives and nobody changes, by field."""
    if is_for_another(definition, given):
        return {}
    facts = verified_fields(definition)
    return {key: value for key, fact in facts.items() if (value := identity.get(fact, ""))}


CONTACT = ("phone", "email", "address")


def contact(definition: Definition, form: Mapping[str, str]) -> dict[str, str]:
    """Return how the filer said they are reached, as far as the form asks; what they left empty
    is empty. Who files for another writes down the other's: the filer's own is not asked.
    """
    if is_for_another(definition, form):
        return {}
    fields = {spec.prefill.removeprefix(IDENTITY): spec for spec in reversed(definition.fields)}
    return {
        fact: form.get(fields[fact].key, "")
        for fact in CONTACT
        if fact in fields and fields[fact].is_asked(form)
    }


def prefill(
    definition: Definition,
    identity: Mapping[str, str],
    earlier: Mapping[str, tuple[str, str]],
    *,
    origin_of_identity: str = FROM_IDENTITY,
) -> Prefilled:
    """Return what can be filled in; `earlier` has a field's latest answer and its dossier's code.

    A value that the field could not take (another kind of field of the same key) is left out.
    """
    found = Prefilled({}, {})
    for spec in definition.fields:
        fact, _, sex = spec.prefill.removeprefix(IDENTITY).partition(ONLY_IF)
        value, origin = "", ""
        if spec.prefill.startswith(IDENTITY) and sex in {"", identity.get("sex", "")}:
            value, origin = identity.get(fact, ""), origin_of_identity
        elif (spec.prefill == EARLIER or sex) and spec.key in earlier:
            value, code = earlier[spec.key]
            origin = f"Hồ sơ {code} bạn đã nộp"
        elif spec.prefill.startswith(TEXT):
            found.values[spec.key] = spec.prefill.removeprefix(TEXT)
            continue  # nobody's fact, so it comes from nowhere
        choices = {choice.value for choice in spec.choices}
        if not value or (spec.kind == FieldKind.CHOICE and value not in choices):
            continue
        found.values[spec.key], found.origins[spec.key] = value, origin
    return found


def replaced(now: Prefilled, before: Prefilled, after: Prefilled) -> Prefilled:
    """Return what stands in a form when other facts fill it in: what was typed over them stays."""
    followed = {key for key, value in before.values.items() if now.values.get(key) == value}
    free = followed | {key for key in after.values if not now.values.get(key)}
    values = {key: value for key, value in now.values.items() if key not in followed}
    origins = {key: origin for key, origin in now.origins.items() if key not in followed}
    return Prefilled(
        values | {key: value for key, value in after.values.items() if key in free},
        origins | {key: origin for key, origin in after.origins.items() if key in free},
    )


def with_capitals(name: str) -> str:
    """Return a name typed in one case, LAN or lan, as names are written; others stay."""
    name = " ".join(name.split())
    return name.title() if name in {name.upper(), name.lower()} else name
