"""The connector to an axis over HTTP: the endpoints of the national one's SDK."""

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import BinaryIO
from urllib.parse import urlencode
from uuid import uuid4

import httpx
from django.conf import settings

from vanlang.data_gateway.actions.connectors.plugs import Directory, NotDelivered, Offer, Outcomes
from vanlang.data_gateway.models import Peer
from vanlang.data_gateway.rules import headers as names
from vanlang.data_gateway.rules import proofs
from vanlang.data_gateway.rules.answers import Code, DeliveryState, Listed, Told
from vanlang.data_gateway.rules.envelopes import Envelope, Malformed, moment, of
from vanlang.kernel import foreign_json

Json = dict[str, object]
A_PAGE = 100
# What commits a little later than its time says must not be missed.
OVERLAP = timedelta(minutes=2)
TIMEOUT = httpx.Timeout(30, connect=10)
UNREADABLE = "Trục liên thông trả lời không đúng cấu trúc."


@lru_cache
def over_the_network(address: str) -> httpx.Client:
    """Return the one client of an address: its connections are kept and shared."""
    limits = httpx.Limits(max_connections=settings.EXCHANGE_CONNECTIONS + 2)
    transport = httpx.HTTPTransport(retries=1, limits=limits)
    return httpx.Client(base_url=address, transport=transport, timeout=TIMEOUT)


@dataclass(frozen=True, slots=True)
class Axis:
    client: httpx.Client = field(repr=False)
    system_id: str
    secret: str = field(repr=False)

    @classmethod
    def to(cls, peer: Peer, secret: str) -> "Axis":
        return cls(over_the_network(peer.address), peer.system_id, secret)

    @property
    def vouches(self) -> bool:
        return True

    def send(self, envelope: Envelope, content: BinaryIO) -> str:
        found = self._asked(
            "POST",
            "sendEdoc",
            content=content,
            sha256=envelope.sha256,
            size=envelope.size,
            message=names.written(envelope),
        )
        doc_id = found.get("DocId")
        if not isinstance(doc_id, str) or not doc_id:
            raise NotDelivered(UNREADABLE)
        return doc_id

    def offers(self) -> list[Offer]:
        found = self._asked("GET", "getReceivedEdocList", {"limit": str(A_PAGE)})
        return [_offer(row) for row in _rows(found)]

    def fetch(self, offer: Offer, into: BinaryIO) -> None:
        with self._open("GET", "getEdoc", {"docId": offer.ref}) as answer:
            if answer.headers.get("Content-Type", "").startswith("application/json"):
                answer.read()
                _checked(answer)
                raise NotDelivered(UNREADABLE)
            into.writelines(answer.iter_bytes())

    def report(self, ref: str, to_code: str, state: DeliveryState, reason: str) -> None:
        body = {"docId": ref, "to": to_code, "status": state.value, "statusDesc": reason}
        self._told("updateStatus", body)

    def outcomes(self, since: str) -> Outcomes:
        """Ask from a little before where the last list ended; what is told twice is known."""
        start, _, after = since.partition("~")
        asked = {"limit": str(A_PAGE)}
        if start:
            asked |= {"since": start, "after": after or "0"}
        found = self._asked("GET", "getSentEdocList", asked)
        rows = _rows(found)
        told = [_told(row) for row in rows]
        if len(rows) < A_PAGE:
            ended = moment(str(found.get("Time", ""))) - OVERLAP
            return Outcomes(told, ended.astimezone(UTC).isoformat(), is_all=True)
        last = rows[-1]
        return Outcomes(told, f"{last['updatedTime']}~{last['deliveryId']}", is_all=False)

    def settle(self, ref: str) -> None:
        """Nothing to let go of: the axis keeps its list."""

    def directory(self, since: int) -> Directory:
        rows = _rows(self._asked("GET", "getSynchronizeUnit", {"version": str(since)}))
        version = since
        listed: dict[str, Listed] = {}
        gone: dict[str, None] = {}
        for row in rows:
            code = str(row["code"])
            version = max(version, int(str(row["version"])))
            if row.get("deleted"):
                listed.pop(code, None)
                gone[code] = None
            else:
                gone.pop(code, None)
                words = (str(row.get(word) or "") for word in ("name", "pid", "mail"))
                listed[code] = Listed(code, *words)
        return Directory(list(listed.values()), list(gone), version)

    def register(self, agency: Listed) -> None:
        body = {"code": agency.code, "pid": agency.parent_code}
        self._told("registerAgency", {**body, "name": agency.name, "mail": agency.mail})

    def withdraw(self, code: str) -> None:
        self._told("deleteAgency", {"code": code})

    def _told(self, operation: str, body: Mapping[str, str]) -> None:
        content = json.dumps(body, ensure_ascii=False).encode()
        sha256 = hashlib.sha256(content).hexdigest()
        self._asked("POST", operation, content=content, sha256=sha256, size=len(content))

    def _asked(  # noqa: PLR0913 one request, each part with its name
        self,
        method: str,
        operation: str,
        query: Mapping[str, str] | None = None,
        *,
        content: BinaryIO | bytes = b"",
        sha256: str = proofs.EMPTY_SHA256,
        size: int = 0,
        message: Mapping[str, str] | None = None,
    ) -> Json:
        with self._open(
            method,
            operation,
            query,
            content=content,
            sha256=sha256,
            size=size,
            message=message or {},
        ) as answer:
            answer.read()
            return _checked(answer)

    @contextmanager
    def _open(  # noqa: PLR0913 likewise
        self,
        method: str,
        operation: str,
        query: Mapping[str, str] | None = None,
        *,
        content: BinaryIO | bytes = b"",
        sha256: str = proofs.EMPTY_SHA256,
        size: int = 0,
        message: Mapping[str, str] | None = None,
    ) -> Iterator[httpx.Response]:
        path = f"{operation}?{urlencode(query)}" if query else operation
        words = {
            "system": self.system_id,
            # The clock of the wire, whatever day is being played.
            "timestamp": datetime.fromtimestamp(time.time(), UTC).isoformat(),
            "nonce": uuid4().hex,
            "hash": sha256,
            **(message or {}),
        }
        words["signature"] = proofs.signature(
            self.secret,
            method=method,
            path=path,
            timestamp=words["timestamp"],
            nonce=words["nonce"],
            sha256=sha256,
            envelope=names.signed_part(words),
        )
        sent = {settings.AXIS_HEADERS[word]: text for word, text in words.items() if text}
        sent |= {"Accept-Encoding": "identity"}
        if size:
            kind = "application/octet-stream" if message else "application/json"
            sent |= {"Content-Length": str(size), "Content-Type": kind}
        try:
            with self.client.stream(
                method, path, content=content if size else None, headers=sent
            ) as answer:
                yield answer
        except httpx.TransportError as problem:
            away = isinstance(problem, httpx.ConnectError | httpx.ConnectTimeout)
            words_of = f"Trục liên thông không trả lời ({type(problem).__name__})."
            raise NotDelivered(words_of, may_be_message=not away) from problem


