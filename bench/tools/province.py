"""The province a benchmark works in: its units, its procedures, and which of them to file."""

from datetime import datetime

from django.core.management import call_command

from vanlang.identity.api import commune_committees, load_units
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.deadlines import ZONE
from vanlang.public_services.queries import procedures
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.parts import OnlineLevel, PaperSource


def settle(at: datetime) -> list[str]:
    """Load units and procedures; return the codes of the communes' areas."""
    load_units(by=PLATFORM, at=at)
    call_command("load_procedures", verbosity=0)
    return [unit.area_code for unit in commune_committees()]


def shortest_free_form(at: datetime, *, files: int) -> Definition:
    """Return the procedure with the shortest form, free and online, that asks for so many files."""
    fitting = [
        one
        for one in definitions(at)
        if asked_for(one) == [PaperSource.UPLOAD] * files
        and not one.fees
        and one.channel != OnlineLevel.IN_PERSON
    ]
    return min(fitting, key=lambda one: len(one.fields))


def asked_for(definition: Definition) -> list[PaperSource]:
    return [paper.source for paper in definition.papers if paper.required]


def definitions(at: datetime) -> list[Definition]:
    return [one.definition for one in procedures.published(at.astimezone(ZONE).date())]
