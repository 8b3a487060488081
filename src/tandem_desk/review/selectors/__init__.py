"""What reads suggestions, decisions and models."""
