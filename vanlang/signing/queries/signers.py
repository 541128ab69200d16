"""By which post somebody signs for an agency, for results and documents alike."""

from datetime import date

from vanlang.identity import api as identity
from vanlang.identity.api import Block, Level, Unit, UnitKind
from vanlang.kernel.actors import Actor
from vanlang.signing.rules.rights import COLLECTIVES, Signer

LED_BY_ONE = (UnitKind.DEPARTMENT, UnitKind.CENTRE)


def signer_of(actor: Actor, agency: Unit, *, on: date) -> Signer:
    """Return the post the actor signs by at the agency; a mandate on record shows in it."""
    post = identity.signing_post(actor, agency, on=on)
    return _signer(agency, post.title or actor.post, is_mandated=post.is_mandated)


def usual_signer(agency: Unit, title: str = "") -> Signer:
    """Return who will sign as long as nobody has: the head, or the post with this title."""
    return _signer(agency, title)


def _signer(agency: Unit, title: str, *, is_mandated: bool = False) -> Signer:
    is_led_by_one = agency.kind in LED_BY_ONE and agency.level == Level.PROVINCE
    return Signer(
        title=title or agency.head_title,
        head_title=agency.head_title,
        collective="" if is_led_by_one else COLLECTIVES.get(agency.block, ""),
        is_party=agency.block == Block.PARTY,
        is_mandated=is_mandated,
    )
