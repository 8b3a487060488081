"""Follow-up: orders, churn, growth, service."""
