"""Mutation testing of all rooms, the overlays and the table of rules among them."""
