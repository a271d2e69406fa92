import os

from haystack.components.generators.chat import OpenAIChatGenerator
from haystack.dataclasses import ChatMessage
from haystack.utils import Secret

from mistyped import guard

model = OpenAIChatGenerator(
    model="mistral-medium-latest",
    api_key=Secret.from_env_var("MISTRAL_API_KEY"),
    api_base_url=os.environ.get("MISTRAL_BASE_URL", guard.BASE_URL),
    http_client_kwargs={"transport": guard.transport(compat="adapt")},
)
print(model.run([ChatMessage.from_user("Bonjour")])["replies"][0].text)
