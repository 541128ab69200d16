"""The agent of the README in small: holds a token, signs what trusted servers' tickets name.

    python -m vanlang.signing.tests.agent MODULE TOKEN PIN TRUSTED-SERVER

A process of its own, as on a signer's machine. A real one shows the documents' names and asks for
the PIN; this one prints the names and was told the PIN. The first line it prints is its port.
"""

import base64
import sys
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import httpx

from vanlang.signing.actions.tokens import TokenStore


@dataclass(slots=True)
class Agent:
    """Listens on this machine only; trusts the server that its owner has named."""

    token: TokenStore
    trusted: str

    def sign(self, server: str, ticket: str) -> None:
        """Fetch the hashes, sign each in the token, bring the signatures."""
        address = f"{server}/ky-so/the/{ticket}/"
        fetched = httpx.get(address)
        fetched.raise_for_status()
        documents = fetched.json()["documents"]
        for one in documents:
            sys.stdout.write(f"{one['label']}\n")
        sys.stdout.flush()
        signatures = [{"id": one["id"], "signature": self._signature(one)} for one in documents]
        httpx.post(address, json={"signatures": signatures}, timeout=60).raise_for_status()

    def _signature(self, one: dict[str, str]) -> str:
        digest = base64.b64decode(one["digest"])
        return base64.b64encode(self.token.sign(one["key"], digest)).decode()

    def door(self) -> HTTPServer:
        agent = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", "0"))
                asked = parse_qs(self.rfile.read(length).decode())
                server = asked["server"][0]
                # The browser says which site sent the form; a strange one gets no signature.
                if server != agent.trusted or self.headers.get("Origin") != server:
                    self.send_error(403)
                    return
                agent.sign(server, asked["ticket"][0])
                self.send_response(303)
                self.send_header("Location", f"{server}{asked['back'][0]}")
                self.end_headers()

            def log_message(self, *_words: object) -> None:
                pass

        return HTTPServer(("127.0.0.1", 0), Door)


if __name__ == "__main__":
    module, label, pin, server = sys.argv[1:]
    listening = Agent(TokenStore(module, label, pin), server).door()
    sys.stdout.write(f"{listening.server_port}\n")
    sys.stdout.flush()
    listening.serve_forever()
