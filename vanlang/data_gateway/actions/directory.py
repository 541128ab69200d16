"""The list of agencies: ours that we announce, and others' that we learn of."""

import logging
from datetime import datetime

from django.db import transaction

from vanlang.data_gateway import permissions
from vanlang.data_gateway.actions import peers
from vanlang.data_gateway.actions.connectors import plugs
from vanlang.data_gateway.actions.connectors.plugs import Connector, NotDelivered
from vanlang.data_gateway.models import Agency, Peer
from vanlang.data_gateway.queries import directory as found
from vanlang.data_gateway.rules.answers import Listed
from vanlang.data_gateway.rules.envelopes import check_code
from vanlang.data_gateway.rules.states import Event
from vanlang.kernel import journal, queue
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless

_log = logging.getLogger(__name__)


@transaction.atomic
def register_agency(  # noqa: PLR0913 one form, each field with its name
    *,
    code: str,
    name: str,
    parent_code: str = "",
    mail: str = "",
    peer: Peer | None = None,
    by: Actor,
    at: datetime,
) -> Agency:
    """Enter an agency: one of ours, which the axes are told of, or one behind `peer`.

    The same again changes its name; a code that another has is refused.
    """
    refuse_unless(permissions.may_administer(by))
    check_code(code)
    if not name.strip():
        raise Refusal("Xin ghi tên cơ quan.", field="name")
    agency, is_new = Agency.objects.select_for_update().get_or_create(
        code=code,
        valid_to=None,
        defaults={
            "name": name.strip(),
            "parent_code": parent_code,
            "mail": mail,
            "is_ours": peer is None,
            "peer": peer,
            "valid_from": at,
            "changed_at": at,
        },
    )
    if agency.peer_id != (peer.pk if peer else None):
        raise Conflict(f"Mã {code} đang thuộc “{agency.name}” ở nút khác.", field="code")
    if not is_new:
        agency.name, agency.parent_code, agency.mail = name.strip(), parent_code, mail
        agency.changed_at = at
        agency.save(update_fields=["name", "parent_code", "mail", "changed_at"])
    journal.record(
        Event.AGENCY_REGISTERED, about=agency, by=by, at=at, payload={"code": code, "name": name}
    )
    if agency.is_ours:
        _announce_later()
    return agency


@transaction.atomic
def withdraw_agency(code: str, *, by: Actor, at: datetime) -> Agency:
    """Give an agency its last day; what it sent and received stays."""
    refuse_unless(permissions.may_administer(by))
    agency = Agency.objects.select_for_update().filter(code=code, valid_to=None).first()
    if agency is None:
        raise Refusal(f"Không có cơ quan nào đang mang mã {code}.", field="code")
    agency.valid_to, agency.changed_at = max(at, agency.valid_from), at
    agency.save(update_fields=["valid_to", "changed_at"])
    journal.record(Event.AGENCY_WITHDRAWN, about=agency, by=by, at=at, payload={"code": code})
    if agency.is_ours:
        _announce_later()
    return agency


def _announce_later() -> None:
    for peer in found.active_peers():
        queue.later("data_gateway.announce", key=f"data_gateway.announce|{peer.pk}", peer=peer.pk)


@transaction.atomic
def announce(peer: Peer, *, at: datetime) -> int:
    """Tell an axis what changed among ours since it was told; return how many codes that are."""
    peer = Peer.objects.select_for_update().get(pk=peer.pk)
    changed = found.ours_changed(since=peer.announced_until)
    if not changed or peer.rests(at) or not peer.is_active:
        return 0
    try:
        connector = plugs.connector(peer)
        for code in dict.fromkeys(one.code for one in changed):
            _announce(connector, code, at)
    except NotDelivered as problem:
        peers.note_failure(peer, problem, at=at)
        return 0
    peer.announced_until = changed[-1].changed_at
    peer.save(update_fields=["announced_until"])
    return len(changed)


def _announce(connector: Connector, code: str, at: datetime) -> None:
    agency = found.agency(code, on=at)
    try:
        if agency is not None and agency.is_ours:
            connector.register(_listed(agency))
        else:
            connector.withdraw(code)
    except NotDelivered as problem:
        if problem.is_of_peer:
            raise
        # It will not have this one, or never had it: the others are announced all the same.
        _log.warning("%s was not announced: %s", code, problem.words)


@transaction.atomic
def learn(peer: Peer, *, at: datetime) -> int:
    """Take over what changed in the list of an axis; return how many agencies that are."""
    peer = Peer.objects.select_for_update().get(pk=peer.pk)
    try:
        told = plugs.connector(peer).directory(peer.directory_version)
    except NotDelivered as problem:
        peers.note_failure(peer, problem, at=at)
        return 0
    known = {
        agency.code: agency
        for agency in Agency.objects.select_for_update().filter(
            code__in=[*told.gone, *(one.code for one in told.listed)], valid_to=None
        )
    }
    for code in told.gone:
        agency = known.get(code)
        if agency is not None and agency.peer_id == peer.pk:
            agency.valid_to, agency.changed_at = max(at, agency.valid_from), at
            agency.save(update_fields=["valid_to", "changed_at"])
            journal.record(
                Event.AGENCY_WITHDRAWN, about=agency, by=PLATFORM, at=at, payload={"code": code}
            )
    for one in told.listed:
        _take_over(one, known.get(one.code), peer, at)
    if told.version != peer.directory_version:
        peer.directory_version = told.version
        peer.save(update_fields=["directory_version"])
    return len(told.listed) + len(told.gone)


def _take_over(one: Listed, known: Agency | None, peer: Peer, at: datetime) -> None:
    """Ours stay ours and another node's stay theirs, whatever an axis says of them."""
    if known is None:
        agency = Agency.objects.create(
            code=check_code(one.code),
            name=one.name,
            parent_code=one.parent_code,
            mail=one.mail,
            peer=peer,
            valid_from=at,
            changed_at=at,
        )
        payload: dict[str, journal.Fact] = {"code": one.code, "name": one.name}
        journal.record(Event.AGENCY_REGISTERED, about=agency, by=PLATFORM, at=at, payload=payload)
    elif known.peer_id == peer.pk:
        known.name, known.parent_code, known.mail = one.name, one.parent_code, one.mail
        known.save(update_fields=["name", "parent_code", "mail"])


def _listed(agency: Agency) -> Listed:
    return Listed(agency.code, agency.name, agency.parent_code, agency.mail)
