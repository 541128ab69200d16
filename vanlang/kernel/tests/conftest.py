from collections.abc import Iterator

import pytest

from vanlang.kernel import journal, sealing, timestamps
from vanlang.kernel.tests.authorities import Authority, authority
from vanlang.kernel.tests.cast import AT, write


@pytest.fixture(scope="session")
def stamps() -> Authority:
    return authority()


@pytest.fixture
def stamping(stamps: Authority) -> Iterator[Authority]:
    """Let the journal be sealed by the tests' authority."""
    before = list(timestamps._authority)  # noqa: SLF001
    timestamps.use(stamps)
    yield stamps
    timestamps._authority[:] = before  # noqa: SLF001


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seal by threes, so that a short journal has several seals."""
    monkeypatch.setattr(sealing, "BATCH", 3)


@pytest.fixture
def exported(db: None, small: None, stamping: Authority) -> list[str]:
    """Eight entries under three seals, and two more that are not sealed yet."""
    for number in range(8):
        write(number)
    journal.sequence()
    sealing.seal_what_waits(AT)
    write(8)
    write(9)
    journal.sequence()
    return list(sealing.export())
