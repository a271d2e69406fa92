import os

import dspy

url, key = "http://127.0.0.1:8001/v1", os.environ["MISTRAL_API_KEY"]
dspy.configure(lm=dspy.LM("openai/mistral-medium-latest", api_base=url, api_key=key))
print(dspy.settings.lm("Bonjour"))
