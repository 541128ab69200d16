"""Promises of the templates, the letters, the words and the weight."""

import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from unicodedata import normalize
from uuid import UUID

import brotli
import pytest
from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation
from fontTools.ttLib import TTFont

from vanlang.kernel.actors import STRANGER, Actor, ActorKind
from vanlang.ui import icons, menu
from vanlang.ui.gallery import contents

MINH = Actor(UUID(int=1), "Hà Văn Minh", ActorKind.OFFICIAL)
VANLANG = Path(settings.BASE)
TEMPLATES = sorted(VANLANG.glob("*/templates/**/*.html"))
LETTERS = "aăâeêioôơuưy"
TONES = "\u0300\u0301\u0303\u0309\u0323"
FIRST_LOAD, LATER_LOAD = 60_000, 15_000


def static(name: str) -> bytes:
    found = finders.find(name)
    assert found, name
    return Path(str(found)).read_bytes()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_carry_nothing_inline(template: Path) -> None:
    """The content security policy would block it in front of the user."""
    text = template.read_text()

    assert not re.search(r"\sstyle=|<style|\son[a-z]+=[\"']|javascript:", text)
    for script in re.findall(r"<script([^>]*)>", text):
        assert "src=" in script or "application/json" in script


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_speak_without_exclamation_marks(template: Path) -> None:
    text = re.sub(r"<!--.*?-->|<!doctype|\{#.*?#\}|!=", "", template.read_text(), flags=re.DOTALL)

    assert "!" not in text


@pytest.mark.parametrize("weight", [400, 600])
def test_font_holds_every_vietnamese_letter(weight: int) -> None:
    font = TTFont(BytesIO(static(f"ui/fonts/be-vietnam-pro-{weight}.woff2")))
    toned = [normalize("NFC", letter + tone) for letter in LETTERS for tone in TONES]
    wanted = {*LETTERS, "đ", *toned}
    wanted |= {letter.upper() for letter in wanted}

    missing = {letter for letter in wanted if ord(letter) not in font.getBestCmap()}

    assert missing == set()
    assert "tnum" in {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}


def test_first_page_weighs_at_most_60_kb_and_what_follows_15() -> None:
    """Everything a page may ask for, fonts, htmx and our script included."""
    once = sum(
        len(brotli.compress(static(name)))
        for name in (
            *("ui/vanlang.css", "ui/vanlang.js", "ui/mark.svg", "django_htmx/htmx-2.min.js"),
            *("ui/fonts/be-vietnam-pro-400.woff2", "ui/fonts/be-vietnam-pro-600.woff2"),
        )
    )

    assert once + LATER_LOAD <= FIRST_LOAD


def test_every_word_of_the_frame_has_its_english() -> None:
    words: set[str] = set()
    for path in (VANLANG / "ui").rglob("*"):
        if path.suffix in {".html", ".py"} and "tests" not in path.parts:
            words |= set(re.findall(r'\b_\("([^"]+)"\)', path.read_text()))
    words |= {room.label for room in menu.rooms()}

    with translation.override("en"):
        missing = {word for word in words if translation.gettext(word) == word}

    assert len(words) > 20
    assert missing == set()


def test_field_ties_label_help_and_error_to_its_control() -> None:
    class Child(forms.Form):
        name = forms.CharField(label="Họ tên", help_text="Như trên giấy.", required=True)

    form = Child({})
    source = """{% from "ui/parts.html" import field, error_summary %}
    {{ error_summary(form) }}{{ field(form["name"]) }}"""

    text = rendered(source, form=form)

    assert '<label for="id_name">Họ tên</label>' in text
    assert 'aria-describedby="id_name_helptext id_name_error"' in text
    assert 'aria-invalid="true"' in text
    assert '<a href="#id_name">Họ tên: ' in text


def test_components_escape_what_people_wrote() -> None:
    source = """{% from "ui/parts.html" import facts, item, items, notice, state, table %}
    {{ state("good", evil) }}{{ notice(evil) }}{{ facts([(evil, evil)]) }}
    {{ table(evil, [evil], [[evil]]) }}{% call items() %}{{ item(evil, "/", evil) }}{% endcall %}"""

    text = rendered(source, evil="<script>alert(1)</script>")

    assert "<script" not in text


def test_table_says_when_there_is_nothing() -> None:
    text = rendered('{% from "ui/parts.html" import table %}{{ table("A", ["B"], []) }}')

    assert "Không có dòng nào." in text
    assert "<table" not in text


def test_gallery_shows_every_macro() -> None:
    parts = (VANLANG / "ui/templates/ui/parts.html").read_text()
    gallery = (VANLANG / "ui/templates/ui/gallery.html").read_text()

    macros = {name for name in re.findall(r"{% macro (\w+)", parts) if not name.startswith("_")}

    assert {name for name in macros if f"{name}(" not in gallery} == set()


def test_menu_shows_what_one_may_see_and_where_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menu, "_rooms", {})
    menu.register("Bộ thành phần", "ui-gallery", lambda actor: actor.is_signed_in, 2)
    menu.register("Không có nơi này", "nowhere", order=1)

    assert menu.links(STRANGER, "/ui/") == []
    assert menu.links(MINH, "/ui/x/") == [menu.Link("Bộ thành phần", "/ui/", is_current=True)]
    assert menu.links(MINH, "/") == [menu.Link("Bộ thành phần", "/ui/", is_current=False)]


def test_one_begins_where_work_waits_and_else_in_the_first_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = datetime(2026, 3, 16, 8, tzinfo=UTC)
    monkeypatch.setattr(menu, "_rooms", {})
    monkeypatch.setattr(menu, "_starts", {})
    menu.register("Bộ thành phần", "ui-gallery", lambda actor: actor.is_signed_in)
    menu.register_start("nowhere", lambda _actor, _at: True, order=1)

    without_work = menu.start_of(MINH, at=at)
    menu.register_start("identity-delegations", lambda _actor, _at: False, order=2)
    menu.register_start("identity-units", lambda _actor, _at: True, order=3)

    assert without_work == "/ui/"
    assert menu.start_of(MINH, at=at) == reverse("identity-units")


def test_page_is_rendered_for_a_bare_request(rf: RequestFactory) -> None:
    text = render_to_string(
        "ui/gallery.html", contents() | {"icon_names": icons.PATHS}, rf.get("/")
    )

    assert text.count("<main") == 1
    assert text.count("<h1") == 1


def rendered(source: str, **values: object) -> str:
    from django.template import engines  # noqa: PLC0415 ready only once Django is

    return str(engines["jinja2"].from_string(source).render(values))
