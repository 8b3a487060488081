"""Members, roles, API keys, audit log, consent and background work."""
