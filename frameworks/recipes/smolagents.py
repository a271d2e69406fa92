from smolagents import OpenAIModel

from mistyped import Mistral

model = OpenAIModel("mistral-medium-latest", client=Mistral(compat="adapt"))
print(model.generate([{"role": "user", "content": "Bonjour"}]).content)
