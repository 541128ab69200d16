"""Opens every figure of a board and holds it against the rows that its link shows."""

import re
from html import unescape

from django.test import Client

FIGURE = re.compile(r'<a href="([^"]+)"(?: [^>]*)?>(?:<b>)?([\d.,]+(?: %)?|–)(?:</b>|</a>)')
COUNT = re.compile(r"([\d.]+) (?:hồ sơ|nhiệm vụ)</span>")


def figures_of(page: str) -> list[tuple[str, str]]:
    """Return the address and the text of each figure that opens rows."""
    found = [(unescape(address), text) for address, text in FIGURE.findall(page)]
    return [(address, text) for address, text in found if "luc=" in address]


def unlike(client: Client, address: str) -> list[str]:
    """Return which figures of a board are not what their rows come to."""
    page = client.get(address).content.decode()
    figures = figures_of(page)
    assert figures, address
    return [
        f"{link}: {text} but {title}, {count} rows"
        for link, text in figures
        for title, count in [_opened(client, link)]
        if text != "–" and (text not in title or str(count) != _first_number(title))
    ]


def _opened(client: Client, link: str) -> tuple[str, int]:
    answer = client.get(link)
    assert answer.status_code == 200, link
    page = answer.content.decode()
    title = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    count = COUNT.search(page)
    assert title is not None, link
    return unescape(title[1]), int(count[1].replace(".", "")) if count else 0


def _first_number(title: str) -> str:
    found = re.search(r"\d[\d.]*", title)
    return found[0].replace(".", "") if found else ""
