"""What a PDF says of its own format: its version and the extensions it uses (ISO 32000-2, 7.12).

Who signs or archives after somebody raises the version and names the extensions of PAdES; nothing
of it is shown. Whatever else is written there was put in by somebody, and is told.
"""

import re

import pikepdf

VERSION = re.compile(r"/(1\.[0-7]|2\.0)")
MAKERS = re.compile(r"/(ADBE|ESIC|ISO_|GLGR)")
EXTENSION_KEYS = frozenset({"/Type", "/BaseVersion", "/ExtensionLevel", "/ExtensionRevision"})


def is_declared_otherwise(before: pikepdf.Object, after: pikepdf.Object) -> bool:
    """Tell whether two catalogues differ there by more than signing and archiving bring."""
    return not (_is_raised(before, after) and _is_extended(before, after))


def _is_raised(before: pikepdf.Object, after: pikepdf.Object) -> bool:
    old, new = before.get("/Version"), after.get("/Version")
    if _as_text(old) == _as_text(new):
        return True
    if not isinstance(new, pikepdf.Name) or not VERSION.fullmatch(str(new)):
        return False
    return old is None or str(old) <= str(new)


def _is_extended(before: pikepdf.Object, after: pikepdf.Object) -> bool:
    old, new = before.get("/Extensions"), after.get("/Extensions")
    if _as_text(old) == _as_text(new):
        return True
    if not isinstance(new, pikepdf.Dictionary):
        return False
    earlier = dict(old.items()) if isinstance(old, pikepdf.Dictionary) else {}
    return earlier.keys() <= set(new.keys()) and all(
        _as_text(value) == _as_text(earlier.get(key)) or _is_extension(key, value)
        for key, value in new.items()
    )


def _is_extension(key: str, value: pikepdf.Object) -> bool:
    if key == "/Type":
        return bool(value == pikepdf.Name.DeveloperExtensions)
    parts = list(value) if isinstance(value, pikepdf.Array) else [value]
    return bool(MAKERS.fullmatch(key)) and all(
        isinstance(part, pikepdf.Dictionary) and set(part.keys()) <= EXTENSION_KEYS
        for part in parts
    )


def _as_text(thing: pikepdf.Object | None) -> bytes | None:
    return None if thing is None else thing.unparse(resolved=True)
