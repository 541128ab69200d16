"""How the person of a dossier is reached: as its form says; the account answers what none asks."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime

from vanlang.identity.api import Person
from vanlang.kernel import search
from vanlang.public_services.models.dossiers import Draft
from vanlang.public_services.queries import agencies
from vanlang.public_services.queries.papers import facts_are_open
from vanlang.public_services.rules import prefill
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.states import Channel


@dataclass(frozen=True, slots=True)
class Contact:
    """What a receipt prints and notices go to."""

    phone: str
    email: str
    address: str


# What the platform knows beside name and number, and shows a counter only after an agreement.
OWN_FACTS = ("phone", "email", "address", "commune_code", "elsewhere", "sex")
TYPED = frozenset({"phone", "commune_code"})


def applicant_as_open(draft: Draft, *, at: datetime) -> Person:
    """Return the applicant with what this dossier may use of them.

    At a counter that is what was typed there, until they agreed to more: neither the receipt nor
    who settles the dossier tells the official where a person lives.
    """
    person = draft.applicant or draft.person
    if draft.channel == Channel.ONLINE or facts_are_open(draft, at=at):
        return person
    typed = copy(person)
    typed.birth_date = None
    for name in OWN_FACTS:
        setattr(typed, name, draft.visitor.get(name, "") if name in TYPED else "")
    return typed


def contact_of(
    person: Person, definition: Definition, form: Mapping[str, str], *, on: date
) -> Contact:
    """Return what was written for this dossier; the account answers only what no form asked."""
    answers = prefill.contact(definition, form)
    address = answers.get("address", "")
    if not address or search.is_same(address, person.address):
        address = address_of(person, on=on)
    return Contact(
        phone=answers.get("phone", person.phone),
        email=answers.get("email", person.email),
        address=address,
    )


def address_of(person: Person, *, on: date) -> str:
    """Return the address as it is written on a day: place, commune, province."""
    code = person.commune_code
    commune = agencies.commune_in_full(code, on=on) if code else ""
    parts = (person.address, commune, person.elsewhere)
    return ", ".join(part for part in parts if part)
