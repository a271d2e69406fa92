"""Generated resources."""
