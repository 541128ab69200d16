"""The parts of a procedure's definition, each a plain fact. `definitions` puts them together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Level(StrEnum):
    """Cấp thực hiện."""

    COMMUNE = "commune"
    PROVINCE = "province"


class OnlineLevel(StrEnum):
    """Mức độ trực tuyến (NĐ 224/2026 Đ14)."""

    FULLY_ONLINE = "full"
    PARTLY_ONLINE = "partial"
    IN_PERSON = "in_person"


class FieldKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    IDENTITY_NUMBER = "identity_number"
    PHONE = "phone"
    EMAIL = "email"
    CHOICE = "choice"
    COMMUNE = "commune"
    NUMBER = "number"
    MONEY = "money"
    YES_NO = "yes_no"


class PaperSource(StrEnum):
    """Where a paper comes from: NĐ 118/2025 Đ4.2a asks for no paper that a database holds."""

    UPLOAD = "upload"
    DATABASE = "database"
    STORE = "store"


class FeeKind(StrEnum):
    """Phí pays for a service, lệ phí for being given a paper (Luật Phí và lệ phí, Điều 3)."""

    UNKNOWN = ""
    SERVICE = "phi"
    STATE = "le_phi"


class StepKind(StrEnum):
    RECEIVE = "receive"
    PROCESS = "process"
    REVIEW = "review"
    SIGN = "sign"
    SEAL = "seal"
    RETURN = "return"


class CompetentRule(StrEnum):
    """Who settles a dossier that may have been filed anywhere."""

    UNKNOWN = ""
    COMMUNE_OF_RESIDENCE = "commune_of_residence"
    COMMUNE_OF_CHOICE = "commune_of_choice"
    RECEIVING_COMMUNE = "receiving_commune"
    DEPARTMENT = "department"


class ResultTemplate(StrEnum):
    RESULT = "result"
    CERTIFICATE = "certificate"


def holds(condition: str, answers: Mapping[str, str]) -> bool:
    """Tell whether `field=value` or `field!=value` is true of the answers; an empty one always is.

    Several that all must hold stand with a `;` between them.
    """
    return all(_holds(part, answers) for part in condition.split(";") if part)


def _holds(condition: str, answers: Mapping[str, str]) -> bool:
    key, differs, value = condition.replace("!=", "\0").partition("\0")
    if differs:
        return answers.get(key, "") != value
    key, _, value = condition.partition("=")
    return answers.get(key, "") == value


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One field of the form.

    `prefill` names where its first value comes from: `identity.name` and the like from the
    electronic identity, `earlier` from the person's latest dossier that had a field of this key,
    `text:…` what nearly everybody answers.
    `check` is `past` or `future` for dates. `when` is `other_field=value` or `other_field!=value`:
    otherwise the field is not asked, and what stands in it is left out. `digits`: how many may
    follow the comma of a number. Left empty, it takes the answer of the field `same_as` names while
    `same_when` holds: a mother who files need not write her own name twice.
    """

    key: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = True
    help: str = ""
    choices: tuple[Choice, ...] = ()
    prefill: str = ""
    max_length: int = 200
    digits: int = 0
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    check: str = ""
    when: str = ""
    same_as: str = ""
    same_when: str = ""

    def is_asked(self, answers: Mapping[str, str]) -> bool:
        """Tell whether life asks this of somebody with these answers."""
        return holds(self.when, answers)

    def is_same(self, answers: Mapping[str, str]) -> bool:
        """Tell whether the answer, left empty, is that of another field."""
        return bool(self.same_as) and holds(self.same_when, answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    title: str
    fields: tuple[FieldSpec, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSpec:
    """Thành phần hồ sơ. `result_code` names the result in the citizen's store that serves as it.

    `when` is a condition as of a field: otherwise the paper is no part of this dossier.
    """

    code: str
    name: str
    required: bool = True
    original: int = 1
    copies: int = 0
    source: PaperSource = PaperSource.UPLOAD
    note: str = ""
    form: str = ""
    result_code: str = ""
    when: str = ""

    def is_asked(self, answers: Mapping[str, str]) -> bool:
        """Tell whether somebody with these answers has to think of this paper."""
        return holds(self.when, answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """A lower amount for a group of people, while its dates last.

    `proof` names the paper that shows it; empty where an official looks it up in a database.
    """

    group: str
    name: str
    amount: int
    basis: str = ""
    proof: str = ""
    effective_from: date | None = None
    effective_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeRule:
    """Phí, lệ phí. See `fees.due` for how the parts work together.

    `per` names the number field that multiplies the amount (pages, say), `per_name` its unit; past
    `beyond` of them each costs `amount_beyond`; `maximum` caps that, and `times` names the number
    field (copies) that multiplies it once more.
    """

    code: str
    name: str
    amount: int
    kind: FeeKind = FeeKind.UNKNOWN
    per: str = ""
    per_name: str = ""
    beyond: int | None = None
    amount_beyond: int = 0
    maximum: int | None = None
    times: str = ""
    channels: tuple[str, ...] = ()
    basis: str = ""
    note: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    discounts: tuple[Discount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSpec:
    """One step: who does it (a role of identity), and its share of the whole term."""

    key: str
    name: str
    kind: StepKind
    role: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Competent:
    """`department` is the code of the unit; `field` the form's field that names the commune."""

    rule: CompetentRule = CompetentRule.UNKNOWN
    name: str = ""
    department: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSection:
    """A part of a result; each line is `label|text`, see `result_papers`."""

    title: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPaper:
    """What the result says, as the law's form lays it down; see `result_papers` for the texts.

    `fields` are what the officer fills in beside the form's answers. `system` names the system of
    a ministry that alone makes this paper: there the result is the file that comes from it.
    `letter`: a công văn, without a name of its own. Civil status papers have their number below
    the title (`number_in_head`) and place and date above the signature (`place_in_head`).
    `number_field`: the officer's field that stands where the number does, for what is numbered in
    a book of its own (sổ chứng thực) and not in the agency's register. `copy_of`: the code of the
    component whose pages stand before this paper, which certifies them.
    """

    title: str = ""
    subtitle: str = ""
    summary: str = ""
    authority: str = ""
    to: str = ""
    letter: bool = False
    bases: bool = False
    recipients: bool = False
    number_in_head: bool = True
    place_in_head: bool = True
    number_field: str = ""
    copy_of: str = ""
    system: str = ""
    opening: tuple[str, ...] = ()
    sections: tuple[ResultSection, ...] = ()
    closing: tuple[str, ...] = ()
    fields: tuple[FieldSpec, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSpec:
    """`doc_type` is the abbreviation of the type of document (NĐ 30/2020 Annex III), if any."""

    name: str = ""
    code: str = ""
    template: ResultTemplate = ResultTemplate.RESULT
    signer_title: str = ""
    doc_type: str = ""
    paper: ResultPaper = ResultPaper()


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasis:
    """`issued_on`: None where nobody has looked it up; the paper then cites the number alone."""

    number: str
    name: str = ""
    issued_on: date | None = None
