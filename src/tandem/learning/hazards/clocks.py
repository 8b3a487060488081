"""Features that move by themselves as time passes."""

from dataclasses import dataclass

__all__ = ["Clocks"]


@dataclass(frozen=True)
class Clocks:
    """Numeric features that move by themselves as periods pass.

    Attributes:
        age: periods since the start; rises by one each period. "" where no time is known at all: the model then says
            what comes in the end, not when.
        state_age: periods since the present state was entered; rises by one, and is zero after a move.
        countdown: periods until a planned day; falls by one.
    """

    age: str = "age"
    state_age: str = ""
    countdown: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Those that are there."""
        return tuple(one for one in (self.age, self.state_age, self.countdown) if one)
