"""The connector to a folder: a shared disk, or a stick that is carried from node to node.

Each node has a directory of its own name. A file appears there whole, by renaming; what is large
lies once beside the small notes that name it, one a recipient. Notes are signed with the key that
the two nodes share.
"""

import hashlib
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.conf import settings

from vanlang.data_gateway.actions.connectors.plugs import Directory, NotDelivered, Offer, Outcomes
from vanlang.data_gateway.models import Peer
from vanlang.data_gateway.rules import notes
from vanlang.data_gateway.rules.answers import DeliveryState, Listed, Told
from vanlang.data_gateway.rules.envelopes import Envelope, Malformed

MESSAGE, RECEIPT, PAYLOAD, DAMAGED = ".message", ".receipt", ".payload", ".damaged"
LONGEST_NOTE = 2**20
CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Folder:
    theirs: Path
    ours: Path
    system_id: str
    remote_id: str
    secret: str = field(repr=False)

    @classmethod
    def to(cls, peer: Peer, secret: str) -> "Folder":
        root = settings.EXCHANGE_FOLDERS.resolve()
        place = (root / peer.address).resolve()
        if not place.is_relative_to(root) or not peer.remote_id:
            raise NotDelivered("Thư mục trao đổi không nằm trong nơi được cấu hình.")
        names = (peer.remote_id, peer.system_id)
        if any(Path(name).name != name for name in names):
            raise NotDelivered("Mã hệ thống không dùng làm tên thư mục được.")
        theirs, ours = (place / name for name in names)
        return cls(theirs, ours, peer.system_id, peer.remote_id, secret)

    @property
    def vouches(self) -> bool:
        return False

    def send(self, envelope: Envelope, content: BinaryIO) -> str:
        try:
            self.theirs.mkdir(parents=True, exist_ok=True)
            self._put(self.theirs / (envelope.sha256 + PAYLOAD), content)
            for code in envelope.to_codes:
                text = notes.message(envelope, code, by=self.system_id, secret=self.secret)
                name = f"{envelope.sha256}-{_short(envelope, code)}{MESSAGE}"
                self._put(self.theirs / name, text)
        except OSError as problem:
            raise NotDelivered(f"Không ghi được vào thư mục trao đổi: {problem}") from problem
        return _short(envelope, "")

    def offers(self) -> list[Offer]:
        found = []
        for path in self._files(MESSAGE):
            try:
                envelope = notes.read_message(
                    path.read_bytes()[:LONGEST_NOTE], by=self.remote_id, secret=self.secret
                )
            except Malformed:
                # Kept for the administrator to look at, and never offered again.
                path.rename(path.with_suffix(DAMAGED))
                continue
            found.append(Offer(envelope, envelope.to_codes[0], path.name))
        return found

    def fetch(self, offer: Offer, into: BinaryIO) -> None:
        try:
            with (self.ours / (offer.envelope.sha256 + PAYLOAD)).open("rb") as content:
                shutil.copyfileobj(content, into, CHUNK)
        except OSError as problem:
            words = f"Không đọc được tệp trong thư mục trao đổi: {problem}"
            raise NotDelivered(words, may_be_message=True) from problem

    def report(self, ref: str, to_code: str, state: DeliveryState, reason: str) -> None:
        path = self.ours / Path(ref).name
        try:
            note = notes.read_message(path.read_bytes(), by=self.remote_id, secret=self.secret)
        except (FileNotFoundError, Malformed):
            return  # reported before
        if state == DeliveryState.PROCESSING:
            return  # the file stays until the agency has decided
        told = Told(note.id, note.from_code, to_code, state, reason)
        text = notes.receipt(told, by=self.system_id, secret=self.secret)
        try:
            self.theirs.mkdir(parents=True, exist_ok=True)
            self._put(self.theirs / f"{_short(note, to_code)}{RECEIPT}", text)
            path.unlink()
            if not any(self.ours.glob(f"{note.sha256}-*{MESSAGE}")):
                (self.ours / (note.sha256 + PAYLOAD)).unlink(missing_ok=True)
        except OSError as problem:
            raise NotDelivered(f"Không ghi được vào thư mục trao đổi: {problem}") from problem

    def outcomes(self, since: str) -> Outcomes:
        told = []
        for path in self._files(RECEIPT):
            try:
                text = path.read_bytes()[:LONGEST_NOTE]
                told.append(
                    notes.read_receipt(text, by=self.remote_id, secret=self.secret, ref=path.name)
                )
            except Malformed:
                path.rename(path.with_suffix(DAMAGED))
        return Outcomes(told, since, is_all=True)

    def settle(self, ref: str) -> None:
        (self.ours / Path(ref).name).unlink(missing_ok=True)

    def directory(self, since: int) -> Directory:
        return Directory(version=since)

    def register(self, agency: Listed) -> None:
        """A folder has no list of agencies: the administrators of both sides keep it."""

    def withdraw(self, code: str) -> None:
        """Likewise."""

    def _files(self, suffix: str) -> list[Path]:
        """Return the whole files, the oldest first; a missing disk is a missing node."""
        try:
            if not self.ours.parent.is_dir():
                raise NotDelivered("Không thấy thư mục trao đổi; thiết bị đã được gắn chưa?")
            found = list(self.ours.glob(f"*{suffix}"))
            return sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name))
        except OSError as problem:
            raise NotDelivered(f"Không đọc được thư mục trao đổi: {problem}") from problem

    def _put(self, path: Path, content: BinaryIO | bytes) -> None:
        """Let the file appear whole or not at all, also after a power cut."""
        part = path.with_name(f".{path.name}.{uuid4().hex}.part")
        try:
            with part.open("wb") as kept:
                if isinstance(content, bytes):
                    kept.write(content)
                else:
                    shutil.copyfileobj(content, kept, CHUNK)
                kept.flush()
                os.fsync(kept.fileno())
            part.replace(path)
        except OSError:
            with suppress(OSError):
                part.unlink()
            raise


def _short(envelope: Envelope, code: str) -> str:
    """Name the way of a message to an agency in letters that every file system takes."""
    words = f"{envelope.from_code}|{envelope.id}|{code}"
    return hashlib.sha256(words.encode()).hexdigest()[:32]
