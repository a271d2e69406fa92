from langchain_openai import ChatOpenAI, OpenAIEmbeddings

from mistyped import AsyncMistral, Mistral
from mistyped.frameworks import langchain, langchain_embeddings

clients = Mistral(compat="adapt"), AsyncMistral(compat="adapt")
model = ChatOpenAI(model="mistral-medium-latest", **langchain(*clients))
vectors = OpenAIEmbeddings(model="mistral-embed", **langchain_embeddings(*clients))
print(model.invoke("Bonjour").text, len(vectors.embed_query("Bonjour")))
