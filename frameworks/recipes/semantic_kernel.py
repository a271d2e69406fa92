import asyncio

from semantic_kernel.agents import ChatCompletionAgent
from semantic_kernel.connectors.ai.open_ai import OpenAIChatCompletion

from mistyped import AsyncMistral

service = OpenAIChatCompletion(
    "mistral-medium-latest", async_client=AsyncMistral(compat="adapt")
)
agent = ChatCompletionAgent(service=service)
print(asyncio.run(agent.get_response(messages="Bonjour")))
