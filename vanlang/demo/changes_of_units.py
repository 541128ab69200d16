"""Units that change in the demonstration: one has another name, one is over, one ends soon.

None of the shown communes, and the number of communes stays: the rest of the play is undisturbed.
"""

from datetime import datetime, timedelta

from vanlang.identity import api as identity
from vanlang.identity.api import Closing, NewName
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.days import day_of

BASIS = "Giả định để trình diễn: Nghị quyết số 01/NQ-UBTVQH16"
RENAMED, NEW_NAME = "H44.08593.00", "Xã Minh Đài Thượng"
OVER, GOES_ON = "H44.08584.02", "H44.08584.03"  # an economic office into the one beside it
ENDS, TAKES_OVER = "H44.08611.00", "H44.08584.00"  # Văn Miếu into Võ Miếu
SOME_TIME, SOON = timedelta(days=60), timedelta(days=60)
ONE_DAY = timedelta(days=1)


def make(*, at: datetime) -> int:
    """Lay down what has not been laid down before; return how many units change."""
    units = {code: identity.unit_by_code(code) for code in (RENAMED, OVER, GOES_ON, ENDS)}
    if not units[RENAMED].is_renamed:
        then = at - SOME_TIME
        new = NewName(NEW_NAME, day_of(then), BASIS)
        identity.rename_unit(units[RENAMED], new, by=PLATFORM, at=then)
    if units[OVER].valid_to is None:
        over = Closing(day_of(at) - ONE_DAY, (units[GOES_ON],), BASIS)
        identity.close_unit(units[OVER], over, by=PLATFORM, at=at)
    if units[ENDS].valid_to is None:
        follower = identity.unit_by_code(TAKES_OVER)
        ends = Closing(day_of(at) + SOON, (follower,), BASIS)
        identity.close_unit(units[ENDS], ends, by=PLATFORM, at=at)
    return 3
