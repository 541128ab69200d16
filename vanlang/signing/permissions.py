from vanlang.identity import api as identity
from vanlang.identity.api import Person, Role, Unit
from vanlang.kernel.actors import Actor, ActorKind
from vanlang.signing.models import Certificate, Signature
from vanlang.signing.rules.states import Kind


def may_sign_with(actor: Actor, certificate: Certificate) -> bool:
    """Only its owner: nobody signs in another's name, and no delegation changes that.

    Luật Giao dịch điện tử 20/2023, Điều 22: the key is under the signer's own control.
    """
    return (
        certificate.kind == Kind.PERSON
        and actor.person_id is not None
        and certificate.person_id == actor.person_id
    )


def may_seal(actor: Actor, unit: Unit, before: Signature | None) -> bool:
    """The organisation signs what someone competent at it has just signed, exactly those bytes.

    Nghị định 30/2020, Điều 5: both signatures are needed. Điều 32: the clerk's own act; nothing is
    sealed by itself.
    """
    if before is None or before.kind != Kind.PERSON or unit.agency_id not in before.agencies:
        return False
    return actor.holds(Role.CLERK, unit.agency_id)


def may_certify(actor: Actor, unit: Unit) -> bool:
    """Nghị định 30/2020/NĐ-CP, Điều 32: the clerk keeps the organisation's signing device."""
    return unit.agency_id is not None and actor.holds(Role.CLERK, unit.agency_id)


def may_sign_messages(actor: Actor, unit: Unit) -> bool:
    """The agency's clerk, who sends and answers for it, or the platform for them."""
    is_clerk = unit.agency_id is not None and actor.holds(Role.CLERK, unit.agency_id)
    return unit.agency_id == unit.pk and (is_clerk or actor.kind == ActorKind.SYSTEM)


def may_list(actor: Actor) -> bool:
    return actor.is_official and bool(actor.agencies_where(Role.ADMIN, Role.CLERK, Role.AUDITOR))


def may_administer(actor: Actor) -> bool:
    return identity.may_administer(actor)


def may_change(actor: Actor, agencies: frozenset[int]) -> bool:
    """Tell whether the actor administers one of the `agencies` a certificate's owner is at."""
    return bool(agencies & actor.agencies_where(Role.ADMIN)) or identity.may_administer_all(actor)


def may_activate_pin(actor: Actor, person: Person, agencies: frozenset[int]) -> bool:
    """Who administers the certificate's owner; nobody for themselves."""
    return person.pk != actor.person_id and may_change(actor, agencies)


def may_change_image(actor: Actor, certificate: Certificate, agencies: frozenset[int]) -> bool:
    """A person's own image, or one of an agency the actor administers."""
    is_own = certificate.person_id is not None and certificate.person_id == actor.person_id
    return is_own or may_change(actor, agencies)
