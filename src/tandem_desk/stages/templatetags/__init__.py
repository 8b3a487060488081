"""Template tags of the stages' pages."""
