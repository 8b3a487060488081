"""Pre-approach and approach: research, timing, first contact, persistence."""
