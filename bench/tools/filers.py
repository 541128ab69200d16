"""People who file again and again, whatever happens to the platform, until each is acknowledged."""

import asyncio
import threading
import time
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from bench.tools.citizens import Visitor, post
from bench.tools.load import Connection

FOUND = 302
ANSWERED_WITHIN_SECONDS = 15
TRIED_AGAIN_AFTER_SECONDS = 0.2


@dataclass
class Filers:
    """One client a visitor; keeps what was sent and what was acknowledged, with its code."""

    port: int
    path: str
    form: dict[str, str]
    areas: list[str]
    visitors: list[Visitor]
    sent: set[UUID] = field(default_factory=set)
    acknowledged: dict[UUID, str] = field(default_factory=dict)
    wrong: list[bytes] = field(default_factory=list)
    sent_again: int = 0
    _faults: list[float] = field(default_factory=list)
    _moments: list[float] = field(default_factory=list)
    _is_over: bool = False
    _gives_up_at: float = float("inf")

    def start(self) -> None:
        self._thread = threading.Thread(target=lambda: asyncio.run(self._all()), daemon=True)
        self._thread.start()

    def note_fault(self) -> None:
        self._faults.append(time.monotonic())

    def is_answered_again(self) -> bool:
        """Tell whether anybody was acknowledged since the last fault."""
        return bool(self._moments) and (not self._faults or self._moments[-1] > self._faults[-1])

    def finish(self, *, within: float) -> None:
        """Begin nothing new; what was begun is sent until it is acknowledged."""
        self._gives_up_at = time.monotonic() + within
        self._is_over = True
        self._thread.join()

    @property
    def unanswered(self) -> set[UUID]:
        return self.sent - self.acknowledged.keys()

    def longest_silence(self) -> float:
        """Return the longest time from a fault to the next acknowledgement."""
        silences = [
            next((moment for moment in self._moments if moment > fault), fault) - fault
            for fault in self._faults
        ]
        return max(silences, default=0.0)

    async def _all(self) -> None:
        await asyncio.gather(*(self._one(number) for number in range(len(self.visitors))))

    async def _one(self, number: int) -> None:
        line = Line(self.port)
        count = number
        while not self._is_over:
            count += len(self.visitors)
            await self._file(line, self.visitors[number], self.areas[count % len(self.areas)])
        line.close()

    async def _file(self, line: "Line", visitor: Visitor, area: str) -> None:
        key = uuid4()
        self.sent.add(key)
        fields = {**self.form, "key": str(key), "receiving_area": area}
        request = post(self.path, fields, visitor)
        while time.monotonic() < self._gives_up_at:
            status, answer = await line.ask(request)
            code = code_in(answer)
            if status == FOUND and code:
                self.acknowledged[key] = code
                self._moments.append(time.monotonic())
                return
            if status and status < 500:
                self.wrong.append(answer)
                return
            self.sent_again += 1
            await asyncio.sleep(TRIED_AGAIN_AFTER_SECONDS)


def code_in(answer: bytes) -> str:
    """Return the dossier's code that the answer leads to; empty when it leads elsewhere."""
    _, found, rest = answer.partition(b"\r\nlocation: /ho-so/")
    return rest.split(b"/")[0].decode() if found else ""


class Line:
    """A connection that is made anew when it broke; status 0 is no answer."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection: Connection | None = None

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        try:
            if self.connection is None:
                loop = asyncio.get_running_loop()
                _, self.connection = await loop.create_connection(
                    Connection, "127.0.0.1", self.port
                )
            return await asyncio.wait_for(self.connection.ask(request), ANSWERED_WITHIN_SECONDS)
        except (TimeoutError, OSError):
            self.close()
            return 0, b""

    def close(self) -> None:
        if self.connection is not None and self.connection.transport is not None:
            self.connection.transport.close()
        self.connection = None
