"""A small load generator over raw keep-alive connections, light enough to share two cores."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

MakeRequests = Callable[[int], Sequence[bytes]]
"""Given a running number, return the HTTP/1.1 requests to send for it, one after the other."""


@dataclass
class Outcome:
    """What one run saw: latencies in seconds, last answers by status, and how long it took."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    first_wrong: bytes = b""

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Return the latency in ms that `share` of the answers stayed under."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def errors(self, expected: int) -> int:
        return sum(count for status, count in self.statuses.items() if status != expected)


class Connection(asyncio.Protocol):
    """One keep-alive connection: a request, its whole answer, the next request."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.answered: asyncio.Future[tuple[int, bytes]] | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, _why: Exception | None) -> None:
        if self.answered is not None and not self.answered.done():
            self.answered.set_exception(ConnectionError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, mark, rest = bytes(self.buffer).partition(b"\r\n\r\n")
        if not mark:
            return
        lower = head.lower()
        if b"transfer-encoding: chunked" in lower:
            if not rest.endswith(b"0\r\n\r\n"):
                return
        else:
            _, _, length = lower.partition(b"content-length:")
            if len(rest) < int(length.split(b"\r\n")[0] or 0):
                return
        self.buffer.clear()
        if self.answered is not None and not self.answered.done():
            self.answered.set_result((int(head[9:12]), head + mark + rest))

    def ask(self, request: bytes) -> asyncio.Future[tuple[int, bytes]]:
        assert self.transport is not None
        self.answered = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self.answered


async def _one(
    port: int, make: MakeRequests, numbers: "list[int]", outcome: Outcome, expected: int
) -> None:
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(Connection, "127.0.0.1", port)
    while numbers:
        number = numbers.pop()
        requests = make(number)
        begun = time.perf_counter()
        status, answer = 0, b"nothing was asked"
        try:
            for request in requests:
                status, answer = await connection.ask(request)
                if status != expected:
                    break
        except ConnectionError:
            status, answer = 0, b"connection lost"
            _, connection = await loop.create_connection(Connection, "127.0.0.1", port)
        outcome.latencies.append(time.perf_counter() - begun)
        outcome.statuses[status] = outcome.statuses.get(status, 0) + 1
        if status != expected and not outcome.first_wrong:
            outcome.first_wrong = answer


async def _all(
    port: int, make: MakeRequests, count: int, connections: int, expected: int
) -> Outcome:
    outcome = Outcome()
    numbers = list(range(count, 0, -1))
    begun = time.perf_counter()
    await asyncio.gather(
        *(_one(port, make, numbers, outcome, expected) for _ in range(connections))
    )
    outcome.seconds = time.perf_counter() - begun
    return outcome


def run_load(
    port: int, make: MakeRequests, *, count: int, connections: int, expected: int
) -> Outcome:
    """Send what `count` numbers ask over `connections` kept-alive connections to 127.0.0.1.

    All requests of a number must be answered with `expected`; the first that is not ends it.
    """
    return asyncio.run(_all(port, make, count, connections, expected))


async def _come(
    port: int, after: float, asked: Sequence[tuple[bytes, int]], outcomes: Sequence[Outcome]
) -> None:
    await asyncio.sleep(after)
    _, connection = await asyncio.get_running_loop().create_connection(
        Connection, "127.0.0.1", port
    )
    for (request, expected), outcome in zip(asked, outcomes, strict=True):
        begun = time.perf_counter()
        status, answer = await connection.ask(request)
        outcome.latencies.append(time.perf_counter() - begun)
        outcome.statuses[status] = outcome.statuses.get(status, 0) + 1
        if status != expected and not outcome.first_wrong:
            outcome.first_wrong = answer


async def _everybody(
    port: int, people: Sequence[Sequence[tuple[bytes, int]]], seconds: float, chance: random.Random
) -> list[Outcome]:
    outcomes = [Outcome() for _ in people[0]]
    begun = time.perf_counter()
    await asyncio.gather(
        *(_come(port, chance.uniform(0, seconds), asked, outcomes) for asked in people)
    )
    for outcome in outcomes:
        outcome.seconds = time.perf_counter() - begun
    return outcomes


def run_arrivals(
    port: int, people: Sequence[Sequence[tuple[bytes, int]]], *, seconds: float, seed: int = 8
) -> list[Outcome]:
    """Let people come at any moment of a time, each with a connection of their own, whether those
    before have been served or not; return what each of their steps saw. A step is a request and
    the status that answers it.
    """
    chance = random.Random(seed)  # noqa: S311 when people come, no secret
    return asyncio.run(_everybody(port, people, seconds, chance))
