from llama_index.llms.openai_like import OpenAILike

from mistyped import AsyncMistral, Mistral

model = OpenAILike(
    "mistral-medium-latest",
    openai_client=Mistral(compat="adapt"),
    async_openai_client=AsyncMistral(compat="adapt"),
    is_chat_model=True,
    is_function_calling_model=True,
)
print(model.complete("Bonjour"))
