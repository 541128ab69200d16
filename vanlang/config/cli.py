"""`vanlang`, the one command: finds the database, then hands over to Django's machinery."""

import os
import sys
from pathlib import Path

from vanlang.config import postgres

WITHOUT_DATABASE = {"help", "--help", "-h", "--version", "makemessages", "compilemessages", "bench"}


def home() -> Path:
    return Path(os.environ.get("VANLANG_HOME", ".vanlang")).resolve()


def main(arguments: list[str] | None = None) -> int:
    """Run one command; an embedded server that was not running is stopped afterwards."""
    words = list(sys.argv[1:] if arguments is None else arguments) or ["help"]
    words[0] = words[0].replace("-", "_") if not words[0].startswith("-") else words[0]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vanlang.config.settings")
    os.environ["VANLANG_HOME"] = str(home())
    embedded = None
    try:
        if words[0] not in WITHOUT_DATABASE and not os.environ.get("VANLANG_DATABASE_URL"):
            embedded = start_embedded()
        from django.core.management import execute_from_command_line  # noqa: PLC0415

        execute_from_command_line(["vanlang", *words])
    except postgres.NoPostgres as problem:
        sys.stderr.write(f"vanlang: {problem}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        if embedded is not None:
            embedded.stop()
    return 0


def start_embedded() -> postgres.Server | None:
    """Point VANLANG_DATABASE_URL at the embedded server; return it if we started it."""
    major = os.environ.get("VANLANG_POSTGRES_MAJOR")
    found = postgres.server(home(), int(major) if major else None)
    os.environ["VANLANG_DATABASE_URL"] = found.url()
    if found.is_running():
        return None
    found.start()
    return found


if __name__ == "__main__":
    sys.exit(main())
