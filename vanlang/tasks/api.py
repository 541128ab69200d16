"""What other systems may use of tasks."""

from vanlang.tasks.actions.assigning import Order, Source, assign, assign_to_each
from vanlang.tasks.actions.deciding import cancel, close_by_answer, close_of_source
from vanlang.tasks.measures.figures import leave_out, overdue
from vanlang.tasks.models import Task
from vanlang.tasks.permissions import may_give
from vanlang.tasks.queries.boards import may_open_board
from vanlang.tasks.queries.tasks import of_source, to_accept, visible_to
from vanlang.tasks.rules.states import State

__all__ = [
    "Order",
    "Source",
    "State",
    "Task",
    "assign",
    "assign_to_each",
    "cancel",
    "close_by_answer",
    "close_of_source",
    "leave_out",
    "may_give",
    "may_open_board",
    "of_source",
    "overdue",
    "to_accept",
    "visible_to",
]
