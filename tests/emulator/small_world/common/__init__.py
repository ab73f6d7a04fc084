"""The layer's own package."""
