"""What the glue of every function shares: kept models, rounds of learning, tables, guards, and the glue's own shape."""
