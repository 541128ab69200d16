from collections.abc import Iterator

import pytest

from vanlang.kernel import timestamps
from vanlang.kernel.tests.authorities import Authority, authority


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
