"""A program for OpenAI: it knows nothing of Mistral, but takes its client as given."""

from openai import OpenAI


def ask(client: OpenAI) -> str:
    """Ask as OpenAI's documentation does."""
    answer = client.chat.completions.create(
        model="mistral-small-latest",
        messages=[
            {"role": "developer", "content": "Be brief."},
            {"role": "user", "content": "Bonjour"},
        ],
        max_completion_tokens=64,
        seed=7,
        store=False,
    )
    return answer.choices[0].message.content or ""
