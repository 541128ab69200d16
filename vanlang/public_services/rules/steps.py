"""Steps are data: a step's kind says which verb completes it, its role who may do so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from vanlang.kernel import deadlines
from vanlang.kernel.deadlines import Calendar, Term
from vanlang.kernel.refusals import Refusal
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.parts import CompetentRule, StepKind, StepSpec
from vanlang.public_services.rules.states import WrongState

# [GK] An online dossier is looked at within eight working hours of its arrival.
CHECKED_WITHIN = timedelta(hours=8)

VERBS = {
    StepKind.RECEIVE: "accept",
    StepKind.PROCESS: "submit",
    StepKind.REVIEW: "review",
    StepKind.SIGN: "sign",
    StepKind.SEAL: "seal",
    StepKind.RETURN: "return_result",
}
# Done at the counter where it was filed; all others at the agency that settles it.
AT_THE_COUNTER = frozenset({StepKind.RECEIVE, StepKind.RETURN})


@dataclass(frozen=True, slots=True)
class Place:
    """A step of the definition with its number: where a dossier is."""

    index: int
    spec: StepSpec

    @property
    def kind(self) -> StepKind:
        return self.spec.kind

    @property
    def is_at_the_counter(self) -> bool:
        return self.spec.kind in AT_THE_COUNTER


def place_at(definition: Definition, index: int) -> Place:
    return Place(index, definition.steps[index])


def drafted_at(definition: Definition) -> Place:
    """Return the last step of work before the signature: the one that drafts the result."""
    last = max(i for i, step in enumerate(definition.steps) if step.kind == StepKind.PROCESS)
    return place_at(definition, last)


def drafts_result(definition: Definition, index: int) -> bool:
    """Tell whether this step drafts the result, or is work before that (an inspection)."""
    return index == drafted_at(definition).index


def next_after(definition: Definition, index: int) -> Place:
    """Return the step that follows; the last step of every definition is the return."""
    return place_at(definition, index + 1)


def require(definition: Definition, index: int, kind: StepKind) -> Place:
    """Return where the dossier is, or refuse when that step is not completed this way."""
    place = place_at(definition, index)
    if place.kind != kind:
        raise WrongState(
            f"Hồ sơ đang ở bước “{place.spec.name}”, không ở bước này. "
            "Có thể người khác vừa xử lý xong; hãy mở lại hồ sơ."
        )
    return place


def step_due(
    definition: Definition, index: int, *, started: datetime, due: datetime, calendar: Calendar
) -> datetime:
    """Return when the step must be done: by its share of the term and those before it."""
    share = min(sum(step.share for step in definition.steps[: index + 1]), 1.0)
    term = deadlines.working_time_between(started, due, calendar)
    if share >= 1 or term <= timedelta():
        return due
    return min(deadlines.add(started, term * share, calendar), due)


def check_by(filed_at: datetime, term: Term, calendar: Calendar) -> datetime:
    """Return until when the counter looks at what was filed; same-day terms end the day."""
    return min(
        deadlines.add(filed_at, CHECKED_WITHIN, calendar), deadlines.due(filed_at, term, calendar)
    )


@dataclass(frozen=True, slots=True)
class Competence:
    """Who settles: the area of a commune, or the code of a department; and why, in a sentence."""

    reason: str
    area_code: str = ""
    department: str = ""


def competence(
    definition: Definition, *, receiving_area: str, residence: str, answers: Mapping[str, str]
) -> Competence:
    """Decide who settles a dossier that may be filed anywhere (Nghị định 118/2025, Điều 14).

    Raises:
        Refusal: it cannot be told from what is known; the message says what to fill in.
    """
    rule = definition.competent
    if rule.rule == CompetentRule.DEPARTMENT:
        return Competence("Thủ tục do cơ quan cấp tỉnh giải quyết.", department=rule.department)
    if rule.rule == CompetentRule.COMMUNE_OF_RESIDENCE:
        if not residence:
            raise Refusal(
                "Thủ tục do xã, phường nơi cư trú giải quyết, nhưng chưa biết nơi cư trú "
                "trong tỉnh của người nộp. Bạn cập nhật nơi cư trú rồi nộp lại."
            )
        return Competence("Nơi cư trú của người nộp.", area_code=residence)
    if rule.rule == CompetentRule.COMMUNE_OF_CHOICE:
        chosen = answers.get(rule.field, "")
        if not chosen:
            raise Refusal("Bạn chọn xã, phường giải quyết.", field=rule.field)
        return Competence("Xã, phường bạn chọn trong tờ khai.", area_code=chosen)
    return Competence("Nơi nhận hồ sơ cũng là nơi giải quyết.", area_code=receiving_area)
