import hashlib
import json
from collections.abc import Mapping

Fact = str | int | bool | Mapping[str, str | int | bool | None] | None


def canonical(facts: Mapping[str, Fact]) -> bytes:
    """Write facts as the one text that is hashed."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def leaf(entry: Mapping[str, Fact]) -> bytes:
    return hashlib.sha256(b"\x00" + canonical(entry)).digest()
