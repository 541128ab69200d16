"""What other systems may use of reports."""

from vanlang.reports.measures import IN_TIME, THROUGH_THE_SYSTEM
from vanlang.reports.models import Round, Submission
from vanlang.reports.queries.submissions import visible_to

__all__ = ["IN_TIME", "THROUGH_THE_SYSTEM", "Round", "Submission", "visible_to"]
