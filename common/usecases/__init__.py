"""Use cases: one module a verb. Each asks `domain` what may be, `store` to make it so, `clients` to reach out."""
