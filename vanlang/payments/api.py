"""What other systems may use of payments."""

from vanlang.payments.actions.gateways import is_connected
from vanlang.payments.actions.online import start
from vanlang.payments.actions.orders import cancel, collect, hold, order, request_refund
from vanlang.payments.actions.surpluses import give_back
from vanlang.payments.models import Attempt, FeeOrder, Surplus
from vanlang.payments.queries import (
    checkout_url,
    count_to_decide,
    held,
    is_settled,
    last_try,
    order_with,
    orders_of,
    receipt,
    surpluses_of,
    visible_to,
)
from vanlang.payments.rules.orders import AttemptState, FeeLine, Method, State
from vanlang.payments.rules.surpluses import SurplusState

__all__ = [
    "Attempt",
    "AttemptState",
    "FeeLine",
    "FeeOrder",
    "Method",
    "State",
    "Surplus",
    "SurplusState",
    "cancel",
    "checkout_url",
    "collect",
    "count_to_decide",
    "give_back",
    "held",
    "hold",
    "is_connected",
    "is_settled",
    "last_try",
    "order",
    "order_with",
    "orders_of",
    "receipt",
    "request_refund",
    "start",
    "surpluses_of",
    "visible_to",
]
