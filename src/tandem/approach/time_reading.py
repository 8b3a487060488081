"""Time reading: the times that mails, notes and transcripts speak of, resolved, so that they can become reminders."""

from tandem.language.time_expressions import TimeExpression, TimeReading

__all__ = ["TimeExpression", "TimeReading"]
