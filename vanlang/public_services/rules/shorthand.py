"""How our own data files shorten what many procedures share: step sets and form sections.

A data file holds the procedures of one field of work. In it `steps` may name one of STEP_SETS,
`form` may name one of the file's or the common `sections`, and what stands under `all` holds for
each procedure that does not say otherwise. A common section brings its `papers` along, but for one
whose code the procedure lists itself. `expand` gives back the whole.
"""

from collections.abc import Mapping
from dataclasses import replace

from vanlang.public_services.rules import result_papers
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.parts import StepSpec
from vanlang.public_services.rules.plain import Json, Unreadable, read

# Every set begins with RECEIVE and ends with RETURN; its shares add up to 1. To add a step to
# many procedures, add it here; to add it to one, write its steps out in its data file.
STEP_SETS: dict[str, list[tuple[str, str, str, str, float]]] = {
    # One official does it and the leader signs, within hours.
    "same_day": [
        ("receive", "Tiếp nhận, kiểm tra hồ sơ", "receive", "receiver", 0.1),
        ("process", "Thụ lý, soạn kết quả", "process", "processor", 0.5),
        ("sign", "Lãnh đạo ký", "sign", "leader", 0.25),
        ("seal", "Văn thư ký số của cơ quan, vào sổ", "seal", "clerk", 0.1),
        ("return", "Trả kết quả", "return", "receiver", 0.05),
    ],
    # A decision that another official reads before it is signed.
    "standard": [
        ("receive", "Tiếp nhận, kiểm tra hồ sơ", "receive", "receiver", 0.05),
        ("process", "Thụ lý, soạn kết quả", "process", "processor", 0.55),
        ("review", "Thẩm tra", "review", "reviewer", 0.2),
        ("sign", "Lãnh đạo ký", "sign", "leader", 0.1),
        ("seal", "Văn thư ký số của cơ quan, vào sổ", "seal", "clerk", 0.05),
        ("return", "Trả kết quả", "return", "receiver", 0.05),
    ],
    # With an inspection on the spot, which takes most of the term.
    "inspection": [
        ("receive", "Tiếp nhận, kiểm tra hồ sơ", "receive", "receiver", 0.05),
        ("inspect", "Kiểm tra thực địa, lập biên bản", "process", "processor", 0.4),
        ("process", "Thụ lý, soạn kết quả", "process", "processor", 0.25),
        ("review", "Thẩm tra", "review", "reviewer", 0.15),
        ("sign", "Lãnh đạo ký", "sign", "leader", 0.05),
        ("seal", "Văn thư ký số của cơ quan, vào sổ", "seal", "clerk", 0.05),
        ("return", "Trả kết quả", "return", "receiver", 0.05),
    ],
}


def step_set(name: str) -> tuple[StepSpec, ...]:
    """Return the steps of one of STEP_SETS."""
    return read(tuple[StepSpec, ...], _steps(name), "steps")


def expand(
    file: Mapping[str, Json],
    sections: Mapping[str, Json] | None = None,
    papers: Mapping[str, Json] | None = None,
) -> list[Definition]:
    """Return the definitions that a data file holds; all files share `sections` and `papers`.

    Raises:
        Unreadable: the file is not as described; the message names the procedure and the place.
    """
    procedures = file.get("procedures")
    if not isinstance(procedures, list):
        raise Unreadable("procedures: phải là danh sách các thủ tục.")
    shared = {**(sections or {}), **_object(file.get("sections", {}), "sections")}
    every = _object(file.get("all", {}), "all")
    return [_expand(procedure, every, shared, papers or {}) for procedure in procedures]


def _expand(
    procedure: Json,
    every: Mapping[str, Json],
    shared: Mapping[str, Json],
    papers: Mapping[str, Json],
) -> Definition:
    raw = {**every, **_object(procedure, "procedures")}
    code = raw.get("code")
    try:
        sections = [_section(part, shared) for part in _list(raw.get("form", []), "form")]
        raw["papers"] = _papers(_list(raw.get("papers", []), "papers"), sections)
        raw["form"] = [_without_papers(section) for section in sections]
        raw["steps"] = _steps(raw.get("steps", "standard"))
        raw["result"] = _result(raw.get("result", {}), papers)
        return _fitted(Definition.from_json(raw))
    except Unreadable as problem:
        raise Unreadable(f"{code}: {problem.message}") from None


def _section(part: Json, shared: Mapping[str, Json]) -> Json:
    if not isinstance(part, str):
        return part
    if part not in shared:
        raise Unreadable(f"form: không có phần mẫu đơn tên “{part}”.")
    return shared[part]


def _papers(own: list[Json], sections: list[Json]) -> list[Json]:
    """Return the procedure's own papers and those that its sections bring."""
    codes = {paper.get("code") for paper in own if isinstance(paper, dict)}
    brought = [
        paper
        for section in sections
        if isinstance(section, dict)
        for paper in _list(section.get("papers", []), "papers")
        if isinstance(paper, dict) and paper.get("code") not in codes
    ]
    return [*own, *brought]


def _without_papers(section: Json) -> Json:
    if not isinstance(section, dict):
        return section
    return {key: value for key, value in section.items() if key != "papers"}


def _fitted(definition: Definition) -> Definition:
    """Leave out of a shared layout the lines for which this procedure has no answer."""
    known = {field.key for field in (*definition.fields, *definition.result.paper.fields)}
    paper = result_papers.fitted(definition.result.paper, known)
    return replace(definition, result=replace(definition.result, paper=paper))


def _result(result: Json, papers: Mapping[str, Json]) -> Json:
    """Put the layout that `paper` names in its place."""
    if not isinstance(result, dict) or not isinstance(name := result.get("paper"), str):
        return result
    if name not in papers:
        raise Unreadable(f"result: không có mẫu kết quả tên “{name}”.")
    return {**result, "paper": papers[name]}


def _steps(steps: Json) -> Json:
    if not isinstance(steps, str):
        return steps
    if steps not in STEP_SETS:
        raise Unreadable(f"steps: không có bộ bước tên “{steps}”.")
    names = ("key", "name", "kind", "role", "share")
    return [dict(zip(names, step, strict=True)) for step in STEP_SETS[steps]]


def _object(value: Json, place: str) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise Unreadable(f"{place}: phải là một đối tượng.")
    return value


def _list(value: Json, place: str) -> list[Json]:
    if not isinstance(value, list):
        raise Unreadable(f"{place}: phải là một danh sách.")
    return value
