"""Every write of payments: orders, what the gateway tells, the counter, refunds, reconciliation."""
