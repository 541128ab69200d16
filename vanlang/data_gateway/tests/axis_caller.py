"""A system that calls the axis by hand, as an integrator would write it."""

import hashlib
import json
from datetime import datetime
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from vanlang.data_gateway.rules import proofs

OURS, THEIRS = "H44.02", "G09"
ROOT = "/truc-lien-thong/"


Json = dict[str, object]


class Caller:
    """Another vendor's system: it speaks HTTP and knows nothing of our code."""

    def __init__(self, system_id: str, key: str) -> None:
        self.system_id, self.key, self.client = system_id, key, Client()

    def plain(self, operation: str, body: Json | None = None, **headers: str) -> tuple[int, Json]:
        """Ask with the key itself in a header, as the provincial axes have it."""
        return self._ask(operation, body, {"X-SecretKey": self.key, **headers})

    def signed(
        self,
        operation: str,
        body: Json | None = None,
        *,
        at: datetime | None = None,
        nonce: str = "",
        key: str = "",
    ) -> tuple[int, Json]:
        content = json.dumps(body).encode() if body is not None else b""
        words = {
            "timestamp": (at or timezone.now()).isoformat(),
            "nonce": nonce or uuid4().hex,
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        signature = proofs.signature(
            key or self.key,
            method="GET" if body is None else "POST",
            path=operation,
            envelope="|||||",
            **words,
        )
        headers = {
            "X-Timestamp": words["timestamp"],
            "X-Nonce": words["nonce"],
            "X-Hash": words["sha256"],
            "X-Signature": signature,
        }
        return self._ask(operation, body, headers)

    def send(self, content: bytes, **headers: str) -> tuple[int, Json]:
        given = {
            "X-SystemId": self.system_id,
            "X-SecretKey": self.key,
            "X-Message-Id": "vb-1",
            "X-Message-Type": "edoc",
            "X-From": THEIRS,
            "X-To": OURS,
            **headers,
        }
        answer = self.client.post(
            f"{ROOT}sendEdoc", content, content_type="application/octet-stream", headers=given
        )
        return answer.status_code, answer.json()

    def fetch(self, doc_id: object) -> tuple[int, bytes]:
        answer = self.client.get(
            f"{ROOT}getEdoc?docId={doc_id}",
            headers={"X-SystemId": self.system_id, "X-SecretKey": self.key},
        )
        return answer.status_code, answer.getvalue()

    def _ask(self, operation: str, body: Json | None, headers: dict[str, str]) -> tuple[int, Json]:
        given = {"X-SystemId": self.system_id, **headers}
        if body is None:
            answer = self.client.get(f"{ROOT}{operation}", headers=given)
        else:
            answer = self.client.post(
                f"{ROOT}{operation}",
                json.dumps(body),
                content_type="application/json",
                headers=given,
            )
        return answer.status_code, answer.json()
