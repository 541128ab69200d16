"""The connector to NATS JetStream, for many nodes without an axis between them.

Two nodes have the subjects `vanlang.<to>.<from>.message` and `.receipt` and a durable consumer
of each. Notes are signed with the key that two nodes share; what is larger than a note goes once
into the object store. What JetStream brings twice is known by its id.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, TypeVar, cast

import nats
from django.conf import settings
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig, StreamConfig
from nats.js.errors import BadRequestError, NotFoundError, ObjectNotFoundError

from vanlang.data_gateway.actions.connectors.plugs import Directory, NotDelivered, Offer, Outcomes
from vanlang.data_gateway.models import Peer
from vanlang.data_gateway.rules import notes
from vanlang.data_gateway.rules.answers import DeliveryState, Listed, Told
from vanlang.data_gateway.rules.envelopes import Envelope, Malformed

if TYPE_CHECKING:
    from io import BufferedIOBase

STREAM, BUCKET = "VANLANG", "VANLANG-FILES"
NAME = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
CONNECT_SECONDS, FETCH_SECONDS = 5, 2
A_BATCH = 50
ACK_WAIT_SECONDS = 60
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Nats:
    address: str
    token: str = field(repr=False)
    system_id: str
    remote_id: str
    secret: str = field(repr=False)

    @classmethod
    def to(cls, peer: Peer, secret: str) -> "Nats":
        if not all(NAME.fullmatch(name) for name in (peer.system_id, peer.remote_id)):
            raise NotDelivered("Mã hệ thống không dùng làm tên chủ đề NATS được.")
        token = settings.EXCHANGE_SECRETS.get(f"{peer.secret_name}_TOKEN", "")
        return cls(peer.address, token, peer.system_id, peer.remote_id, secret)

    @property
    def vouches(self) -> bool:
        return False

    def send(self, envelope: Envelope, content: BinaryIO) -> str:
        async def work(line: Line) -> str:
            store = await line.stream.object_store(BUCKET)
            if not await _is_stored(line.stream, envelope):
                content.seek(0)
                await store.put(envelope.sha256, cast("BufferedIOBase", content))
            for code in envelope.to_codes:
                note = notes.message(envelope, code, by=self.system_id, secret=self.secret)
                words = (self.remote_id, envelope.from_code, envelope.id, code)
                name = "|".join(words).encode().hex()
                await line.stream.publish(
                    self._theirs("message"), note, headers={"Nats-Msg-Id": name}
                )
            return envelope.sha256

        return self._done(work)

    def offers(self) -> list[Offer]:
        def read(text: bytes, reply: str) -> Offer:
            note = notes.read_message(text, by=self.remote_id, secret=self.secret)
            return Offer(note, note.to_codes[0], f"{reply} {note.from_code} {note.id}")

        return self._pulled("message", read)

    def fetch(self, offer: Offer, into: BinaryIO) -> None:
        async def work(line: Line) -> None:
            store = await line.stream.object_store(BUCKET)
            await store.get(offer.envelope.sha256, writeinto=cast("BufferedIOBase", into))

        self._done(work)

    def report(self, ref: str, to_code: str, state: DeliveryState, reason: str) -> None:
        """Say it to the sender, then let JetStream forget the message."""
        reply, from_code, message_id = ref.split(" ", 2)

        async def work(line: Line) -> None:
            if state != DeliveryState.PROCESSING:
                told = Told(message_id, from_code, to_code, state, reason)
                note = notes.receipt(told, by=self.system_id, secret=self.secret)
                await line.stream.publish(self._theirs("receipt"), note)
            await line.acknowledge(reply)

        self._done(work)

    def outcomes(self, since: str) -> Outcomes:
        def read(text: bytes, reply: str) -> Told:
            return notes.read_receipt(text, by=self.remote_id, secret=self.secret, ref=reply)

        told = self._pulled("receipt", read)
        return Outcomes(told, since, is_all=len(told) < A_BATCH)

    def settle(self, ref: str) -> None:
        async def work(line: Line) -> None:
            await line.acknowledge(ref)

        self._done(work)

    def directory(self, since: int) -> Directory:
        return Directory(version=since)

    def register(self, agency: Listed) -> None:
        """NATS has no list of agencies: the administrators of both sides keep it."""

    def withdraw(self, code: str) -> None:
        """Likewise."""

    def _theirs(self, kind: str) -> str:
        return f"vanlang.{self.remote_id}.{self.system_id}.{kind}"

    def _pulled(self, kind: str, read: Callable[[bytes, str], Answer]) -> list[Answer]:
        """Return what was not acknowledged yet; what the other node did not sign is dropped."""

        async def work(line: Line) -> list[Answer]:
            found: list[Answer] = []
            consumer = await line.stream.pull_subscribe(
                f"vanlang.{self.system_id}.{self.remote_id}.{kind}",
                durable=f"{self.system_id}-{self.remote_id}-{kind}",
                stream=STREAM,
                config=ConsumerConfig(ack_wait=ACK_WAIT_SECONDS),
            )
            with suppress(TimeoutError):
                for message in await consumer.fetch(A_BATCH, timeout=FETCH_SECONDS):
                    try:
                        found.append(read(message.data, message.reply))
                    except Malformed:
                        await message.term()
            return found

        return self._done(work)

    def _done(self, work: Callable[["Line"], Awaitable[Answer]]) -> Answer:
        async def whole() -> Answer:
            connection = await nats.connect(
                self.address,
                token=self.token or None,
                connect_timeout=CONNECT_SECONDS,
                allow_reconnect=False,
                max_reconnect_attempts=1,
                reconnect_time_wait=0.1,
                error_cb=_quiet,
            )
            try:
                return await work(Line(connection, await _ready(connection)))
            finally:
                await connection.close()

        try:
            return asyncio.run(whole())
        except (NatsError, OSError, TimeoutError) as problem:
            raise NotDelivered(f"NATS: {type(problem).__name__} {problem}"[:300]) from problem


@dataclass(frozen=True, slots=True)
class Line:
    connection: Client
    stream: JetStreamContext

    async def acknowledge(self, reply: str) -> None:
        """Let a message go; should this be lost it comes again and is known."""
        await self.connection.publish(reply, b"+ACK")
        await self.connection.flush()


async def _ready(connection: Client) -> JetStreamContext:
    """Make the stream and the store, where they are not there yet."""
    stream = connection.jetstream()
    try:
        await stream.stream_info(STREAM)
    except NotFoundError:
        with suppress(BadRequestError):  # another node was quicker
            await stream.add_stream(StreamConfig(name=STREAM, subjects=["vanlang.>"]))
    try:
        await stream.object_store(BUCKET)
    except NotFoundError:
        with suppress(BadRequestError):
            await stream.create_object_store(BUCKET)
    return stream


async def _is_stored(stream: JetStreamContext, envelope: Envelope) -> bool:
    store = await stream.object_store(BUCKET)
    try:
        found = await store.get_info(envelope.sha256)
    except (NotFoundError, ObjectNotFoundError):
        return False
    return found.size == envelope.size


async def _quiet(_problem: Exception) -> None:
    """What goes wrong is raised where it was asked for."""
