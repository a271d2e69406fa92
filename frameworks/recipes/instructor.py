import instructor
from pydantic import BaseModel

from mistyped import Mistral


class City(BaseModel):
    name: str


client = instructor.from_openai(Mistral(compat="adapt"))
asked = [{"role": "user", "content": "Where is the Louvre?"}]
print(client.create(model="mistral-medium-latest", messages=asked, response_model=City))
