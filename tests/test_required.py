"""No field is called optional that a form refuses to do without; every upload says which it is."""

import importlib
import re

import pytest
from django import forms

from tests.test_architecture import ROOT

UPLOAD = re.compile(r"\{\{ ?upload\((.*?)\) \}\}", re.DOTALL)
# Of several uploads that may all stay empty: what they are for says so.
MAY_BE_EMPTY = {"tasks/report.html", "indicators/report.html", "ui/gallery.html"}


def form_classes() -> list[type[forms.BaseForm]]:
    for path in ROOT.glob("vanlang/*/forms*"):
        if path.suffix == ".py" or path.is_dir():
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            importlib.import_module(name)
            for file in path.glob("*.py") if path.is_dir() else ():
                importlib.import_module(f"{name}.{file.stem}")
    found: list[type[forms.BaseForm]] = []
    waiting: list[type[forms.BaseForm]] = [forms.BaseForm]
    while waiting:
        for inner in waiting.pop().__subclasses__():
            waiting.append(inner)
            if inner.__module__.startswith("vanlang."):
                found.append(inner)
    return sorted(set(found), key=lambda form: form.__qualname__)


@pytest.mark.django_db
def test_no_form_refuses_to_do_without_what_it_calls_optional() -> None:
    wrong, tried = {}, 0
    for form_class in form_classes():
        try:
            form = form_class({})
            problems = set(form.errors)
        except (TypeError, AttributeError, KeyError):
            continue  # it is made of more than what was sent: its system's tests send it empty
        tried += 1
        optional = {name for name in problems if name in form.fields}
        optional = {name for name in optional if not form.fields[name].required}
        if optional:
            wrong[form_class.__qualname__] = optional

    assert wrong == {}
    assert tried > 10


def test_every_upload_says_whether_it_is_needed() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in ROOT.glob("vanlang/*/templates/**/*.html")
        for call in UPLOAD.findall(path.read_text())
        if not re.search(r"optional=|required=|, true,", call)
        and "/".join(path.parts[-2:]) not in MAY_BE_EMPTY
    ]

    assert silent == []
