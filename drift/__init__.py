"""Compares our document with the newest `mistralai`, field for field."""
