"""Generated rules."""
