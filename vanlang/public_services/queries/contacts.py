"""How the person of a dossier is reached: as its form says; the account answers what none asks."""

from collections.abc import Mapping
from dataclasses import dataclass

from vanlang.identity.api import Person
from vanlang.kernel import search
from vanlang.public_services.queries import agencies
from vanlang.public_services.rules import prefill
from vanlang.public_services.rules.definitions import Definition


@dataclass(frozen=True, slots=True)
class Contact:
    """What a receipt prints and notices go to."""

    phone: str
    email: str
    address: str


def contact_of(person: Person, definition: Definition, form: Mapping[str, str]) -> Contact:
    """Return what was written for this dossier; the account answers only what no form asked."""
    answers = prefill.contact(definition, form)
    address = answers.get("address", "")
    if not address or search.is_same(address, person.address):
        address = address_of(person)
    return Contact(
        phone=answers.get("phone", person.phone),
        email=answers.get("email", person.email),
        address=address,
    )


def address_of(person: Person) -> str:
    """Return the address as it is written today: place, commune, province."""
    commune = agencies.commune_in_full(person.commune_code) if person.commune_code else ""
    parts = (person.address, commune, person.elsewhere)
    return ", ".join(part for part in parts if part)
