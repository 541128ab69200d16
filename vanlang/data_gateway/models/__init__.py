from vanlang.data_gateway.models.axis import Call, Consignment, Delivery, Member, MemberAgency
from vanlang.data_gateway.models.directory import Agency, Peer
from vanlang.data_gateway.models.messages import Message, Transfer

__all__ = [
    "Agency",
    "Call",
    "Consignment",
    "Delivery",
    "Member",
    "MemberAgency",
    "Message",
    "Peer",
    "Transfer",
]
