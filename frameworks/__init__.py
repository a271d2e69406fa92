"""Frameworks that write the request themselves, run against the strict local server."""
