"""The check: what a request says against what Mistral accepts, without the SDK."""
