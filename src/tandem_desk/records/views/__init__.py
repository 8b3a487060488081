"""The Import pages."""
