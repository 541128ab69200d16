"""A mailbox over IMAP (RFC 3501), as much of it as reading needs, with real sockets and TLS."""

import re
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass, field


@dataclass
class Mail:
    content: bytes
    flags: set[str] = field(default_factory=set)


class Server:
    """Serves one mailbox; `drops_after` cuts the line after so many fetched messages."""

    def __init__(self, *, tls: ssl.SSLContext | None = None) -> None:
        self.mails: dict[int, Mail] = {}
        self.password = "mat-khau"  # noqa: S105 of this server alone
        self.said: list[str] = []
        self.drops_after: int | None = None
        self._tls = tls
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._open, daemon=True).start()

    def put(self, content: bytes) -> int:
        key = len(self.mails) + 1
        self.mails[key] = Mail(content)
        return key

    def close(self) -> None:
        self._door.close()

    def _open(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._door.accept()
                threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with suppress(OSError):
            held = self._tls.wrap_socket(line, server_side=True) if self._tls else line
            with held, held.makefile("rwb") as stream:
                stream.write(b"* OK IMAP4rev1\r\n")
                stream.flush()
                for raw in stream:
                    tag, _, rest = raw.decode().strip().partition(" ")
                    self.said.append(rest)
                    answer = self._answer(rest)
                    if answer is None:
                        return
                    lines, word = answer
                    stream.write(b"".join(lines) + f"{tag} {word} done\r\n".encode())
                    stream.flush()

    def _answer(self, asked: str) -> "tuple[list[bytes], str] | None":
        words = asked.upper()
        if words.startswith("LOGIN"):
            return [], "OK" if self.password in asked else "NO [AUTHENTICATIONFAILED] wrong"
        if words.startswith("SELECT"):
            known = '"INBOX"' in asked
            return [b"* %d EXISTS\r\n" % len(self.mails)], "OK" if known else "NO no such folder"
        if words.startswith("UID SEARCH UNSEEN"):
            new = [key for key, mail in self.mails.items() if r"\Seen" not in mail.flags]
            return [f"* SEARCH {' '.join(map(str, new))}\r\n".encode()], "OK"
        if words.startswith("UID STORE"):
            key, flags = self._key(asked), re.findall(r"\\\w+", asked)
            self.mails[key].flags |= set(flags)
            return [], "OK"
        if words.startswith("UID FETCH"):
            return self._fetched(self._key(asked), words)
        about = b"* CAPABILITY IMAP4rev1\r\n"
        return [about], "OK" if words in {"CAPABILITY", "LOGOUT", "NOOP"} else "BAD unknown"

    def _fetched(self, key: int, words: str) -> "tuple[list[bytes], str] | None":
        content = self.mails[key].content
        if "RFC822.SIZE" in words:
            return [f"* 1 FETCH (UID {key} RFC822.SIZE {len(content)})\r\n".encode()], "OK"
        if self.drops_after is not None:
            if not self.drops_after:
                return None
            self.drops_after -= 1
        head = f"* 1 FETCH (UID {key} BODY[] {{{len(content)}}}\r\n".encode()
        return [head, content, b")\r\n"], "OK"

    def _key(self, asked: str) -> int:
        return int(asked.split()[2])
