"""Where documents come in by e-mail: one mailbox an agency, as the settings name it.

    imaps://vanthu.muongbi:password@mail.example.vn/INBOX?agency=H44.05158

Special characters of name and password stand by percent (`@` as `%40`). `imap://` begins plain and
is encrypted before anybody signs in; only a server on this very machine may stay plain.
"""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

PORTS = {"imaps": 993, "imap": 143}
HERE = {"127.0.0.1", "::1", "localhost"}


class BadMailbox(ValueError):
    """The settings name a mailbox that cannot be one."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Hộp thư: where one agency receives documents."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    agency: str
    is_encrypted: bool

    @property
    def is_here(self) -> bool:
        return self.host in HERE

    @property
    def name(self) -> str:
        return f"{self.user} ({self.host})"


def read(text: str) -> list[Mailbox]:
    """Return the mailboxes of the settings.

    Raises:
        BadMailbox: one of them lacks its server, its user or its agency; the password is not told.
    """
    return [_read(one) for one in text.split()]


def _read(text: str) -> Mailbox:
    parts = urlsplit(text)
    agency = parse_qs(parts.query).get("agency", [""])[0]
    if parts.scheme not in PORTS or not parts.hostname or not parts.username or not agency:
        raise BadMailbox(
            "VANLANG_IMAP: imaps://user:password@host/folder?agency=CODE is wanted, given"
            f" {parts.scheme}://{parts.hostname or ''}?agency={agency}."
        )
    return Mailbox(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        agency=agency,
        is_encrypted=parts.scheme == "imaps",
    )
