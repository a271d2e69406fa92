"""Generated validators."""
