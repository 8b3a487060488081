"""Reading, timing, finding and writing text."""
