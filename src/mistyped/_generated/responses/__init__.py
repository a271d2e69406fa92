"""Generated responses."""
