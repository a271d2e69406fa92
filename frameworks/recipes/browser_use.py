import asyncio
import os

import httpx2
from browser_use.llm import ChatOpenAI
from browser_use.llm.messages import UserMessage

from mistyped import guard

http = httpx2.AsyncClient(transport=guard.transport(compat="adapt"))
model = ChatOpenAI(
    "mistral-medium-latest",
    api_key=os.environ["MISTRAL_API_KEY"],
    base_url=os.environ.get("MISTRAL_BASE_URL", guard.BASE_URL),
    http_client=http,
)
print(asyncio.run(model.ainvoke([UserMessage(content="Bonjour")])).completion)
