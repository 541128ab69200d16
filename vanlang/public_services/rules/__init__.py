"""What may be, and what follows from it. No database, no clock, no framework."""
