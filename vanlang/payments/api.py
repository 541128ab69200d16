"""What other systems may use of payments."""

from vanlang.payments.actions.gateways import is_connected
from vanlang.payments.actions.online import start
from vanlang.payments.actions.orders import cancel, collect, order, request_refund
from vanlang.payments.models import Attempt, FeeOrder
from vanlang.payments.queries import (
    checkout_url,
    is_settled,
    last_try,
    order_with,
    receipt,
    visible_to,
)
from vanlang.payments.rules.orders import AttemptState, FeeLine, Method, State

__all__ = [
    "Attempt",
    "AttemptState",
    "FeeLine",
    "FeeOrder",
    "Method",
    "State",
    "cancel",
    "checkout_url",
    "collect",
    "is_connected",
    "is_settled",
    "last_try",
    "order",
    "order_with",
    "receipt",
    "request_refund",
    "start",
    "visible_to",
]
