import os

import httpx
import litellm

from mistyped import guard

transport = guard.transport(compat="adapt")
litellm.client_session = httpx.Client(transport=transport)
litellm.aclient_session = httpx.AsyncClient(transport=transport)
answer = litellm.completion(
    "openai/mistral-medium-latest",
    [{"role": "user", "content": "Bonjour"}],
    api_base=os.environ.get("MISTRAL_BASE_URL", guard.BASE_URL),
    api_key=os.environ["MISTRAL_API_KEY"],
)
print(answer.choices[0].message.content)
