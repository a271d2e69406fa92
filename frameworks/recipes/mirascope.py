from mirascope import llm
from mirascope.llm.providers.openai import OpenAICompletionsProvider

from mistyped import AsyncMistral, Mistral

provider = OpenAICompletionsProvider(api_key="that of the clients")
provider.client = Mistral(compat="adapt")
provider.async_client = AsyncMistral(compat="adapt")
llm.register_provider(provider, scope="openai/mistral")
print(llm.Model("openai/mistral-medium-latest").call("Bonjour").text())
