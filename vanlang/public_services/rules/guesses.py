"""How often a person may be wrong before they must wait: four digits are soon guessed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

HOME_NETWORK_BITS = 64  # one household has that many IPv6 addresses: they count as one


@dataclass(frozen=True, slots=True)
class Limit:
    """So many wrong guesses within this time, counted from the first."""

    most: int
    within: timedelta


# Four digits are 10,000 guesses: at ten an hour that is six weeks of trying, on one code.
FOR_A_CODE = Limit(10, timedelta(hours=1))
# Agreements at a counter that opened nothing: who records so many is guessing names.
FOR_A_COUNTER = Limit(30, timedelta(hours=1))
# Questions to the phones of those at a counter: enough for a busy one, too few to be a nuisance.
QUESTIONS_OF_AN_OFFICIAL = Limit(30, timedelta(hours=1))
QUESTIONS_TO_A_PERSON = Limit(4, timedelta(hours=1))
# A whole office may stand behind one address.
FOR_AN_ADDRESS = Limit(30, timedelta(minutes=15))


def is_over(since: datetime, limit: Limit, at: datetime) -> bool:
    """Tell whether the time a count began in has passed, so that counting begins anew."""
    return at - since >= limit.within


def seconds_to_wait(count: int, since: datetime, limit: Limit, at: datetime) -> int:
    """Return how long to wait before the next guess; 0 when there is no need to."""
    if count <= limit.most or is_over(since, limit, at):
        return 0
    return max(1, round((since + limit.within - at).total_seconds()))


def written(address: str) -> str:
    """Return a visitor's address as it is counted: an IPv6 network as one."""
    try:
        found = ip_address(address)
    except ValueError:
        return "?"
    if isinstance(found, IPv6Address):
        bits = 128 - HOME_NETWORK_BITS
        return f"{IPv6Address(int(found) >> bits << bits)}/{HOME_NETWORK_BITS}"
    return str(found)
