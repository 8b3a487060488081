"""The sample company: a simulator with known truth, and tiny named sets for tests and documents."""
