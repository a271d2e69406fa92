"""The workshop: from the OpenAI SDK and the overlays to everything generated."""
