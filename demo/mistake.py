"""A program with one mistake, for the demo to show to a type checker."""

from mistyped import Mistral
from mistyped.messages import user

client = Mistral()
client.chat.completions.create(
    model="mistral-small-latest",
    messages=[user("Bonjour")],
    max_completion_tokens=64,
)
