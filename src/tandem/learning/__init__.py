"""Learning from sales data honestly: probabilities with intervals, validation by time, leaks, reasons, cards."""