def _checked(answer: httpx.Response) -> Json:
    """Return the answer's content, or raise what its ErrorCode means."""
    try:
        found = foreign_json.read(answer.content)
        code = Code(found["ErrorCode"])
    except (ValueError, KeyError, TypeError):
        raise NotDelivered(f"{UNREADABLE} (HTTP {answer.status_code})") from None
    if code != Code.OK:
        raise NotDelivered(str(found.get("ErrorDesc", ""))[:300] or code.name, code)
    return dict(found)


def _rows(found: Json) -> list[Json]:
    rows = found.get("Data")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NotDelivered(UNREADABLE)
    return rows


def _offer(row: Json) -> Offer:
    try:
        envelope = of(
            {
                "id": row["messageId"],
                "kind": row["messageType"],
                "from_code": row["from"],
                "to_codes": [row["to"]],
                "sha256": row["contentSha256"],
                "size": row["contentLength"],
                "thread": row.get("thread") or "",
                "expires_at": row.get("expiredTime") or "",
            }
        )
        return Offer(envelope, str(row["to"]), str(row["id"]))
    except (KeyError, ValueError, Malformed) as problem:
        raise NotDelivered(UNREADABLE) from problem


def _told(row: Json) -> Told:
    try:
        return Told(
            str(row["messageId"]),
            str(row["from"]),
            str(row["to"]),
            DeliveryState(str(row["status"])),
            str(row.get("statusDesc") or ""),
        )
    except (KeyError, ValueError) as problem:
        raise NotDelivered(UNREADABLE) from problem
