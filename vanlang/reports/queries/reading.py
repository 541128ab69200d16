"""A report as one reads it: its figures, what is odd about them, what the platform counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from vanlang.reports.models import Submission
from vanlang.reports.queries import coverage, past
from vanlang.reports.rules import figures, findings, places
from vanlang.reports.rules.coverage import Coverage, Replaced
from vanlang.reports.rules.figures import Figures
from vanlang.reports.rules.findings import Finding


@dataclass(frozen=True)
class Reading:
    """A report with everything that follows from its cells, now or as of a moment."""

    report: Submission
    figures: Figures
    findings: list[Finding]
    before: Figures | None
    as_of: datetime | None = None

    @cached_property
    def coverage(self) -> Coverage | None:
        """Return over whose reports a gathered report is."""
        return coverage.of(self.report, as_of=self.as_of)

    @cached_property
    def replaced(self) -> Replaced | None:
        """Return the version that this one stands in for, if one was sent before."""
        return coverage.replaced(self.report, as_of=self.as_of)

    @property
    def extent(self) -> list[str]:
        """Return in sentences over whose reports it is, for every paper made of it."""
        said = self.coverage.lines if self.coverage is not None else []
        return said + ([self.replaced.sentence] if self.replaced is not None else [])

    @property
    def explained(self) -> list[tuple[str, str]]:
        """Return what was odd and what its unit said to it, for every paper made of it."""
        said = [
            (one.text, self.values.get(places.explanation(one.code), "").strip())
            for one in self.findings
        ]
        return [(what, why) for what, why in said if why]

    @property
    def values(self) -> dict[str, str]:
        return self.report.values


def of(report: Submission, typed: Mapping[str, str] | None = None) -> Reading:
    """Return the report as it stands, or as it would with what somebody has typed."""
    cells = report.values | dict(typed or {})
    return _read(report, cells, None)


def as_of(report: Submission, at: datetime) -> Reading:
    """Return the report as it stood at a moment; the definition is the round's own."""
    past.stand_as_of(report, at)
    return _read(report, report.values, at)


def _read(report: Submission, cells: Mapping[str, str], at: datetime | None) -> Reading:
    definition = report.round.definition
    now = figures.compute(definition, cells, report.covers)
    before = None
    if report.previous is not None:
        if at is not None:
            past.stand_as_of(report.previous, at)
        before = figures.compute(definition, report.previous.values, report.previous.covers)
    found = findings.find(now, counted=report.counted, before=before)
    return Reading(report, now, found, before, at)
