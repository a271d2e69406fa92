"""The same program as the type checker and the exception ask for it."""

from mistyped import Mistral

client = Mistral()
answer = client.chat.completions.create(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Bonjour"}],
    max_tokens=64,
    random_seed=7,
)
print(answer.choices[0].message.content)
