"""What other systems may use of the exchange between nodes."""

from vanlang.data_gateway.actions.directory import register_agency, withdraw_agency
from vanlang.data_gateway.actions.receiving import acknowledge, refuse
from vanlang.data_gateway.actions.sending import send
from vanlang.data_gateway.models import Agency, Message, Transfer
from vanlang.data_gateway.queries.directory import agencies, agency
from vanlang.data_gateway.queries.messages import transfer
from vanlang.data_gateway.rules.states import Event, Kind, State

__all__ = [
    "Agency",
    "Event",
    "Kind",
    "Message",
    "State",
    "Transfer",
    "acknowledge",
    "agencies",
    "agency",
    "refuse",
    "register_agency",
    "send",
    "transfer",
    "withdraw_agency",
]
