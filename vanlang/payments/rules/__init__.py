"""What may happen to a fee order, and what the gateway's messages say. No database, no clock."""
