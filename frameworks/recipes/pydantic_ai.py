from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

from mistyped import AsyncMistral

provider = OpenAIProvider(openai_client=AsyncMistral(compat="adapt"))
agent = Agent(OpenAIChatModel("mistral-medium-latest", provider=provider))
print(agent.run_sync("Bonjour").output)
