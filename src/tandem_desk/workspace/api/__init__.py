"""The REST interface's frame, shared by every app's resources, and this app's own resources."""
