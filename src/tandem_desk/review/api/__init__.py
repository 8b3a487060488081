"""Resources of suggestions, outcomes and models."""

from tandem_desk.review.api.models import router as models_router
from tandem_desk.review.api.outcomes import router as outcomes_router
from tandem_desk.review.api.suggestions import router as suggestions_router

__all__ = ["models_router", "outcomes_router", "suggestions_router"]
