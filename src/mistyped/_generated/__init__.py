"""Generated modules; see ARCHITECTURE.md."""
