"""One slice for each outside system."""
