"""The same program, adapted as it runs: its call is the one for OpenAI."""

from mistyped import Mistral

client = Mistral(compat="adapt", on_change=print)
answer = client.chat.completions.create(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Bonjour"}],
    max_completion_tokens=64,
    seed=7,
)
print(answer.choices[0].message.content)
