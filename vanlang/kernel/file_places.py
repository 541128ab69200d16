"""Where the bytes of files lie: a directory, or whatever else keeps them as surely.

A place keeps bytes under their SHA-256 and answers only once they are safe; putting the same
bytes again is harmless.
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from vanlang.kernel.refusals import NO_ROOM, OutOfSpace

CHUNK = 2**20
FULL = "Kho tệp của hệ thống đã hết chỗ. Hồ sơ chưa được nhận; xin thử lại sau."


class Place(Protocol):
    def put(self, content: BinaryIO) -> tuple[str, int]:
        """Keep everything in `content`; return its SHA-256 in hex and its size."""
        ...

    def open(self, sha256: str) -> BinaryIO:
        """Return the bytes to read; FileNotFoundError when they are not there."""
        ...


@dataclass(frozen=True)
class Disk:
    root: Path

    def put(self, content: BinaryIO) -> tuple[str, int]:
        try:
            return self._put(content)
        except OSError as problem:
            if problem.errno in NO_ROOM:
                raise OutOfSpace(FULL) from problem
            raise

    def _put(self, content: BinaryIO) -> tuple[str, int]:
        incoming = _directory(self.root / "incoming")
        descriptor, name = tempfile.mkstemp(dir=incoming)
        try:
            with os.fdopen(descriptor, "wb") as kept:
                sha256, size = copy(content, kept)
                kept.flush()
                os.fchmod(kept.fileno(), 0o440)
                os.fsync(kept.fileno())
            path = self._path(sha256)
            _directory(path.parent)
            os.replace(name, path)  # noqa: PTH105 - over the same bytes, if they were here already
            _sync(path.parent)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(name)  # noqa: PTH108
            raise
        return sha256, size

    def open(self, sha256: str) -> BinaryIO:
        return self._path(sha256).open("rb")

    def sweep(self, *, older_than: float) -> int:
        """Remove what a crash left half-written before `older_than` (seconds of the epoch)."""
        left = [p for p in (self.root / "incoming").glob("*") if p.stat().st_mtime < older_than]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def _path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256


def copy(source: BinaryIO, target: BinaryIO) -> tuple[str, int]:
    """Copy piece by piece; return the SHA-256 in hex and the size of what was copied."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        target.write(chunk)
    return digest.hexdigest(), size


def _directory(path: Path) -> Path:
    """Make `path` if need be, so that it is there after a power cut too."""
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        _sync(path.parent)
    return path


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
