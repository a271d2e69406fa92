"""OpenAI's ways on Mistral's API, in plain values: what other libraries stand on."""
