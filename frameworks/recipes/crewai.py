import os

from crewai import LLM

url, key = "http://127.0.0.1:8001/v1", os.environ["MISTRAL_API_KEY"]
model = LLM("openai/mistral-medium-latest", base_url=url, api_key=key)
print(model.call("Bonjour"))
