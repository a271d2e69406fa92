"""Generated verdicts."""
