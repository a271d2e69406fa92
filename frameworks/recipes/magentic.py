import os

from magentic import OpenaiChatModel, prompt

url, key = "http://127.0.0.1:8001/v1", os.environ["MISTRAL_API_KEY"]


@prompt(
    "Say bonjour.",
    model=OpenaiChatModel("mistral-medium-latest", base_url=url, api_key=key),
)
def greet() -> str: ...


print(greet())
