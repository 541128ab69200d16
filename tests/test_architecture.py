"""The tree keeps its shape. Each test names one promise the README makes."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.db.models import PROTECT, Model
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]
MAP = next(contract for contract in CONTRACTS if contract["id"] == "map")["layers"]
HEIGHT = {
    name.strip(" ()"): height for height, row in enumerate(reversed(MAP)) for name in row.split("|")
}
SHARED = {"config", "demo", "ui", "kernel"}
SYSTEMS = [name for name in HEIGHT if name not in SHARED and (ROOT / "vanlang" / name).exists()]
NOUNS = (
    "__init__ apps rules models permissions queries measures actions api forms views admin jobs "
    "listeners urls"
)
FILES = set(NOUNS.split())
FOLDERS = FILES | {"templates", "migrations", "tests", "management", "static", "data", "papers"}
LINES_A_FILE = 400
ALONE = {"verifier.py": 50}  # handed to auditors as one file that needs nothing beside it
KERNEL_LINES = (
    # Reading of numbers, names and days of Vietnam, and what files really are, move into a ground
    # room of their own next.
    3100
)


def sources(pattern: str = "vanlang/**/*.py") -> Iterator[Path]:
    """Yield our own modules, without tests and migrations."""
    for path in sorted(ROOT.glob(pattern)):
        if not {"tests", "migrations"} & set(path.parts):
            yield path


def noun_of(path: Path) -> str:
    """`actions` for vanlang/x/actions.py and for vanlang/x/actions/filing.py."""
    return path.relative_to(ROOT / "vanlang").parts[1].removesuffix(".py")


def system_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def attributes(path: Path) -> Iterator[ast.Attribute]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute):
            yield node


def test_systems_meet_only_through_api() -> None:
    graph = grimp.build_graph("vanlang")

    strays = [
        f"{importer} reaches into {imported}"
        for imported in graph.modules
        if system_of(imported) in SYSTEMS and not imported.endswith(".api")
        for importer in graph.find_modules_that_directly_import(imported)
        if system_of(importer) not in {system_of(imported), "config", "demo"}
        and ".tests." not in importer
    ]

    assert strays == []


def test_foreign_keys_point_down_and_leave_no_trace() -> None:
    """String references escape the import linter; the model graph does not."""
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("vanlang."):
            continue
        here = system_of(model.__module__)
        for field in model._meta.get_fields():
            target = field.related_model
            if (
                field.auto_created
                or not isinstance(target, type)
                or not target.__module__.startswith("vanlang.")
            ):
                continue
            there = system_of(target.__module__)
            name = f"{model.__name__}.{field.name}"
            if there == here:
                continue
            if HEIGHT[there] >= HEIGHT[here]:
                wrong.append(f"{name} points up to {there}")
            if field.remote_field is not None and not field.remote_field.hidden:
                wrong.append(f"{name} leaves a reverse name on {there}")
            if field.many_to_one and getattr(field.remote_field, "on_delete", None) is not PROTECT:
                wrong.append(f"{name} is not PROTECT")

    assert wrong == []


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_system_has_the_same_shape(system: str) -> None:
    folder = ROOT / "vanlang" / system

    assert (folder / "README.md").exists()
    assert {path.stem for path in folder.glob("*.py")} <= FILES
    assert {
        path.name for path in folder.iterdir() if path.is_dir() and path.name != "__pycache__"
    } <= FOLDERS


def test_screens_and_jobs_never_touch_tables() -> None:
    screens = {"views", "forms", "jobs", "listeners", "api"}

    touched = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources("vanlang/*/**/*.py")
        if system_of(".".join(path.relative_to(ROOT).parts)) in SYSTEMS and noun_of(path) in screens
        for node in attributes(path)
        if node.attr in {"objects", "save", "delete"}
        and not (isinstance(node.value, ast.Name) and node.value.id in {"form", "files"})
    ]

    assert touched == []


# Where a moment may be cut to a day: the one place, and those that read a day somebody wrote.
DAYS_ARE_CUT_IN = {"kernel/days.py", "kernel/deadlines.py", "kernel/verifier.py", "ui/wording.py"}
A_MOMENT = re.compile(r"(^|[._])(at|now|moment)$")
A_DAY_IS_READ = {"strptime", "fromisoformat"}
NAIVE_DAYS = {"tasks/rules/sheets.py": "a cell of a workbook holds a day without a zone"}


def test_the_day_of_a_moment_is_vietnams() -> None:
    """Before 07:00 here it is yesterday in UTC: `.date()` and `{at:%d/%m/%Y}` write yesterday."""
    wrong = [
        f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}: use kernel.days"
        for path in sources()
        if path.relative_to(ROOT / "vanlang").as_posix() not in DAYS_ARE_CUT_IN | set(NAIVE_DAYS)
        for node in ast.walk(ast.parse(path.read_text()))
        if cuts_a_moment(node)
    ]

    assert wrong == []


def cuts_a_moment(node: ast.AST) -> bool:
    """Tell whether this writes the day of a moment as UTC has it."""
    if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
        has_day = "%d" in ast.unparse(node.format_spec)
        return has_day and bool(A_MOMENT.search(ast.unparse(node.value)))
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    if node.func.attr == "date" and not node.args:
        inner = node.func.value
        read = isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute)
        return not (read and ast.unparse(inner).split("(")[0].rpartition(".")[2] in A_DAY_IS_READ)
    is_moment = bool(A_MOMENT.search(ast.unparse(node.func.value)))
    return node.func.attr == "strftime" and is_moment


def test_only_the_edges_ask_the_clock() -> None:
    edges = {"views", "jobs", "management"}

    asked = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources("vanlang/*/**/*.py")
        if system_of(".".join(path.relative_to(ROOT).parts)) in SYSTEMS
        and noun_of(path) not in edges
        for node in attributes(path)
        if node.attr in {"now", "today", "localdate"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"timezone", "datetime", "date", "time"}
    ]

    assert asked == []


def test_saving_has_no_hidden_effects() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("vanlang.")]

    hidden = [
        model
        for model in ours
        if any(
            "save" in parent.__dict__ or "delete" in parent.__dict__
            for parent in model.__mro__
            if parent is not Model and parent.__module__.startswith("vanlang.")
        )
    ]

    assert hidden == []


def test_files_stay_readable_in_one_sitting() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in sources()
        if (count := len(path.read_text().splitlines())) > LINES_A_FILE + ALONE.get(path.name, 0)
    }

    assert long == {}


def test_the_kernel_stays_small() -> None:
    """Lines that say something; the verifier is a program of its own that only lives there."""
    lines = [
        line
        for path in sources("vanlang/kernel/**/*.py")
        if path.name != "verifier.py"
        for line in path.read_text().splitlines()
        if line.strip() and not line.lstrip().startswith("#")
    ]

    assert len(lines) <= KERNEL_LINES


def test_every_model_is_in_the_glossary() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text()

    missing = [
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("vanlang.")
        and not re.search(rf"\b{model.__name__}\b", glossary)
    ]

    assert missing == []


def test_every_constraint_is_a_sentence() -> None:
    """Its name is what a developer reads when it refuses a row."""
    short = [
        f"{model.__name__}: {constraint.name}"
        for model in apps.get_models()
        if model.__module__.startswith("vanlang.")
        for constraint in model._meta.constraints
        if constraint.name.count("_") < 2
    ]

    assert short == []


def test_no_file_is_called_anything() -> None:
    banned = re.compile(r"(utils?|helpers?|common|misc|manager|process|handle)s?\.py$")

    assert [str(path) for path in sources() if banned.search(path.name)] == []


def routes() -> Iterator[tuple[str, URLPattern]]:
    def walk(
        patterns: list[URLPattern | URLResolver], prefix: str
    ) -> Iterator[tuple[str, URLPattern]]:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            else:
                yield route, pattern

    yield from walk(get_resolver().url_patterns, "/")


def test_only_listed_views_are_public() -> None:
    """With LoginRequiredMiddleware every view is closed unless it says otherwise."""
    public = {
        pattern.name or route
        for route, pattern in routes()
        if not getattr(pattern.callback, "login_required", True)
        and not route.startswith(("/accounts/", "/dang-nhap"))
    }

    assert public == set((ROOT / "tests" / "public_views.txt").read_text().split())
