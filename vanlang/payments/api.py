"""What other systems may use of payments."""

from vanlang.payments.actions.orders import cancel, collect, order, request_refund
from vanlang.payments.models import FeeOrder
from vanlang.payments.queries import checkout_url, is_settled, order_with, receipt, visible_to
from vanlang.payments.rules.orders import FeeLine, Method, State

__all__ = [
    "FeeLine",
    "FeeOrder",
    "Method",
    "State",
    "cancel",
    "checkout_url",
    "collect",
    "is_settled",
    "order",
    "order_with",
    "receipt",
    "request_refund",
    "visible_to",
]
