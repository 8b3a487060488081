"""Messages, calls, meetings, visits: append-only, high volume."""
