"""Across the journey: paths, forecast, questions, next step."""
