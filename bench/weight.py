"""Weight: what travels for a first page and for those after it, compressed, scripts included."""

import re
from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from io import StringIO
from pathlib import Path

import brotli
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client, override_settings

from bench.rows import Row, peak_memory

NEEDS_DATABASE = True
# What anybody may open without signing in.
PAGES = {"start page": "/", "list of procedures": "/thu-tuc/", "procedure": "/thu-tuc/1.001193/"}
FIRST, LATER = 60_000, 15_000
LINK = re.compile(r"""(?:href|src)="/static/([^"?]+)|url\("?([^")?]+)""")
PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def run() -> list[Row]:
    """Weigh each page as gzip sends it and each file as brotli does, fonts and scripts included."""
    call_command("load_units", verbosity=0, stdout=StringIO())
    call_command("load_procedures", verbosity=0, stdout=StringIO())
    rows: list[Row] = []
    with override_settings(STORAGES=PLAIN):
        client = Client(headers={"Accept-Encoding": "gzip"})
        for name, address in PAGES.items():
            answer = client.get(address)
            if answer.status_code != HTTPStatus.OK:
                raise RuntimeError(f"{address} answers {answer.status_code}")
            text = Client().get(address).content.decode()
            rows += weigh(name, text, len(answer.content))
    return rows


def weigh(name: str, text: str, travels: int) -> Iterator[Row]:
    files = sum(file_weight(file) for file in asked_for(text))
    whole = len(text.encode())
    for what, value, limit, reach in (
        (f"{name}, first", travels + files, FIRST, "60 KB"),
        (f"{name}, later", travels, LATER, "15 KB"),
    ):
        yield Row(
            f"weight of the {what}",
            value / 1000,
            "KB",
            whole / 1000,
            "KB of HTML uncompressed",
            value / whole,
            reach,
            met=value <= limit,
            memory=peak_memory(),
        )


def asked_for(text: str) -> set[str]:
    """Return the static files a page asks for, with those its style sheet asks for."""
    files = {found[0] for found in LINK.findall(text) if found[0]}
    for sheet in [file for file in files if file.endswith(".css")]:
        inside = LINK.findall(content(sheet).decode())
        files |= {str(Path(sheet).parent / found[1]) for found in inside if found[1]}
    return files


@cache
def content(file: str) -> bytes:
    found = finders.find(file)
    return Path(str(found)).read_bytes() if found else b""


@cache
def file_weight(file: str) -> int:
    octets = content(file)
    return min(len(octets), len(brotli.compress(octets)))
