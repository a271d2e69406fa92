"""Telling the local server what to answer, when to fail, and how bytes travel."""
