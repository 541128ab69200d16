"""A handful of icons drawn for us: one stroke on a 24-unit square, the colour of the text."""

from functools import cache

from markupsafe import Markup

PATHS = {
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13zM15.5 15.5 20.5 20.5",
    "file": "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
    "upload": "M12 16V4M7 9l5-5 5 5M4 20h16",
    "download": "M12 4v12M7 11l5 5 5-5M4 20h16",
    "check": "M4.5 12.5l5 5 10-11",
    "cross": "M6 6l12 12M18 6 6 18",
    "clock": "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM12 7v5l3.5 2",
    "person": "M12 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8zM4.5 20.5c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5",
    "place": "M12 21c5-6 7-8.5 7-12a7 7 0 0 0-14 0c0 3.5 2 6 7 12z"
    "M12 6.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5z",
    "pen": "M4 20l1-5L16 4l4 4L9 19zM14 6l4 4",
    "bell": "M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 21h4",
    "left": "M15 5l-7 7 7 7",
    "right": "M9 5l7 7-7 7",
    "print": "M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z",
    "eye": "M2.5 12C5 7.5 8.5 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-6 6.5-9.5 6.5S5 16.5 2.5 12z"
    "M12 9a3 3 0 1 0 0 6a3 3 0 0 0 0-6z",
}


@cache
def icon(name: str) -> Markup:
    """Return the icon as SVG, hidden from screen readers: the word beside it says it all."""
    return Markup(  # noqa: S704 our own paths
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        f'<path d="{PATHS[name]}"/></svg>'
    )
