"""A program written for OpenAI."""

from openai import OpenAI

client = OpenAI()
answer = client.chat.completions.create(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Bonjour"}],
    max_completion_tokens=64,
    seed=7,
)
print(answer.choices[0].message.content)
