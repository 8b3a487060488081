"""What writes in this app: members, keys, audit, consent, settings, background jobs."""
