"""Names of the columns that a deal's history is read into."""

__all__ = ["AGE", "STAGE", "STAGE_AGE", "TO_CLOSE"]

AGE, STAGE_AGE, TO_CLOSE, STAGE = "age_weeks", "stage_weeks", "weeks_to_close", "deal_stage"
