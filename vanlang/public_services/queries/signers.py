"""Who signs a result, and who will sign a draft."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from vanlang.identity.api import Role, Unit, actor_of, holders
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.public_services.rules import result_papers
from vanlang.public_services.rules.definitions import Definition
from vanlang.signing import api as signing


def block_of(
    agency: Unit,
    definition: Definition,
    signers: Sequence[Actor],
    reader: Actor | None,
    *,
    at: datetime,
) -> signing.Block:
    """Return what stands above and as the name: by whose right this very person signs.

    Nobody has signed a draft: it shows the leader who reads it, or those to whose desk it goes.
    """
    day = day_of(at)
    if not signers and reader is not None and reader.holds(Role.LEADER, agency.pk):
        signers = [reader]
    if not signers:
        signers = [actor_of(person, at) for person in holders(Role.LEADER, agency, on=day)]
    usual = signing.usual_signer(agency, definition.result.signer_title)
    posts = [(signing.signer_of(one, agency, on=day), one.name) for one in signers]
    if result_papers.is_decided_by_head(definition.result_paper):
        # The head's own power is nobody else's to sign for: no “TM.” above “CHỦ TỊCH”.
        posts = [(replace(post, collective=""), name) for post, name in posts]
        usual = replace(usual, collective="")
    return signing.block(posts or [(usual, "")])
