from agents import Agent, Runner, set_default_openai_client

from mistyped import AsyncMistral

set_default_openai_client(AsyncMistral(compat="adapt"), use_for_tracing=False)
agent = Agent(name="Ada", model="mistral-medium-latest")
print(Runner.run_sync(agent, "Bonjour").final_output)
