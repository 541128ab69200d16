"""What a procedure is: form, papers, fees, steps, term, competence and result, as data.

A definition is born as JSON in a version of a procedure and is read into these classes. Empty
stands for "not known": a draft may be incomplete, `defects()` says where, and a version with a
defect that blocks is never published.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from vanlang.kernel.deadlines import Term, TermUnit
from vanlang.public_services.rules import defects, fees, plain, result_papers
from vanlang.public_services.rules.defects import Defect
from vanlang.public_services.rules.fees import FeeDue
from vanlang.public_services.rules.parts import (
    Choice,
    Competent,
    CompetentRule,
    Discount,
    FeeRule,
    FieldKind,
    FieldSpec,
    LegalBasis,
    Level,
    OnlineLevel,
    PaperSource,
    PaperSpec,
    ResultPaper,
    ResultSpec,
    ResultTemplate,
    Section,
    StepKind,
    StepSpec,
)

__all__ = [
    "NO_TERM",
    "Choice",
    "Competent",
    "CompetentRule",
    "Defect",
    "Definition",
    "Discount",
    "FeeDue",
    "FeeRule",
    "FieldKind",
    "FieldSpec",
    "LegalBasis",
    "Level",
    "OnlineLevel",
    "PaperSource",
    "PaperSpec",
    "ResultSpec",
    "ResultTemplate",
    "Section",
    "StepKind",
    "StepSpec",
]

NO_TERM = Term(0, TermUnit.WORKING_DAYS)
NO_COMPETENT = Competent()
NO_RESULT = ResultSpec()


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """Thủ tục hành chính — one version of a procedure, whole."""

    code: str
    name: str
    field_of_work: str = ""
    level: Level = Level.COMMUNE
    channel: OnlineLevel = OnlineLevel.FULLY_ONLINE
    channel_reason: str = ""
    subjects: tuple[str, ...] = ()
    summary: str = ""
    life_event: str = ""
    keywords: tuple[str, ...] = ()
    decision: str = ""
    term: Term = NO_TERM
    term_note: str = ""
    form: tuple[Section, ...] = ()
    papers: tuple[PaperSpec, ...] = ()
    fees: tuple[FeeRule, ...] = ()
    free_of_charge: bool = False
    steps: tuple[StepSpec, ...] = ()
    competent: Competent = NO_COMPETENT
    anywhere: bool = True
    result: ResultSpec = NO_RESULT
    legal_bases: tuple[LegalBasis, ...] = ()
    requirements: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""
    found: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read a definition; raise plain.Unreadable naming the place that is wrong."""
        return plain.read(cls, value)

    def to_json(self) -> dict[str, plain.Json]:
        written = plain.write(self)
        assert isinstance(written, dict)  # noqa: S101
        return written

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        return tuple(field for section in self.form for field in section.fields)

    @property
    def result_paper(self) -> ResultPaper:
        """Return the layout of the result, or one of all that the form asks."""
        return result_papers.layout_of(self.result.paper, self.form)

    @property
    def result_fields(self) -> tuple[FieldSpec, ...]:
        """Return what stands in labelled lines of the result, form and officer's fields alike."""
        keys = result_papers.line_keys_of(self.result_paper)
        both = {field.key: field for field in (*self.result.paper.fields, *self.fields)}
        return tuple(field for key, field in both.items() if key in keys)

    def field(self, key: str) -> FieldSpec | None:
        return next((field for field in self.fields if field.key == key), None)

    def papers_asked(self, answers: Mapping[str, str]) -> tuple[PaperSpec, ...]:
        """Return the papers that belong to a dossier with these answers."""
        return tuple(paper for paper in self.papers if paper.is_asked(answers))

    def paper(self, code: str) -> PaperSpec | None:
        return next((paper for paper in self.papers if paper.code == code), None)

    def step(self, key: str) -> StepSpec | None:
        return next((step for step in self.steps if step.key == key), None)

    def step_after(self, key: str) -> StepSpec | None:
        """Return the step that follows `key`, or None after the last."""
        keys = [step.key for step in self.steps]
        place = keys.index(key) + 1
        return self.steps[place] if place < len(self.steps) else None

    def defects(self) -> tuple[Defect, ...]:
        """Return what is wrong or doubtful, those that keep it from being published first."""
        return defects.of(self)

    def fees_due(
        self,
        *,
        on: date,
        answers: Mapping[str, str],
        channel: str = "",
        groups: frozenset[str] = frozenset(),
    ) -> tuple[FeeDue, ...]:
        """Return what is to be paid by a dossier with these answers, filed on that day."""
        return fees.due(self.fees, on=on, answers=answers, channel=channel, groups=groups)

    def finding(self, *sentences: str) -> Self:
        """Return the same definition, remembering what was doubtful when it was read."""
        return replace(self, found=(*self.found, *sentences))
