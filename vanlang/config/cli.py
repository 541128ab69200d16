"""`vanlang`, the one command: finds the database, then hands over to Django's machinery."""

import os
import sys
from pathlib import Path

from vanlang.config import postgres, serving

WITHOUT_DATABASE = {"help", "--help", "-h", "--version", "version", "bench"}


def home() -> Path:
    return Path(os.environ.get("VANLANG_HOME", ".vanlang")).resolve()


def main(arguments: list[str] | None = None) -> int:
    """Run one command; an embedded server that was not running is stopped afterwards."""
    command, *words = list(sys.argv[1:] if arguments is None else arguments) or ["help"]
    command = command if command.startswith("-") else command.replace("-", "_")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vanlang.config.settings")
    os.environ["VANLANG_HOME"] = str(home())
    if command == "bench":
        os.environ.setdefault("VANLANG_MODE", "test")
    if not needs_database(command, words) and command == "edxml":
        os.environ.setdefault("VANLANG_MODE", "demo")
        # Signs nothing here; without it one would be made and kept.
        os.environ.setdefault("VANLANG_SECRET_KEY", "none, for reading")
        forget_broken_database()
    embedded = None
    try:
        if needs_database(command, words) and not os.environ.get("VANLANG_DATABASE_URL"):
            if command == "demo" and "--fresh" in words:
                postgres.server(home(), wanted_major()).remove()
                serving.forget(home())
            embedded = start_embedded()
        return run(command, words)
    except postgres.NoPostgres as problem:
        sys.stderr.write(f"vanlang: {problem}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        if embedded is not None:
            embedded.stop()


def needs_database(command: str, words: list[str]) -> bool:
    """Tell whether there must be a server; an integrator reads a message anywhere."""
    return command not in WITHOUT_DATABASE and (command, *words[:1]) != ("edxml", "read")


def forget_broken_database() -> None:
    """Reading a message must not end over an address that it does not need."""
    from psycopg import ProgrammingError, conninfo  # noqa: PLC0415 supervisors stay small

    try:
        conninfo.conninfo_to_dict(os.environ.get("VANLANG_DATABASE_URL", ""))
    except ProgrammingError:
        del os.environ["VANLANG_DATABASE_URL"]


def run(command: str, words: list[str]) -> int:
    if command == "serve":
        return serving.serve(words)
    if command == "demo":
        return serving.demo(words, home())
    # Supervising processes stay small because Django is loaded only here.
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(["vanlang", command, *words])
    return 0


def wanted_major() -> int | None:
    major = os.environ.get("VANLANG_POSTGRES_MAJOR")
    return int(major) if major else None


def start_embedded() -> postgres.Server | None:
    """Point VANLANG_DATABASE_URL at the embedded server; return it if we started it."""
    found = postgres.server(home(), wanted_major())
    os.environ["VANLANG_DATABASE_URL"] = found.url()
    if found.is_running():
        return None
    found.start()
    return found


if __name__ == "__main__":
    sys.exit(main())
