"""Generated params."""
