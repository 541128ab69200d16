"""Numbers of registers: consecutive, none twice, none lost."""

from django.db import connection

# One statement: it makes the series or moves it on, and its row stays locked until the commit, so
# that a number whose transaction fails is given out again.
TAKE = """
    INSERT INTO kernel_series AS known (series, period, last) VALUES (%s, %s, 1)
    ON CONFLICT (series, period) DO UPDATE SET last = known.last + 1
    RETURNING last
"""


def take(series: str, period: str) -> int:
    """Give out the next number; take it late, since others of the series wait for the commit.

    Raises:
        RuntimeError: outside a transaction, where a failure afterwards would leave a gap.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A number is taken inside the transaction that uses it.")
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [series, period])
        return int(cursor.fetchone()[0])
