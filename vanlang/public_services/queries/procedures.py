"""Procedures as people and dossiers read them.

What is published never changes, so a process keeps it: `catalogue()` is one statement when
anything was published since, otherwise a question that reads no definition, asked at most every
PROCEDURES_FRESH_SECONDS. Treat what comes from here as read-only.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from time import monotonic
from typing import ClassVar

from django.conf import settings
from django.db.models import Count, Max, QuerySet, Sum

from vanlang.kernel import search as text
from vanlang.kernel.actors import Actor
from vanlang.public_services.models.procedures import ProcedureVersion
from vanlang.public_services.permissions.procedures import (
    may_edit_procedures,
    may_see_procedure_versions,
)
from vanlang.public_services.rules import searching
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.versions import VersionState

SYNONYMS = Path(__file__).parents[1] / "data" / "synonyms.json"

Stamp = tuple[int | None, ...]


@dataclass(frozen=True)
class Published:
    """One version that was published, read once: its row and its definition."""

    version: ProcedureVersion
    replaced_by: str = ""

    @cached_property
    def definition(self) -> Definition:
        return definition_of(self.version)

    @cached_property
    def text(self) -> searching.Text:
        """What it is looked up by."""
        definition = self.definition
        rest = f"{definition.field_of_work} {definition.result.name} {definition.life_event}"
        return searching.Text.of(self.code, self.name, definition.keywords, rest)

    @property
    def code(self) -> str:
        return self.version.procedure.code

    @property
    def name(self) -> str:
        return self.version.name


@dataclass(frozen=True)
class Catalogue:
    """Every version that was ever published, by procedure, oldest first."""

    versions: dict[str, tuple[Published, ...]]

    def in_force(self, on: date) -> list[Published]:
        return [
            found
            for versions in self.versions.values()
            for found in versions
            if found.version.is_in_force(on)
        ]


class Kept:
    """What this process knows of the catalogue, and as of which stamp."""

    stamp: Stamp | None = None
    asked = float("-inf")
    catalogue = Catalogue({})
    definitions: ClassVar[dict[int, Definition]] = {}


def catalogue() -> Catalogue:
    """Return everything that was published, asking the database only whether it moved."""
    if monotonic() - Kept.asked < settings.PROCEDURES_FRESH_SECONDS:
        return Kept.catalogue
    stamp = _stamp()
    if stamp != Kept.stamp:
        Kept.catalogue, Kept.stamp = _read(), stamp
    Kept.asked = monotonic()
    return Kept.catalogue


def forget() -> None:
    """Ask again at the next question: something was published here."""
    Kept.asked = float("-inf")


def version_for(code: str, on: date) -> ProcedureVersion | None:
    """Return the version of the procedure in force on that day, if there is one."""
    versions = catalogue().versions.get(code, ())
    return next((found.version for found in versions if found.version.is_in_force(on)), None)


def published(on: date) -> list[Published]:
    """Return what is in force on that day, in the order of field of work and name."""
    found = catalogue().in_force(on)
    return sorted(found, key=lambda one: (text.fold(one.version.field_of_work), one.version.folded))


def definition_of(version: ProcedureVersion) -> Definition:
    """Return the version's definition; what was published is parsed once a process."""
    if version.state == VersionState.DRAFT:
        return version.spec
    if version.pk not in Kept.definitions:
        Kept.definitions[version.pk] = version.spec
    return Kept.definitions[version.pk]


def version_with_id(pk: int) -> ProcedureVersion:
    """Return a version by its key, from memory when it was published."""
    for versions in catalogue().versions.values():
        for found in versions:
            if found.version.pk == pk:
                return found.version
    return ProcedureVersion.objects.select_related("procedure").get(pk=pk)


def history(code: str) -> tuple[Published, ...]:
    """Return every published version of the procedure, oldest first; empty if there is none."""
    return catalogue().versions.get(code, ())


@dataclass(frozen=True)
class ProcedureSearch:
    """What was looked up; `is_near`: not every word stands in it."""

    rows: list[Published]
    is_near: bool = False


@cache
def synonyms() -> searching.Synonyms:
    """Return what people say for what the catalogue writes."""
    return searching.Synonyms.from_json(json.loads(SYNONYMS.read_text()))


def search(
    words: str, *, on: date, field_of_work: str = "", level: str = "", event: str = ""
) -> ProcedureSearch:
    """Return procedures in force that answer the words, best first; see `rules.searching`."""
    rows = [
        row
        for row in published(on)
        if (not field_of_work or row.version.field_of_work == field_of_work)
        and (not level or row.version.level == level)
        and (not event or row.definition.life_event == event)
    ]
    matches = searching.look_up(words, [row.text for row in rows], synonyms())
    return ProcedureSearch([rows[position] for position in matches.positions], matches.is_near)


def fields_of_work(of: Iterable[Published]) -> Sequence[tuple[str, int]]:
    """Return each field of work with its number of procedures, most first."""
    return Counter(one.version.field_of_work for one in of).most_common()


def life_events(of: Iterable[Published]) -> Sequence[tuple[str, int]]:
    """Return each event of life that procedures belong to, with how many, most first."""
    events = (one.definition.life_event for one in of)
    return Counter(event for event in events if event).most_common()


def visible_to(actor: Actor) -> QuerySet[ProcedureVersion]:
    """Return what was published, to any administrator; drafts to those alone who edit them."""
    if not may_see_procedure_versions(actor):
        return ProcedureVersion.objects.none()
    rows = versions()
    return rows if may_edit_procedures(actor) else rows.exclude(state=VersionState.DRAFT)


def versions(
    *, words: str = "", state: str = "", among: QuerySet[ProcedureVersion] | None = None
) -> QuerySet[ProcedureVersion]:
    """Return every version, drafts too, or those among some, by code."""
    rows = ProcedureVersion.objects.all() if among is None else among
    rows = rows.select_related("procedure").order_by("procedure__code", "-number")
    if state:
        rows = rows.filter(state=state)
    return text.matches(rows, "folded", words)


def draft_with_code(code: str) -> ProcedureVersion | None:
    """Return the draft of the procedure, if there is one."""
    return versions().filter(procedure__code=code, state=VersionState.DRAFT).first()


def _stamp() -> Stamp:
    """Say in one small row whether anything moved since; a version once published keeps its id."""
    found = ProcedureVersion.objects.exclude(state=VersionState.DRAFT).aggregate(
        Count("pk"),
        Sum("pk"),
        Max("changed_at"),
        Count("effective_to"),
        Sum("procedure__replaced_by"),
    )
    return tuple(found.values())


def _read() -> Catalogue:
    rows = (
        ProcedureVersion.objects.exclude(state=VersionState.DRAFT)
        .select_related("procedure", "procedure__replaced_by")
        .order_by("procedure__code", "number")
    )
    gathered: dict[str, tuple[Published, ...]] = {}
    for row in rows:
        newer = row.procedure.replaced_by
        one = Published(row, newer.code if newer else "")
        gathered[row.procedure.code] = (*gathered.get(row.procedure.code, ()), one)
    return Catalogue(gathered)
