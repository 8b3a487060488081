"""Pages of the workspace: sign-in, the frame around every page, settings."""
