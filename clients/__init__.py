"""Other people's clients of Mistral's API, run against the strict local server."""
